"""JSON that others wrote, some of them with bad intent."""

from __future__ import annotations

import json
from typing import Any

# Parts (lists, objects and what is in them) of a text: each takes up to a hundred bytes of memory, however short it is.
MOST_PARTS = 500_000
# Digits of a number; Python's time to read more grows with the square of their count.
MOST_DIGITS = 400


class TooMuch(ValueError):
    """A text that is JSON, perhaps, but asks for more than may be asked."""


def read_json(text: bytes | str) -> Any:
    """What a JSON text means; ``ValueError`` for one that is none, ``TooMuch`` for what takes more than others may ask of us.

    That is nesting deeper than Python can follow, more than ``MOST_PARTS`` parts, a number of more than ``MOST_DIGITS``
    digits, and what is no JSON although Python reads it (NaN, Infinity).
    """
    marks = (b",", b"[", b"{") if isinstance(text, bytes) else (",", "[", "{")
    if sum(text.count(mark) for mark in marks) > MOST_PARTS:  # type: ignore[arg-type]
        raise TooMuch("it has too many parts")
    try:
        return json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=_refuse)
    except RecursionError:
        raise TooMuch("its nesting is too deep") from None


def _integer(digits: str) -> int:
    return int(_short(digits))


def _float(digits: str) -> float:
    return float(_short(digits))


def _short(digits: str) -> str:
    if len(digits) > MOST_DIGITS:
        raise TooMuch("it has a number that is too long")
    return digits


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
