"""Names of tags until their images are promoted, and what is done to them then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import Family, ListedImage, tagged
from ansible.module_utils.image_gate.input.record import VARIABLE
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.tags.staging import staged_form_problem
from ansible.module_utils.image_gate.text.names import show, tag_problem


def staged_prefix(zuul: dict[str, Any], found: Findings) -> str:
    """What precedes a tag until the image is promoted: the change, or the pipeline of an item without one."""
    change, pipeline = zuul.get("change"), zuul.get("pipeline")
    if change not in (None, ""):
        where, value, prefix = "zuul.change", change, f"change_{change}_"
    elif pipeline not in (None, ""):
        where, value, prefix = "zuul.pipeline", pipeline, f"{pipeline}_"
    else:
        found.error("zuul", "has neither a change nor a pipeline; expected one, as it names the staged tags")
        return ""
    found.check(where, value, tag_problem(prefix))
    return prefix


def check_staged_forms(
    images: list[ListedImage], family: Family, job: Job, staging: str, found: Findings
) -> None:
    """Refuse final tags that are staged ones to a job of this site, and warn of those that may be to another."""
    known = job.pipelines or {}
    refused = [str(job.zuul.get("pipeline") or ""), *known.get("refused", ())]
    for image in images:
        for number, tag in enumerate(image.tags):
            where = f"{family.images}[{image.index}].tags[{number}]"
            problem = staged_form_problem(tag, refused)
            if not found.check(where, tag, problem, "staged-tag-form") or not found.check(
                where, tag, _staged_problem(staging, tag)
            ):
                continue
            risk = staged_form_problem(tag, known.get("warned", ()))
            if risk:
                found.warn(where, f"{show(tag)} {risk}")


def _staged_problem(staging: str, tag: str) -> str | None:
    """What is wrong with the staged tag of a good final one, in words that complete "<tag> ..."."""
    usable = staging and not tag_problem(staging) and not tag_problem(tag)
    problem = tag_problem(staging + tag) if usable else None
    return f"is staged as {show(staging + tag)}, which {problem}" if problem else None


def check_extra_tags(images: list[ListedImage], family: Family, job: Job, found: Findings) -> None:
    """Refuse tags of a promotion that look staged, or that would stand for two images of one repository."""
    known = job.pipelines or {}
    refused = [str(job.zuul.get("pipeline") or ""), *known.get("refused", ())]
    for number, tag in enumerate(job.extra_tags):
        where = f"{family.extra}[{number}]"
        if not found.check(where, tag, staged_form_problem(tag, refused), "staged-tag-form"):
            continue
        holders: dict[str, int] = {}
        for image in images:
            if not image.tags:
                continue
            other = holders.setdefault(image.artifact_repository, image.index)
            if other != image.index:
                found.error(
                    where,
                    f"{family.images}[{other}] and [{image.index}] are both in {show(image.artifact_repository)}, and {show(tag)} "
                    "can stand for one of them only. Give them tags of their own in 'tags'",
                )
                break


def promoted_tags(image: ListedImage, extra: Sequence[str]) -> dict[str, str]:
    """The final tags of an image with those that are staged for them."""
    named = [*image.tags, *(extra if image.tags else ())]
    return {tag: tag if tag in image.tags else image.tags[0] for tag in named}


def cleanup_tags(images: list[ListedImage], job: Job) -> dict[str, Any]:
    """Which tags a clean-up never deletes, and which are staged without being of the form that changes give.

    Those are the job's own only: other tags may begin with the name of a pipeline as well.
    """
    zuul = job.zuul
    keep: dict[str, list[str]] = {}
    uploaded: dict[str, list[str]] = {}
    for image in images:
        for tag in promoted_tags(image, job.extra_tags):
            keep.setdefault(image.target_repository, []).append(tag)
    for image, tag in tagged(images):
        uploaded.setdefault(image.target_repository, []).append(tag)
    # A pipeline whose name cannot begin a tag has staged none, and neither has one for a change under its own name.
    pipeline = zuul.get("pipeline") if zuul.get("change") in (None, "") else None
    staged = {
        repository: [name for name in (f"{pipeline}_{tag}" for tag in tags) if not tag_problem(name)]
        for repository, tags in uploaded.items()
    }
    return {
        name: [{"repository": repository, "tags": tags} for repository, tags in listed.items()]
        for name, listed in (("cleanup_keep", keep), ("cleanup_staged", staged if pipeline else {}))
    }


def targets_of(
    images: list[ListedImage], accounts: dict[str, str], prefix: str, job: Job
) -> list[dict[str, Any]]:
    """What is done in each registry of the images by itself, with the name of its account."""
    by_registry: dict[str, list[ListedImage]] = {}
    for image in images:
        if image.repository:
            by_registry.setdefault(image.registry, []).append(image)
    return [
        {
            "host": registry,
            "account": accounts.get(registry, ""),
            "repositories": list(dict.fromkeys(image.target_repository for image in own)),
            **cleanup_tags(own, job),
            "engine_uploads": engine_uploads(own, prefix),
            "notes": notes_of(own, prefix),
        }
        for registry, own in by_registry.items()
    ]


def promotions_of(
    images: list[ListedImage],
    staging: str,
    extra: Sequence[str],
    built: dict[str, set[str]],
    found: Findings,
) -> list[dict[str, str]]:
    """Re-tags, with what jobs of this very buildset have built; mostly the promotion is in a buildset of its own."""
    promotions = []
    named = [(image, *pair) for image in images for pair in promoted_tags(image, extra).items()]
    for image, tag, staged in named:
        place = {"registry": image.registry, "repository": image.target_repository}
        promotion = {**place, "staged_tag": staging + staged, "tag": tag}
        name = f"{image.buildset_path}:{staged}"
        digests = sorted(built.get(name, ()))
        if len(digests) > 1:
            found.error(
                VARIABLE,
                f"{show(name)} is {' in one registry of this buildset and '.join(digests)} in another; expected one digest. "
                "Let one job alone build it",
            )
        promotions.append({**promotion, "digest": digests[0]} if digests else promotion)
    return promotions


def engine_uploads(images: list[ListedImage], prefix: str) -> list[dict[str, str]]:
    """What an engine pushes to publish the images, where no buildset registry has them."""
    uploads = []
    for image, tag in tagged(images):
        name = f"{image.reference_base}:{prefix}{tag}"
        uploads.append(
            {
                "local": name,
                "remote": name,
                "repository": image.target_repository,
                "tag": prefix + tag,
                "recorded": f"{image.buildset_path}:{tag}",
                **({"index": True} if image.is_index else {}),
            }
        )
    return uploads


def notes_of(images: list[ListedImage], prefix: str) -> list[dict[str, str]]:
    """The tags that an engine stages: nothing else tells the registry when."""
    named = tagged(images) if prefix else []
    return [
        {"repository": image.target_repository, "prefix": prefix, "tag": prefix + tag} for image, tag in named
    ]
