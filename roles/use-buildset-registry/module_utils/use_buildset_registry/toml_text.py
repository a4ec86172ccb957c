"""Enough of TOML 1.0 to find statements in a text and leave the rest alone; Python 3.8 has no parser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ansible.module_utils.image_gate.node_error import NodeError

# Strings come first, so that brackets and number signs inside them do not count; an opening of a string that
# goes over several lines is found last, when its end is not there yet.
TOKEN = re.compile(
    r"""(?P<string>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}.*?'{3}|"(?!\"\")(?:\\.|[^"\\\n])*"|'(?!'')[^'\n]*')"""
    r"""|(?P<comment>\#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<unfinished>\"{3}|'{3})""",
    re.DOTALL,
)
PART = r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)"""
KEY = rf"{PART}(?:\s*\.\s*{PART})*"
HEADER = re.compile(rf"\s*(\[\[|\[)\s*({KEY})\s*(\]\]|\])\s*(?:#.*)?\r?")
ASSIGNMENT = re.compile(rf"\s*({KEY})\s*=")


@dataclass(frozen=True)
class Statement:
    """A table header or an assignment: lines ``first`` to ``end`` (exclusive), counted from 0."""

    kind: str  # table, array or value
    key: tuple[str, ...]
    first: int
    end: int
    value: str = ""


def statements(lines: list[str], path: str) -> list[Statement]:
    """All statements of a file in order. Raises NodeError with the line that is not TOML."""
    found, index = [], 0
    while index < len(lines):
        line, first = lines[index], index
        index += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        header = HEADER.fullmatch(line)
        if header and len(header.group(1)) == len(header.group(3)):
            kind = "array" if header.group(1) == "[[" else "table"
            found.append(Statement(kind, _parts(header.group(2)), first, index))
            continue
        assignment = ASSIGNMENT.match(line)
        if not assignment:
            raise NodeError(f"{path}: line {first + 1} is not valid TOML. Repair the file.")
        value = line[assignment.end() :]
        while not _complete(value):
            if index == len(lines):
                raise NodeError(f"{path}: the value in line {first + 1} has no end. Repair the file.")
            value += "\n" + lines[index]
            index += 1
        found.append(Statement("value", _parts(assignment.group(1)), first, index, value))
    return found


def strings(value: str) -> list[str]:
    """The strings in a value, which is one or an array of them."""
    return [_unquoted(token.group()) for token in TOKEN.finditer(value) if token.lastgroup == "string"]


def quoted(text: str) -> str:
    """A string as TOML writes it; the escapes of JSON are among TOML's."""
    return json.dumps(text, ensure_ascii=False)


def array(texts: list[str]) -> str:
    """An array of strings as TOML writes it."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def _complete(value: str) -> bool:
    depth = 0
    for token in TOKEN.finditer(value):
        if token.lastgroup == "unfinished":
            return False
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
    return depth <= 0


def _parts(key: str) -> tuple[str, ...]:
    return tuple(_unquoted(part) for part in re.findall(PART, key))


def _unquoted(token: str) -> str:
    if token[:3] in ('"""', "'''"):
        return token[3:-3]
    if token[:1] == "'":
        return token[1:-1]
    if token[:1] != '"':
        return token
    try:
        return json.loads(token)
    except ValueError:
        return token[1:-1]
