"""Give tested images their final tags: all of them or none, then delete the staged tags."""

from __future__ import annotations

from typing import Mapping, Sequence

from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.judgement import judge, look_up, origins_of
from ansible.module_utils.image_gate.publish.origin import Change
from ansible.module_utils.image_gate.publish.promotion import Promoted, PromotedBatch, Promotion, Tagged
from ansible.module_utils.image_gate.publish.unstage import delete_companions, delete_staged, list_companions
from ansible.module_utils.image_gate.tags.api import Tags


def promote(
    promotions: Sequence[Promotion],
    tags: Mapping[Registry, Tags],
    change: Change | None = None,
    delete: bool = True,
    check: bool = False,
    allow_older: bool = False,
    jobs: int = 8,
) -> PromotedBatch:
    """Promote a batch; nothing is written to any registry unless every staged tag, or its earlier promotion, was found.

    A staged tag that is missing counts as promoted where the final tag has the digest that was built, or its image is
    labelled with ``change``, or was built on top of it. A final tag whose image is newer than the staged one stays, and
    its staged tag too, unless ``allow_older``. Raises ``RegistryError``, also if the image of a staged tag is labelled
    with another change, or a final tag does not show what was written; a staged tag that cannot be deleted is no error.
    One whose name is a final tag as well stays, and so does one that stands for another image by now.
    """
    _refuse_conflicts(promotions)
    found = each(look_up, list(dict.fromkeys(promotions)), jobs, to_the_end=True)
    origins = origins_of(found, jobs, strict=change is not None)
    judged = each(lambda one: judge(one, change, origins, allow_older), found, jobs, to_the_end=True)
    final = {item.promotion.final for item in judged}
    wanted = {item.promotion.staged for item in judged if item.newer and not item.previously}
    staged = {item.promotion.staged: item.manifest.digest for item in judged if not item.previously}
    unneeded = {at: digest for at, digest in staged.items() if at not in final and at not in wanted}
    outcome = PromotedBatch(judged)
    if check:
        outcome.deleted = list(unneeded) if delete else []
        return outcome
    companions = list_companions(list(unneeded)) if delete else []
    _write([item for item in judged if item.written], jobs)
    if delete:
        delete_staged(tags, unneeded, outcome, jobs)
        delete_companions(companions, outcome.deleted, jobs)
    return outcome


def _refuse_conflicts(promotions: Sequence[Promotion]) -> None:
    sources: dict[Tagged, str] = {}
    for one in promotions:
        other = sources.setdefault(one.final, one.staged_tag)
        if other != one.staged_tag:
            detail = f"both {other} and {one.staged_tag} are to become {one.tag}"
            raise RegistryError(one.registry.host, "promote", repository=one.repository, detail=detail)


def _write(pending: Sequence[Promoted], jobs: int) -> None:
    written: list[str] = []

    def write(item: Promoted) -> None:
        (registry, repository, tag), manifest = item.promotion.final, item.manifest
        registry.put_manifest(repository, tag, manifest)
        written.append(f"{registry.host}/{repository}:{tag}")

    def confirm(item: Promoted) -> None:
        (registry, repository, tag), manifest = item.promotion.final, item.manifest
        standing = registry.confirm_tag(repository, tag, manifest, item.before)
        if standing and standing.digest != manifest.digest:
            item.remarks.append(
                f"{manifest.digest} was written, and something else has written {standing.digest} a moment later"
            )

    try:
        each(write, pending, jobs, to_the_end=False)
        each(confirm, pending, jobs, to_the_end=True)
    except RegistryErrors as error:
        done = ", ".join(sorted(written)) or "nothing"
        error.closing = f"Promoted so far: {done}. All staged tags are kept: once the cause is gone, promote again to complete it."
        raise
