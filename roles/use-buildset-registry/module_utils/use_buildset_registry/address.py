"""How the clients on a node address the buildset registry."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass

from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.names import (
    BUILDSET_ALIAS,
    buildset_alias,
    buildset_folder,
    host_problem,
    is_ip,
    registry_problem,
    repository_problem,
)

ALIAS = BUILDSET_ALIAS


@dataclass(frozen=True)
class Address:
    """The registry's address; ``alias`` is its name in image references, also when ``host`` is a number."""

    host: str
    port: int

    @property
    def is_number(self) -> bool:
        """Whether the host is an IPv4 or IPv6 address."""
        return is_ip(self.host)

    @property
    def alias(self) -> str:
        """The host itself, or the fixed alias for an address: image references cannot hold IPv6 addresses."""
        return buildset_alias(self.host)

    @property
    def name(self) -> str:
        """``alias:port``, the registry part of image references."""
        return f"{self.alias}:{self.port}"

    @property
    def url(self) -> str:
        """URL for dockerd's list of mirrors."""
        return f"https://{self.name}"

    def location(self, prefix: str) -> str:
        """Where the images of a registry, or of a part of it, are kept here; by the rule of all that push."""
        registry, _, rest = prefix.partition("/")
        return "/".join(part for part in (self.name, buildset_folder(registry), rest) if part)


def checked(host: str, port: int, username: str, cert: str) -> Address:
    """An address fit for configuration files; its parts come from another job. Raises NodeError."""
    if host_problem(host) or host.startswith("["):
        raise NodeError(
            f"host of the buildset registry is {host!r}; it must be a host name or an IP address."
        )
    if not 1 <= port <= 65535:
        raise NodeError(f"port of the buildset registry is {port}; it must be between 1 and 65535.")
    if not re.fullmatch(r"[^\x00-\x1f\x7f:]+", username):
        raise NodeError("username of the buildset registry must not be empty and must not contain a colon.")
    try:
        ssl.PEM_cert_to_DER_cert(cert)
    except ValueError:
        raise NodeError("cert of the buildset registry is not a certificate in PEM form.") from None
    return Address(host, port)


def checked_namespaces(namespaces: list[object]) -> list[str]:
    """Registry names out of ``[name, url]`` pairs. Raises NodeError."""
    names = []
    for index, entry in enumerate(namespaces):
        name = entry[0] if isinstance(entry, (list, tuple)) and entry else entry
        if not isinstance(name, str) or not _is_namespace(name):
            raise NodeError(
                f"buildset_registry_namespaces[{index}] is {entry!r}; "
                "it must be a pair of registry name and URL."
            )
        names.append(name)
    return names


def _is_namespace(name: str) -> bool:
    registry, slash, rest = name.partition("/")
    return not registry_problem(registry) and not (slash and repository_problem(rest))
