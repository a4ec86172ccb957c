"""Keys and values of TOML 1.0, read from a place in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.image_gate.node.node_error import NodeError

SPACES = re.compile(r"[ \t]*")
LINE_END = re.compile(r"[ \t]*(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?(?:\r?\n|\Z)")
GAP = re.compile(r"(?:[ \t]|\r?\n|#[^\x00-\x08\x0a-\x1f\x7f]*)*")
BARE = re.compile(r"[A-Za-z0-9_-]+")
STRINGS = (
    # Up to two quotes may stand right before the three that end a string of several lines.
    re.compile(
        r'"""(?P<folded>(?:[^"\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\\.|"{1,2}(?!"))*"{0,2})"""(?!")', re.DOTALL
    ),
    re.compile(r"'''(?P<lines>(?:[^'\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|'{1,2}(?!'))*'{0,2})'''(?!')"),
    re.compile(r'"(?!"")(?P<basic>(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\n])*)"'),
    re.compile(r"'(?!'')(?P<literal>[^'\x00-\x08\x0a-\x1f\x7f]*)'"),
)
NUMBER = r"(?:0|[1-9](?:_?[0-9])*)"
DIGITS = r"[0-9](?:_?[0-9])*"
TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
SCALAR = re.compile(
    rf"(?:true|false|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[Tt ]{TIME}(?:[Zz]|[+-][0-9]{{2}}:[0-9]{{2}})?)?|{TIME}"
    r"|0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*"
    rf"|[+-]?(?:inf|nan|{NUMBER}(?:\.{DIGITS})?(?:[eE][+-]?{DIGITS})?))(?=[ \t\r\n,\]}}#]|\Z)"
)
ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\r?\n[ \t\r\n]*|.)", re.DOTALL)
ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\", "e": "\x1b"}
DEPTH = 100


@dataclass(frozen=True)
class Other:
    """A value whose meaning no one here asks for: a number, a date, a time."""

    text: str


class Reader:
    """A text and the place up to which it has been read."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path, self.place, self.depth = text, path, 0, 0

    def line(self) -> int:
        """The line of the place, counted from 0."""
        return self.text.count("\n", 0, self.place)

    def error(self, line: int, what: str = "is not valid TOML") -> NodeError:
        """What to raise for a line, counted from 0."""
        return NodeError(f"{self.path}: line {line + 1} {what}. Repair the file.")

    def at_line_start(self) -> bool:
        """Whether the place is the first of a line."""
        return self.place > 0 and self.text[self.place - 1] == "\n"

    def sees(self, words: str) -> bool:
        """Whether these characters come next."""
        return self.text.startswith(words, self.place)

    def take(self, words: str) -> str:
        """These characters, if they come next, else none."""
        if not self.sees(words):
            return ""
        self.place += len(words)
        return words

    def skip_spaces(self) -> None:
        """Go on to what is no space."""
        self._match(SPACES)

    def skip_empty_lines(self) -> bool:
        """Go on to the next statement; returns whether there is one."""
        while self.place < len(self.text) and self._match(LINE_END):
            pass
        self.skip_spaces()
        return self.place < len(self.text)

    def end_line(self) -> None:
        """Go on to the next line; nothing but a comment may stand before it."""
        line = self.line()
        if not self._match(LINE_END):
            raise self.error(line)

    def key(self) -> tuple[str, ...]:
        """A key with its parts."""
        parts = [self._part()]
        while True:
            place = self.place
            self.skip_spaces()
            if not self.take("."):
                self.place = place
                return tuple(parts)
            self.skip_spaces()
            parts.append(self._part())

    def value(self) -> Any:
        """A value: text, truth value, list, dict, or Other."""
        line = self.line()
        if self.sees("[") or self.sees("{"):
            self.depth += 1
            if self.depth > DEPTH:
                raise self.error(line, "is nested too deep")
            result = self._array(line) if self.take("[") else self._inline_table(line)
            self.depth -= 1
            return result
        if self.sees('"') or self.sees("'"):
            return self._string(STRINGS)
        found = self._match(SCALAR)
        if not found:
            raise self.error(line)
        return {"true": True, "false": False}.get(found.group(), Other(found.group()))

    def _array(self, line: int) -> list[Any]:
        items = []
        while True:
            self._gap(line)
            if self.take("]"):
                return items
            items.append(self.value())
            self._gap(line)
            if not self.take(",") and not self.sees("]"):
                raise self.error(self.line())

    def _inline_table(self, line: int) -> dict[str, Any]:
        self.take("{")
        result: dict[str, Any] = {}
        while True:
            self._gap(line)
            if self.take("}"):
                return result
            key = self.key()
            self.skip_spaces()
            if not self.take("="):
                raise self.error(self.line())
            self.skip_spaces()
            inner = result
            for part in key[:-1]:
                inner = inner.setdefault(part, {})
                if not isinstance(inner, dict):
                    raise self.error(line, f"says again what {'.'.join(key)} is")
            if key[-1] in inner:
                raise self.error(line, f"says again what {'.'.join(key)} is")
            inner[key[-1]] = self.value()
            self._gap(line)
            if not self.take(",") and not self.sees("}"):
                raise self.error(self.line())

    def _gap(self, line: int) -> None:
        self._match(GAP)
        if self.place == len(self.text):
            raise NodeError(f"{self.path}: the value in line {line + 1} has no end. Repair the file.")

    def _part(self) -> str:
        found = self._match(BARE)
        return found.group() if found else self._string(STRINGS[2:])

    def _string(self, forms: tuple[re.Pattern[str], ...]) -> str:
        line = self.line()
        found = next((found for found in map(self._match, forms) if found), None)
        if found is None:
            raise self.error(line)
        kind, text = str(found.lastgroup), found.group(str(found.lastgroup))
        if "\r" in text.replace("\r\n", "\n"):
            raise self.error(line)
        if kind in ("folded", "lines"):
            text = re.sub(r"\A\r?\n", "", text)
        return (
            text if kind in ("lines", "literal") else ESCAPE.sub(lambda one: self._unescaped(one, line), text)
        )

    def _unescaped(self, found: re.Match[str], line: int) -> str:
        text = found.group()[1:]
        if text[0] in "uU" and len(text) > 1:
            number = int(text[1:], 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise self.error(line)
            return chr(number)
        if text.strip(" \t\r\n") == "" and "\n" in text:
            return ""
        if text not in ESCAPED:
            raise self.error(line)
        return ESCAPED[text]

    def _match(self, form: re.Pattern[str]) -> re.Match[str] | None:
        found = form.match(self.text, self.place)
        if found:
            self.place = found.end()
        return found
