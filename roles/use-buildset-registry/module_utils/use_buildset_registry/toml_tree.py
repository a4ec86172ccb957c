"""What the statements of a TOML text say together: whether none of them says again what another said."""

from __future__ import annotations

from typing import Any


class Tree:
    """The tables so far, and the one in which the next assignment stands."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        self._table = self._root
        # Tables by id: those with a header of their own, those that dotted keys made, and values.
        self._headed: set[int] = set()
        self._dotted: set[int] = set()
        self._closed: set[int] = set()

    def add(self, kind: str, key: tuple[str, ...], data: Any = None) -> bool:
        """Take over a statement; returns False if it says again what has been said."""
        return self._assign(key, data) if kind == "value" else self._open(kind, key)

    def _open(self, kind: str, key: tuple[str, ...]) -> bool:
        here = self._root
        for part in key[:-1]:
            inner = here.setdefault(part, {})
            if isinstance(inner, list) and id(inner) not in self._closed:
                inner = inner[-1]
            if not isinstance(inner, dict) or id(inner) in self._closed:
                return False
            here = inner
        name = key[-1]
        if kind == "array":
            tables = here.setdefault(name, [])
            if not isinstance(tables, list) or id(tables) in self._closed:
                return False
            tables.append({})
            self._table = tables[-1]
            return True
        table = here.setdefault(name, {})
        known = self._headed | self._dotted | self._closed
        if not isinstance(table, dict) or id(table) in known:
            return False
        self._headed.add(id(table))
        self._table = table
        return True

    def _assign(self, key: tuple[str, ...], data: Any) -> bool:
        here = self._table
        for part in key[:-1]:
            if part not in here:
                here[part] = {}
                self._dotted.add(id(here[part]))
            inner = here[part]
            if not isinstance(inner, dict) or id(inner) not in self._dotted:
                return False
            here = inner
        if key[-1] in here:
            return False
        here[key[-1]] = data
        if isinstance(data, (list, dict)):
            self._closed.add(id(data))
        return True
