"""Authentication as registries ask for it: Basic, or a Bearer token from the realm that a challenge names.

RFC 7235 (challenges), RFC 7617 (Basic), and distribution's token specification for Bearer. Nothing is sent
before a registry has asked for it, and nothing secret crosses plain http unless the registry has no TLS.
"""

from __future__ import annotations

import base64
import http.client
import json
import re
import threading
import time
from collections import defaultdict
from typing import Any, Mapping, NamedTuple, Sequence
from urllib.parse import quote, quote_plus, urlencode, urljoin

from ansible.module_utils.image_gate.oci.challenge import MOST_SCOPES, Challenge, challenge_of
from ansible.module_utils.image_gate.oci.connection import (
    MOST_REDIRECTS,
    REDIRECTS,
    Connections,
    Origin,
    origin_of,
    target_of,
)
from ansible.module_utils.image_gate.oci.errors import RegistryError, message_of, of_exception
from ansible.module_utils.image_gate.oci.retry import is_retryable, seconds_of
from ansible.module_utils.image_gate.text.json_text import read_json

# Seconds that a token lives if its server does not say so (token specification, "expires_in").
DEFAULT_LIFE = 60
# Seconds after which a token is asked for again, whatever its server says.
LONGEST_LIFE = 24 * 3600
# A token is renewed when this part of its life is over, so that it does not expire on the way.
USABLE_PART = 0.8
LONGEST_ANSWER = 256 * 1024

# Visible ASCII: more than RFC 6750 allows, and nothing that a header cannot hold.
TOKEN = re.compile(r"[\x21-\x7e]{1,32768}")


class Token(NamedTuple):
    """A Bearer token and the moment (``time.monotonic``, seconds) until which it is used."""

    value: str
    until: float


