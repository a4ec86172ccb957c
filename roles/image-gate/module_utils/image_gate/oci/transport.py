"""One request to a registry: logged in, redirected, with an answer or an error that says what went wrong."""

from __future__ import annotations

import http.client
import threading
import urllib.parse
import zlib
from typing import Any, Container, Mapping, NamedTuple

from ansible.module_utils.image_gate.oci.auth import Authenticator
from ansible.module_utils.image_gate.oci.certs_d import certificates_of
from ansible.module_utils.image_gate.oci.challenge import Challenge
from ansible.module_utils.image_gate.oci.connection import (
    MOST_REDIRECTS,
    REDIRECTS,
    Body,
    Connections,
    Response,
    Timeouts,
    origin_of,
    target_of,
)
from ansible.module_utils.image_gate.oci.errors import RegistryError, message_of, of_exception
from ansible.module_utils.image_gate.oci.retry import is_retryable, seconds_of
from ansible.module_utils.image_gate.text.json_text import TooMuch, read_json

# Bytes that are read of an answer.
LONGEST_ANSWER = 16 * 1024 * 1024
LONGEST_ERROR = 64 * 1024
# Those that keep the method and the body of a request (RFC 9110, section 15.4).
SAME_METHOD = (307, 308)

CONNECTION_FAULTS = (OSError, http.client.HTTPException, ValueError)


class Call(NamedTuple):
    """One request: what it is for (the end of the sentence "cannot ..."), and how it is made.

    ``url`` is a path of the registry or an absolute URL that it gave; ``scopes`` are those of a token. What is
    ``secret`` in its body is for the registry alone, wherever that sends the request.
    """

    operation: str
    repository: str
    method: str
    url: str
    scopes: tuple[str, ...]
    accepted: Container[int]
    headers: Mapping[str, str] = {}
    body: Body = None
    secret: bool = False


class Answer(NamedTuple):
    """A whole answer, read into memory; ``url`` is where it comes from, after redirects."""

    status: int
    headers: Any
    body: bytes
    url: str


class Statuses:
    """The answers from ``first`` to ``last`` (inclusive) ``but`` some, as those that a call accepts."""

    def __init__(self, first: int, last: int, but: Container[int] = ()) -> None:
        self._first, self._last, self._but = first, last, but

    def __contains__(self, status: object) -> bool:
        return isinstance(status, int) and self._first <= status <= self._last and status not in self._but


