"""Logging in to Docker Hub's own interface: with a password, a personal token, or a token of an organisation."""

from __future__ import annotations

import json
import threading
from typing import NamedTuple

from ansible.module_utils.image_gate.oci.auth import TOKEN
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.oci.transport import Call, Transport


class Way(NamedTuple):
    """An address to log in at, the names of account and secret there, and those of the token and its scheme."""

    path: str
    account: str
    secret: str
    token: str
    scheme: str


# The documented way takes every kind of account; the other one is older, and takes no organisation.
WAYS = (
    Way("/v2/auth/token", "identifier", "secret", "access_token", "Bearer"),
    Way("/v2/users/login/", "username", "password", "token", "JWT"),
)


class HubLogin:
    """The Authorization header for Docker Hub's interface, asked for when it is needed; safe for several threads."""

    def __init__(self, transport: Transport, retry: Retry, username: str, password: str) -> None:
        self._transport, self._retry = transport, retry
        self._username, self._password = username, password
        self._lock = threading.Lock()
        self._header = ""

    def header(self) -> str:
        """The header; empty without an account."""
        with self._lock:
            if not self._header and self._username:
                self._header = self._log_in()
            return self._header

    def renew(self, refused: str) -> bool:
        """Forget the header that was refused, unless another thread did; whether there may be another one."""
        with self._lock:
            if self._header == refused:
                self._header = ""
            return bool(self._username)

    def _log_in(self) -> str:
        refusals = []
        for way in WAYS:
            try:
                return self._try(way)
            except RegistryError as error:
                if error.status is None or not 400 <= error.status < 500 or error.status == 429:
                    raise
                refusals.append(error)
        # What the documented way says is true of every kind of account.
        raise refusals[0]

    def _try(self, way: Way) -> str:
        body = json.dumps({way.account: self._username, way.secret: self._password}).encode()
        headers = {"Content-Type": "application/json"}
        call = Call("log in", "", "POST", way.path, (), (200,), headers, body, secret=True)
        answer = self._retry.run(lambda: self._transport.exchange(call))
        token = self._transport.json(call, answer).get(way.token)
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise self._transport.error(call, detail="its answer holds no token")
        self._transport.hide(token)
        return f"{way.scheme} {token}"
