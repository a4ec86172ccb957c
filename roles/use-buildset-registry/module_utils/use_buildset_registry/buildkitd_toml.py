"""The registry as a mirror in buildkitd.toml, for builders of buildx and for buildkitd itself."""

from __future__ import annotations

from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.use_buildset_registry import marks, toml_text
from ansible.module_utils.use_buildset_registry.address import Address

PATH = "/etc/buildkit/buildkitd.toml"


def add(text: str, address: Address, namespaces: list[str], ca_file: str) -> str:
    """The file with the registry as first mirror of each namespace, and its certificate's authority."""
    lines = text.split("\n")
    found = toml_text.statements(lines, PATH)
    _require_tables(found)
    wanted = [(name, "mirrors", address.location(name)) for name in namespaces]
    missing, insertions = [], {}
    for name, key, first in [*wanted, (address.name, "ca", ca_file)]:
        table = _table(found, name)
        if not table:
            missing += [f"[registry.{toml_text.quoted(name)}]", f"{key} = {toml_text.array([first])}"]
            continue
        others = [statement for statement in table[1:] if statement.key == (key,)]
        known = [item for statement in others for item in toml_text.strings(statement.value)]
        insertions[table[0].end] = marks.block(f"{key} = {toml_text.array([first, *known])}")
        for statement in others:
            for index in range(statement.first, statement.end):
                lines[index] = marks.out_of_force(lines[index])
    for after in sorted(insertions, reverse=True):
        lines[after:after] = insertions[after]
    if missing:
        end = len(lines) - 1 if lines[-1] == "" else len(lines)
        lines[end:] = [*marks.block(*missing), ""]
    return toml_text.require_good("\n".join(lines), PATH)


def _require_tables(found: list[toml_text.Statement]) -> None:
    for statement in found:
        table = statement.path[: len(statement.path) - len(statement.key)]
        if statement.kind == "value" and statement.path[0] == "registry" and len(table) < 2:
            raise NodeError(
                f"{PATH}: line {statement.first + 1} sets a registry as a value. "
                'Write it as a table, [registry."name"].'
            )


def _table(found: list[toml_text.Statement], name: str) -> list[toml_text.Statement]:
    """The header of a registry's table and its values; empty when there is none."""
    table: list[toml_text.Statement] = []
    inside = False
    for statement in found:
        if statement.kind != "value":
            inside = statement.key == ("registry", name)
        if inside:
            table.append(statement)
    return table
