"""Images of the buildset registry in an engine's own store: what a job must not leave on a shared node."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request

from ansible.module_utils.image_gate.engine import EngineError, find_command, run_engine
from ansible.module_utils.use_buildset_registry.address import HUB, Address

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


def catalog(address: Address, ca_file: str, timeout: float = 20) -> set[str] | None:
    """The repositories that the registry holds; None when it does not answer within ``timeout`` seconds."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    base = f"https://{host}:{address.port}"
    try:
        context = ssl.create_default_context(cafile=ca_file)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        found: set[str] = set()
        url = f"{base}/v2/_catalog?n=1000"
        while url:
            with opener.open(url, timeout=timeout) as answer:
                found.update(json.load(answer)["repositories"] or [])
                link = answer.headers.get("Link", "")
            url = (
                urllib.parse.urljoin(base, link[link.index("<") + 1 : link.index(">")]) if "<" in link else ""
            )
        return found
    except (OSError, ValueError, KeyError):
        return None


def path_in_registry(reference: str, name: str) -> str:
    """Repository that the buildset registry (``alias:port``) has for an image reference."""
    repository = reference.partition("@")[0]
    if ":" in repository.rpartition("/")[2]:
        repository = repository.rpartition(":")[0]
    for prefix in (f"{name}/", f"{HUB}/", "library/"):
        if repository.startswith(prefix):
            repository = repository[len(prefix) :]
    # A port cannot stand in a path: other registries keep their name there with an underscore.
    return repository.replace(":", "_")


def speculative(
    now: dict[str, str], before: dict[str, str] | None, held: set[str] | None, name: str
) -> list[str]:
    """References that came from the buildset registry or may have.

    ``held`` is the registry's catalog. Without it every reference counts that is new or means another image
    than ``before``; without both, only those that name the registry itself.
    """
    plain = {path_in_registry(repository, name) for repository in held or ()}
    chosen = []
    for reference, identifier in now.items():
        if before is not None and before.get(reference) == identifier:
            continue
        if reference.startswith(f"{name}/"):
            chosen.append(reference)
        elif held is not None:
            chosen += [reference] if path_in_registry(reference, name) in plain else []
        elif before is not None:
            chosen.append(reference)
    return sorted(chosen)


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
