"""What each value of an image may be; see ``references`` for how the ``*_problem`` functions answer."""

from __future__ import annotations

import posixpath
import shlex
from typing import Any

from ansible.module_utils.image_gate.references import TAG_LIMIT, tag_problem

# A tag in the intermediate registry is the build's id of 32 digits, '_', and the image's tag.
BUILD_PREFIX_LENGTH = 33


def kind(value: Any) -> str:
    """What sort of YAML value it is, in words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    return {str: "text", list: "a list", dict: "a mapping"}.get(type(value), type(value).__name__)


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


def path_problem(text: str) -> str | None:
    """Why ``text`` cannot be the path of a file or directory in a build."""
    if _has_control(text):
        return "has a control character in it; expected a path on one line"
    if text.startswith("-"):
        return "begins with '-', which the build command takes for an option; expected a path"
    return None


def context_problem(text: str) -> str | None:
    """Why ``text`` cannot be a build context."""
    if text.startswith("/"):
        return "is absolute; expected a directory relative to zuul_work_dir"
    if posixpath.normpath(text).split("/")[0] == "..":
        return "leaves zuul_work_dir; expected a directory below it, or set zuul_work_dir to the one above"
    return path_problem(text)


def target_problem(text: str) -> str | None:
    """Why ``text`` cannot name a build stage."""
    good = text.isascii() and all(c.isalnum() or c in "_.-" for c in text) and text[0] not in "-."
    return None if good else "is not a build stage; expected the name after 'AS' in the Dockerfile"


def build_arg_problem(text: str) -> str | None:
    """Why ``text`` cannot be a build argument."""
    value = unquote(text)
    if "\0" in value:
        return "has a NUL character in it; expected 'NAME=value'"
    if value.startswith("-"):
        return "looks like an option of the build command; expected 'NAME=value'"
    if not value.split("=", 1)[0].strip():
        return "has no name; expected 'NAME=value'"
    if " --build-arg " in value:
        return "holds several build arguments; write each as an item of its own"
    return None


def label_problem(text: str) -> str | None:
    """Why ``text`` cannot be a label."""
    if _has_control(text):
        return "has a control character in it; expected 'name=value' on one line"
    return None if text.split("=", 1)[0].strip() else "has no name; expected 'name=value'"


def sibling_problem(text: str) -> str | None:
    """Why ``text`` cannot name a project."""
    parts = text.split("/")
    good = len(parts) >= 2 and text.isascii() and all(part not in ("", ".", "..") for part in parts)
    good = good and all(c.isalnum() or c in "/._~+-" for c in text) and not text.startswith("-")
    return None if good else "is not a project; expected host and path, such as 'opendev.org/zuul/zuul'"


def image_tag_problem(text: str) -> str | None:
    """Why ``text`` cannot be a tag of an image that other builds will see."""
    limit = TAG_LIMIT - BUILD_PREFIX_LENGTH
    if tag_problem(text) is None and len(text) > limit:
        return (
            f"has {len(text)} characters; expected at most {limit}, "
            "as the intermediate registry has the build's id before it"
        )
    return tag_problem(text)


def _has_control(text: str) -> bool:
    return any(ord(c) < 32 or ord(c) == 127 for c in text)
