"""The Link header of an answer (RFC 8288), by which registries name the next page of a list."""

from __future__ import annotations

import re

# Characters of all Link headers of an answer; an address of 8,000 already is more than servers take.
LONGEST = 16 * 1024

# One parameter, or the comma before the next link (section 3). No two parts of it can match the same characters, so that
# a text is read in a time that grows with its length alone.
_PARAMETER = re.compile(r'[\s;]*([^\s=;,"<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*)))?')


def next_page(link: str) -> str:
    """The target of a Link header with rel="next", or nothing."""
    link, at = link[:LONGEST], 0
    while True:
        begin = link.find("<", at)
        end = link.find(">", begin)
        if begin < 0 or end < 0:
            return ""
        at = end + 1
        while True:
            found = _PARAMETER.match(link, at)
            if not found:
                break
            at = found.end()
            name, quoted, plain = found.groups()
            if name.lower() == "rel" and "next" in (quoted or plain or "").lower().split():
                return link[begin + 1 : end]
