#!/usr/bin/python
"""Ansible module: check a job's input about images and plan its tasks."""

from __future__ import annotations

DOCUMENTATION = """
module: image_plan
short_description: Check a job's image list and decide every name, command and copy
description:
  - Reads the image list and the rest of a job's input, checks all of it, and returns what the later tasks of
    the job need, so that each naming rule exists once.
  - Nothing is changed, and no network is used. All errors come in one message, one a line; its last line names the pages of this library that
    say more.
  - No password is given to this module.
options:
  family:
    description: Which kind of image list it is.
    type: str
    choices: [docker, container]
    default: docker
  images:
    description: The job's C(docker_images) or C(container_images). No list is the same as an empty list.
    type: raw
  registry:
    description: The job's C(docker_registry). Empty for Docker Hub.
    type: raw
    default: ''
  dockerfile:
    description:
      - The job's C(docker_dockerfile) or C(container_filename), for images that name none. Relative to the image's context.
      - Where it is empty, it is C(Dockerfile), or in the container family what the engine looks for.
    type: raw
    default: ''
  zuul:
    description:
      - Zuul's variables, of which C(change), C(pipeline), C(post_review), C(build), C(change_url), C(project),
        C(projects), C(artifacts), C(executor) and C(playbook_context) are read.
    type: dict
    default: {}
  work_dir:
    description: The job's C(zuul_work_dir), absolute or relative to the home directory on the node.
    type: raw
    default: ''
  promote:
    description: Whether uploads get staged tags, to be promoted later, rather than final ones.
    type: raw
    default: true
  engine:
    description: The job's C(container_command), where its family lets it choose.
    type: raw
    default: ''
  environment:
    description: The job's C(container_build_extra_env).
    type: raw
    default: {}
  method:
    description: The job's C(promote_container_image_method).
    type: raw
    default: ''
  accounts:
    description:
      - What the accounts of a family that has one for each registry are for, in columns, if they are needed. All but their keys is left out of messages.
      - The name of an account is the registry for which it is.
    type: dict
    suboptions:
      registries:
        description: The names of all of them.
        type: list
        elements: str
      whole:
        description: The names of those that are mappings; the other columns are about these.
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
        description: The C(repository) of each, if any, as in O(credentials).
        type: list
        elements: raw
      types:
        description: The C(type) of each, if any.
        type: list
        elements: raw
  builds:
    description: Whether the images are going to be built, so that each needs a context.
    type: bool
    default: true
  credentials:
    description: What C(docker_credentials) are for, if they are needed. All but their keys is left out of messages.
    type: dict
    suboptions:
      keys:
        description: Names of all that they hold; what an account needs must be among them.
        type: list
        elements: str
      texts:
        description: The names of the texts among them; where they are given, what has to be text must be one.
        type: list
        elements: str
      registry:
        description: Their C(registry), if any. O(registry) must be the same.
        type: raw
      repository:
        description:
          - Their C(repository), if any, a pattern that permits repositories. It is searched in the repository without its
            registry; where it begins with a registry, in the whole name, and only that registry is permitted.
          - Without a registry in either, a pattern permits Docker Hub only.
          - C({{ zuul.project.short_name }}) and C({{ zuul.project.name }}) in it are filled in.
        type: raw
      type:
        description: Their C(type), if any.
        type: raw
  publishes:
    description:
      - Whether the images are going to be published. If so, C(zuul.post_review) must not be false.
    type: bool
    default: false
  before_review:
    description: Whether this site publishes images of changes before review, too.
    type: bool
    default: false
  buildset_registry:
    description:
      - Where the buildset registry is. An empty host means that there is none.
      - Without this option the job is taken for one that is going to start it.
    type: dict
    suboptions: &address
      host:
        description: Host name or IP address.
        type: raw
      port:
        description: Port.
        type: raw
      keys:
        description: Names of all that is known of it; where they are given, what an account needs must be among them.
        type: list
        elements: str
      texts:
        description: The names of the texts among them; where they are given, what has to be text must be one.
        type: list
        elements: str
  intermediate_registry:
    description: Where the intermediate registry is. An empty host means that there is none.
    type: dict
    suboptions: *address
  artifacts:
    description: C(zuul.artifacts), if the images of changes ahead are wanted.
    type: raw
  recorded:
    description:
      - What jobs of the buildset have recorded of their pushes, see C(recorded) of M(registry_copy); of several the last counts.
      - Images are then copied by digest, see RV(expected); nothing is pulled over them.
    type: list
    elements: raw
    default: []
  pushed:
    description: Results of M(image_push) of all nodes, those of the first node first; see RV(claims).
    type: list
    elements: raw
    default: []
  pipelines:
    description: The site's pipelines, whose names staged tags of items without a change begin with.
    type: dict
    suboptions:
      refused:
        description: A final tag that begins with one of these names and C(_) is refused, like those of the own pipeline.
        type: list
        elements: str
        default: []
      warned:
        description: A final tag that begins with one of these is a warning.
        type: list
        elements: str
        default: []
  carried:
    description: Artifacts of the build whose images are promoted from the intermediate registry, see RV(carried).
    type: raw
  others:
    description: Other variables of the job that hold a single value, by their names. They are checked, and nothing else.
    type: dict
    default: {}
  extra_tags:
    description: Tags that images get at their promotion alone, as C(promote_docker_image_extra_tags).
    type: raw
    default: []
  library:
    description: The folder of this library's playbooks on this host. With it, a list for jobs of another family than this one counts as no list.
    type: str
    default: ''
attributes:
  check_mode:
    description: Changes nothing.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Plan the images
  image_plan:
    images: "{{ docker_images }}"
    zuul: "{{ zuul }}"
    work_dir: "{{ zuul_work_dir }}"
    buildset_registry:
      host: "{{ buildset_registry.host }}"
      port: "{{ buildset_registry.port }}"
  register: _image_plan
  delegate_to: localhost

- name: Build the images
  ansible.builtin.command:
    argv: "{{ zj_image.build_argv }}"
    chdir: "{{ zj_image.workdir }}"
  loop: "{{ _image_plan.images }}"
  loop_control:
    loop_var: zj_image
"""

