#!/usr/bin/python
"""Ansible module: check a list of images to mirror, and plan the copies."""

from __future__ import annotations

DOCUMENTATION = """
module: mirror_plan
short_description: Check a list of images to copy from one registry to another
description:
  - Reads the list, and what is known of the accounts, and returns what M(registry_copy) takes.
  - Nothing is changed, and no network is used. All errors come in one message, one a line. No password is given to this module.
options:
  images:
    description: The job's C(mirror_container_images_images).
    type: raw
    required: true
  zuul:
    description: Zuul's variables, of which C(post_review) and C(project) are read.
    type: dict
    default: {}
  accounts:
    description: What the accounts of C(container_registry_credentials) are for, as O(accounts) of M(image_plan).
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
        description: The C(repository) of each, if any.
        type: list
        elements: raw
      types:
        description: The C(type) of each, if any.
        type: list
        elements: raw
  before_review:
    description: Whether this site publishes images of changes before review, too.
    type: bool
    default: false
attributes:
  check_mode:
    description: Changes nothing.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Check the images
  mirror_plan:
    images: "{{ mirror_container_images_images }}"
    zuul: "{{ zuul }}"
"""

RETURN = """
copies:
  description: What is copied, for C(copies) of M(registry_copy).
  returned: success
  type: list
  elements: dict
anonymous:
  description: The registries that are read without an account, for C(registries) of M(registry_copy).
  returned: success
  type: list
  elements: dict
warnings_found:
  description: What is odd about the input; the same as Ansible's warnings.
  returned: always
  type: list
  elements: str
"""

from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.plan_options import ACCOUNTS, finish  # noqa: E402
from ansible.module_utils.image_gate.input.findings import Findings  # noqa: E402
from ansible.module_utils.image_gate.plan.mirrors import plan_mirrors  # noqa: E402

ARGUMENTS = {
    "images": {"type": "raw", "required": True},
    "zuul": {"type": "dict", "default": {}},
    "accounts": ACCOUNTS,
    "before_review": {"type": "bool", "default": False},
}


def planned(options: dict[str, Any]) -> tuple[dict[str, Any], Findings]:
    """The plan that the options ask for, and what is wrong with them."""
    return plan_mirrors(*(options[name] for name in ("images", "accounts", "zuul", "before_review")))


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    plan, found = planned(module.params)
    finish(module, found, **plan)


if __name__ == "__main__":
    main()
