"""Places that the environment's no_proxy names, as Go programs and curl read it."""

from __future__ import annotations

import ipaddress
import re

_SEPARATOR = re.compile(r"[\s,]+")


def is_reached_directly(host: str, port: int, no_proxy: str) -> bool:
    """Whether a place is reached without a proxy; ``host`` is a name or an address without brackets.

    An entry is a name, which stands for everything below it as well (with or without a leading ``.`` or ``*.``), an
    address, a network (``10.0.0.0/8``), or ``*``; a name or an address may have a port. Names are not resolved.
    """
    entries = (entry.lower() for entry in _SEPARATOR.split(no_proxy) if entry)
    place = host.lower().rstrip(".")
    return any(_matches(entry, place, _address(place), port) for entry in entries)


def _matches(entry: str, host: str, address: ipaddress._BaseAddress | None, port: int) -> bool:
    if entry == "*":
        return True
    if "/" in entry:
        network = _network(entry)
        return network is not None and address is not None and address in network
    name, number = _split(entry)
    if number not in ("", str(port)):
        return False
    named = _address(name)
    if named is not None or address is not None:
        return named is not None and named == address
    name = name[1:] if name.startswith("*.") else name
    name = name.strip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _split(entry: str) -> tuple[str, str]:
    """An entry's name or address, and its port if it has one."""
    if entry.startswith("["):
        address, _, rest = entry[1:].partition("]")
        return address, rest.lstrip(":")
    # More than one colon is an address of version 6, which has a port only behind brackets.
    name, _, port = entry.partition(":") if entry.count(":") == 1 else (entry, "", "")
    return name, port


def _address(text: str) -> ipaddress._BaseAddress | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A socket of version 6 may call an address of version 4 so.
    return getattr(address, "ipv4_mapped", None) or address


def _network(text: str) -> ipaddress._BaseNetwork | None:
    address, _, bits = text.partition("/")
    try:
        return ipaddress.ip_network(f"{address.strip('[]')}/{bits}", strict=False)
    except ValueError:
        return None
