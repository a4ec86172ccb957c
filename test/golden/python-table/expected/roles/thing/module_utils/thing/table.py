# Generated from test/golden/python-table/library.ts - do not edit.
# To change it, edit that file and run: npm run generate
"""What things are like."""

from __future__ import annotations

from typing import Any

THINGS: dict[str, Any] = {
    "none": {},
    "nothing": None,
    "one": ("a",),
    "few": ("a", 2, True, False),
    "many": (
        "number 0",
        "number 1",
        "number 2",
        "number 3",
        "number 4",
        "number 5",
        "number 6",
        "number 7",
        "number 8",
        "number 9",
        "number 10",
        "number 11",
    ),
    "nested": (
        {
            "words": '\u00e4\u00f6\u00fc "quoted" \\ back\n',
            "deep": (
                (
                    (
                        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                    ),
                ),
            ),
        },
    ),
}
