"""The alias of the registry in /etc/hosts."""

from __future__ import annotations

PATH = "/etc/hosts"
MARK = "# image-gate buildset registry"


def add(text: str, host: str, alias: str) -> str:
    """Text in which the alias means this host and no other: the first line with a name wins."""
    lines = [kept for line in remove(text).split("\n") for kept in _without(line, alias)]
    if lines and lines[-1] == "":
        lines.pop()
    return "\n".join([*lines, f"{host}\t{alias} {MARK}", ""])


def remove(text: str) -> str:
    """Text without the line that was added."""
    return "\n".join(line for line in text.split("\n") if not line.rstrip("\r").endswith(MARK))


def _without(line: str, alias: str) -> list[str]:
    entry, hash_sign, comment = line.partition("#")
    address, *names = entry.split() or [""]
    others = [name for name in names if name.lower() != alias.lower()]
    if others == names:
        return [line]
    return (
        [f"{address}\t{' '.join(others)}{' ' + hash_sign + comment if hash_sign else ''}"] if others else []
    )
