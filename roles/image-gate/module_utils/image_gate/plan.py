"""From a job's input to all that its tasks do: names, commands and copies, decided once and in one place."""

from __future__ import annotations

import posixpath
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Mapping, Sequence

from ansible.module_utils.image_gate.artifacts import make_artifact, read_artifacts
from ansible.module_utils.image_gate.build_argv import build_argv
from ansible.module_utils.image_gate.course import Course, course_of
from ansible.module_utils.image_gate.findings import Findings
from ansible.module_utils.image_gate.formats import problem_of
from ansible.module_utils.image_gate.images import read_images
from ansible.module_utils.image_gate.listed_image import FAMILIES, Family, ListedImage
from ansible.module_utils.image_gate.origin import labels_of
from ansible.module_utils.image_gate.permission import Account, check_account
from ansible.module_utils.image_gate.prepared import check_prepared
from ansible.module_utils.image_gate.pulls import one_copy, plan_claims, plan_pulls
from ansible.module_utils.image_gate.record import VARIABLE, read_digests, read_record
from ansible.module_utils.image_gate.references import (
    address,
    buildset_alias,
    canonical_registry,
    digest_problem,
    endpoint,
    host_problem,
    port_problem,
    show,
    tag_problem,
)
from ansible.module_utils.image_gate.review import check_review
from ansible.module_utils.image_gate.staging import staged_form_problem

Address = "tuple[str, int] | None"

REGISTRY_KEYS = {
    "buildset_registry": ("host", "port", "username", "password", "cert"),
    "intermediate_registry": ("host", "port", "username", "password"),
}


@dataclass(frozen=True)
class Job:
    """A job's input as the module receives it; None and empty text mean "not given"."""

    family: str = "docker"
    images: Any = None
    registry: str = ""
    dockerfile: str = "Dockerfile"
    zuul: dict[str, Any] = field(default_factory=dict)
    work_dir: str = ""
    promote: bool = True
    builds: bool = True
    credentials_keys: Sequence[str] | None = None
    credentials_registry: Any = ""
    credentials_repository: Any = ""
    #: Whether something is going to be written into the registry of the images, and whether that may be before review.
    publishes: bool = False
    before_review: bool = False
    buildset_registry: dict[str, Any] | None = None
    intermediate_registry: dict[str, Any] | None = None
    artifacts: Any = None
    digests: Sequence[str] | None = None
    #: What jobs of the buildset have recorded of their pushes, the least important first.
    recorded: Sequence[Any] = ()
    #: What the engines of the nodes have pushed, those of the most important node first.
    pushed: Sequence[Any] = ()
    #: When the build begins (RFC 3339), for the labels of its images.
    moment: str = ""
    #: Names of the site's pipelines: final tags that begin like their staged tags are ``refused``, or ``warned`` of.
    pipelines: Mapping[str, Sequence[str]] | None = None
    #: The folder of the library's playbooks, given in the first task of a job: what the job runs later counts as well.
    library: str = ""


def make_plan(job: Job) -> tuple[dict[str, Any], Findings]:
    """The whole plan, and what is wrong with the input; with errors the plan is of no use."""
    found = Findings()
    family = FAMILIES.get(job.family)
    if family is None:
        found.error("family", f"{show(job.family)} is not supported; expected one of: {', '.join(FAMILIES)}")
        return {}, found
    course = course_of(job.zuul, job.library) if job.library else None
    if course:
        job = _as_needed(job, course, family, found)
    found.check(family.dockerfile, job.dockerfile, problem_of("build-path", job.dockerfile))
    found.check("zuul_work_dir", job.work_dir, problem_of("build-path", job.work_dir))
    images = read_images(job.images, family, job.registry, job.dockerfile or "Dockerfile", found, job.builds)
    account = Account(job.credentials_keys, job.credentials_registry, job.credentials_repository)
    check_account(account, job.registry, images, job.zuul.get("project") or {}, family, found)
    if job.publishes and not job.before_review:
        check_review(job.zuul, found)
    staging = staged_prefix(job.zuul, found) if any(image.tags for image in images) else ""
    _check_staged_forms(images, family, job, staging, found)
    buildset = _registry(job.buildset_registry, "buildset_registry", found)
    intermediate = _registry(job.intermediate_registry, "intermediate_registry", found)
    _check_addresses(job, family, images, buildset, intermediate, found)
    record = read_record(job.recorded, address(*buildset), found) if buildset else {}
    prefix = staging if job.promote else ""
    if job.builds and job.publishes and prefix:
        _warn_of_sharing(job.zuul, found)
    described = [_describe(image, family, staging, job) for image in images]
    if course and course.is_known_until_build:
        check_prepared(job.zuul, job.work_dir, described, family.images, found)
    plan = {
        "images": described,
        "registry_host": canonical_registry(job.registry),
        "repositories": list(dict.fromkeys(image.target_repository for image in images if image.repository)),
        "promotions": _promotions(
            images, staging, {} if buildset else read_digests(job.recorded, found), found
        ),
        **_cleanup(images, job.zuul),
        "engine_uploads": _engine_uploads(images, prefix),
        "notes": _notes(images, prefix),
        **_buildset(images, buildset, prefix, record),
        **_intermediate(images, buildset, intermediate, record, job, found),
        **_pulls(buildset, intermediate, record, job, found),
        "claims": plan_claims(job.pushed, address(*buildset), found) if buildset else [],
    }
    return plan, found


