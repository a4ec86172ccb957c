"""Which names stand for a place in a buildset registry."""

from __future__ import annotations

import pytest
from ansible.module_utils.image_gate.node.buildset_pull import Place, is_on_docker_hub, names_of
from ansible.module_utils.image_gate.text.names import buildset_path, split_registry


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("acme/app", ["acme/app:1"]),
        ("library/busybox", ["busybox:1"]),
        ("quay.io/acme/app", ["quay.io/acme/app:1"]),
        ("quay.io/app", ["quay.io/app:1"]),
        ("registry.example.org_5000/a/b/c", ["registry.example.org:5000/a/b/c:1"]),
        ("localhost/app", ["localhost/app:1"]),
        ("localhost_5000/app", ["localhost:5000/app:1", "localhost_5000/app:1"]),
        ("acme_1/app", ["acme:1/app:1", "acme_1/app:1"]),
        ("10.1.2.3_5000/app", ["10.1.2.3:5000/app:1"]),
        ("fd00_0000_0000_0000_0000_0000_0000_0001_5000/app", None),
    ],
)
def test_the_names_of_a_place(path: str, names: list[str] | None) -> None:
    found = names_of(Place(path, "1"))
    if names is None:  # an address of IPv6 stands in no name of docker
        assert not any("[" in name for name in found)
        return
    assert found == names
    for name in found:
        assert buildset_path(*split_registry(name.rpartition(":")[0])) == path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("busybox:1", True),
        ("acme/app:1", True),
        ("quay.io/a:1", False),
        ("localhost/a:1", False),
        ("a:5/b:1", False),
    ],
)
def test_names_of_docker_hub(name: str, expected: bool) -> None:
    assert is_on_docker_hub(name) is expected
