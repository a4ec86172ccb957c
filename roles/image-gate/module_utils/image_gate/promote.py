"""Give tested images their final tags: all of them or none, then delete the staged tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Sequence

from ansible.module_utils.image_gate.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.image import configs
from ansible.module_utils.image_gate.manifest import Manifest
from ansible.module_utils.image_gate.parallel import each
from ansible.module_utils.image_gate.registry import WRITE, Registry
from ansible.module_utils.image_gate.tags import Tags, try_to_delete

# The label by which an image names the change that it was built for.
CHANGE_LABEL = "org.zuul-ci.change"


class Promotion(NamedTuple):
    """One tag to write, from a staged one of the same repository."""

    repository: str
    staged_tag: str
    tag: str


@dataclass
class Promoted:
    """A promotion that succeeded; ``previously`` if an earlier run did it and took the staged tag away."""

    promotion: Promotion
    manifest: Manifest
    previously: bool


@dataclass
class Outcome:
    """What was promoted, and which staged tags were deleted or, for a reason, stay."""

    promoted: list[Promoted]
    deleted: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str, str]] = field(default_factory=list)


def promote(
    registry: Registry,
    tags: Tags,
    promotions: Sequence[Promotion],
    change: str = "",
    delete_staged: bool = True,
    check: bool = False,
    jobs: int = 8,
) -> Outcome:
    """Promote a batch; nothing is written unless every staged tag, or its earlier promotion, was found.

    A staged tag that is missing counts as promoted where the image of the final tag is labelled with
    ``change``. Raises ``RegistryError``; a staged tag that cannot be deleted is no error. One whose name is a
    final tag as well stays.
    """
    _refuse_conflicts(registry, promotions)

    def find(promotion: Promotion) -> Promoted:
        staged = registry.find_manifest(promotion.repository, promotion.staged_tag, WRITE)
        if staged:
            return Promoted(promotion, staged, previously=False)
        final = _earlier(registry, promotion, change)
        return Promoted(promotion, final, previously=True)

    found = each(find, list(dict.fromkeys(promotions)), jobs, to_the_end=True)
    pending = [item for item in found if not item.previously]
    final = {(item.promotion.repository, item.promotion.tag) for item in found}
    staged = dict.fromkeys((item.promotion.repository, item.promotion.staged_tag) for item in pending)
    unneeded = [place for place in staged if place not in final]
    outcome = Outcome(found)
    if check:
        outcome.deleted = unneeded if delete_staged else []
        return outcome
    _write(registry, pending, jobs)
    if delete_staged:
        _delete(tags, unneeded, outcome, jobs)
    return outcome


def _refuse_conflicts(registry: Registry, promotions: Sequence[Promotion]) -> None:
    sources: dict[tuple[str, str], str] = {}
    for repository, staged_tag, tag in promotions:
        other = sources.setdefault((repository, tag), staged_tag)
        if other != staged_tag:
            detail = f"both {other} and {staged_tag} are to become {tag}"
            raise RegistryError(registry.host, "promote", repository=repository, detail=detail)


def _earlier(registry: Registry, promotion: Promotion, change: str) -> Manifest:
    repository, staged_tag, tag = promotion
    final = registry.find_manifest(repository, tag) if change else None
    if final and any(_change(config) == change for config in configs(registry, repository, final)):
        return final
    raise RegistryError(
        registry.host,
        f"promote {staged_tag} to {tag}",
        repository=repository,
        detail="there is no such staged tag" + (f", and {tag} is not of change {change}" if change else ""),
        advice="Check that the upload of this change succeeded, and that nothing removed the tag since.",
    )


def _change(config: dict[str, object]) -> str | None:
    section = config.get("config")
    labels = section.get("Labels") if isinstance(section, dict) else None
    return labels.get(CHANGE_LABEL) if isinstance(labels, dict) else None


def _write(registry: Registry, pending: Sequence[Promoted], jobs: int) -> None:
    written: list[str] = []

    def write(item: Promoted) -> None:
        registry.put_manifest(item.promotion.repository, item.promotion.tag, item.manifest)
        written.append(f"{item.promotion.repository}:{item.promotion.tag}")

    try:
        each(write, pending, jobs, to_the_end=False)
    except RegistryErrors as error:
        done = ", ".join(sorted(written)) or "nothing"
        error.closing = f"Promoted so far: {done}. All staged tags are kept: promote again to complete it."
        raise


def _delete(tags: Tags, staged: Sequence[tuple[str, str]], outcome: Outcome, jobs: int) -> None:
    reasons = each(lambda place: try_to_delete(tags, *place), staged, jobs, to_the_end=True)
    for (repository, tag), reason in zip(staged, reasons):
        if reason:
            outcome.kept.append((repository, tag, reason))
        else:
            outcome.deleted.append((repository, tag))
