"""What the role adds to a text file, and how it is recognised there again.

Added lines stand between two comments; lines that must not count meanwhile become comments with a prefix.
``remove`` brings back what was there without any further knowledge.
"""

from __future__ import annotations

BEGIN = "# BEGIN image-gate buildset registry"
END = "# END image-gate buildset registry"
PREFIX = "#image-gate# "


def block(*lines: str) -> list[str]:
    """Lines with the marks around them."""
    return [BEGIN, *lines, END]


def out_of_force(line: str) -> str:
    """A line as a comment that ``remove`` turns back."""
    return PREFIX + line


def remove(text: str) -> str:
    """Text without what was added, and with what was put out of force."""
    kept, inside = [], False
    for line in text.split("\n"):
        bare = line.rstrip("\r")  # somebody may have given the file other line ends
        if bare == BEGIN:
            inside = True
        elif bare == END and inside:
            inside = False
        elif not inside:
            kept.append(line[len(PREFIX) :] if line.startswith(PREFIX) else line)
    return "\n".join(kept)