def _as_needed(job: Job, course: Course, family: Family, found: Findings) -> Job:
    """The input without what no playbook of the job will read, and with what one will miss."""
    if not course.is_of(family.playbooks):
        return replace(
            job, images=None, credentials_keys=None, credentials_registry="", credentials_repository=""
        )
    if job.images is None and course.builds(family.playbooks):
        found.error(
            family.images,
            "not defined; give the job a list of images. If it has one, a template in it uses a variable "
            "that does not exist",
        )
    uploads = course.uploads(family.playbooks)
    missing = job.credentials_keys is None and uploads
    return replace(job, credentials_keys=() if missing else job.credentials_keys, publishes=uploads)


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


def _check_staged_forms(
    images: list[ListedImage], family: Family, job: Job, staging: str, found: Findings
) -> None:
    """Refuse final tags that are staged ones to a job of this site, and warn of those that may be to another."""
    known = job.pipelines or {}
    refused = [str(job.zuul.get("pipeline") or ""), *known.get("refused", ())]
    for image in images:
        for number, tag in enumerate(image.tags):
            where = f"{family.images}[{image.index}].tags[{number}]"
            problem = staged_form_problem(tag, refused)
            if not found.check(where, tag, problem) or not found.check(
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


def _cleanup(images: list[ListedImage], zuul: dict[str, Any]) -> dict[str, Any]:
    """Which tags a clean-up never deletes, and which are staged without being of the form that changes give.

    Those are the job's own only: other tags may begin with the name of a pipeline as well.
    """
    keep: dict[str, list[str]] = {}
    for image, tag in _tagged(images):
        keep.setdefault(image.target_repository, []).append(tag)
    # A pipeline whose name cannot begin a tag has staged none.
    staged = {
        repository: [
            name for name in (f"{zuul.get('pipeline')}_{tag}" for tag in tags) if not tag_problem(name)
        ]
        for repository, tags in keep.items()
    }
    return {
        name: [{"repository": repository, "tags": tags} for repository, tags in listed.items()]
        for name, listed in (
            ("cleanup_keep", keep),
            ("cleanup_staged", staged if zuul.get("pipeline") and zuul.get("change") in (None, "") else {}),
        )
    }


def _tagged(images: list[ListedImage]) -> list[tuple[ListedImage, str]]:
    return [(image, tag) for image in images for tag in image.tags]


def _registry(value: dict[str, Any] | None, where: str, found: Findings) -> Address:
    """Host and port of a registry; None if there is none. ``keys`` are the names of all that is known of it."""
    if not value or (value.get("host") in (None, "") and not value.get("keys")):
        return None
    needed = REGISTRY_KEYS[where]
    missing = [key for key in needed if value.get("keys") and key not in value["keys"]]
    if missing:
        problem = f"has no {' and no '.join(map(repr, missing))}; expected {', '.join(map(repr, needed))}"
        found.error(where, problem)
        return None
    host, port = value["host"], value.get("port")
    good_host = found.check(
        f"{where}.host", host, host_problem(host) if isinstance(host, str) else "is not text"
    )
    good_port = found.check(f"{where}.port", port, port_problem(port))
    return (host.strip("[]"), int(port)) if good_host and good_port else None


def _check_addresses(
    job: Job,
    family: Family,
    images: list[ListedImage],
    buildset: Address,
    intermediate: Address,
    found: Findings,
) -> None:
    """The buildset registry is what a job of the change returned: it must not pose as one that has another account."""
    others = {"intermediate_registry": address(*intermediate) if intermediate else ""}
    if images:
        others[family.registry] = canonical_registry(job.registry)
    for name, other in others.items():
        if buildset and other and endpoint(address(*buildset)) == endpoint(other):
            found.error(
                "buildset_registry",
                f"{address(*buildset)} is the address of {name} as well; expected the registry that a job of this "
                "buildset has started. Look for the job that returned it",
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
        "build_argv": build_argv(family.engine, image, labels, local_tags),
    }


def _promotions(
    images: list[ListedImage], staging: str, built: dict[str, set[str]], found: Findings
) -> list[dict[str, str]]:
    """Re-tags, with what jobs of this very buildset have built; mostly the promotion is in a buildset of its own."""
    promotions = []
    for image, tag in _tagged(images):
        promotion = {"repository": image.target_repository, "staged_tag": staging + tag, "tag": tag}
        name = f"{image.buildset_path}:{tag}"
        digests = sorted(built.get(name, ()))
        if len(digests) > 1:
            found.error(
                VARIABLE,
                f"{show(name)} is {' in one registry of this buildset and '.join(digests)} in another; expected one digest. "
                "Let one job alone build it",
            )
        promotions.append({**promotion, "digest": digests[0]} if digests else promotion)
    return promotions


def _engine_uploads(images: list[ListedImage], prefix: str) -> list[dict[str, str]]:
    """What an engine pushes to publish the images, where no buildset registry has them."""
    uploads = []
    for image, tag in _tagged(images):
        name = f"{image.reference_base}:{prefix}{tag}"
        uploads.append(
            {
                "local": name,
                "remote": name,
                "repository": image.target_repository,
                "tag": prefix + tag,
                "recorded": f"{image.buildset_path}:{tag}",
            }
        )
    return uploads


def _notes(images: list[ListedImage], prefix: str) -> list[dict[str, str]]:
    """The tags that an engine stages: nothing else tells the registry when."""
    tagged = _tagged(images) if prefix else []
    return [
        {"repository": image.target_repository, "prefix": prefix, "tag": prefix + tag}
        for image, tag in tagged
    ]


def _buildset(
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
            }
            for image, tag in _tagged(images)
        ],
        "uploads": [
            _staged(
                _from_buildset(
                    source, image, tag, record, (image.registry, image.target_repository, prefix + tag)
                ),
                prefix,
            )
            for image, tag in _tagged(images)
        ],
        "expected": [
            {"registry": source, "repository": image.buildset_path, "tag": tag, "digest": digest}
            for image, tag in _tagged(images)
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


def _intermediate(
    images: list[ListedImage],
    buildset: Address,
    intermediate: Address,
    record: dict[str, str],
    job: Job,
    found: Findings,
) -> dict[str, Any]:
    """What other changes will see: copies into the intermediate registry, and an artifact for each."""
    if intermediate is None:
        return {"intermediate_address": "", "intermediate": [], "artifacts": []}
    target = address(*intermediate)
    if buildset is None:
        return {"intermediate_address": target, "intermediate": [], "artifacts": []}
    source = address(*buildset)
    tagged = _tagged(images)
    build = str(job.zuul.get("build") or "")
    if tagged and not build:
        found.error("zuul.build", "missing; expected the build's id, with which tags of its images begin")
    elif tagged:
        found.check("zuul.build", build, tag_problem(build))
    if job.digests is not None and len(job.digests) != len(tagged):
        found.error("digests", f"has {len(job.digests)} items; expected {len(tagged)}, one for each copy")
    digests = job.digests or [""] * len(tagged)
    for index, digest in enumerate(job.digests or ()):
        found.check(f"digests[{index}]", digest, digest_problem(digest))
    return {
        "intermediate_address": target,
        "intermediate": [
            _from_buildset(source, image, tag, record, (target, image.intermediate_path, f"{build}_{tag}"))
            for image, tag in tagged
        ],
        "artifacts": [
            make_artifact(image, tag, target, build, digest) for (image, tag), digest in zip(tagged, digests)
        ],
    }


def _pulls(
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
