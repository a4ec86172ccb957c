#!/usr/bin/python
"""Ansible module: check the whole input of a job before anything is started."""

from __future__ import annotations

DOCUMENTATION = """
module: image_check
short_description: Check the whole input of a job about images
description:
  - Checks the lists of images of all families that a job may have, and what is common to them, as M(image_plan) will.
  - From C(zuul.playbook_context) it knows what the job is going to run. What no playbook reads is left alone; where the job uploads, the
    account must be there, and C(zuul.post_review) must not be false.
  - If no other project's playbook runs before the images are built, O(work_dir) and the contexts, Dockerfiles and siblings of all images must
    be there already, in the repositories that Zuul prepared on this host.
  - Nothing is changed, and no network is used. All errors come in one message, one a line; its last line names the pages of this library that
    say more.
  - No password is given to this module.
options:
  lists:
    description: The lists of images, one of each family.
    type: list
    elements: dict
    required: true
    suboptions:
      family:
        description: Which kind of image list it is.
        type: str
        choices: [docker, container]
        default: docker
      images:
        description: The list. No list is the same as an empty list.
        type: raw
      registry:
        description: Registry of the images. Empty for Docker Hub.
        type: raw
        default: ''
      dockerfile:
        description: The Dockerfile of images that name none, relative to the image's context.
        type: raw
        default: ''
      promote:
        description: Whether uploads get staged tags.
        type: raw
        default: true
      engine:
        description: As in M(image_plan).
        type: raw
        default: ''
      environment:
        description: As in M(image_plan).
        type: raw
        default: {}
      method:
        description: As in M(image_plan).
        type: raw
        default: ''
      accounts:
        description: As in M(image_plan).
        type: dict
        suboptions:
          registries:
            description: The names of all of them.
            type: list
            elements: str
          whole:
            description: The names of those that are mappings.
            type: list
            elements: str
          keys:
            description: The names of all that each holds.
            type: list
            elements: list
          texts:
            description: The names of the texts among them.
            type: list
            elements: list
          repositories:
            description: The C(repository) of each, if any.
            type: list
            elements: raw
          types:
            description: The C(type) of each, if any.
            type: list
            elements: raw
      buildkit:
        description: Whether the engine builds with BuildKit, if the job says so.
        type: raw
      credentials:
        description: As in M(image_plan).
        type: dict
        suboptions:
          keys:
            description: Names of all that they hold.
            type: list
            elements: str
          texts:
            description: The names of the texts among them.
            type: list
            elements: str
          registry:
            description: Their C(registry), if any.
            type: raw
          repository:
            description: Their C(repository), if any.
            type: raw
          type:
            description: Their C(type), if any.
            type: raw
  work_dir:
    description: The job's C(zuul_work_dir), absolute or relative to the home directory on the node.
    type: raw
    default: ''
  zuul:
    description: Zuul's variables.
    type: dict
    required: true
  library:
    description: The folder of this library's playbooks on this host. If it is empty, nothing is known of what the job runs.
    type: str
    default: ''
  before_review:
    description: Whether this site publishes images of changes before review, too.
    type: bool
    default: false
  buildset_registry:
    description: As in M(image_plan). Without this option the job is taken for one that is going to start it.
    type: dict
    suboptions: &address
      host:
        description: Host name or IP address.
        type: raw
      port:
        description: Port.
        type: raw
      keys:
        description: Names of all that is known of it.
        type: list
        elements: str
      texts:
        description: The names of the texts among them.
        type: list
        elements: str
  intermediate_registry:
    description: As in M(image_plan).
    type: dict
    suboptions: *address
  artifacts:
    description: C(zuul.artifacts), if the images of changes ahead are wanted.
    type: raw
  pipelines:
    description: As in M(image_plan).
    type: dict
    suboptions:
      refused:
        description: A final tag that begins with one of these names and C(_) is refused.
        type: list
        elements: str
        default: []
      warned:
        description: A final tag that begins with one of these is a warning.
        type: list
        elements: str
        default: []
attributes:
  check_mode:
    description: Changes nothing.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Check the input of the job
  image_check:
    lists:
      - family: docker
        images: "{{ docker_images | default(omit) }}"
        registry: "{{ docker_registry | default(omit) }}"
    work_dir: "{{ zuul_work_dir }}"
    zuul: "{{ zuul }}"
    library: "{{ playbook_dir | dirname }}"
"""

RETURN = """
warnings_found:
  description: What is odd about the input; the same as Ansible's warnings.
  returned: always
  type: list
  elements: str
"""

from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.plan_options import (  # noqa: E402
    ADDRESS,
    IMAGES,
    PIPELINES,
    finish,
    job_of,
)
from ansible.module_utils.image_gate.input.findings import Findings  # noqa: E402
from ansible.module_utils.image_gate.plan.check import check_job  # noqa: E402

LIST = {**IMAGES, "buildkit": {"type": "raw"}}
SHARED = {
    "work_dir": {"type": "raw", "default": ""},
    "zuul": {"type": "dict", "required": True},
    "before_review": {"type": "bool", "default": False},
    "buildset_registry": ADDRESS,
    "intermediate_registry": ADDRESS,
    "artifacts": {"type": "raw"},
    "pipelines": PIPELINES,
}
ARGUMENTS = {
    "lists": {"type": "list", "elements": "dict", "required": True, "options": LIST},
    "library": {"type": "str", "default": ""},
    **SHARED,
}


def checked(options: dict[str, Any]) -> Findings:
    """What is wrong with the job that the options describe."""
    shared = {name: options[name] for name in SHARED}
    return check_job([job_of({**each, **shared}) for each in options["lists"]], options["library"])


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    finish(module, checked(module.params))


if __name__ == "__main__":
    main()
