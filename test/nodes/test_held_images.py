"""What Zuul tells of images is read with care: any job may return it."""

from __future__ import annotations

from ansible.module_utils.image_gate.node.buildset_pull import Place
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.use_buildset_registry.held_images import places, told_by_zuul


def artifact(repository: object, tag: object = "1", **more: object) -> dict[str, object]:
    return {"metadata": {"type": "container_image", "repository": repository, "tag": tag, **more}}


def test_what_is_not_well_formed_is_left_out() -> None:
    artifacts = [artifact("quay.io/acme/app"), artifact("busybox"), artifact("../x"), artifact("a", "--x")]
    artifacts += [artifact(None), artifact(["x"]), {"metadata": 1}, {}, "x", artifact("a", type="other")]
    recorded = {"10.0.0.1:5000": {"ghcr.io/acme/b:2": "sha256:x", "no-tag": 1, "../y:1": 2}, "other": "x"}
    assert told_by_zuul(artifacts, recorded) == [
        Place("quay.io/acme/app", "1"),
        Place("library/busybox", "1"),
        Place("ghcr.io/acme/b", "2"),
    ]
    assert told_by_zuul("x", "y") == told_by_zuul(None, None) == []


class Unlisted:
    """A registry that does not list what it has."""

    def __init__(self, answer: RegistryError | None) -> None:
        self.answer = answer

    def repositories(self) -> None:
        if self.answer:
            raise self.answer


def test_a_registry_that_lists_nothing_gives_what_zuul_told() -> None:
    told = [Place("acme/app", "1")] * 2
    for answer in (None, RegistryError("r", "list repositories", status=403)):
        assert places(Unlisted(answer), told) == (told[:1], False)  # type: ignore[arg-type]
