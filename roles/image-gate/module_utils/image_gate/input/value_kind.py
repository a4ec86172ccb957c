"""What sort of value something is, in words."""

from __future__ import annotations

from typing import Any


def kind(value: Any) -> str:
    """What sort of YAML value it is, in words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    return {str: "text", list: "a list", dict: "a mapping"}.get(type(value), type(value).__name__)
