"""Images in an engine's own store that a job must not leave on a shared node."""

from __future__ import annotations

from ansible.module_utils.image_gate.engine import EngineError, find_command, run_engine

NONE = "<none>"


def references(engine: str) -> dict[str, str] | None:
    """Image ID by reference (``repository:tag`` or ``repository@digest``); None when no engine answers."""
    if find_command(engine) is None:
        return None
    try:
        listing = run_engine(
            engine,
            "image",
            "ls",
            "--no-trunc",
            "--digests",
            "--format",
            "{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}",
        )
    except EngineError:
        return None
    found = {}
    for line in listing.splitlines():
        repository, tag, digest, identifier = line.split("\t")
        if repository != NONE and tag != NONE:
            found[f"{repository}:{tag}"] = identifier
        elif repository != NONE and digest != NONE:
            found[f"{repository}@{digest}"] = identifier
    return found


def brought(now: dict[str, str], before: dict[str, str] | None, name: str) -> list[str]:
    """References that are new or mean another image than ``before``.

    All of them go, whether they came from the buildset registry (``name``), from a build or from a mirror: a
    node that is used again must not take yesterday's ``latest`` for today's. Without a note of what was there
    before, only references that name the registry itself are known to be the job's.
    """
    if before is None:
        return sorted(reference for reference in now if reference.startswith(f"{name}/"))
    return sorted(reference for reference, identifier in now.items() if before.get(reference) != identifier)


def remove(engine: str, chosen: list[str], before: dict[str, str] | None) -> list[str]:
    """Remove references; those that existed before mean again what they meant. Returns what failed."""
    failed = []
    for reference in chosen:
        try:
            run_engine(engine, "image", "rm", "--force", reference, timeout=120)
        except EngineError as error:
            if "no such image" not in error.stderr.lower():
                failed.append(f"{reference}: {error.stderr}")
        earlier = (before or {}).get(reference)
        if earlier and "@" not in reference:
            try:
                run_engine(engine, "tag", earlier, reference)
            except EngineError:
                continue
    return failed
