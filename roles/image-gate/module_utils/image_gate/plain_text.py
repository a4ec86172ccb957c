"""Text of others in messages: no control character, direction mark or terminal escape of theirs reaches a reader."""

from __future__ import annotations

import unicodedata

LIMIT = 4000  # characters of one message
_KEPT = "\n\t"
_FOREIGN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))  # control, format, half of a pair, separators of lines


def plain(text: str) -> str:
    """The text with what is not for readers written as escapes; of a long one, the beginning and the end."""
    if len(text) > LIMIT:
        text = f"{text[: LIMIT // 2]} ... {text[-LIMIT // 2 :]}"
    return "".join(letter if _is_harmless(letter) else _escaped(letter) for letter in text)


def _is_harmless(letter: str) -> bool:
    return letter in _KEPT or unicodedata.category(letter) not in _FOREIGN


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
