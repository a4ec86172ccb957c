"""What a job copies into a buildset registry: what changes ahead have built, and marks of what it has built itself."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from ansible.module_utils.image_gate.artifacts import AheadImage
from ansible.module_utils.image_gate.ownership import AHEAD, BUILDSET, BUILT
from ansible.module_utils.image_gate.record import split_name


def one_copy(
    source: tuple[str, str, str], destination: tuple[str, str, str], origin: str = ""
) -> dict[str, Any]:
    """One item of registry_copy: registry, repository and reference, to registry, repository and tag."""
    to = {"registry": destination[0], "repository": destination[1], "tags": [destination[2]]}
    return {
        "source": dict(zip(("registry", "repository", "reference"), source)),
        "destination": {**to, "origin": origin} if origin else to,
    }


def plan_pulls(
    images: Iterable[AheadImage], intermediate: str, buildset: str, record: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The copies, by digest where there is one, and the tags that must stand for a recorded digest.

    What jobs of the buildset have recorded is there already; nothing is pulled over it.
    """
    pulls, expected = [], []
    for name, digest in record.items():
        repository, tag = split_name(name)
        expected.append({"registry": buildset, "repository": repository, "tag": tag, "digest": digest})
    for image in images:
        if not image.own and f"{image.repository}:{image.tag}" in record:
            continue
        source = (intermediate, image.source_repository, image.digest or image.source_tag)
        # Without a digest it may be another library's copy, which need not have the same bytes.
        origin = BUILDSET if image.own and image.digest else AHEAD
        pulls.append(one_copy(source, (buildset, image.repository, image.tag), origin))
        if image.digest:
            place = {"registry": intermediate, "repository": image.source_repository}
            expected.append({**place, "tag": image.source_tag, "digest": image.digest})
    return {"pulls": pulls, "pull_expected": expected}


def plan_claims(pushed: Iterable[Mapping[str, Any]], buildset: str) -> list[dict[str, Any]]:
    """Copies onto themselves that mark what engines have pushed as this buildset's own.

    Where several nodes have pushed one tag, the first one counts.
    """
    first: dict[tuple[str, str], str] = {}
    for push in pushed:
        first.setdefault((push["repository"], push["tag"]), push["digest"] or push["tag"])
    return [
        one_copy((buildset, repository, reference), (buildset, repository, tag), BUILT)
        for (repository, tag), reference in first.items()
    ]
