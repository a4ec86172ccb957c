"""Names of images: registries, repositories, tags, digests, and where an image lies in a buildset registry.

Every ``*_problem`` function returns None for a good value, and otherwise words that complete the sentence "<value> ...".
"""

from __future__ import annotations

import ipaddress
import re
import socket

from ansible.module_utils.image_gate.text.formats import problem_of
from ansible.module_utils.image_gate.text.legible import quoted

HUB = "docker.io"
HUB_NAMES = (HUB, "index.docker.io")
HUB_HOST = "registry-1.docker.io"
BUILDSET_ALIAS = "zuul-jobs.buildset-registry"
_NUMERIC = re.compile(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]+|[0-9]+)){0,3}")


def show(value: object) -> str:
    """A value for a message: quoted, what cannot be printed escaped, cut after 80 characters."""
    return quoted(value)


def tag_problem(text: str) -> str | None:
    """Why ``text`` is no tag."""
    return problem_of("tag", text)


def digest_problem(text: str) -> str | None:
    """Why ``text`` is no digest (OCI image specification 1.1, "Digests")."""
    return problem_of("digest", text)


def repository_problem(text: str) -> str | None:
    """Why ``text`` is no repository (a name without a registry)."""
    return problem_of("repository", text)


def host_problem(host: str) -> str | None:
    """Why ``host`` (no port) is neither a host name nor an address."""
    return problem_of("host", host)


def port_problem(port: object) -> str | None:
    """Why ``port`` (number or digits) is no TCP port."""
    return problem_of("port", str(port))


def registry_problem(text: str) -> str | None:
    """Why ``text`` does not name a registry."""
    return problem_of("registry", text)


def image_problem(name: str) -> str | None:
    """Why ``name`` is no repository, with or without its registry."""
    # What is no name at all is not split at its slashes.
    own, repository = ("", name) if "://" in name or "{{" in name else split_registry(name)
    return (registry_problem(own) if own else None) or repository_problem(repository)


def split_address(text: str) -> tuple[str, str]:
    """Split ``host``, ``host:port`` or ``[v6]:port`` into host (without brackets) and port ('' if none)."""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest[1:] if rest.startswith(":") else rest
    host, _, port = text.partition(":")
    return host, port


def address(host: str, port: object = "") -> str:
    """Join host and port as URLs and references write them; IPv6 addresses get brackets."""
    bare = host.strip("[]").lower()
    name = f"[{bare}]" if ":" in bare else bare
    return name if port in ("", None) else f"{name}:{port}"


def endpoint(registry: str) -> str:
    """Where a registry answers, in one spelling, so that two names of one address are alike."""
    host, port = split_address(registry)
    host = host.lower().rstrip(".")
    number = _address_of(host)
    if number:
        host = (getattr(number, "ipv4_mapped", None) or number).compressed
    return address(HUB_HOST if host in HUB_NAMES else host, port.lstrip("0") or "443")


def _address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is, also in the forms that systems take beside the usual one: 10.5, 0x7f000001 (inet_aton(3))."""
    if is_ip(host):
        return ipaddress.ip_address(host)
    if not _NUMERIC.fullmatch(host):
        return None
    try:
        return ipaddress.ip_address(socket.inet_aton(host))
    except OSError:
        return None


def is_ip(host: str) -> bool:
    """Whether ``host`` (brackets or not) is an IP address rather than a name.

    An address with a zone ('fe80::1%eth0', RFC 4007) is none: it means something on one machine only, and the
    standard library takes any characters, line ends too, for the zone's name.
    """
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return "%" not in bare


def split_registry(name: str) -> tuple[str, str]:
    """Split a name into registry and repository as engines do: a first part that looks like a host is one."""
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return first.lower(), rest
    return "", name


def canonical_registry(registry: str) -> str:
    """The registry's one name: ``docker.io`` for Docker Hub under any of its names."""
    registry = registry.lower()
    return HUB if not registry or registry in HUB_NAMES else registry


def canonical_repository(registry: str, repository: str) -> str:
    """The repository as the registry knows it: Docker Hub keeps official images under ``library/``."""
    official = canonical_registry(registry) == HUB and "/" not in repository
    return f"library/{repository}" if official else repository


def buildset_folder(registry: str) -> str:
    """The first part of all paths of a registry's images in a buildset registry; empty for Docker Hub.

    Docker's mirrors ask for Docker Hub's images without a registry. As no path may hold ':', a port follows
    after '_', which no host name contains, and IPv6 addresses are written out in full.
    """
    registry = canonical_registry(registry)
    if registry == HUB:
        return ""
    host, port = split_address(registry)
    if ":" in host:
        host = ipaddress.ip_address(host).exploded.replace(":", "_")
    return f"{host}_{port}" if port else host


def buildset_path(registry: str, repository: str) -> str:
    """Where an image lies in a buildset registry."""
    folder = buildset_folder(registry)
    return f"{folder}/{repository}" if folder else canonical_repository(HUB, repository)


def buildset_alias(host: str) -> str:
    """The buildset registry's name on nodes: certificates and mirrors want a name rather than an address."""
    return BUILDSET_ALIAS if is_ip(host) else host
