"""What a job copies into a buildset registry: what changes ahead have built, and marks of what it has built itself."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping

from ansible.module_utils.image_gate.input.artifacts import AheadImage
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.record import split_name
from ansible.module_utils.image_gate.publish.ownership import AHEAD, BUILDSET, BUILT
from ansible.module_utils.image_gate.text.names import digest_problem, repository_problem, tag_problem


def one_copy(
    source: tuple[str, str, str], destination: tuple[str, str, str], origin: str = ""
) -> dict[str, Any]:
    """One item of registry_copy: registry, repository and reference, to registry, repository and tag."""
    to = {"registry": destination[0], "repository": destination[1], "tags": [destination[2]]}
    return {
        "source": dict(zip(("registry", "repository", "reference"), source)),
        "destination": {**to, "origin": origin} if origin else to,
    }


def plan_pulls(
    images: Iterable[AheadImage], intermediate: str, buildset: str, record: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The copies, by digest where there is one, and the tags that must stand for a recorded digest.

    What jobs of the buildset have recorded is there already; nothing is pulled over it.
    """
    pulls, expected = [], []
    for name, digest in record.items():
        repository, tag = split_name(name)
        expected.append({"registry": buildset, "repository": repository, "tag": tag, "digest": digest})
    for image in images:
        if not image.own and f"{image.repository}:{image.tag}" in record:
            continue
        source = (intermediate, image.source_repository, image.digest or image.source_tag)
        # Without a digest it may be another library's copy, which need not have the same bytes.
        origin = BUILDSET if image.own and image.digest else AHEAD
        pulls.append(one_copy(source, (buildset, image.repository, image.tag), origin))
        if image.digest:
            place = {"registry": intermediate, "repository": image.source_repository}
            expected.append({**place, "tag": image.source_tag, "digest": image.digest})
    return {"pulls": pulls, "pull_expected": expected}


def plan_claims(pushed: Iterable[Any], buildset: str, found: Findings) -> list[dict[str, Any]]:
    """Copies onto themselves that mark what engines have pushed as this buildset's own.

    Where several nodes have pushed one tag, the first one counts. What nodes return is checked: they ran the change.
    """
    first: dict[tuple[str, str], str] = {}
    for index, push in enumerate(pushed):
        told = push if isinstance(push, Mapping) else {}
        repository, tag = told.get("repository"), told.get("tag")
        digest = told.get("digest") or told.get("local_digest")
        place = f"pushed[{index}]"
        # All of them, so that one message tells everything.
        if all(
            [
                _check(f"{place}.repository", repository, repository_problem, found),
                _check(f"{place}.tag", tag, tag_problem, found),
                digest in ("", None) or _check(f"{place}.digest", digest, digest_problem, found),
            ]
        ):
            first.setdefault((str(repository), str(tag)), str(digest or tag))
    claims = []
    for (repository, tag), reference in first.items():
        claim = one_copy((buildset, repository, reference), (buildset, repository, tag), BUILT)
        claims.append(claim)
        # Where an engine told no digest, the tag has to do, unless it stands for what was pulled.
        if reference == tag:
            claim["source"]["own"] = True
    return claims


def _check(where: str, value: Any, problem: Callable[[str], str | None], found: Findings) -> bool:
    return found.check(where, value, problem(value) if isinstance(value, str) else "is not text")
