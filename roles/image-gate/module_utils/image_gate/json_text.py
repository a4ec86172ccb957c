"""JSON that others wrote, some of them with bad intent."""

from __future__ import annotations

import json
from typing import Any


def read_json(text: bytes | str) -> Any:
    """What a JSON text means; ``ValueError`` for one that is none, or is nested deeper than Python can follow."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("its nesting is too deep") from None
