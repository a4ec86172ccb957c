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
generation is to add a row to `rehearsal/hosts/generations.ts`.
"""


END = """
## Ansible

Zuul 14.3 runs ansible-core 2.16 and 2.18: all tests run with both, where it can matter. The modules and roles were tried with 2.19.14, 2.20.10 and
2.21.5 as well (`IMAGE_GATE_ANSIBLE`, in the [maintainer's guide](maintainer.md#other-versions-of-ansible)), from a build to its promotion. Two things differ there, and
both are Ansible's own:

- It reads a text that is marked as unsafe, as Zuul marks those of secrets, like one without quotes: a password `0123` arrives as 83.
- It prints the message of a module that fails before the role can make it legible. A node that answers in the place of a module can
  bring unseen characters into the log by that.

Zuul's own plugins `command` and `normal` do not run with 2.20 and newer, so a Zuul that uses these has to bring others.
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
    return BEGIN + "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows) + END


def write(columns: Sequence[Column]) -> None:
    """Write the page of the project."""
    (ROOT / PAGE).write_text(page(columns))
