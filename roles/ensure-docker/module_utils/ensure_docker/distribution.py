"""Which distribution a node runs, and how its docker packages are called."""

from __future__ import annotations

import shlex

from ansible.module_utils.image_gate.node.command import find_command, run_command

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
# Since this release of Debian its docker.io has neither the command line nor BuildKit's part of it.
DEBIAN_SPLIT_SINCE = 13
COMMAND_LINE = "docker-cli"
BUILDX = "docker-buildx"


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
    found = next(
        (PACKAGES[name.split("-")[0]] for name in names(release) if name.split("-")[0] in PACKAGES), []
    )
    return [*found, COMMAND_LINE, BUILDX] if release.get("ID") == "debian" and _is_split(release) else found


def _is_split(release: dict[str, str]) -> bool:
    number = release.get("VERSION_ID", "").partition(".")[0]
    # A release to come has no number.
    return not number or (number.isdigit() and int(number) >= DEBIAN_SPLIT_SINCE)


def missing_packages(release: dict[str, str]) -> list[str]:
    """What an installed engine lacks and apt knows as a package; nothing where there is no apt.

    apt takes half a second to answer, so it is not asked where the distribution has docker in one piece.
    """
    if release.get("ID") == "debian" and not _is_split(release):
        return []
    command, apt = find_command("docker"), find_command("apt-cache")
    lacking = [] if command else [COMMAND_LINE]
    if not command or run_command(command, "buildx", "version").returncode != 0:
        lacking.append(BUILDX)
    return [name for name in lacking if apt and _has_candidate(run_command(apt, "policy", name).stdout)]


def _has_candidate(policy: str) -> bool:
    found = [line.partition(":")[2].strip() for line in policy.splitlines() if "Candidate:" in line]
    return bool(found) and found[0] != "(none)"
