"""What was measured, as tables: with the date, the versions and the load of the machine."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass

import processes
from tools import version

PAGE = processes.ROOT / "docs/speed.md"
MARKS = "<!-- {} of what {} writes -->"


@dataclass
class Measured:
    """Seconds of all rounds, and requests to the target in the last one, by contender; ``memory`` of ours at most, in MB."""

    row: str
    condition: str
    seconds: dict[str, list[float]]
    requests: dict[str, int]
    memory: float = 0.0

    def median(self, name: str) -> float | None:
        """Seconds."""
        return statistics.median(self.seconds[name]) if self.seconds.get(name) else None


def page(measured: list[Measured], rounds: int, load: float) -> str:
    """Tables in Markdown, one for each condition."""
    versions = ", ".join(f"{tool} {version(tool)}" for tool in ("skopeo", "crane", "regctl", "oras"))
    head = (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after; "
        f"{versions}; CNCF distribution 3.1.2 at both ends. Seconds, medians of {rounds} rounds (fewer where the registry thinks), "
        "and requests to the target."
    )
    conditions = list(dict.fromkeys(one.condition for one in measured))
    parts = [
        _table(condition, [one for one in measured if one.condition == condition]) for condition in conditions
    ]
    return "\n\n".join([head, *parts])


def _table(condition: str, measured: list[Measured]) -> str:
    names = list(dict.fromkeys(name for one in measured for name in one.seconds))
    lines = [
        f"Measured {condition}:",
        "",
        f"| | {' | '.join(one.row for one in measured)} |",
        f"| --- | {' | '.join('---:' for _ in measured)} |",
    ]
    for name in names:
        cells = [_cell(one, name) for one in measured]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(one: Measured, name: str) -> str:
    median = one.median(name)
    if median is None:
        return "–"
    medians = {other: one.median(other) for other in one.seconds}
    first = median == min(value for value in medians.values() if value is not None)
    text = f"{median:.2f}" if median < 10 else f"{median:.1f}"
    return f"{f'**{text}**' if first else text} ({one.requests[name]})"


def write(text: str, who: str) -> None:
    """Put tables between the marks of the page that are for ``who`` wrote them."""
    begin, end = (MARKS.format(word, who) for word in ("begin", "end"))
    before, _, rest = PAGE.read_text().partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