# What is answered to strangers who ask for something that others may see.
HIDDEN = (403, 404)
# Whatever a registry calls its success; what it did is verified by digests.
SUCCESS = Statuses(200, 299)
# What only advises may be anything, but for the demand to log in or to come back later.
ADVICE = Statuses(200, 599, but=(401, 408, 429))


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
            self._named = origin_of(f"{self._origin.scheme}://{host}")
            self.connections = Connections(cert, timeouts, self._origin, certificates_of(host))
        except ValueError as error:
            raise RegistryError(host, "use this registry", detail=str(error)) from error
        plain_http = self._origin.scheme == "http"
        self._auth = Authenticator(host, username, password, plain_http, self.connections)
        self._first, self._known = threading.Lock(), threading.Event()
        self._asking, self._asked = threading.Lock(), False

    def exchange(self, call: Call, longest: int = LONGEST_ANSWER) -> Answer:
        """Make a request and read its whole answer, of at most ``longest`` bytes."""
        response = self.open(call)
        try:
            body = response.read(longest + 1)
            expected = int(response.headers.get("Content-Length") or len(body))
        except CONNECTION_FAULTS as error:
            raise self.fault(call, error, response.url) from error
        finally:
            response.close()
        if len(body) > longest:
            raise self.error(call, detail=f"its answer is longer than {longest} bytes")
        if call.method != "HEAD" and len(body) < expected:
            raise self.error(call, detail="the connection ended in the middle of the answer", retryable=True)
        try:
            plain, complete = _unpacked(response, body, longest)
        except zlib.error:
            raise self.error(call, detail="its answer is not the gzip that it says it is") from None
        if not complete:
            raise self.error(call, detail=f"its answer is longer than {longest} bytes")
        return Answer(response.status, response.headers, plain, response.url)

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

    def absolute(self, call: Call, location: str, base: str = "") -> str:
        """The URL that a Location header in the answer to ``call`` means; TLS is not given up on the way.

        What is relative is so to the URL of the answer, ``base``, by default that of the call (RFC 9110, section 10.2.2).
        """
        try:
            base = base or urllib.parse.urljoin(self._base, call.url)
            url = urllib.parse.urldefrag(urllib.parse.urljoin(base, location)).url
            origin = origin_of(url)
        except ValueError as error:
            raise self.error(call, detail=f"it refers to another place: {error}") from error
        if origin.scheme == "http" and self._origin.scheme == "https":
            # Behind a proxy that ends TLS, a registry may take itself for plain http.
            if urllib.parse.urlsplit(url).netloc != urllib.parse.urlsplit(self._base).netloc:
                raise self.error(call, detail=f"it refers to {origin} without TLS")
            url = "https" + url[len("http") :]
        return url

    @property
    def challenge(self) -> Challenge | None:
        """How the registry wants to be asked; None while it has asked nobody to log in."""
        return self._auth.challenge

    def hide(self, secret: str) -> None:
        """Keep a secret that a registry gave out of messages."""
        self._auth.hide(secret)

    def error(self, call: Call, *, detail: str, **facts: Any) -> RegistryError:
        """An error about this request; no secret that an answer repeats gets into it."""
        detail = self._auth.conceal(detail)
        return RegistryError(self._host, call.operation, repository=call.repository, detail=detail, **facts)

    def fault(self, call: Call, error: Exception, url: str) -> RegistryError:
        """An error about this request from what the connection to ``url`` raised."""
        fault = of_exception(error, self._host, call.operation, call.repository, self._elsewhere(url))
        fault.detail = self._auth.conceal(fault.detail)
        return fault

    def _elsewhere(self, url: str) -> str:
        """The host of a URL, unless it is the registry under its own name."""
        try:
            origin = origin_of(url)
        except ValueError:
            return ""
        return "" if origin == self._named else str(origin)

    def json(self, call: Call, answer: Answer) -> dict[str, Any]:
        """The JSON object that an answer holds."""
        content = self.any_json(call, answer)
        if not isinstance(content, dict):
            raise self.error(call, detail="its answer is not a JSON object", malformed=True)
        return content

    def any_json(self, call: Call, answer: Answer) -> Any:
        """What an answer holds as JSON; None if it is none."""
        try:
            return read_json(answer.body)
        except TooMuch as error:
            raise self.error(call, detail=f"its answer is refused: {error}") from None
        except ValueError:
            return None

    def _logged_in(self, call: Call) -> Response:
        renewed = asked = False
        while True:
            response, header, own = self._sent(call)
            if response.status in HIDDEN and own and not header and not asked and self._shows_more(call):
                response.close()
                asked = True
                continue
            if response.status in call.accepted:
                return response
            challenge = _challenge_in(response)
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

    def _shows_more(self, call: Call) -> bool:
        """Whether the registry may show more to those who log in: it is asked once how, at its front door.

        Some answer to strangers that nothing is there, instead of asking for a login ("hide existence").
        """
        if not self._auth.has_account or callable(call.body):
            return False
        with self._asking:
            if not self._asked:
                self._asked = True
                response, header, own = self._sent(Call("log in", "", "GET", "/v2/", (), ()))
                response.close()
                challenge = _challenge_in(response)
                if response.status == 401 and own and challenge:
                    self._auth.answer(call.scopes, challenge, header)
        return self._auth.is_wanted

    def _sent(self, call: Call) -> tuple[Response, str, bool]:
        """The answer after redirects, the login that was sent with the request, and whether the registry itself gave it.

        A call with a login of its own is nothing that the registry's challenges are for.
        """
        url = urllib.parse.urljoin(self._base, call.url)
        for _ in range(MOST_REDIRECTS + 1):
            try:
                origin = origin_of(url)
                own = origin == self._origin and "Authorization" not in call.headers
                header = self._auth.header(call.scopes) if own else ""
                response = self._request(call, url, header)
            except CONNECTION_FAULTS as error:
                raise self.fault(call, error, url) from error
            if not _leads_on(call, response.status):
                return response, header, own
            location = response.headers.get("Location", "")
            try:
                response.read(LONGEST_ERROR)
            except CONNECTION_FAULTS as error:
                raise self.fault(call, error, url) from error
            finally:
                response.close()
            if not location:
                raise self.error(call, status=response.status, detail="it redirects without a Location")
            url = self.absolute(call, location, url)
            if call.secret and origin_of(url) != self._origin:
                detail = f"it redirects to {origin_of(url)}; credentials are not sent there"
                raise self.error(call, status=response.status, detail=detail)
        raise self.error(call, detail=f"more than {MOST_REDIRECTS} redirects", address=self._elsewhere(url))

    def _request(self, call: Call, url: str, header: str) -> Response:
        origin = origin_of(url)
        own = origin == self._origin
        headers = {name: value for name, value in call.headers.items() if own or name != "Authorization"}
        if header:
            headers["Authorization"] = header
        if call.body is None and call.method in ("POST", "PUT"):
            headers["Content-Length"] = "0"
        response = self.connections.exchange(origin, call.method, target_of(url), headers, call.body)
        response.url = url
        return response

    def _refusal(self, call: Call, response: Response) -> RegistryError:
        try:
            body, _ = _unpacked(response, response.read(LONGEST_ERROR), LONGEST_ERROR)
        except (*CONNECTION_FAULTS, zlib.error):
            # Its status says enough.
            body = b""
        finally:
            response.close()
        return self.error(
            call,
            status=response.status,
            detail=message_of(body, response.headers.get("Content-Type", ""), self._auth.conceal),
            retryable=is_retryable(response.status),
            retry_after=seconds_of(response.headers.get("Retry-After")),
            address=self._elsewhere(response.url),
        )


def _challenge_in(response: Response) -> str:
    """The challenges of an answer in one header (RFC 9110, section 5.3); empty if it has none."""
    return ", ".join(response.headers.get_all("WWW-Authenticate", []))


def _unpacked(response: Response, body: bytes, longest: int) -> tuple[bytes, bool]:
    """What a server packed although it was asked not to (RFC 9110, section 12.5.3), and whether that is all of it.

    Raises ``zlib.error``.
    """
    if response.headers.get("Content-Encoding", "").strip().lower() not in ("gzip", "x-gzip"):
        return body, True
    packed = zlib.decompressobj(16 + zlib.MAX_WBITS)
    plain = packed.decompress(body, longest)
    return plain, not packed.unconsumed_tail


def _leads_on(call: Call, status: int) -> bool:
    """Whether an answer is a redirect that can be followed: a body that streams is gone."""
    if call.method in ("GET", "HEAD"):
        return status in REDIRECTS
    return status in SAME_METHOD and not callable(call.body)