RETURN = """
images:
  description: The images with all defaults filled in.
  returned: success
  type: list
  elements: dict
  contains:
    index: {description: Place in the list., type: int}
    context: {description: Build context below the work directory., type: str}
    written: {description: Repository as the user wrote it., type: str}
    registry: {description: "Registry to publish to, C(docker.io) for Docker Hub.", type: str}
    repository: {description: Repository without registry., type: str}
    reference_base: {description: Name of the local image without its tag., type: str}
    path: {description: "Argument of the build, relative to the context.", type: str}
    dockerfile: {description: "Dockerfile, relative to the context; empty where the engine looks for its own.", type: str}
    files: {description: "The files that the engine then looks for, the first one first.", type: list, elements: str}
    target: {description: Build stage or an empty string., type: str}
    build_args: {description: Build arguments without their shell quotes., type: list, elements: str}
    tags: {description: Final tags., type: list, elements: str}
    local_tags: {description: "For each tag the staged one, then the final one.", type: list, elements: str}
    labels: {description: Labels with those of Zuul., type: list, elements: str}
    siblings: {description: Projects that the build needs in its context., type: list, elements: str}
    workdir: {description: Directory in which the build runs., type: str}
    build_argv: {description: The build command., type: list, elements: str}
pushes:
  description:
    - What the engine pushes to the buildset registry.
    - Each has C(local) and C(remote), and the C(repository) and C(tag) of the latter.
  returned: success
  type: list
  elements: dict
uploads:
  description: Copies from the buildset registry to the registry that publishes the images.
  returned: success
  type: list
  elements: dict
engine_uploads:
  description:
    - The same uploads as pushes by the engine, for jobs without a buildset registry.
    - RV(engine_uploads[].recorded) is the name under which the digest is recorded.
  returned: success
  type: list
  elements: dict
notes:
  description: The staged tags among RV(engine_uploads), for C(staged) of M(registry_note).
  returned: success
  type: list
  elements: dict
intermediate:
  description: Copies from the buildset registry to the intermediate registry, each with the C(artifact) that tells others of it.
  returned: success
  type: list
  elements: dict
intermediate_holders:
  description:
    - Images of C(zuul.artifacts) in the intermediate registry, for C(holders) of M(registry_copy); this job's may have their layers.
  returned: success
  type: list
  elements: dict
upload_holders:
  description: Those of them that are made for O(registry), where they are by the same digests.
  returned: success
  type: list
  elements: dict
pulls:
  description: Copies of the images of changes ahead, from the intermediate registry to the buildset registry.
  returned: success
  type: list
  elements: dict
expected:
  description: Tags of the images in the buildset registry with the digests that were recorded, for C(expected) of M(registry_copy).
  returned: success
  type: list
  elements: dict
pull_expected:
  description: The same for RV(pulls), with the digests that artifacts tell, and with all that the buildset has recorded.
  returned: success
  type: list
  elements: dict
claims:
  description: Copies that mark what O(pushed) tells as the buildset's own. The first node counts.
  returned: success
  type: list
  elements: dict
carried:
  description: Copies of what O(carried) tells, from the intermediate registry to the staged tags of RV(promotions).
  returned: success
  type: list
  elements: dict
promotions:
  description: Re-tags. Each has C(registry), C(repository), C(staged_tag) and C(tag), and C(digest) where O(recorded) tells it.
  returned: success
  type: list
  elements: dict
repositories:
  description: The repositories of all images, each once.
  returned: success
  type: list
  elements: str
registry_host:
  description: Registry that publishes the images, C(docker.io) for Docker Hub.
  returned: success
  type: str
environment:
  description: O(environment) with texts for all values.
  returned: success
  type: dict
targets:
  description:
    - By registry, C(host), what is done in it by itself, with the name of its C(account) in O(accounts).
    - Each has its part of RV(repositories), RV(cleanup_keep), RV(cleanup_staged), RV(engine_uploads) and RV(notes).
  returned: success
  type: list
  elements: dict
cleanup_keep:
  description: The final tags of each repository, for C(keep) of M(registry_cleanup).
  returned: success
  type: list
  elements: dict
cleanup_staged:
  description: The staged tags of items without a change, for C(staged) of M(registry_cleanup); nothing for those with one.
  returned: success
  type: list
  elements: dict
warnings_found:
  description: What is odd about the input; the same as Ansible's warnings.
  returned: always
  type: list
  elements: str
buildset_registry_alias:
  description: Name of the buildset registry on the nodes, or an empty string.
  returned: success
  type: str
buildset_address:
  description: Host and port of the buildset registry, or an empty string.
  returned: success
  type: str
intermediate_address:
  description: Host and port of the intermediate registry, or an empty string.
  returned: success
  type: str
"""

