#!/usr/bin/python
"""Ansible module: check the build contexts of images, and put sibling projects into them."""

from __future__ import annotations

DOCUMENTATION = """
module: image_siblings
short_description: Check the build contexts of images, and put sibling projects into them
description:
  - Checks for all images that the context, the path in it, the Dockerfile and the siblings exist on the node.
    All errors come in one message, one a line, before anything is changed.
  - Copies each sibling, C(.git) included, to C(.zuul-siblings/HOST/ORGANISATION/PROJECT) in the context,
    where the build can use the state of the change instead of a release.
  - What an earlier run left behind is brought to the wanted state.
options:
  images:
    description:
      - RV(images) of M(image_plan), of which C(index), C(workdir), C(path), C(dockerfile), C(files) and
        C(siblings) are read.
    type: list
    elements: dict
    required: true
  state:
    description: Whether the siblings are in the contexts. With C(absent) nothing is checked.
    type: str
    choices: [present, absent]
    default: present
  source_root:
    description: Directory of the sources that Zuul prepared, with one directory for each host.
    type: str
    default: ~/src
  family:
    description: Which kind of image list it is, for messages.
    type: str
    choices: [docker, container]
    default: docker
attributes:
  check_mode:
    description: Says what would change.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Put the siblings into the contexts
  image_siblings:
    images: "{{ _image_plan.images }}"

- name: Take the siblings out of the contexts
  image_siblings:
    images: "{{ _image_plan.images }}"
    state: absent
"""

RETURN = """
directories:
  description: The directories that were (in check mode, would be) made or removed.
  returned: success
  type: list
  elements: str
"""

import os  # noqa: E402
from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.build.siblings import SIBLINGS, copy, is_present, remove  # noqa: E402
from ansible.module_utils.image_gate.input.contexts import OnNode, problems  # noqa: E402
from ansible.module_utils.image_gate.input.listed_image import FAMILIES  # noqa: E402

ARGUMENTS = {
    "images": {"type": "list", "elements": "dict", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "source_root": {"type": "str", "default": "~/src"},
    "family": {"type": "str", "choices": list(FAMILIES), "default": "docker"},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    images = module.params["images"]
    root = os.path.abspath(os.path.expanduser(module.params["source_root"]))
    present = module.params["state"] == "present"
    family = FAMILIES[module.params["family"]]
    errors = [
        f"{family.images}[{image['index']}].{key}: {problem}"
        for image in images
        for key, problem in (problems(image, OnNode(root), family.file) if present else ())
    ]
    if errors:
        module.fail_json(msg="\n".join(errors), errors=errors)
    done = []
    for directory, projects in wanted(images, root).items():
        keep = present and bool(projects)
        if is_present(directory, projects) if keep else not os.path.lexists(directory):
            continue
        done.append(directory)
        if not module.check_mode:
            remove(directory)
            if keep:
                copy(directory, projects)
    module.exit_json(changed=bool(done), directories=done)


def wanted(images: list[dict[str, Any]], root: str) -> dict[str, dict[str, str]]:
    """For each context's directory of siblings: the projects in it, and their sources."""
    contexts: dict[str, dict[str, str]] = {}
    for image in images:
        directory = os.path.join(os.path.abspath(os.path.expanduser(image["workdir"])), SIBLINGS)
        projects = contexts.setdefault(directory, {})
        projects.update({sibling: os.path.join(root, sibling) for sibling in image["siblings"]})
    return contexts


if __name__ == "__main__":
    main()
