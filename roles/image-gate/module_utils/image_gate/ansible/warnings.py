"""Warnings of a module, in a form that reaches the user of Zuul."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

from ansible.module_utils.image_gate.text.legible import legible

# What a module with warnings says of them in its RETURN section.
RESULT = "warnings_found"
# Zuul keeps them all, and shows them to everybody who looks at the change.
MOST = 20


def show_warnings(module: Any, warnings: Iterable[str]) -> dict[str, list[str]]:
    """Warn as Ansible does, and give the same sentences as a part of the module's result.

    Zuul's console has none of Ansible's warnings, and no_log drops them: a later task has to show them.
    """
    found = list(dict.fromkeys(map(legible, warnings)))
    if len(found) > MOST:
        found[MOST:] = [f"and {len(found) - MOST} more warnings"]
    for warning in found:
        module.warn(warning)
    return {RESULT: found}


def one_for_all(sentence: str, found: Sequence[tuple[str, str]]) -> list[str]:
    """One sentence about tags that stay, and why: it has the first of them, and the number of the others."""
    if not found:
        return []
    place, reason = found[0]
    stays = f"{place} stays" if len(found) == 1 else f"{place} and {len(found) - 1} more stay"
    return [sentence.format(stays, reason)]
