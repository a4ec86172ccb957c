"""How a registry wants to be asked: the WWW-Authenticate header (RFC 7235, section 4.1), read in linear time."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple

# Characters of all challenges of an answer, and resources that a scope may name.
LONGEST = 16 * 1024
MOST_SCOPES = 20

_WORD = re.compile(r"[^\s,=\"]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BETWEEN = re.compile(r"[\s,]*")
_EQUALS = re.compile(r"\s*=\s*")


class Challenge(NamedTuple):
    """How a registry wants to be asked; ``scopes`` are those of the token that it asks for, if it names any."""

    scheme: str
    realm: str = ""
    service: str = ""
    scopes: tuple[str, ...] = ()


def challenge_of(header: str) -> Challenge | None:
    """The challenge to follow: Bearer if offered, else Basic, else None."""
    found: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    for name, value in _parts(header[:LONGEST]):
        if value is None:
            # A word without a value is a scheme; the parameters that follow are its own.
            values = found.setdefault(name.lower(), {})
        else:
            values.setdefault(name.lower(), value)
    for scheme in ("bearer", "basic"):
        if scheme in found:
            values = found[scheme]
            scopes = tuple(dict.fromkeys(values.get("scope", "").split()[:MOST_SCOPES]))
            return Challenge(scheme, values.get("realm", ""), values.get("service", ""), scopes)
    return None


def _parts(text: str) -> Iterator[tuple[str, str | None]]:
    at = _end(_BETWEEN, text, 0)
    while at < len(text):
        word = _WORD.match(text, at)
        if not word:
            # A mark that belongs to no parameter, such as the end of a token68 (section 2.1).
            at = _end(_BETWEEN, text, at + 1)
            continue
        at = word.end()
        equals = _EQUALS.match(text, at)
        value: str | None = None
        if equals:
            quoted = _QUOTED.match(text, equals.end())
            plain = None if quoted else _WORD.match(text, equals.end())
            value = quoted.group(1) if quoted else plain.group() if plain else ""
            at = (quoted or plain or equals).end()
        yield word.group(), value
        at = _end(_BETWEEN, text, at)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
