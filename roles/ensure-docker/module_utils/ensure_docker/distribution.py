"""Which distribution a node runs, and how its docker packages are called."""

from __future__ import annotations

import shlex

FAMILIES = {
    "Debian": ("debian", "ubuntu"),
    "RedHat": ("fedora", "rhel", "centos"),
    "Suse": ("suse", "opensuse", "sles"),
}
# RHEL and its rebuilds have no docker of their own.
PACKAGES = {
    "debian": ["docker.io"],
    "ubuntu": ["docker.io"],
    "fedora": ["moby-engine"],
    "suse": ["docker"],
    "opensuse": ["docker"],
}


def os_release(text: str) -> dict[str, str]:
    """Values of os-release(5)."""
    values = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            values[name.strip()] = "".join(shlex.split(value))
    return values


def names(release: dict[str, str]) -> list[str]:
    """The distribution and those it is made from, nearest first."""
    return [release.get("ID", ""), *release.get("ID_LIKE", "").split()]


def family(release: dict[str, str]) -> str:
    """Family of the distribution by the name that Ansible's facts use; empty if it is none of the known."""
    for name in names(release):
        for result, members in FAMILIES.items():
            if name in members or name.split("-")[0] in members:
                return result
    return ""


def packages(release: dict[str, str]) -> list[str]:
    """The distribution's own packages of the docker engine; empty where it has none."""
    if family(release) == "RedHat" and release.get("ID") != "fedora":
        return []
    return next(
        (PACKAGES[name.split("-")[0]] for name in names(release) if name.split("-")[0] in PACKAGES), []
    )
