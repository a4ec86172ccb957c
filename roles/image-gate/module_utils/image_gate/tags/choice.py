"""Which API lists, dates and deletes the tags of a registry: a table, one file an API."""

from __future__ import annotations

import base64
import threading
import urllib.parse
from typing import Callable, Collection, Mapping, NamedTuple

from ansible.module_utils.image_gate.oci.client import DEFAULT_RETRY, DEFAULT_TIMEOUTS
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.oci.transport import Transport
from ansible.module_utils.image_gate.tags import github
from ansible.module_utils.image_gate.tags.api import Tag, Tags
from ansible.module_utils.image_gate.tags.artifactory import ARTIFACTORY
from ansible.module_utils.image_gate.tags.azure import AZURE
from ansible.module_utils.image_gate.tags.distribution import SpecTags
from ansible.module_utils.image_gate.tags.docker_hub import HubTags
from ansible.module_utils.image_gate.tags.gitlab import GITLAB
from ansible.module_utils.image_gate.tags.harbor import HARBOR
from ansible.module_utils.image_gate.tags.own_api import ApiTags, Interface
from ansible.module_utils.image_gate.tags.quay import QUAY
from ansible.module_utils.image_gate.text.names import show, split_address

HUB_API = "https://hub.docker.com"


class Login(NamedTuple):
    """How a registry's own API is reached: the registry's host and account, an authority, the kind of the API where it is
    told, its address where it is another one than usual, and a token where it takes that instead of the account.
    """

    host: str
    username: str
    password: str
    cert: str = ""
    type: str = ""
    api_url: str = ""
    api_token: str = ""

    @property
    def basic(self) -> Mapping[str, str]:
        """The account as a header."""
        pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}

    def bearer(self, token: str) -> Mapping[str, str]:
        """A token as a header."""
        return {"Authorization": f"Bearer {token}"}


def transport_of(login: Login, usual: str, headers: Mapping[str, str]) -> Transport:
    """A client of a registry's own interface. Raises ``RegistryError`` where the account would cross the wire in the clear."""
    url = login.api_url or usual
    if not url.startswith("https://"):
        detail = f"api_url is {show(url)}; credentials are only sent by https"
        raise RegistryError(login.host, "use its interface", detail=detail)
    made = Transport(login.host, url.rstrip("/"), "", "", login.cert, DEFAULT_TIMEOUTS)
    made.hide(headers["Authorization"].partition(" ")[2])
    return made


def _with_account(interface: Interface) -> Callable[[Registry, Login], Tags]:
    def make(registry: Registry, login: Login) -> Tags:
        transport = transport_of(login, f"https://{login.host}", login.basic)
        return ApiTags(registry, transport, interface, login.basic)

    return make


def _with_token_of_the_registry(interface: Interface) -> Callable[[Registry, Login], Tags]:
    return lambda registry, _: ApiTags(registry, registry.transport, interface, {})


def _docker_hub(_: Registry, login: Login) -> Tags:
    account = {name: getattr(login, name) for name in ("host", "username", "password", "cert")}
    return HubTags(login.api_url or HUB_API, **account, retry=DEFAULT_RETRY, timeouts=DEFAULT_TIMEOUTS)


def _quay(registry: Registry, login: Login) -> Tags:
    """Its interface wants a token of an application; the distribution API has to do where there is none."""
    if not login.api_token:
        return SpecTags(registry)
    headers = login.bearer(login.api_token)
    return ApiTags(registry, transport_of(login, f"https://{login.host}", headers), QUAY, headers)


def _github(registry: Registry, login: Login) -> Tags:
    headers = {**login.bearer(login.api_token or login.password), "Accept": "application/vnd.github+json"}
    return github.GitHubTags(registry, transport_of(login, github.API, headers), headers)


def _distribution(registry: Registry, _: Login) -> Tags:
    return SpecTags(registry)


class _Api(NamedTuple):
    """One kind of registry: the hosts where it is, by the end of their names, and what it says of itself when it asks clients
    to log in (the service of its challenge, the path of its realm).
    """

    make: Callable[[Registry, Login], Tags]
    hosts: tuple[str, ...] = ()
    service: str = ""
    realm: str = ""


#: By the name that ``type`` has; the last one serves what no other does.
APIS: Mapping[str, _Api] = {
    "docker": _Api(_docker_hub, ("docker.io",)),
    "quay": _Api(_quay, ("quay.io",)),
    "harbor": _Api(_with_account(HARBOR), service="harbor-registry"),
    "gitlab": _Api(_with_token_of_the_registry(GITLAB), ("registry.gitlab.com",), realm="/jwt/auth"),
    "github": _Api(_github, ("ghcr.io",)),
    "azure": _Api(_with_token_of_the_registry(AZURE), (".azurecr.io",)),
    "artifactory": _Api(_with_account(ARTIFACTORY), (".jfrog.io",)),
    "distribution": _Api(_distribution),
}


class _ChosenTags:
    """The tags of a registry whose API is only known once it has asked somebody to log in; safe for several threads."""

    def __init__(self, registry: Registry, login: Login) -> None:
        self._registry, self._login = registry, login
        self._lock = threading.Lock()
        self._made: Tags | None = None

    @property
    def requests(self) -> dict[str, int]:
        return self._made.requests if self._made else {}

    def tags(self, repository: str) -> list[Tag]:
        return self._chosen().tags(repository)

    def manifest(self, repository: str, tag: str) -> Manifest | None:
        return self._chosen().manifest(repository, tag)

    def delete(self, repository: str, tag: str, doomed: Collection[str] = ()) -> None:
        self._chosen().delete(repository, tag, doomed)

    def _chosen(self) -> Tags:
        with self._lock:
            if self._made is None:
                if self._registry.transport.challenge is None:
                    # Any request will do; a promotion has made many before it deletes.
                    self._registry.clock()
                api = _by_challenge(self._registry) or APIS["distribution"]
                self._made = api.make(self._registry, self._login)
            return self._made


def tags_at(registry: Registry, login: Login) -> Tags:
    """The tags of a registry by the API that it has: as it is told, else by its host, else by how it asks to log in."""
    if login.type and login.type not in APIS:
        detail = f"its type is {show(login.type)}; expected one of: {', '.join(APIS)}"
        raise RegistryError(login.host, "use its interface", detail=detail)
    api = APIS.get(login.type) or _by_host(registry)
    return api.make(registry, login) if api else _ChosenTags(registry, login)


def _by_host(registry: Registry) -> _Api | None:
    if registry.is_docker_hub:
        return APIS["docker"]
    host = split_address(registry.host.lower())[0]
    return next((api for api in APIS.values() if any(_ends(host, name) for name in api.hosts)), None)


def _ends(host: str, name: str) -> bool:
    return host.endswith(name) if name.startswith(".") else host == name


def _by_challenge(registry: Registry) -> _Api | None:
    challenge = registry.transport.challenge
    if challenge is None:
        return None
    path = urllib.parse.urlsplit(challenge.realm).path
    named = (
        api
        for api in APIS.values()
        if (api.service or api.realm) and (api.service, api.realm) in ((challenge.service, ""), ("", path))
    )
    return next(named, None)
