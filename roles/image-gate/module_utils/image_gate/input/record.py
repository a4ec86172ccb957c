"""What jobs of a buildset have pushed: for each tag in a buildset registry its digest, as Zuul hands it on.

``{"10.1.2.3:5000": {"acme/app:latest": "sha256:..."}}`` by registry, since a buildset may have several. A job writes
it by ``zuul_return``; the jobs that depend on it get it as a variable. Any job may return anything, so all of it is
checked first; only a job of the buildset itself can be fooled by it.
"""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.text.names import digest_problem, repository_problem, show, tag_problem

VARIABLE = "buildset_images"
#: Each is a request of the executor.
MOST = 1000


def read_record(given: Iterable[Any], registry: str, found: Findings) -> dict[str, str]:
    """The digests by ``repository:tag`` of one registry; of several records the later ones count."""
    record: dict[str, str] = {}
    for told in given:
        entries = told.get(registry) if isinstance(told, Mapping) else told
        if entries in (None, ""):
            continue
        if not isinstance(entries, Mapping):
            found.error(VARIABLE, f"{show(entries)} is not a mapping; only roles of this library return it")
            continue
        if len(entries) > MOST:
            found.error(VARIABLE, f"has {len(entries)} images of {registry}; expected at most {MOST}")
            continue
        for name, digest in entries.items():
            if _check(name, digest, found):
                record[name] = digest
    return record


def read_digests(given: Iterable[Any], found: Findings) -> dict[str, set[str]]:
    """The digests by ``repository:tag`` of all registries; there should be one of each."""
    told = [one for one in given if isinstance(one, Mapping)]
    names = dict.fromkeys(str(registry) for one in told for registry in one)
    digests: dict[str, set[str]] = {}
    for registry in names:
        for name, digest in read_record(told, registry, found).items():
            digests.setdefault(name, set()).add(digest)
    return digests


def split_name(name: str) -> tuple[str, str]:
    """Repository and tag of an entry."""
    repository, _, tag = name.rpartition(":")
    return repository, tag


def _check(name: Any, digest: Any, found: Findings) -> bool:
    repository, tag = split_name(str(name))
    problem = repository_problem(repository) or tag_problem(tag)
    if problem:
        found.error(f"{VARIABLE}", f"{show(name)}: its repository or tag {problem}")
        return False
    where = f"{VARIABLE}[{show(name)}]"
    return found.check(where, digest, digest_problem(digest) if isinstance(digest, str) else "is not text")
