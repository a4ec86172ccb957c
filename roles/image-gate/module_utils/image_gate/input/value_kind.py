"""What Ansible makes of words."""

from __future__ import annotations

from typing import Any

_TRUE = ("y", "yes", "on", "1", "true", "t")
_FALSE = ("n", "no", "off", "0", "false", "f")


def truth(value: Any) -> bool | None:
    """The truth value that Ansible makes of a value or a word, None if it makes none."""
    if isinstance(value, (bool, int, float)):
        return bool(value) if value in (0, 1) else None
    word = value.lower().strip() if isinstance(value, str) else ""
    return True if word in _TRUE else False if word in _FALSE else None
