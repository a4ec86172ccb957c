"""The first task of a job: all that can be known of its input, of every family, before anything is started."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Sequence

from ansible.module_utils.image_gate.input.accounts import NO_ACCOUNTS
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import FAMILIES, Family
from ansible.module_utils.image_gate.input.phases import Course, course_of
from ansible.module_utils.image_gate.input.prepared_repositories import check_prepared
from ansible.module_utils.image_gate.input.value_kind import truth
from ansible.module_utils.image_gate.plan.carried import CARRIED
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.plan.plan import make_plan, of_their_kinds

#: What a family calls by names of its own, and may be meant for another one.
OF_FAMILY = ("images", "accounts", "environment", "engine", "method")


def check_job(lists: Sequence[Job], library: str) -> Findings:
    """What is wrong with a job that may have a list of images of each family.

    ``library`` is the folder of the library's playbooks: with it Zuul tells which families' playbooks the job is going to run, so
    that what none of them reads is left alone, and whether the contexts must be there already. It may be empty.
    """
    found = Findings()
    for job in lists:
        family = FAMILIES[job.family]
        course = course_of(job.zuul, library) if library else None
        if course:
            job = _as_needed(job, course, family, found)
        plan, own = make_plan(job)
        if course and course.is_known_until_build:
            work_dir = of_their_kinds(job, family, Findings()).work_dir
            check_prepared(job.zuul, work_dir, plan["images"], family, own)
        found.add(own)
    return found


def _as_needed(job: Job, course: Course, family: Family, found: Findings) -> Job:
    """The input without what no playbook of the job will read, and with what one will miss."""
    if not course.is_of(family.playbooks):
        return without_images(job)
    if job.images is None and course.builds(family.playbooks):
        found.error(
            family.images,
            "not defined; give the job a list of images. If it has one, a template in it uses a variable "
            "that does not exist",
        )
    # Without staging, an upload job needs no account: its promotion does.
    is_carried = job.method == CARRIED and truth(job.promote) is not False
    uploads = course.uploads(family.playbooks) and not is_carried
    missing = uploads and job.credentials_keys is None and job.accounts is None
    if missing and not family.registry:
        return replace(job, accounts=NO_ACCOUNTS, publishes=True)
    return replace(job, credentials_keys=() if missing else job.credentials_keys, publishes=uploads)


def plan_what_is_built(job: Job, library: str) -> tuple[dict[str, Any], Findings]:
    """The plan of a job; without images if Zuul tells that the job is of another family.

    Of a job of no family, such as one with a playbook of its own that calls the roles, every list counts.
    """
    course = course_of(job.zuul, library) if library else None
    own = [family.name for family in FAMILIES.values() if course and course.is_of(family.playbooks)]
    return make_plan(without_images(job) if own and job.family not in own else job)


def without_images(job: Job) -> Job:
    """The input without what a family has of its own."""
    nothing = Job()
    names = [name for name in vars(nothing) if name.startswith("credentials_") or name in OF_FAMILY]
    return replace(job, **{name: getattr(nothing, name) for name in names})
