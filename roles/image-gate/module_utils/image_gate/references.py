"""Names of images: registries, repositories, tags, digests, and where an image lies in a buildset registry.

The grammar is that of the distribution project's ``reference`` package, which engines share with the OCI
distribution specification 1.1 ("Pulling manifests"). Every ``*_problem`` function returns None for a good
value, and otherwise words that complete the sentence "<value> ...".
"""

from __future__ import annotations

import ipaddress
import re

from ansible.module_utils.image_gate.legible import quoted

HUB = "docker.io"
HUB_NAMES = (HUB, "index.docker.io")
HUB_HOST = "registry-1.docker.io"
BUILDSET_ALIAS = "zuul-jobs.buildset-registry"
NAME_LIMIT = 255
TAG_LIMIT = 128

_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")
_IMAGE_ID = re.compile(r"[0-9a-f]{64}")

REPOSITORY_RULE = (
    "a repository consists of parts joined by '/', each of lower-case letters and digits "
    "with '.', '_', '__' or '-' between them, such as 'acme/app'"
)
TAG_RULE = f"a tag is up to {TAG_LIMIT} letters, digits, '_', '.' and '-', and does not begin with '.' or '-'"
HOST_RULE = "expected a host name or address with an optional port, such as 'quay.io' or '[fd00::1]:5000'"
UNFILLED = "is a template that was not filled in; check the variables that it uses"


def show(value: object) -> str:
    """A value for a message: quoted, what cannot be printed escaped, cut after 80 characters."""
    return quoted(value)


def tag_problem(text: str) -> str | None:
    """Why ``text`` is no tag."""
    if not text:
        return f"is empty; {TAG_RULE}"
    if len(text) > TAG_LIMIT:
        return f"has {len(text)} characters; {TAG_RULE}"
    if _TAG.fullmatch(text):
        return None
    if "{{" in text:
        return UNFILLED
    foreign = _foreign(text, "_.-")
    return f"has {foreign} in it; {TAG_RULE}" if foreign else f"begins with {show(text[0])}; {TAG_RULE}"


def digest_problem(text: str) -> str | None:
    """Why ``text`` is no digest (OCI image specification 1.1, "Digests")."""
    good = _DIGEST.fullmatch(text)
    return None if good else "is not a digest; expected 'sha256:' and 64 digits of 0-9 and a-f"


def repository_problem(text: str) -> str | None:
    """Why ``text`` is no repository (a name without a registry)."""
    if not text:
        return f"is empty; {REPOSITORY_RULE}"
    if len(text) > NAME_LIMIT:
        return f"has {len(text)} characters; a repository has at most {NAME_LIMIT}"
    if _IMAGE_ID.fullmatch(text):
        return "is 64 digits of 0-9 and a-f, which engines take for an image's id; choose another name"
    if all(_COMPONENT.fullmatch(part) for part in text.split("/")):
        return None
    return _repository_hint(text)


def _repository_hint(text: str) -> str:
    if "{{" in text:
        return UNFILLED
    if "://" in text:
        return f"has a scheme in it; write the name alone: {show(text.split('://', 1)[1])}"
    if "@" in text:
        return f"has a digest in it; write the name alone: {show(text.split('@', 1)[0])}"
    if ":" in text.rsplit("/", 1)[-1]:
        name, tag = text.rsplit(":", 1)
        return f"has a tag in it; write {show(name)} and put {show(tag)} into tags"
    if text != text.lower() and repository_problem(text.lower()) is None:
        return f"has capital letters; repositories are lower case: {show(text.lower())}"
    foreign = _foreign(text, "/._-")
    return f"has {foreign} in it; {REPOSITORY_RULE}" if foreign else f"is not well formed; {REPOSITORY_RULE}"


def _foreign(text: str, allowed: str) -> str:
    """The first character that is neither ASCII letter nor digit nor ``allowed``, in words; '' if none is."""
    foreign = next((c for c in text if not (c.isascii() and (c.isalnum() or c in allowed))), "")
    return "a space" if foreign == " " else show(foreign) if foreign else ""


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
    if is_ip(host):
        host = ipaddress.ip_address(host).compressed
    return address(HUB_HOST if host in HUB_NAMES else host, port.lstrip("0") or "443")


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


def host_problem(host: str) -> str | None:
    """Why ``host`` (no port) is neither a host name nor an address."""
    good = is_ip(host) if ":" in host or host.startswith("[") else _HOST.fullmatch(host)
    return None if good else f"is not a host name; {HOST_RULE}"


def port_problem(port: object) -> str | None:
    """Why ``port`` (number or digits) is no TCP port."""
    digits = str(port)
    good = digits.isascii() and digits.isdigit() and len(digits) <= 5 and 1 <= int(digits) <= 65535
    return None if good else "is not a port; expected a number from 1 to 65535"


def registry_problem(text: str) -> str | None:
    """Why ``text`` does not name a registry."""
    if "{{" in text:
        return UNFILLED
    if "://" in text:
        return f"has a scheme in it; write the host alone: {show(text.split('://', 1)[1].rstrip('/'))}"
    if "/" in text:
        host, path = text.split("/", 1)
        way_out = f" and begin the repository with {show(path)}" if path else ""
        return f"has a path in it; write {show(host)}{way_out}"
    host, port = split_address(text)
    rejoined = f"[{host}]" if text.startswith("[") else host
    if text not in (rejoined, f"{rejoined}:{port}"):
        return f"is not a host name; {HOST_RULE}"
    return host_problem(rejoined) or (None if text == rejoined else port_problem(port))


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
