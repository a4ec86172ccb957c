"""What goes into the buildset registry, and from there to other changes and to the registry that publishes it."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.image_gate.input.artifacts import make_artifact, read_artifacts
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import ListedImage, tagged
from ansible.module_utils.image_gate.plan.addresses import Address
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.plan.pulls import one_copy, plan_pulls
from ansible.module_utils.image_gate.text.names import (
    address,
    buildset_alias,
    tag_problem,
)


def buildset_copies(
    images: list[ListedImage], buildset: Address, prefix: str, record: dict[str, str]
) -> dict[str, Any]:
    """What the engine pushes into the buildset registry, and what is published from there."""
    if buildset is None:
        nothing: dict[str, Any] = {"pushes": [], "uploads": [], "expected": []}
        return {"buildset_registry_alias": "", "buildset_address": "", **nothing}
    host, port = buildset
    alias = buildset_alias(host)
    source = address(host, port)
    return {
        "buildset_registry_alias": alias,
        "buildset_address": source,
        "pushes": [
            {
                "local": f"{image.reference_base}:{tag}",
                "remote": f"{address(alias, port)}/{image.buildset_path}:{tag}",
                "repository": image.buildset_path,
                "tag": tag,
                **({"index": True} if image.is_index else {}),
            }
            for image, tag in tagged(images)
        ],
        "uploads": [
            _staged(
                _from_buildset(
                    source, image, tag, record, (image.registry, image.target_repository, prefix + tag)
                ),
                prefix,
            )
            for image, tag in tagged(images)
        ],
        "expected": [
            {"registry": source, "repository": image.buildset_path, "tag": tag, "digest": digest}
            for image, tag in tagged(images)
            for digest in [_built(image, tag, record)]
            if digest != tag
        ],
    }


def _built(image: ListedImage, tag: str, record: dict[str, str]) -> str:
    """What to copy of the buildset registry: the digest that was pushed; the tag where nobody recorded one."""
    return record.get(f"{image.buildset_path}:{tag}", tag)


def _from_buildset(
    buildset: str, image: ListedImage, tag: str, record: dict[str, str], destination: tuple[str, str, str]
) -> dict[str, Any]:
    """A copy of what was built; where only a tag is known, it must not be an image of a change ahead."""
    reference = _built(image, tag, record)
    copy = one_copy((buildset, image.buildset_path, reference), destination)
    if reference == tag:
        copy["source"]["own"] = True
    return copy


def _staged(copy: dict[str, Any], prefix: str) -> dict[str, Any]:
    """A copy whose tag begins with the prefix of staged ones, if there is one: the registry notes the time."""
    if prefix:
        copy["destination"]["staged_prefix"] = prefix
    return copy


def intermediate_copies(
    images: list[ListedImage],
    buildset: Address,
    intermediate: Address,
    record: dict[str, str],
    job: Job,
    found: Findings,
) -> dict[str, Any]:
    """What other changes will see: copies into the intermediate registry, each with its artifact."""
    if intermediate is None:
        return {"intermediate_address": "", "intermediate": []}
    target = address(*intermediate)
    if buildset is None:
        return {"intermediate_address": target, "intermediate": []}
    source = address(*buildset)
    named = tagged(images)
    build = str(job.zuul.get("build") or "")
    if named and not build:
        found.error("zuul.build", "missing; expected the build's id, with which tags of its images begin")
    elif named:
        found.check("zuul.build", build, tag_problem(build))
    return {
        "intermediate_address": target,
        "intermediate": [
            {
                **_from_buildset(
                    source, image, tag, record, (target, image.intermediate_path, f"{build}_{tag}")
                ),
                "artifact": make_artifact(image, tag, target, build),
            }
            for image, tag in named
        ],
    }


def pulls_of(
    buildset: Address, intermediate: Address, record: dict[str, str], job: Job, found: Findings
) -> dict[str, Any]:
    """Copies of what changes ahead have built, from the intermediate registry into the buildset registry.

    A job that was not asked for its buildset registry (None) is about to start one.
    """
    nothing: dict[str, Any] = {"pulls": [], "pull_expected": []}
    if job.artifacts is None:
        return nothing
    if job.buildset_registry is not None:
        _require(buildset, "buildset_registry", "let the job depend on one that starts it", found)
    _require(intermediate, "intermediate_registry", "give the job the secret of that name", found)
    if intermediate is None:
        return nothing
    ahead = read_artifacts(job.artifacts, address(*intermediate), found, job.zuul)
    return plan_pulls(ahead, address(*intermediate), address(*buildset), record) if buildset else nothing


def _require(registry: Address, where: str, way_out: str, found: Findings) -> None:
    if registry is None and not any(error.startswith(where) for error in found.errors):
        found.error(where, f"not defined, but images of changes ahead are wanted; {way_out}")
