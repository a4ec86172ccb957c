"""The registry as a mirror in containers-registries.conf(5), for podman, buildah, skopeo and cri-o.

A namespace that has no [[registry]] gets one at the end of the main file. One that has, in the main file or
in a drop-in (which replaces the main file's), gets the mirror as the first of its mirrors; so does every
longer prefix below it, because the longest prefix wins. Version 1 cannot express mirrors and cannot be mixed
with version 2: such a file is put out of force as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.use_buildset_registry import marks, toml_text
from ansible.module_utils.use_buildset_registry.address import Address

PATH = "/etc/containers/registries.conf"
DROP_INS = "/etc/containers/registries.conf.d"
SEARCH = "unqualified-search-registries"


@dataclass(frozen=True)
class Edited:
    """A file's new text, the namespaces that it has tables for, and what the caller should warn about."""

    text: str
    namespaces: frozenset[str]
    warnings: tuple[str, ...] = ()


def edit(text: str, path: str, address: Address, namespaces: list[str], search: list[str]) -> Edited:
    """Put the mirror into the tables that the file has, and a list for short names out of force."""
    lines = text.split("\n")
    found = toml_text.statements(lines, path)
    if any(statement.path[0] == "registries" for statement in found):
        return _version_1(lines, found, path)
    for statement in found:
        if statement.path == ("registry",) and statement.kind != "array":
            raise NodeError(
                f"{path}: line {statement.first + 1} has the registries as one value. "
                "Write each of them as a table, [[registry]]."
            )
    seen, warnings, insertions = set(), [], {}
    for table, after in _tables(found):
        prefix = (_string(table, "prefix") or _string(table, "location") or "").rstrip("/")
        namespace = next((name for name in namespaces if f"{prefix}/".startswith(f"{name}/")), None)
        if namespace is None:
            continue
        if any(statement.key[0] == "mirror" for statement in table[1:]):
            raise NodeError(
                f'{path}: the mirrors of "{prefix}" are written as one value. '
                "Write them as [[registry.mirror]]."
            )
        if any(value.key == ("mirror-by-digest-only",) and value.value is True for value in table):
            warnings.append(f'{path}: mirrors of "{prefix}" serve digests only, the buildset registry too')
        if prefix == namespace:
            seen.add(namespace)
        insertions[after] = marks.block(
            "[[registry.mirror]]", f"location = {toml_text.quoted(address.location(prefix))}"
        )
    for statement in found:
        if statement.path == (SEARCH,) and toml_text.strings(statement.value) != search:
            for index in range(statement.first, statement.end):
                lines[index] = marks.out_of_force(lines[index])
    for after in sorted(insertions, reverse=True):
        lines[after:after] = insertions[after]
    return Edited(toml_text.require_good("\n".join(lines), path), frozenset(seen), tuple(warnings))


def complete(text: str, address: Address, namespaces: list[str], search: list[str]) -> str:
    """The main file with a table for each of these namespaces, and the registries for names without one."""
    lines = text.split("\n")
    if not any(statement.path == (SEARCH,) for statement in toml_text.statements(lines, PATH)):
        lines[0:0] = marks.block(f"{SEARCH} = {toml_text.array(search)}")
    tables = []
    for name in namespaces:
        here, there = toml_text.quoted(address.location(name)), toml_text.quoted(name)
        tables += ["[[registry]]", f"prefix = {there}", f"location = {there}"]
        tables += ["[[registry.mirror]]", f"location = {here}"]
    if tables:
        end = len(lines) - 1 if lines[-1] == "" else len(lines)
        lines[end:] = [*marks.block(*tables), ""]
    return toml_text.require_good("\n".join(lines), PATH)


def _version_1(lines: list[str], found: list[toml_text.Statement], path: str) -> Edited:
    """A file in version 1 (``[registries.search]`` and the like) as comments; blocked ones are worth a warning."""
    lost = [
        name
        for name in ("insecure", "block")
        if any(statement.path[1:2] == (name,) and _lists(statement.value) for statement in found)
        or any(
            statement.path == ("registries",)
            and isinstance(statement.value, dict)
            and _lists(statement.value.get(name))
            for statement in found
        )
    ]
    text = "\n".join(marks.out_of_force(line) if line else line for line in lines)
    warning = f"{path} is written in version 1; its lists ({', '.join(lost)}) do not count meanwhile"
    return Edited(text, frozenset(), (warning,) if lost else ())


def _lists(value: object) -> bool:
    inner = value.get("registries") if isinstance(value, dict) else value
    return bool(toml_text.strings(inner))


def _tables(found: list[toml_text.Statement]) -> list[tuple[list[toml_text.Statement], int]]:
    """Each [[registry]] with its own values, and the line after the last of them."""
    tables: list[list[toml_text.Statement]] = []
    inside = False
    for statement in found:
        if statement.kind != "value":
            inside = statement.kind == "array" and statement.key == ("registry",)
            if inside:
                tables.append([statement])
        elif inside:
            tables[-1].append(statement)
    return [(table, table[-1].end) for table in tables]


def _string(table: list[toml_text.Statement], name: str) -> str | None:
    for statement in table[1:]:
        if statement.key == (name,):
            return statement.value if isinstance(statement.value, str) else None
    return None
