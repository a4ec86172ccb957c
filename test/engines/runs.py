"""Runs what a column of the table needs, and keeps what came of it."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from hosts.generations import Generation
from rows import REHEARSED, ROWS

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = Path(__file__).resolve().parent / "last-runs"
CLI = ["node", str(ROOT / "bin/image-gate.js")]


@dataclass(frozen=True)
class Column:
    """The last run on a generation: what came of each row, and the date of the run (ISO 8601)."""

    hosts: str
    docker: str
    podman: str
    store: str
    date: str
    cells: dict[str, str]

    def keep(self) -> None:
        """Write it where the page is made from."""
        KEPT.mkdir(exist_ok=True)
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (KEPT / f"{self.hosts}.json").write_text(text + "\n")


def kept(generation: Generation) -> Column | None:
    """The last run on this generation, if there was one."""
    file = KEPT / f"{generation.name}.json"
    return Column(**json.loads(file.read_text())) if file.exists() else None


def run(generations: Sequence[Generation], rehearse: bool) -> Iterator[Column]:
    """Runs all rows on hosts of these generations, the tests of one beside the rehearsal of another."""
    with ThreadPoolExecutor(1) as testing, ThreadPoolExecutor(1) as rehearsing:
        begun = [
            (one, testing.submit(tested, one), rehearsing.submit(rehearsed, one) if rehearse else None)
            for one in generations
        ]
        for one, tests, rehearsal in begun:
            cells = {**tests.result(), REHEARSED: rehearsal.result() if rehearsal else "not run"}
            date = datetime.date.today().isoformat()
            yield Column(one.name, one.docker, one.podman, one.store, date, cells)


def tested(generation: Generation) -> dict[str, str]:
    """What came of the tests of each row."""
    outcomes = _outcomes(generation)
    return {row.what: cell_of([state for test in row.tests for state in outcomes[test]]) for row in ROWS}


def cell_of(states: list[str]) -> str:
    failed = [state for state in states if state.startswith("failed")]
    if failed or not states:
        return f"**{', '.join(sorted(set(failed))) or 'not run'}**"
    skipped = sorted({state for state in states if state != "ok"})
    return "; ".join(["ok", *skipped] if "ok" in states else skipped)


def _outcomes(generation: Generation) -> dict[str, list[str]]:
    """By test function, what came of each of its calls: ok, failed, or why it was skipped."""
    tests = sorted({test for row in ROWS for test in row.tests})
    outcomes: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        pytest = [str(ROOT / ".venv/check/bin/pytest"), "-q", f"--junitxml={report}", *tests]
        environment = {**os.environ, "IMAGE_GATE_HOSTS": generation.name}
        subprocess.run(pytest, cwd=ROOT, env=environment, check=False)
        for case in ElementTree.parse(report).iter("testcase"):
            file = case.attrib["classname"].replace(".", "/") + ".py"
            function = case.attrib["name"].split("[", 1)[0]
            outcomes[f"{file}::{function}"].append(_state(case))
    return outcomes


def _state(case: ElementTree.Element) -> str:
    for problem in ("failure", "error"):
        if case.find(problem) is not None:
            return f"failed: {case.attrib['name']}"
    skipped = case.find("skipped")
    return "ok" if skipped is None else skipped.attrib["message"]


def rehearsed(generation: Generation) -> str:
    """What came of two rehearsals on the same nodes."""
    states = []
    try:
        for _ in range(2):
            argv = [*CLI, "rehearse", "--keep", "--hosts", generation.name]
            states.append("ok" if subprocess.run(argv, cwd=ROOT, check=False).returncode == 0 else "failed")
    finally:
        subprocess.run([*CLI, "rehearse", "down"], cwd=ROOT, check=True)
    return "ok" if set(states) == {"ok"} else f"**first {states[0]}, then {states[-1]}**"
