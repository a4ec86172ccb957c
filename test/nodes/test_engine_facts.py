"""What docker_engine concludes from what a node tells about its network and its distribution."""

from __future__ import annotations

import pytest
from ansible.module_utils.ensure_docker import distribution, network

HEADER = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
IPV4 = (
    HEADER + "eth0 0020000A 00000000 0001 0 0 100 00FFFFFF 0 0 0\n"
    "wlan0 00000000 0120000A 0003 0 0 600 00000000 0 0 0\n"
    "eth0 00000000 0120000A 0003 0 0 100 00000000 0 0 0\n"
)
ZERO = "0" * 32
IPV6 = (
    f"fd00{'0' * 28} 40 {ZERO} 00 {ZERO} 00000100 00000001 00000000 00000001 ens3\n"
    f"{ZERO} 00 {ZERO} 00 fe80{'0' * 27}1 00000400 00000001 00000000 00000003 ens3\n"
    f"{ZERO} 00 {ZERO} 00 {ZERO} ffffffff 00000001 00000000 00200200 lo\n"
)


@pytest.mark.parametrize(
    ("ipv4", "ipv6", "want"),
    [(IPV4, IPV6, "eth0"), (HEADER, IPV6, "ens3"), ("", IPV6, "ens3"), (HEADER, "", None), ("", "", None)],
)
def test_interface_of_the_default_route(ipv4: str, ipv6: str, want: str | None) -> None:
    assert network.default_interface(ipv4, ipv6) == want


@pytest.mark.parametrize(
    ("mtu", "want"), [(1500, None), (9000, None), (1450, 1400), (1280, 1280), (None, None)]
)
def test_mtu_of_containers(mtu: int | None, want: int | None) -> None:
    assert network.container_mtu(mtu) == want


@pytest.mark.parametrize(
    ("text", "family", "packages"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "Debian", ["docker.io"]),
        ('ID=debian\nVERSION_ID="13"\n', "Debian", ["docker.io", "docker-cli", "docker-buildx"]),
        ("ID=debian\nVERSION_CODENAME=sid\n", "Debian", ["docker.io", "docker-cli", "docker-buildx"]),
        ('ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n', "Debian", ["docker.io"]),
        ("ID=linuxmint\nID_LIKE='ubuntu debian'\n", "Debian", ["docker.io"]),
        ("ID=fedora\n", "RedHat", ["moby-engine"]),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "RedHat", []),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "Suse", ["docker"]),
        ("# nothing\n", "", []),
    ],
)
def test_distribution(text: str, family: str, packages: list[str]) -> None:
    release = distribution.os_release(text)
    assert (distribution.family(release), distribution.packages(release)) == (family, packages)
