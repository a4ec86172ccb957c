"""What is said of a mistake, in the words of the linter; they are in ``word_table``."""

from __future__ import annotations

from typing import Any, Sequence

from ansible.module_utils.image_gate.text.legible import quoted
from ansible.module_utils.image_gate.text.word_table import WORDS

#: What keys of other names are.
UNKNOWN, IGNORED = WORDS["messages"]["unknown"], WORDS["messages"]["ignored"]


def kind(value: Any) -> str:
    """What sort of YAML value it is, in words."""
    kinds = WORDS["kinds"]
    if value is None:
        return kinds["nothing"]
    if isinstance(value, bool):
        return kinds["boolean"]
    if isinstance(value, (int, float)):
        return kinds["number"]
    names = {str: "text", list: "list", dict: "mapping"}
    return kinds[names[type(value)]] if type(value) in names else type(value).__name__


def not_chosen(value: str, choices: Sequence[str], secret: bool = False) -> str:
    """What is said of a text that is none of those that a field may have; it is shown unless it is ``secret``."""
    allowed = [quoted(choice) for choice in choices]
    either = " or ".join(filter(None, (", ".join(allowed[:-1]), allowed[-1])))
    return f"is {'something else' if secret else quoted(value)}; expected {either}"


def wrong_kind(value: Any, *expected: str, secret: bool = False) -> str:
    """What is said of a value of another sort than is ``expected``, the type of its field, or "number" beside that.

    A single value is shown, unless it is ``secret``; lists and mappings may be long, or hold what nobody is to see.
    """
    shown = f"{quoted(value)} " if isinstance(value, (str, int, float)) and not secret else ""
    names = {**WORDS["kinds"], **WORDS["types"]}
    words = {"kind": kind(value), "expected": " or ".join(names[each] for each in expected)}
    return shown + WORDS["messages"]["wrong kind"].format_map(words)


def missing(key: str, field: dict[str, Any]) -> str:
    """What is said of a key that is not there, by its field."""
    return WORDS["messages"]["missing"].format(key=key, expected=field["expected"])


def way_out(name: str, **values: str) -> str:
    """What to do about it, to be put behind what is said."""
    return "; " + WORDS["ways out"][name].format_map(values)