from dataclasses import replace  # noqa: E402
from datetime import datetime, timezone  # noqa: E402
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
from ansible.module_utils.image_gate.plan.check import plan_what_is_built  # noqa: E402

ARGUMENTS = {
    **IMAGES,
    "zuul": {"type": "dict", "default": {}},
    "work_dir": {"type": "raw", "default": ""},
    "builds": {"type": "bool", "default": True},
    "publishes": {"type": "bool", "default": False},
    "before_review": {"type": "bool", "default": False},
    "buildset_registry": ADDRESS,
    "intermediate_registry": ADDRESS,
    "artifacts": {"type": "raw"},
    "recorded": {"type": "list", "elements": "raw", "default": []},
    "pushed": {"type": "list", "elements": "raw", "default": []},
    "pipelines": PIPELINES,
    "library": {"type": "str", "default": ""},
    "carried": {"type": "raw"},
    "others": {"type": "dict", "default": {}},
    "extra_tags": {"type": "raw", "default": []},
}


def planned(options: dict[str, Any]) -> tuple[dict[str, Any], Findings]:
    """The plan that the options ask for, and what is wrong with them."""
    moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = {name: value for name, value in options.items() if name != "library"}
    return plan_what_is_built(replace(job_of(given), moment=moment), options["library"])


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    plan, found = planned(module.params)
    finish(module, found, **plan)


if __name__ == "__main__":
    main()
