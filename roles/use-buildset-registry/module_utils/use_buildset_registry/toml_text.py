"""TOML 1.0 read statement by statement, so that the rest of a text stays as it is; Python 3.8 has no parser.

Strict where it matters: what is no TOML, or says one thing twice, is refused with its line, since a program that
reads the file would refuse all of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.use_buildset_registry import toml_value
from ansible.module_utils.use_buildset_registry.toml_tree import Tree


@dataclass(frozen=True)
class Statement:
    """A table header or an assignment: lines ``first`` to ``end`` (exclusive), counted from 0.

    ``path`` is the whole key, that of the table before it included; ``value`` is what an assignment assigns.
    """

    kind: str  # table, array or value
    key: tuple[str, ...]
    first: int
    end: int
    path: tuple[str, ...] = ()
    value: Any = None


def statements(lines: list[str], path: str) -> list[Statement]:
    """All statements of a file in order. Raises NodeError with the line that is not TOML."""
    reader = toml_value.Reader("\n".join(lines), path)
    tree = Tree()
    found: list[Statement] = []
    table: tuple[str, ...] = ()
    while reader.skip_empty_lines():
        first = reader.line()
        kind, key, value = _header(reader) if reader.sees("[") else _assignment(reader)
        reader.end_line()
        if kind != "value":
            table = key
        if not tree.add(kind, key, value):
            raise reader.error(first, f"says again what {'.'.join(key)} is")
        # The line end is behind the reader already.
        end = reader.line() if reader.at_line_start() else reader.line() + 1
        found.append(Statement(kind, key, first, end, table + key if kind == "value" else key, value))
    return found


def _header(reader: toml_value.Reader) -> tuple[str, tuple[str, ...], None]:
    first = reader.line()
    opening = "[[" if reader.take("[[") else reader.take("[")
    reader.skip_spaces()
    key = reader.key()
    reader.skip_spaces()
    if not reader.take("]" * len(opening)):
        raise reader.error(first)
    return "array" if opening == "[[" else "table", key, None


def _assignment(reader: toml_value.Reader) -> tuple[str, tuple[str, ...], Any]:
    first = reader.line()
    key = reader.key()
    reader.skip_spaces()
    if not reader.take("="):
        raise reader.error(first)
    reader.skip_spaces()
    return "value", key, reader.value()


def require_good(text: str, path: str) -> str:
    """A text to which something was added. Raises NodeError where that does not go with what was there."""
    try:
        statements(text.split("\n"), path)
    except NodeError:
        raise NodeError(
            f"{path}: registries are written there in a way that nothing can be added to. "
            "Write each as a table of its own."
        ) from None
    return text


def strings(value: object) -> list[str]:
    """The strings in a value, which is one or an array of them."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def quoted(text: str) -> str:
    """A string as TOML writes it; the escapes of JSON are among TOML's."""
    return json.dumps(text, ensure_ascii=False)


def array(texts: list[str]) -> str:
    """An array of strings as TOML writes it."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"
