"""One member of a JSON text put in or taken out; every other byte of the text stays.

What was put in can be taken out again without a note of the text before: both work on the text between two
members. The text is one that ``json_document.load`` takes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.decoder import scanstring
from typing import Sequence

_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Member:
    """A member of an object; offsets of its name, of its value, and of what follows."""

    name: str
    start: int
    value: int
    end: int


def put(text: str, path: Sequence[str], value: object) -> str:
    """The text with this value at a path of names; objects on the way are made."""
    place = _skip(text, 0)
    for depth, name in enumerate(path):
        found = next((member for member in _members(text, place) if member.name == name), None)
        rest = path[depth + 1 :]
        if found and rest and text[found.value] == "{":
            place = found.value
            continue
        for inner in reversed(rest):
            value = {inner: value}
        if found is None:
            return _inserted(text, place, f"{json.dumps(name)}: {json.dumps(value)}")
        if json.loads(text[found.value : found.end]) == value:
            return text
        return text[: found.value] + json.dumps(value) + text[found.end :]
    return text


def cut(text: str, path: Sequence[str]) -> str:
    """The text without the member at a path; the text itself where there is none."""
    place = _skip(text, 0)
    for name in path[:-1]:
        found = next((member for member in _members(text, place) if member.name == name), None)
        if found is None or text[found.value] != "{":
            return text
        place = found.value
    members = _members(text, place)
    index = next((number for number, member in enumerate(members) if member.name == path[-1]), None)
    if index is None:
        return text
    if index + 1 < len(members):
        return text[: members[index].start] + text[members[index + 1].start :]
    return text[: members[index - 1].end if index else place + 1] + text[members[index].end :]


def _inserted(text: str, place: int, entry: str) -> str:
    first = _skip(text, place + 1)
    if text[first] == "}":
        return text[: place + 1] + entry + text[place + 1 :]
    return text[:first] + entry + "," + text[place + 1 : first] + text[first:]


def _members(text: str, place: int) -> list[Member]:
    """The members of the object whose brace stands at ``place``."""
    found = []
    start = _skip(text, place + 1)
    while text[start] != "}":
        name, after = scanstring(text, start + 1, True)
        value = _skip(text, _skip(text, after) + 1)
        end = json.JSONDecoder().raw_decode(text, value)[1]
        found.append(Member(name, start, value, end))
        start = _skip(text, end)
        if text[start] == ",":
            start = _skip(text, start + 1)
    return found


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place
