"""Repositories of Quay, which has to know one before something is pushed to it, or makes it private."""

from __future__ import annotations

import json
from typing import Any, Mapping, NamedTuple

from ansible.module_utils.image_gate.oci.client import DEFAULT_RETRY
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.transport import Call
from ansible.module_utils.image_gate.tags.choice import Login, transport_of

#: Who may see a repository.
VISIBILITIES = ("public", "private")
_EXISTS = "already exists"


class Repository(NamedTuple):
    """A repository of a namespace (an organization or a person)."""

    namespace: str
    name: str
    visibility: str
    description: str = ""


def ensure(account: Mapping[str, str], wanted: Repository) -> bool:
    """Make a repository; False if it was there. Raises ``RegistryError`` (Red Hat Quay API reference, "createRepo")."""
    content: dict[str, Any] = {
        "namespace": wanted.namespace,
        "repository": wanted.name,
        "visibility": wanted.visibility,
        "description": wanted.description,
        "repo_kind": "image",
    }
    known = {key: account[key] for key in Login._fields}
    login = Login(**{**known, "api_token": known["api_token"].strip("\r\n")})
    headers = {**login.bearer(login.api_token), "Content-Type": "application/json"}
    quay = transport_of(login, f"https://{login.host}", headers)
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
