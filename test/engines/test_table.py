"""The table of engines names tests that exist and run on hosts, and its page shows the last runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hosts.generations import chosen

sys.path.insert(0, str(Path(__file__).parent))

from page import PAGE, page  # noqa: E402
from rows import REHEARSED, ROWS  # noqa: E402
from runs import ROOT, Column, cell_of, kept  # noqa: E402


def test_every_row_names_tests_that_need_hosts() -> None:
    tests = sorted({test for row in ROWS for test in row.tests})
    # Not a folder above, should that hold a setup.py.
    argv = [
        sys.executable,
        "-m",
        "pytest",
        f"--rootdir={ROOT}",
        "--collect-only",
        "-q",
        "-m",
        "hosts",
        *tests,
    ]
    told = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True).stdout
    found = {line.split("[", 1)[0] for line in told.splitlines() if "::" in line}
    assert sorted(found) == tests, told


def test_the_page_shows_the_last_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGE_GATE_HOSTS", "all")
    columns = [kept(one) for one in chosen()]
    assert (ROOT / PAGE).read_text() == page([column for column in columns if column])


@pytest.mark.parametrize(
    ("states", "cell"),
    [
        (["ok", "ok"], "ok"),
        (["ok", "no such builder"], "ok; no such builder"),
        (["no such builder"], "no such builder"),
        (["ok", "failed: test_x[a]"], "**failed: test_x[a]**"),
        ([], "**not run**"),
    ],
)
def test_a_cell_hides_no_failure(states: list[str], cell: str) -> None:
    assert cell_of(states) == cell


def test_a_column_without_a_row_says_so() -> None:
    text = page([Column("old", "1", "2", "overlay2", "2026-01-01", {})])
    assert text.count("| not run |") == len(ROWS) + 1
    assert REHEARSED in text
