"""The first task of a job: all that can be known of its input, of every family, before anything is started."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import FAMILIES, Family
from ansible.module_utils.image_gate.input.phases import Course, course_of
from ansible.module_utils.image_gate.input.prepared_repositories import check_prepared
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.plan.plan import make_plan, of_their_kinds


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
            check_prepared(job.zuul, work_dir, plan["images"], family.images, own)
        found.add(own)
    return found


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
