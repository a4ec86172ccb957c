"""The page of the documentation that shows the last runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rows import REHEARSED, ROWS
from runs import ROOT, Column

PAGE = Path("docs/engines.md")
BEGIN = """# Engines

What the library needs of docker and podman, tried on hosts of each generation that the set-up can make. Each test begins on
hosts that have served a buildset before, and whose dockerd has used TLS. `npm run engines` runs it and writes this page; to add a
generation is to add a row to `rehearsal/provision/generations.ts`.
"""


def page(columns: Sequence[Column]) -> str:
    """The whole page."""
    rows = [
        ["", *(f"`{column.hosts}`" for column in columns)],
        ["---"] * (len(columns) + 1),
        ["docker", *(column.docker for column in columns)],
        ["its images are kept in", *(column.store for column in columns)],
        ["podman", *(column.podman for column in columns)],
        ["last run", *(column.date for column in columns)],
    ]
    for what in [*(row.what for row in ROWS), REHEARSED]:
        rows.append([what, *(column.cells.get(what, "not run") for column in columns)])
    return BEGIN + "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def write(columns: Sequence[Column]) -> None:
    """Write the page of the project."""
    (ROOT / PAGE).write_text(page(columns))
