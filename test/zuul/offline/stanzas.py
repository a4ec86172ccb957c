"""Zuul's own tables of what a stanza may say (voluptuous schemas), flattened to compare them line by line.

Each place in a stanza gets one entry: `{"job.secrets[].name": "string, required"}`. `[]` stands for the
items of a list, `*` for the keys of a mapping that are not fixed. What a place takes is any of `string`,
`number`, `boolean`, `null`, `anything`, `list`, `mapping`, and constants as JSON. Mappings that may stand
for each other share their entries: an attribute is required if all of them require it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import voluptuous as vs
from zuul import configloader

# Zuul adds these itself while it reads.
INTERNAL = {"_source_context", "_start_mark"}
# Stands for the driver of any connection: its options are any mapping.
ANY_DRIVER = SimpleNamespace(
    getTriggerSchema=lambda: dict,
    getReporterSchema=lambda: dict,
    getRequireSchema=lambda: dict,
    getRejectSchema=lambda: dict,
)
# The attributes of a job stand in several stanzas; they are described once, under `job`.
JOB_ATTRIBUTES = object()
SCALARS = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    object: "anything",
    JOB_ATTRIBUTES: "job attributes",
}
ANY_MAPPING = {str: object}


def stanzas() -> dict[str, str]:
    """Every place of every stanza that Zuul reads."""
    connections = SimpleNamespace(connections={str: SimpleNamespace(driver=ANY_DRIVER)})
    context = SimpleNamespace(connections=connections)
    nodesets = configloader.NodeSetParser(context)
    # The job's own table takes any mapping as a nodeset; Zuul checks it later against this one.
    job = {**configloader.JobParser.job, "nodeset": vs.Any(str, nodesets.anon_schema)}
    schemas = {
        "flavor": configloader.FlavorParser.schema,
        "image": configloader.ImageParser.schema,
        "job": job,
        "label": configloader.LabelParser.schema,
        "nodeset": nodesets.schema,
        "pipeline": configloader.PipelineParser(context).schema,
        "pragma": configloader.PragmaParser.schema,
        "project": configloader.ProjectParser(context).schema,
        "project-template": configloader.ProjectTemplateParser(context).schema,
        "provider": configloader.ProviderParser.schema,
        "queue": configloader.QueueParser(context).schema,
        "secret": configloader.SecretParser(context).schema,
        "section": configloader.SectionParser.schema,
        "semaphore": configloader.SemaphoreParser(context).schema,
    }
    if unknown := configloader.ZuulSafeLoader.zuul_node_types ^ schemas.keys():
        raise SystemExit(f"Zuul's stanzas are not the ones of stanzas.py: {sorted(unknown)} differ.")
    table: dict[str, str] = {}
    for name, schema in schemas.items():
        describe(name, [schema], "", table)
    return table


def describe(path: str, schemas: list[Any], suffix: str, table: dict[str, str]) -> None:
    """Adds the entry of a place and of all places below it."""
    alternatives = [alternative for schema in schemas for alternative in expand(schema)]
    table[path] = " | ".join(sorted({kind(alternative) for alternative in alternatives})) + suffix
    lists = [alternative for alternative in alternatives if isinstance(alternative, list)]
    if items := [item for each in lists for item in each]:
        describe(f"{path}[]", items, "", table)
    mappings = [attributes(alternative) for alternative in alternatives if isinstance(alternative, dict)]
    for name in dict.fromkeys(name for mapping in mappings for name in mapping):
        found = [mapping.get(name) for mapping in mappings]
        required = all(each is not None and each[0] for each in found)
        values = [each[1] for each in found if each is not None]
        describe(f"{path}.{name}", values, ", required" if required else "", table)


def expand(schema: Any) -> list[Any]:
    """What a schema takes, as a flat list of types, constants, lists and mappings."""
    if isinstance(schema, vs.Any):
        return [each for part in schema.validators for each in expand(part)]
    if isinstance(schema, vs.All):
        # The first part says what it is, the others narrow its values.
        return expand(schema.validators[0])
    if isinstance(schema, vs.Schema):
        return [{**schema.schema, **ANY_MAPPING}] if schema.extra == vs.ALLOW_EXTRA else expand(schema.schema)
    if isinstance(schema, vs.Marker):
        return expand(schema.schema)
    if schema is dict or schema is configloader.ansible_vars_dict:
        return [ANY_MAPPING]
    if schema is configloader.ansible_var_name:
        return [str]
    if "override_value" in getattr(schema, "__qualname__", ""):
        # `!override` and `!inherit` around a value: the function keeps the value's schema in its closure.
        return expand(next(cell.cell_contents for cell in schema.__closure__))
    if schema is configloader.JobParser.job_attributes:
        return [JOB_ATTRIBUTES]
    return [schema]


def kind(alternative: Any) -> str:
    """Raises TypeError for a construct of voluptuous that has no rule here."""
    if isinstance(alternative, dict):
        return "mapping"
    if isinstance(alternative, list):
        return "list"
    if alternative is None:
        return "null"
    if isinstance(alternative, bool):
        return "true" if alternative else "false"
    if isinstance(alternative, str):
        return f'"{alternative}"'
    if alternative in SCALARS:
        return SCALARS[alternative]
    raise TypeError(f"No rule for {alternative!r}; add one to stanzas.py.")


def attributes(mapping: dict[Any, Any]) -> dict[str, tuple[bool, Any]]:
    """Whether an attribute is required, and its schema, by name."""
    found: dict[str, tuple[bool, Any]] = {}
    for key, schema in mapping.items():
        name = key.schema if isinstance(key, vs.Marker) else key
        for each in name.validators if isinstance(name, vs.Any) else [name]:
            if each not in INTERNAL:
                found["*" if each is str else each] = (isinstance(key, vs.Required), schema)
    return found
