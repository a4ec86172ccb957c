"""The registry with which a pattern for repositories begins."""

from __future__ import annotations

import re

from ansible.module_utils.image_gate.text.names import split_registry

_BEGINNING = re.compile(r"(?:\^|\\A)?((?:[A-Za-z0-9.:-]|\\[.:\[\]-])+)\\?/")
_ESCAPED = re.compile(r"\\(.)")


def registry_before(pattern: str) -> str:
    """The registry that stands before the first '/' of a regular expression, as it is written; '' if none does.

    Only a name that is written out counts: what matches several names, such as ``acme.*/``, is none. A dot
    stands for itself whether it is escaped or not.
    """
    found = _BEGINNING.match(pattern)
    name = _ESCAPED.sub(r"\1", found.group(1)) if found else ""
    return name if split_registry(f"{name}/")[0] else ""
