"""JSON configuration files of other programs: read with clear errors, written in the file's own style."""

from __future__ import annotations

import json
import re

from ansible.module_utils.image_gate.node_error import NodeError


def load(text: str, path: str) -> dict[str, object]:
    """The object in a file; an empty file is an empty object. Raises NodeError, which quotes nothing."""
    if not text.strip():
        return {}
    try:
        value = json.loads(text)
    except ValueError as error:
        place = (
            f"line {error.lineno}, column {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else "somewhere"
        )
        raise NodeError(f"{path} is not valid JSON ({place}). Repair or remove it.") from None
    if not isinstance(value, dict):
        raise NodeError(f"{path} holds a {type(value).__name__}, not an object. Repair or remove it.")
    return value


def dump(value: dict[str, object], like: str) -> str:
    """Text of an object, indented as ``like`` is; ``like`` itself if it means the same already."""
    if like.strip() and json.loads(like) == value:
        return like
    found = re.match(r"\s*\{[ ]*\r?\n([ \t]+)\S", like)
    text = json.dumps(value, indent=found.group(1) if found else 4, ensure_ascii=False)
    return text if like.strip() and not like.endswith("\n") else text + "\n"
