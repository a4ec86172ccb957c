"""Which API lists, dates and deletes the tags of a registry: a table, one file an API."""

from __future__ import annotations

from typing import Callable, NamedTuple

from ansible.module_utils.image_gate.oci.client import DEFAULT_RETRY, DEFAULT_TIMEOUTS
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.tags.api import Tags
from ansible.module_utils.image_gate.tags.distribution import SpecTags
from ansible.module_utils.image_gate.tags.docker_hub import HubTags


class Login(NamedTuple):
    """How a registry's own API is reached: the registry's host and account, an authority, and the address of the API."""

    host: str
    username: str
    password: str
    cert: str
    api: str


def _docker_hub(_: Registry, login: Login) -> Tags:
    names = {name: value for name, value in login._asdict().items() if name != "api"}
    return HubTags(login.api, **names, retry=DEFAULT_RETRY, timeouts=DEFAULT_TIMEOUTS)


def _distribution(registry: Registry, _: Login) -> Tags:
    return SpecTags(registry)


class _Api(NamedTuple):
    serves: Callable[[Registry], bool]
    tags: Callable[[Registry, Login], Tags]


#: The first that serves a registry counts.
_APIS = (
    _Api(lambda registry: registry.is_docker_hub, _docker_hub),
    _Api(lambda _: True, _distribution),
)


def tags_at(registry: Registry, login: Login) -> Tags:
    """The tags of a registry by the API that it has."""
    return next(api.tags(registry, login) for api in _APIS if api.serves(registry))
