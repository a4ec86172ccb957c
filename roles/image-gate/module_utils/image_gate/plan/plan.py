"""From a job's input to all that its tasks do: names, commands and copies, decided once and in one place."""

from __future__ import annotations

import posixpath
from dataclasses import asdict, replace
from typing import Any

from ansible.module_utils.image_gate.engines.choice import ENGINES
from ansible.module_utils.image_gate.input.accounts import NO_ACCOUNTS, check_accounts
from ansible.module_utils.image_gate.input.fields import read_free, read_kind, read_texts
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.image_list import read_images
from ansible.module_utils.image_gate.input.listed_image import FAMILIES, Family, ListedImage
from ansible.module_utils.image_gate.input.permission import Account, check_account
from ansible.module_utils.image_gate.input.record import read_digests, read_record
from ansible.module_utils.image_gate.input.review import check_review
from ansible.module_utils.image_gate.input.variable_table import VARIABLES
from ansible.module_utils.image_gate.plan.addresses import check_addresses, registry_address
from ansible.module_utils.image_gate.plan.buildset import buildset_copies, intermediate_copies, pulls_of
from ansible.module_utils.image_gate.plan.carried import carried_copies
from ansible.module_utils.image_gate.plan.holders import holders_of
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.plan.pulls import plan_claims
from ansible.module_utils.image_gate.plan.staged_tags import (
    check_extra_tags,
    check_staged_forms,
    cleanup_tags,
    engine_uploads,
    notes_of,
    promotions_of,
    staged_prefix,
    targets_of,
)
from ansible.module_utils.image_gate.publish.origin import labels_of
from ansible.module_utils.image_gate.text.formats import problem_of
from ansible.module_utils.image_gate.text.names import (
    address,
    canonical_registry,
    show,
)


def make_plan(job: Job) -> tuple[dict[str, Any], Findings]:
    """The whole plan, and what is wrong with the input; with errors the plan is of no use."""
    found = Findings()
    family = FAMILIES.get(job.family)
    if family is None:
        found.error("family", f"{show(job.family)} is not supported; expected one of: {', '.join(FAMILIES)}")
        return {}, found
    job = of_their_kinds(job, family, found)
    found.check(family.dockerfile, job.dockerfile, problem_of("build-path", job.dockerfile))
    found.check("zuul_work_dir", job.work_dir, problem_of("build-path", job.work_dir))
    images = read_images(job.images, family, job.registry, job.dockerfile, found, job.builds)
    _check_platforms(job, images, family, found)
    accounts = _check_accounts(job, images, family, found)
    environment = _read_environment(job, family, found)
    if job.publishes and not job.before_review:
        check_review(job.zuul, found)
    staging = staged_prefix(job.zuul, found) if any(image.tags for image in images) else ""
    check_staged_forms(images, family, job, staging, found)
    check_extra_tags(images, family, job, found)
    buildset = registry_address(job.buildset_registry, "buildset_registry", found)
    intermediate = registry_address(job.intermediate_registry, "intermediate_registry", found)
    check_addresses(job, family, images, buildset, intermediate, found)
    record = read_record(job.recorded, address(*buildset), found) if buildset else {}
    prefix = staging if job.promote else ""
    if job.builds and job.publishes and prefix:
        _warn_of_sharing(job.zuul, found)
    plan = {
        "images": [_describe(image, family, staging, job) for image in images],
        "registry_host": canonical_registry(job.registry),
        "environment": environment,
        "targets": targets_of(images, accounts, prefix, job),
        "promotions": promotions_of(
            images, staging, job.extra_tags, {} if buildset else read_digests(job.recorded, found), found
        ),
        "repositories": list(dict.fromkeys(image.target_repository for image in images if image.repository)),
        **cleanup_tags(images, job),
        "engine_uploads": engine_uploads(images, prefix),
        "notes": notes_of(images, prefix),
        **buildset_copies(images, buildset, prefix, record),
        **intermediate_copies(images, buildset, intermediate, record, job, found),
        **pulls_of(buildset, intermediate, record, job, found),
        **holders_of(job, intermediate, {image.registry for image in images}),
        "carried": carried_copies(images, intermediate, staging, family, job, found),
        "claims": plan_claims(job.pushed, address(*buildset), found) if buildset else [],
    }
    return plan, found


