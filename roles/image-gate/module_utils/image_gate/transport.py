"""One request to a registry: logged in, redirected, with an answer or an error that says what went wrong."""

from __future__ import annotations

import http.client
import threading
import urllib.parse
from typing import Any, Container, Mapping, NamedTuple

from ansible.module_utils.image_gate.auth import Authenticator
from ansible.module_utils.image_gate.connection import (
    Body,
    Connections,
    Response,
    Timeouts,
    origin_of,
    target_of,
)
from ansible.module_utils.image_gate.errors import RegistryError, message_of, of_exception
from ansible.module_utils.image_gate.json_text import read_json
from ansible.module_utils.image_gate.retry import is_retryable, seconds_of

# Bytes that are read of an answer.
LONGEST_ANSWER = 16 * 1024 * 1024
LONGEST_ERROR = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5

CONNECTION_FAULTS = (OSError, http.client.HTTPException, ValueError)


class Call(NamedTuple):
    """One request: what it is for (the end of the sentence "cannot ..."), and how it is made.

    ``url`` is a path of the registry or an absolute URL that it gave; ``scopes`` are those of a token.
    """

    operation: str
    repository: str
    method: str
    url: str
    scopes: tuple[str, ...]
    accepted: Container[int]
    headers: Mapping[str, str] = {}
    body: Body = None


class Answer(NamedTuple):
    """A whole answer, read into memory."""

    status: int
    headers: Any
    body: bytes


class Transport:
    """Requests to one registry; safe for several threads. Nothing is tried again here."""

    def __init__(
        self, host: str, base: str, username: str, password: str, cert: str, timeouts: Timeouts
    ) -> None:
        self._host, self._base = host, base
        try:
            self._origin = origin_of(base)
        except ValueError as error:
            raise RegistryError(host, f"use {base}", detail=str(error)) from error
        try:
            self.connections = Connections(cert, timeouts)
        except ValueError as error:
            raise RegistryError(host, "use this registry", detail=str(error)) from error
        plain_http = self._origin.scheme == "http"
        self._auth = Authenticator(host, username, password, plain_http, self.connections)
        self._first, self._known = threading.Lock(), threading.Event()

    def exchange(self, call: Call, longest: int = LONGEST_ANSWER) -> Answer:
        """Make a request and read its whole answer, of at most ``longest`` bytes."""
        response = self.open(call)
        try:
            body = response.read(longest + 1)
            expected = int(response.headers.get("Content-Length") or len(body))
        except CONNECTION_FAULTS as error:
            raise self.fault(call, error) from error
        finally:
            response.close()
        if len(body) > longest:
            raise self.error(call, detail=f"its answer is longer than {longest} bytes")
        if call.method != "HEAD" and len(body) < expected:
            raise self.error(call, detail="the connection ended in the middle of the answer", retryable=True)
        return Answer(response.status, response.headers, body)

    def open(self, call: Call) -> Response:
        """Make a request; its answer, with an accepted status, is still to be read and closed."""
        if self._known.is_set():
            return self._logged_in(call)
        with self._first:
            # One request alone finds out how to log in; otherwise every thread would be refused once.
            if not self._known.is_set():
                try:
                    return self._logged_in(call)
                finally:
                    self._known.set()
        return self._logged_in(call)

    def absolute(self, call: Call, location: str) -> str:
        """The URL that a Location or Link header in the answer to ``call`` means; TLS is not given up on the way.

        What is relative is so to the URL of the request (RFC 9110, section 10.2.2; RFC 8288, section 3.1).
        """
        try:
            url = urllib.parse.urljoin(urllib.parse.urljoin(self._base, call.url), location)
            origin = origin_of(url)
        except ValueError as error:
            raise self.error(call, detail=f"it refers to another place: {error}") from error
        if origin.scheme == "http" and self._origin.scheme == "https":
            # Behind a proxy that ends TLS, a registry may take itself for plain http.
            if urllib.parse.urlsplit(url).netloc != urllib.parse.urlsplit(self._base).netloc:
                raise self.error(call, detail=f"it refers to {origin} without TLS")
            url = "https" + url[len("http") :]
        return url

    def error(self, call: Call, **facts: Any) -> RegistryError:
        """An error about this request."""
        return RegistryError(self._host, call.operation, repository=call.repository, **facts)

    def fault(self, call: Call, error: Exception) -> RegistryError:
        """An error about this request from what the connection raised."""
        return of_exception(error, self._host, call.operation, call.repository)

    def json(self, call: Call, answer: Answer) -> dict[str, Any]:
        """The JSON object that an answer holds."""
        try:
            content = read_json(answer.body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise self.error(call, detail="its answer is not a JSON object")
        return content

    def _logged_in(self, call: Call) -> Response:
        try:
            renewed = False
            while True:
                response, header, own = self._sent(call)
                challenge = ", ".join(response.headers.get_all("WWW-Authenticate", []))
                if response.status in call.accepted:
                    return response
                refusal = self._refusal(call, response)
                if response.status != 401 or not own or not challenge or renewed:
                    raise refusal
                self._auth.answer(call.scopes, challenge, header)
                # A new token may replace one that has expired; a second one that is refused is no accident.
                renewed = bool(header)
                if callable(call.body):
                    # The bytes are gone; the next attempt starts with a new token.
                    refusal.retryable = True
                    raise refusal
        except CONNECTION_FAULTS as error:
            raise self.fault(call, error) from error

    def _sent(self, call: Call) -> tuple[Response, str, bool]:
        url = urllib.parse.urljoin(self._base, call.url)
        for _ in range(MOST_REDIRECTS + 1):
            origin = origin_of(url)
            own = origin == self._origin
            header = self._auth.header(call.scopes) if own else ""
            headers = {name: value for name, value in call.headers.items() if own or name != "Authorization"}
            if header:
                headers["Authorization"] = header
            if call.body is None and call.method in ("POST", "PUT"):
                headers["Content-Length"] = "0"
            response = self.connections.exchange(origin, call.method, target_of(url), headers, call.body)
            if call.method not in ("GET", "HEAD") or response.status not in REDIRECTS:
                return response, header, own
            location = response.headers.get("Location", "")
            response.read(LONGEST_ERROR)
            response.close()
            url = self.absolute(call._replace(url=url), location)
        raise self.error(call, detail=f"more than {MOST_REDIRECTS} redirects")

    def _refusal(self, call: Call, response: Response) -> RegistryError:
        try:
            body = response.read(LONGEST_ERROR)
        finally:
            response.close()
        return self.error(
            call,
            status=response.status,
            detail=self._auth.conceal(message_of(body, response.headers.get("Content-Type", ""))),
            retryable=is_retryable(response.status),
            retry_after=seconds_of(response.headers.get("Retry-After")),
        )
