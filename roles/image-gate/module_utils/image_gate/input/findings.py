"""What is wrong with a job's input, collected so that one message tells all of it."""

from __future__ import annotations

from typing import Sequence

from ansible.module_utils.image_gate.text.legible import line
from ansible.module_utils.image_gate.text.names import show


class Findings:
    """Errors and warnings as they were found, each with its place, such as ``docker_images[2].tags``.

    ``code`` is what the linter calls the same mistake; it has a page.
    """

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self._codes: dict[str, None] = {}

    @property
    def pages(self) -> list[str]:
        """Where to read more about the errors, in the repository of this library."""
        return [f"docs/lint/{code}.md" for code in self._codes]

    def error(self, where: str, problem: str, code: str = "") -> None:
        """Add an error; the job must not go on."""
        self.errors.append(line(f"{where}: {problem}"))
        if code:
            self._codes[code] = None

    def warn(self, where: str, problem: str) -> None:
        """Add a warning; the job goes on."""
        self.warnings.append(line(f"{where}: {problem}"))

    def add(self, others: Findings) -> None:
        """Add what somebody else has found; what is known already is told once."""
        self.errors += [each for each in others.errors if each not in self.errors]
        self.warnings += [each for each in others.warnings if each not in self.warnings]
        self._codes.update(others._codes)

    def check(self, where: str, value: object, problem: str | None, code: str = "") -> bool:
        """Add an error about ``value`` unless ``problem`` is None; tell whether the value is good."""
        if problem is not None:
            self.error(where, f"{show(value)} {problem}", code)
        return problem is None


def distance(left: str, right: str) -> int:
    """Levenshtein distance: how many letters must be put in, taken out or changed."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known name that ``word`` is a slip of: one letter off, or two if the name has six or more."""
    best = min(known, key=lambda name: (distance(word, name), name))
    return best if distance(word, best) <= min(2, max(1, len(best) // 3)) else None
