"""The size of packets on a node's way out, which containers must not exceed."""

from __future__ import annotations

import fcntl
import socket
import struct

ETHERNET = 1500
SMALL = 1400
UP = 0x1
SIOCGIFMTU = 0x8921  # netdevice(7)


def default_interface(ipv4_routes: str, ipv6_routes: str) -> str | None:
    """Interface of the default route, from /proc/net/route or else /proc/net/ipv6_route."""
    rows = [line.split() for line in ipv4_routes.splitlines()[1:]]
    routes = [
        (int(row[6]), row[0]) for row in rows if row[1] == row[7] == "00000000" and int(row[3], 16) & UP
    ]
    if not routes:
        rows = [line.split() for line in ipv6_routes.splitlines()]
        routes = [
            (int(row[5], 16), row[9])
            for row in rows
            if set(row[0]) == {"0"} and row[1] == "00" and int(row[8], 16) & UP and row[9] != "lo"
        ]
    return min(routes)[1] if routes else None


def default_mtu() -> int | None:
    """Size in bytes of the largest packet on the default route's interface; None without a default route."""
    interface = default_interface(_read("/proc/net/route"), _read("/proc/net/ipv6_route"))
    if interface is None:
        return None
    # Not from /sys: in a container, that may show the interfaces of another network.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16si12x", interface.encode(), 0)
        return struct.unpack("16si12x", fcntl.ioctl(any_socket, SIOCGIFMTU, request))[1]


def container_mtu(mtu: int | None) -> int | None:
    """What dockerd is to be told: nothing on plain Ethernet, else a size for which tunnels leave room."""
    return min(SMALL, mtu) if mtu is not None and mtu < ETHERNET else None


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as stream:
            return stream.read()
    except OSError:
        return ""
