"""Repositories of Quay, which has to know one before something is pushed to it, or makes it private."""

from __future__ import annotations

import json
from typing import Any, Mapping, NamedTuple

from ansible.module_utils.image_gate.oci.client import DEFAULT_RETRY, DEFAULT_TIMEOUTS
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.transport import Call, Transport
from ansible.module_utils.image_gate.text.names import show

#: Who may see a repository.
VISIBILITIES = ("public", "private")
_EXISTS = "already exists"


class Repository(NamedTuple):
    """A repository of a namespace (an organization or a person)."""

    namespace: str
    name: str
    visibility: str
    description: str = ""


def quay_at(account: Mapping[str, str]) -> Transport:
    """The interface of the Quay that an account is for. Raises ``RegistryError`` where its token would cross the wire in the clear."""
    url = account["api_url"] or f"https://{account['host']}"
    if not url.startswith("https://"):
        detail = f"api_url is {show(url)}; credentials are only sent by https"
        raise RegistryError(account["host"], "use its interface", detail=detail)
    made = Transport(account["host"], url.rstrip("/"), "", "", account["cert"], DEFAULT_TIMEOUTS)
    made.hide(account["api_token"].strip("\r\n"))
    return made


def ensure(quay: Transport, token: str, wanted: Repository) -> bool:
    """Make a repository; False if it was there. Raises ``RegistryError`` (Red Hat Quay API reference, "createRepo")."""
    content: dict[str, Any] = {
        "namespace": wanted.namespace,
        "repository": wanted.name,
        "visibility": wanted.visibility,
        "description": wanted.description,
        "repo_kind": "image",
    }
    token = token.strip("\r\n")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    name = f"{wanted.namespace}/{wanted.name}"
    call = Call("make this repository", name, "POST", "/api/v1/repository", (), (200, 201), headers)
    call = call._replace(body=json.dumps(content).encode())
    try:
        DEFAULT_RETRY.run(lambda: quay.exchange(call))
    except RegistryError as error:
        if error.status == 400 and _EXISTS in str(error).lower():
            return False
        raise
    return True
