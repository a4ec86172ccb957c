"""Text that others wrote, made fit for a message: one line, visible characters only, of bounded length."""

from __future__ import annotations

# Characters of one foreign text in a message.
LONGEST = 300


def clean(text: object, longest: int = LONGEST) -> str:
    """``text`` as one line of at most ``longest`` characters.

    White space becomes single spaces. What is not visible (control characters and terminal escapes, marks that change
    the direction of writing, lone surrogates) is written as an escape, such as ``\\x1b``.
    """
    # Four times as much, since white space goes away; work and memory stay bounded, whatever came.
    line = " ".join(str(text)[: 4 * longest].split())
    shown = "".join(one if one.isprintable() else _escaped(one) for one in line)
    return shown if len(shown) <= longest else shown[: longest - 3] + "..."


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
