"""The one error of the registry client: what failed, where, what the registry said, and the way out."""

from __future__ import annotations

import http.client
import socket
import ssl
from typing import Callable, Iterable

from ansible.module_utils.image_gate.text.json_text import read_json
from ansible.module_utils.image_gate.text.legible import clean, escaped

# Characters of what is told of one failure, and how many failures of a batch are told one by one.
DETAIL_LENGTH = 1000
MOST_TOLD = 50

# X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH, X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL.
WRONG_NAME, EXPIRED = (62, 64), 10

ADVICE = {
    401: "Check the user name and the password for this registry, and the account's rights.",
    403: "The account may not do this: check its rights on the repository.",
    404: "Check the names of the repository and the tag, and whether the account may see them.",
    412: "A policy of the registry forbids it, for instance as long as an image is not scanned: wait for the scan, or exempt the account.",
    413: "The registry, or a proxy in front of it, limits the size of requests: raise that limit.",
    500: "The registry failed: look for the reason in its log.",
    429: "The registry limits the rate of requests: log in, or run fewer jobs at a time.",
}


class RegistryError(Exception):
    """An operation on a registry that did not succeed.

    ``retryable`` says that the same request may succeed later; ``retry_after`` is the number of seconds
    that the registry asked to wait, if it did; ``timed_out`` says that nothing came for as long as the client
    waits; ``address`` is the host that was really asked, where that is not the registry's own name; ``malformed`` says
    that the registry answered with something else than was asked for. Never holds a password, a token or a URL's query, nor a character that is not visible, whoever wrote it.
    """

    def __init__(
        self,
        registry: str,
        operation: str,
        *,
        repository: str = "",
        status: int | None = None,
        detail: str = "",
        advice: str = "",
        retryable: bool = False,
        retry_after: float | None = None,
        timed_out: bool = False,
        address: str = "",
        malformed: bool = False,
    ) -> None:
        super().__init__(registry, operation, repository, status, detail)
        self.registry = registry
        self.operation = operation
        self.repository = repository
        self.status = status
        self.detail = detail
        self.advice = advice or ADVICE.get(status or 0, "")
        self.retryable = retryable
        self.retry_after = retry_after
        self.timed_out = timed_out
        self.address = address
        self.malformed = malformed
        self.attempts = 1

    def __str__(self) -> str:
        place = "/".join(clean(part) for part in (self.registry, self.repository) if part)
        status = f"HTTP {self.status}" if self.status else ""
        said = " ".join(part for part in (status, clean(self.detail, DETAIL_LENGTH)) if part)
        facts = [f"at {clean(self.address)}"] if self.address else []
        facts += [f"{self.attempts} attempts"] if self.attempts > 1 else []
        tried = f" ({', '.join(facts)})" if facts else ""
        sentence = f"{place}: cannot {clean(self.operation)}: {said or 'no answer'}{tried}"
        return f"{sentence.rstrip('.')}. {clean(self.advice, DETAIL_LENGTH)}".rstrip()


class ProxyError(OSError):
    """The proxy on the way to a registry does not lead there."""


class RegistryErrors(RegistryError):
    """Several operations of one batch that did not succeed, reported together."""

    def __init__(self, errors: Iterable[RegistryError], closing: str = "") -> None:
        self.errors = list(errors)
        self.closing = closing
        first = self.errors[0]
        super().__init__(first.registry, first.operation, repository=first.repository, status=first.status)

    def __str__(self) -> str:
        lines = list(dict.fromkeys(str(error) for error in self.errors))
        if len(lines) > 1:
            told = [f"- {line}" for line in lines[:MOST_TOLD]]
            more = [f"- and {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []
            lines = [f"{len(lines)} problems:", *told, *more]
        return "\n".join([*lines, *map(escaped, self.closing.splitlines())])


def message_of(body: bytes, content_type: str, conceal: Callable[[str], str] = str) -> str:
    """What a registry says about a failure, in one short line (distribution-spec, "Error Codes").

    ``conceal`` takes secrets out of it, before any of it is shortened or written otherwise.
    """
    text = conceal(body.decode("utf-8", "replace"))
    try:
        answer = read_json(text)
    except ValueError:
        return "" if "html" in content_type else clean(text)
    if not isinstance(answer, dict):
        return clean(text)
    errors = answer.get("errors")
    if isinstance(errors, list) and errors:
        return clean(conceal("; ".join(_entry(error) for error in errors[:MOST_TOLD])))
    said = answer.get("message") or answer.get("detail") or answer.get("details") or text
    return clean(conceal(str(said)))


def _entry(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)
    return ": ".join(str(error[key]) for key in ("code", "message") if error.get(key))


def of_exception(
    error: Exception, registry: str, operation: str, repository: str, address: str = ""
) -> RegistryError:
    """Translate what the socket, TLS or HTTP layer raised; everything that time may heal is retryable."""
    detail, advice, retryable = str(error) or type(error).__name__, "", True
    if isinstance(error, ssl.SSLCertVerificationError):
        detail, retryable = f"its certificate is not trusted: {error.verify_message}", False
        advice = _certificate_advice(error.verify_code, address or registry)
    elif isinstance(error, ssl.SSLError) and error.reason in (
        "WRONG_VERSION_NUMBER",
        "HTTP_REQUEST",
        "RECORD_LAYER_FAILURE",
    ):
        detail = "it does not speak TLS"
        advice, retryable = "Check its port; jobs use no registry without TLS.", False
    elif isinstance(error, ProxyError):
        advice = "Check https_proxy in the environment, or name the registry in no_proxy."
    elif isinstance(error, socket.gaierror):
        detail, retryable = f"its name cannot be resolved: {error.strerror}", error.errno == socket.EAI_AGAIN
        advice = "Check the registry's host name."
    elif isinstance(error, ConnectionRefusedError):
        detail, advice = "connection refused", "Check that the registry runs at this address and port."
    elif isinstance(error, socket.timeout):
        detail = "timed out"
    elif isinstance(error, http.client.IncompleteRead):
        detail = "the connection ended in the middle of the answer"
    elif isinstance(error, (http.client.InvalidURL, ValueError)):
        # What Python says of these quotes the address or the header, which may hold a secret.
        detail, retryable = "it gave an address, or a header, that cannot be used", False
    return RegistryError(
        registry,
        operation,
        repository=repository,
        detail=detail,
        advice=advice,
        retryable=retryable,
        timed_out=isinstance(error, socket.timeout),
        address=address,
    )


def _certificate_advice(code: int, place: str) -> str:
    if code in WRONG_NAME:
        return "Use a name that the certificate has, or give the registry a certificate for this one."
    if code == EXPIRED:
        return "Renew the registry's certificate."
    return (
        f"Give the certificate of its authority as cert, or put it into /etc/containers/certs.d/{place}/ca.crt "
        "on the executor, and use a name that the certificate has."
    )
