"""Text that others wrote, made fit for messages: nothing in it moves a cursor, turns a line round, or goes on for ever."""

from __future__ import annotations

import re
from typing import Any, Iterable

NAME_LENGTH = 60
LIST_LENGTH = 5
LINE_LENGTH = 1000
COMMAND_LENGTH = 24 * 1024
DETAIL_LENGTH = 300
LINES = 100

#: The account in an address, with a scheme before it or without, and not what stands before a digest.
_ACCOUNT = re.compile(r"""(?<=://)[^\s/'"]*(?=@)|(?<![^\s/'"])[^\s/:'"]+:[^\s/'"]*(?=@(?!sha\d))""")


def legible(text: str, longest: int = LINE_LENGTH) -> str:
    """A message of several lines: what cannot be printed is escaped, long lines and many lines are cut.

    Python counts control characters, marks for the direction of text, line separators and what is no character
    at all among the things that cannot be printed.
    """
    first = text.split("\n", LINES)
    rest = [f"... and {one.count(chr(10)) + 1} lines more" for one in first[LINES:]]
    return "\n".join([*(line(one, longest) for one in first[:LINES]), *rest])


def line(text: str, longest: int = LINE_LENGTH) -> str:
    """A message of one line, whatever is in it."""
    shown = escaped(text)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."


def clean(text: object, longest: int = DETAIL_LENGTH) -> str:
    """A part of a message: one line of at most ``longest`` characters, with single spaces for white space."""
    # Four times as much, since white space goes away; work and memory stay bounded, whatever came.
    shown = escaped(" ".join(str(text)[: 4 * longest].split()))
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."


def escaped(text: str) -> str:
    """One line with an escape in place of everything that cannot be printed, line ends too."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def quoted(value: object, limit: int = 80) -> str:
    """A value in quotes, escaped and cut after ``limit`` characters."""
    try:
        text = _ACCOUNT.sub("***", escaped(repr(value)))
    except RecursionError:
        return "a value with too many levels"
    return text if len(text) <= limit else f"{text[: limit - 4]}...{text[-1]}"


def name(text: str) -> str:
    """A name of a file or a key: as it is where that is plain, else in quotes; without an account, as in an address."""
    plain = text.isprintable() and " " not in text and 0 < len(text) <= NAME_LENGTH
    return _ACCOUNT.sub("***", text) if plain else quoted(text, NAME_LENGTH)


def names(listed: Iterable[str]) -> str:
    """The first of some names, and how many more there are."""
    known = list(listed)
    more = [f"{len(known) - LIST_LENGTH} more"] if len(known) > LIST_LENGTH else []
    return ", ".join([*map(name, known[:LIST_LENGTH]), *more])


def legible_values(value: Any) -> Any:
    """The same for all texts in a list of finished messages, of which a line may be a command with a manifest in it."""
    if isinstance(value, str):
        return legible(value, COMMAND_LENGTH)
    if isinstance(value, (list, tuple)):
        return [legible_values(one) for one in value[:LINES]]
    return value
