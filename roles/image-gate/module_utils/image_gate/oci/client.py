"""What all verbs of a registry's client have in common: who it is, and how a request is made."""

from __future__ import annotations

from typing import Container

from ansible.module_utils.image_gate.oci import manifest as manifests
from ansible.module_utils.image_gate.oci.connection import Timeouts
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.oci.transport import Answer, Call, Transport
from ansible.module_utils.image_gate.text.names import (
    HUB,
    HUB_HOST,
    canonical_registry,
    registry_problem,
    repository_problem,
    show,
    tag_problem,
)

# Actions of a token's scope.
READ, WRITE = "pull", "pull,push"

DEFAULT_RETRY = Retry()
DEFAULT_TIMEOUTS = Timeouts()


class Client:
    """One registry as one user sees it; safe for several threads.

    ``host`` is a name or address with an optional port (``[v6]:port`` for IPv6), ``cert`` an additional
    authority in PEM form; ``plain_http`` says that the registry has no TLS.
    """

    def __init__(
        self,
        host: str,
        username: str = "",
        password: str = "",
        cert: str = "",
        plain_http: bool = False,
        *,
        retry: Retry = DEFAULT_RETRY,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
        if registry_problem(host):
            detail = "its host is not a name or address with an optional port"
            raise RegistryError(host, "use this registry", detail=detail)
        self.host = host
        self.is_docker_hub = canonical_registry(host) == HUB or host.lower() == HUB_HOST
        self.retry = retry
        base = f"{'http' if plain_http else 'https'}://{HUB_HOST if self.is_docker_hub else host}"
        self._transport = Transport(host, base, username, password, cert, timeouts)

    @property
    def transport(self) -> Transport:
        """Requests to this registry with its account, for an interface that it has beside the distribution API."""
        return self._transport

    @property
    def requests(self) -> dict[str, int]:
        """How many requests were sent, by host, those to token servers and redirect targets included."""
        return dict(self._transport.connections.requests)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._transport.connections.close()

    def _name(self, repository: str) -> str:
        # A name that fits can neither leave its path nor carry a query; nor can a tag.
        if repository_problem(repository):
            raise RegistryError(
                self.host,
                "use this repository",
                repository=repository,
                detail="its name is not valid",
                advice="A repository name has lower case letters and digits, joined by '.', '_', '-' or '/'.",
            )
        return f"library/{repository}" if self.is_docker_hub and "/" not in repository else repository

    def _path(self, repository: str, rest: str) -> str:
        return f"/v2/{self._name(repository)}/{rest}"

    def _scopes(self, repository: str, actions: str) -> tuple[str, ...]:
        return (f"repository:{self._name(repository)}:{actions}",)

    def _manifest(
        self,
        operation: str,
        method: str,
        repository: str,
        reference: str,
        actions: str,
        accepted: Container[int],
    ) -> Call:
        if tag_problem(reference) and not manifests.is_digest(reference):
            detail = f"{show(reference)} is neither a tag nor a digest"
            raise RegistryError(self.host, operation, repository=repository, detail=detail)
        path = self._path(repository, f"manifests/{reference}")
        return Call(operation, repository, method, path, self._scopes(repository, actions), accepted)

    def _blob(
        self, verb: str, method: str, repository: str, digest: str, actions: str, accepted: Container[int]
    ) -> Call:
        path = self._path(repository, f"blobs/{digest}")
        return Call(
            f"{verb} blob {digest}", repository, method, path, self._scopes(repository, actions), accepted
        )

    def _advice(self, call: Call, *, once: bool = False) -> Answer | None:
        """The answer to a look, whatever its status; None where the account may not even look.

        ``once`` is for a caller who tries again by himself.
        """
        try:
            return self._transport.exchange(call) if once else self._retried(call)
        except RegistryError as error:
            # A wrong password is told where it is found out; a token that does not reach as far is no verdict.
            if error.status == 401 and error.operation == call.operation:
                return None
            raise

    def _retried(self, call: Call, *longest: int) -> Answer:
        return self.retry.run(lambda: self._transport.exchange(call, *longest))


def told_digest(answer: Answer) -> str:
    """The digest that an answer names, if it does: the header is recommended only ("Pulling manifests")."""
    told = answer.headers.get("Docker-Content-Digest", "").strip()
    return told if manifests.is_digest(told) else ""