def of_their_kinds(job: Job, family: Family, found: Findings) -> Job:
    """The input with texts for texts and truth values for truth values; what is neither is told."""

    def read(value: Any, name: str) -> Any:
        return read_kind(value, VARIABLES[name], name, found)

    for name, value in job.others.items():
        read(value, name)
    return replace(
        job,
        registry=read(job.registry, family.registry) if family.registry else "",
        dockerfile=read(job.dockerfile, family.dockerfile),
        work_dir=read(job.work_dir, "zuul_work_dir"),
        promote=read(job.promote, family.promote),
        buildkit=read(job.buildkit, family.buildkit) if family.buildkit else None,
        engine=read(job.engine, family.command) if family.command else family.engine,
        method=read(job.method, family.method) if family.method else "",
        extra_tags=read_texts(job.extra_tags, VARIABLES[family.extra], family.extra, found),
    )


def _check_platforms(job: Job, images: list[ListedImage], family: Family, found: Findings) -> None:
    for image in images if job.buildkit is False else ():
        if image.is_index:
            found.error(
                f"{family.images}[{image.index}].arch",
                f"several platforms are built by BuildKit alone, but {family.buildkit} is false; take {family.buildkit} out",
                "image-keys",
            )


def _check_accounts(job: Job, images: list[ListedImage], family: Family, found: Findings) -> dict[str, str]:
    """The name of the account of each registry, where the family has one for each."""
    project = job.zuul.get("project") or {}
    if not family.registry:
        told = NO_ACCOUNTS if job.accounts is None and job.publishes else job.accounts
        return check_accounts(told, images, project, family, found)
    account = Account(
        job.credentials_keys,
        job.credentials_registry,
        job.credentials_repository,
        job.credentials_type,
        job.credentials_texts,
    )
    check_account(account, job.registry, images, project, family, found)
    return {}


def _read_environment(job: Job, family: Family, found: Findings) -> dict[str, str]:
    """What the build command finds in its environment, if the family has a variable for it."""
    if not family.environment:
        return {}
    return read_free(job.environment, VARIABLES[family.environment], family.environment, found)


def _warn_of_sharing(zuul: dict[str, Any], found: Findings) -> None:
    """Zuul can run one build for several changes of a cycle; each is promoted, and the images are staged for one."""
    listed = zuul.get("build_refs")
    refs = [ref for ref in (listed if isinstance(listed, list) else []) if isinstance(ref, dict)]
    numbers = [show(str(ref["change"])) for ref in refs if ref.get("change")]
    if zuul.get("change") not in (None, "") and len(numbers) > 1:
        found.warn(
            "zuul.build_refs",
            f"one build for the changes {', '.join(numbers)}, which stages the images for {show(str(zuul['change']))} "
            "only; give the job 'deduplicate: false'",
        )


def _describe(image: ListedImage, family: Family, staging: str, job: Job) -> dict[str, Any]:
    labels = [*image.labels, *labels_of(job.zuul, job.moment)]
    local_tags = [name for tag in image.tags for name in (staging + tag, tag)]
    fields = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(image).items()}
    return {
        **fields,
        "labels": labels,
        "local_tags": local_tags,
        "workdir": job.work_dir if image.context == "." else posixpath.join(job.work_dir, image.context),
        "build_argv": ENGINES[job.engine].build_argv(image, labels, local_tags),
        "tag_argv": ENGINES[job.engine].tag_argv(image, local_tags),
        "files": [posixpath.normpath(posixpath.join(image.path, name)) for name in ENGINES[job.engine].FILES],
    }
