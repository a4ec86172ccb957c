"""The Link header of an answer (RFC 8288), by which registries name the next page of a list."""

from __future__ import annotations

import re

# Section 3: a target, and parameters whose values may be quoted and hold any character.
_VALUE = r'(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))'
_LINK = re.compile(rf"<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*{_VALUE})?)*)")
_LINK_PARAMETER = re.compile(rf";\s*([^\s=;,]+)\s*=\s*{_VALUE}")


def next_page(link: str) -> str:
    """The target of a Link header with rel="next", or nothing."""
    for match in _LINK.finditer(link):
        for name, quoted, plain in _LINK_PARAMETER.findall(match.group(2)):
            if name.lower() == "rel" and "next" in (quoted or plain).lower().split():
                return match.group(1)
    return ""
