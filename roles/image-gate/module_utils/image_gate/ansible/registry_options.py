"""Module arguments that describe registries."""

from __future__ import annotations

from collections import Counter
from typing import Any, Iterable, Mapping

from ansible.module_utils.image_gate.ansible.module import Module
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.tags.api import Tags
from ansible.module_utils.image_gate.tags.choice import APIS, Login, tags_at
from ansible.module_utils.image_gate.text.names import canonical_registry, endpoint

# The options of one registry, in the form of an Ansible argument spec.
REGISTRY: dict[str, Any] = {
    "host": {"type": "str", "required": True},
    "username": {"type": "str", "default": ""},
    "password": {"type": "str", "default": "", "no_log": True},
    "cert": {"type": "str", "default": ""},
    "plain_http": {"type": "bool", "default": False},
}

# Those of a registry whose tags are listed and deleted.
TAGGED = {
    **REGISTRY,
    "type": {"type": "str", "default": "", "choices": ["", *APIS]},
    "api_url": {"type": "str", "default": ""},
    "api_token": {"type": "str", "default": "", "no_log": True},
}
# Accounts by registry, in the form of an Ansible argument spec: names are chosen by users, so parts cannot be described.
ACCOUNTS: dict[str, Any] = {"type": "dict", "no_log": True}
# What of an account may be shown; it would blot out every word of a result that is like it.
KNOWN = ("username", "password", "cert", "type", "api_url", "api_token")
PUBLIC = ("username", "repository", "cert", "api_url", "type")


def accounts_of(module: Module, name: str = "accounts") -> list[dict[str, Any]]:
    """The registries that an option with accounts describes; raises ``RegistryError`` for one that is no account.

    From then on the module hides only what is secret of them.
    """
    described, public, secret = [], set(), set()
    for registry, told in (module.params[name] or {}).items():
        if not isinstance(told, dict):
            raise RegistryError(registry, "use its account", detail=f"{name} has no mapping for it")
        texts = {key: "" if value is None else str(value) for key, value in told.items()}
        public |= {text for key, text in texts.items() if key in PUBLIC}
        secret |= {text for key, text in texts.items() if key not in PUBLIC}
        known = {key: texts.get(key, "") for key in KNOWN}
        described.append({"host": canonical_registry(registry), **known, "plain_http": False})
    module.no_log_values -= {form for text in public - secret for form in (text, text.strip("\r\n"))}
    return described


def account(described: Mapping[str, Any]) -> dict[str, str]:
    """User name and password, without the line ends that files from which secrets are made often have."""
    return {name: described[name].strip("\r\n") for name in ("username", "password")}


def connect(described: Iterable[Mapping[str, Any]]) -> dict[str, Registry]:
    """The registries by host; raises ``RegistryError`` if one address is described twice and differently.

    Descriptions come from several hands. The account of one must not go where another one points.
    """
    registries: dict[str, Registry] = {}
    known: dict[str, dict[str, Any]] = {}
    for options in described:
        host = options["host"]
        own = {name: options[name] for name in REGISTRY if name in options}
        registries[host] = Registry(**{**own, **account(options)})
        told = {**own, **account(options), "host": endpoint(host)}
        if known.setdefault(told["host"], told) != told:
            detail = "it is described twice, and differently"
            advice = "Two registries with one address are one registry: give it one account."
            raise RegistryError(host, "use this registry", detail=detail, advice=advice)
    return registries


def registry_of(registries: Mapping[str, Registry], host: str, place: str) -> Registry:
    """The registry that an argument at ``place`` names; raises ``RegistryError`` if none is described."""
    if host not in registries:
        known = ", ".join(sorted(registries)) or "none"
        detail = f"{place} names it, but it is not in registries (which has: {known})"
        raise RegistryError(host, "use this registry", detail=detail)
    return registries[host]


def tags_of(registry: Registry, described: Mapping[str, Any], hub_api: str) -> Tags:
    """How this registry lists and deletes tags; ``hub_api`` is the address of Docker Hub's interface, if nothing else is told."""
    told = {name: described[name] for name in ("host", "cert", "type")}
    api_url = described["api_url"] or (hub_api if registry.is_docker_hub else "")
    token = described["api_token"].strip("\r\n")
    return tags_at(registry, Login(**told, **account(described), api_url=api_url, api_token=token))


def request_counts(*counted: Registry | Tags) -> dict[str, int]:
    """Number of requests by host, over all of these."""
    total: Counter[str] = Counter()
    for each in counted:
        total.update(each.requests)
    return dict(total)
