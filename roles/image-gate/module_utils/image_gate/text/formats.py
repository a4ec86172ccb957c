"""What texts may be: tags, repositories, registries, paths, ...; the rules are in ``format_table``."""

from __future__ import annotations

import posixpath
import re
import shlex
from functools import lru_cache
from typing import Any

from ansible.module_utils.image_gate.text.format_table import FORMATS
from ansible.module_utils.image_gate.text.legible import quoted
from ansible.module_utils.image_gate.text.word_table import WORDS

_PLACE = re.compile(r"\{(\d)(?::(lower|letter))?\}")


def problem_of(format_name: str, text: str) -> str | None:
    """Why ``text`` is not of this format, in words that complete the sentence "<text> ..."; None if it is."""
    found = _refusal(format_name, text)
    return found and _in_words(found[0]["words"], text, found[1])


def secret_problem_of(format_name: str, text: str) -> str | None:
    """The same of a secret, as a sentence in which nothing of it is told."""
    found = _refusal(format_name, text)
    if found is None:
        return None
    words = found[0]["words"]
    said = words.partition(";")[0] if "{" in words else words
    said = "is something else" if "{" in said else said
    rest = "" if "; " in said else f"; expected {WORDS['formats'][format_name]}"
    return f"its value {said}{rest}"


def _refusal(format_name: str, text: str) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """What of the format refuses the text, with the groups of what it has found."""
    views: dict[str, str] = {}
    for refusal in FORMATS[format_name]:
        view = refusal.get("of", "")
        if view not in views:
            views[view] = _LOOKED[view](text)
        found = _refuses(refusal, views[view])
        if found:
            groups = found.groups() if isinstance(found, re.Match) else ()
            return refusal, groups
    return None


def unquote(value: str) -> str:
    """Take one layer of shell quotes off.

    Job files quote build arguments as for a shell, because one used to read them. What a shell would read as
    several words, or not at all, never worked: it is one value now and stays as it is.
    """
    try:
        words = shlex.split(value)
    except ValueError:
        return value
    return words[0] if len(words) == 1 else value


_LOOKED = {"": lambda text: text, "unquoted": unquote, "normal": posixpath.normpath}
_WRITTEN = {
    None: quoted,
    "lower": lambda text: quoted(text.lower()),
    "letter": lambda text: "a space" if text == " " else quoted(text),
}


def _refuses(refusal: dict[str, Any], text: str) -> re.Match[str] | bool | None:
    """Whether it refuses the text; where it has found something, that."""
    if "found" in refusal:
        return _compiled(refusal["found"]).search(text)
    if "unlike" in refusal:
        return _compiled(refusal["unlike"]).fullmatch(text) is None
    return len(text) > refusal["above"]


@lru_cache(maxsize=None)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _in_words(words: str, text: str, groups: tuple[str, ...]) -> str:
    filled = _PLACE.sub(lambda place: _WRITTEN[place[2]](groups[int(place[1]) - 1]), words)
    return filled.replace("{length}", str(len(text)))
