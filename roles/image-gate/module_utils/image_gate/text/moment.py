"""Moments as registries and image configurations write them."""

from __future__ import annotations

import re
from datetime import datetime, timezone

_RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)")

# Builders that make the same bytes every time write a fixed moment of long ago, which says nothing about age.
EARLIEST = datetime(2000, 1, 1, tzinfo=timezone.utc)


def moment_of(text: object) -> datetime | None:
    """The moment that an RFC 3339 text means, to the second; None if it is none, or older than containers."""
    match = _RFC_3339.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    date, time, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{date}T{time}{'+00:00' if zone in 'Zz' else zone}")
    except ValueError:
        return None
    return moment if moment >= EARLIEST else None
