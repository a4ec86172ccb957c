"""JSON configuration files of other programs: read with clear errors, written in the file's own style."""

from __future__ import annotations

import json
import re

from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.names import show

BOM = "\ufeff"  # some editors begin a text with it; dockerd skips it (since 23)


def load(text: str, path: str) -> dict[str, object]:
    """The object in a file; an empty file is an empty object. Raises NodeError, which quotes no values.

    A name that an object has twice is refused: which of them counts is another one for each reader, and what
    is written back would have one of them only.
    """
    text = text[len(BOM) :] if text.startswith(BOM) else text
    if not text.strip():
        return {}

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, value in pairs:
            if name in found:
                raise NodeError(f"{path} has {show(name)} twice in one object. Leave one of them.")
            found[name] = value
        return found

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _invalid(path, f"line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise _invalid(path, "somewhere") from None
    if not isinstance(value, dict):
        raise NodeError(f"{path} holds a {type(value).__name__}, not an object. Repair or remove it.")
    return value


def dump(value: dict[str, object], like: str) -> str:
    """Text of an object, indented as ``like`` is; ``like`` itself if it means the same already."""
    mark, like = (BOM, like[len(BOM) :]) if like.startswith(BOM) else ("", like)
    if like.strip() and json.loads(like) == value:
        return mark + like
    found = re.match(r"\s*\{[ ]*\r?\n([ \t]+)\S", like)
    indent = found.group(1) if found else 4
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # halves of a pair, which UTF-8 cannot hold
        text = json.dumps(value, indent=indent)
    return mark + text if like.strip() and not like.endswith("\n") else mark + text + "\n"


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _invalid(path: str, place: str) -> NodeError:
    return NodeError(f"{path} is not valid JSON ({place}). Repair or remove it.")