class Authenticator:
    """Makes the Authorization header for one registry; safe for several threads."""

    def __init__(
        self, registry: str, username: str, password: str, plain_http: bool, connections: Connections
    ) -> None:
        self._registry, self._plain_http, self._connections = registry, plain_http, connections
        pair = f"{username}:{password}".encode()
        self._basic = f"Basic {base64.b64encode(pair).decode()}" if username or password else ""
        self._secrets: list[str] = []
        for secret in filter(None, (password, self._basic[len("Basic ") :])):
            self.hide(secret)
        self._challenge: Challenge | None = None
        self._named: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._other_names = False
        self._tokens: dict[tuple[str, ...], Token] = {}
        self._locks: dict[tuple[str, ...], threading.Lock] = defaultdict(threading.Lock)

    @property
    def challenge(self) -> Challenge | None:
        """How the registry wants to be asked; None while it asks for nothing."""
        return self._challenge

    @property
    def has_account(self) -> bool:
        """Whether there is somebody to log in."""
        return bool(self._basic)

    @property
    def is_wanted(self) -> bool:
        """Whether the registry has asked for a login."""
        return self._challenge is not None

    def header(self, scopes: Sequence[str]) -> str:
        """The Authorization header for ``scopes``; empty while the registry asks for none.

        Empty as well where the registry calls resources by other names than its addresses do: only the challenge to
        a request tells what to ask for.
        """
        if self._challenge is None:
            return ""
        if self._challenge.scheme == "basic":
            return self._basic
        if self._other_names and tuple(scopes) not in self._named:
            return ""
        return f"Bearer {self._token(tuple(scopes))}"

    def answer(self, scopes: Sequence[str], header: str, refused: str) -> None:
        """Follow the challenge in an answer 401; ``refused`` is the Authorization header of its request.

        Raises if the registry cannot be satisfied: no credentials, wrong ones, or an unknown scheme.
        """
        challenge = challenge_of(header)
        if challenge is None:
            raise self._error("It names no way to log in that this client knows (Basic or Bearer).")
        if challenge.scheme == "basic":
            if not self._basic:
                raise self._error("Give a user name and a password for this registry.")
            if refused == self._basic:
                raise self._error("")
        self._challenge = challenge
        key = tuple(scopes)
        with self._locks[key]:
            # Another thread may have got a new token since; only the one that was refused is thrown away.
            if key in self._tokens and f"Bearer {self._tokens[key].value}" == refused:
                del self._tokens[key]
            named = _joined(self._named.get(key, ()), challenge.scopes)
            self._named[key] = named[:MOST_SCOPES]
            if challenge.scopes:
                self._other_names |= not set(map(_resource, key)) & set(map(_resource, challenge.scopes))

    def hide(self, secret: str) -> None:
        """Tell of one more secret that no message may hold, however an answer writes it."""
        forms = [secret, repr(secret)[1:-1], quote(secret, safe=""), quote_plus(secret)]
        # http.client reads heads as Latin-1.
        forms.append(secret.encode("utf-8", "replace").decode("latin-1"))
        for text in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
            forms += [text, text.replace("/", "\\/")]
        # A form that is a part of another one would leave the rest of it.
        self._secrets = sorted({*self._secrets, *forms}, key=len, reverse=True)

    def conceal(self, text: str) -> str:
        """``text`` without the secrets of this registry, should an answer echo them."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def _error(self, advice: str, detail: str = "") -> RegistryError:
        return RegistryError(self._registry, "log in", status=401, detail=detail, advice=advice)

    def _token(self, scopes: tuple[str, ...]) -> str:
        with self._locks[scopes]:
            token = self._tokens.get(scopes)
            if token is None or token.until <= time.monotonic():
                token = self._tokens[scopes] = self._request_token(self._asked(scopes))
            return token.value

    def _asked(self, scopes: tuple[str, ...]) -> tuple[str, ...]:
        """What to ask a token for: what the registry named, with the actions that are to follow on the same resource."""
        named = self._named.get(scopes)
        if not named:
            return scopes
        known = set(map(_resource, named))
        return _joined(named, tuple(scope for scope in scopes if _resource(scope) in known))

    def _request_token(self, scopes: tuple[str, ...]) -> Token:
        challenge = self._challenge
        assert challenge is not None
        query = [("service", challenge.service)] if challenge.service else []
        query += [("scope", scope) for scope in scopes]
        try:
            origin = origin_of(challenge.realm)
        except ValueError:
            raise self._error(
                "Its challenge names no usable realm: check the registry's configuration."
            ) from None
        if origin.scheme == "http" and not self._plain_http:
            raise self._error(
                f"It sends clients to {origin} without TLS for a token; credentials are not sent there. "
                "Correct the realm (public URL) in the registry's configuration."
            )
        target = target_of(challenge.realm)
        target += ("&" if "?" in target else "?") + urlencode(query)
        headers = {"Accept": "application/json", **({"Authorization": self._basic} if self._basic else {})}
        operation = f"get a token from {origin}"
        try:
            status, answered, body = self._get(origin, target, headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            fault = of_exception(error, self._registry, operation, "")
            fault.detail = self.conceal(fault.detail)
            raise fault from error
        if status != 200:
            advice = "" if self._basic else "Give a user name and a password for this registry."
            raise RegistryError(
                self._registry,
                operation,
                status=status,
                detail=message_of(body, answered.get("Content-Type", ""), self.conceal),
                advice=advice if status in (401, 403) else "",
                retryable=is_retryable(status),
                retry_after=seconds_of(answered.get("Retry-After")),
            )
        return self._parse(body, operation)

    def _get(self, origin: Origin, target: str, headers: Mapping[str, str]) -> tuple[int, Any, bytes]:
        """Status, headers and body of an answer; a token server may send to another place of its own."""
        for _ in range(MOST_REDIRECTS):
            response = self._connections.exchange(origin, "GET", target, headers, None)
            try:
                body = response.read(LONGEST_ANSWER)
            finally:
                response.close()
            location = response.headers.get("Location", "")
            if response.status not in REDIRECTS or not location:
                break
            place = urljoin(f"{origin.scheme}://{origin}{target}", location)
            if origin_of(place) != origin:
                break
            target = target_of(place)
        return response.status, response.headers, body

    def _parse(self, body: bytes, operation: str) -> Token:
        try:
            answer = read_json(body)
            value = answer.get("token") or answer["access_token"]
            life = min(float(answer.get("expires_in") or DEFAULT_LIFE), LONGEST_LIFE)
            good = TOKEN.fullmatch(value)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            good = None
        if not good:
            raise RegistryError(self._registry, operation, detail="its answer holds no token")
        self.hide(value)
        return Token(value, time.monotonic() + life * USABLE_PART)


def _resource(scope: str) -> str:
    """A scope without its actions (token specification, "Resource scope grammar": ``type:name:actions``)."""
    return scope.rpartition(":")[0] or scope


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Both scopes, with all actions of a resource in one."""
    actions: dict[str, dict[str, None]] = {}
    for scope in (*first, *second):
        kept = actions.setdefault(_resource(scope), {})
        kept.update(dict.fromkeys(scope[len(_resource(scope)) + 1 :].split(",")))
    return tuple(
        f"{resource}:{','.join(names)}" if any(names) else resource for resource, names in actions.items()
    )
