#!/usr/bin/python
"""Ansible module: compare a buildset registry with what builds have pushed."""

from __future__ import annotations

DOCUMENTATION = """
module: registry_compare
short_description: Compare the tags of a buildset registry with what builds have pushed
description:
  - A build marks each image that it pushes (see C(origin) of M(registry_copy)). The task fails if a tag stands for another image.
  - A registry that cannot be read, or does not list its repositories, is a warning. Nothing is changed.
options:
  registry:
    description: The registry, and how to log in to it.
    type: dict
    required: true
    suboptions:
      host:
        description: Name or address with an optional port; an IPv6 address in brackets.
        type: str
        required: true
      username:
        description: User name; without one, requests are anonymous.
        type: str
        default: ''
      password:
        description: Password or access token of the user.
        type: str
        default: ''
      cert:
        description: Certificate (PEM) of an authority to trust besides the system's.
        type: str
        default: ''
      plain_http:
        description: Whether the registry has no TLS.
        type: bool
        default: false
  jobs:
    description: Number of requests at a time.
    type: int
    default: 8
author: Image Gate
"""

EXAMPLES = """
- name: Compare the images with what was built
  registry_compare:
    registry:
      host: "{{ buildset_registry.host }}:{{ buildset_registry.port }}"
      cert: "{{ buildset_registry.cert }}"
"""

RETURN = """
compared:
  description: The tags that stand for what was built, as C(repository:tag).
  returned: success
  type: list
  elements: str
warnings_found:
  description: Why nothing could be compared; the same as Ansible's warnings.
  returned: success
  type: list
  elements: str
"""

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import REGISTRY, connect  # noqa: E402
from ansible.module_utils.image_gate.ansible.warnings import show_warnings  # noqa: E402
from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors  # noqa: E402
from ansible.module_utils.image_gate.publish.built import compare_built  # noqa: E402

ARGUMENTS = {
    "registry": {"type": "dict", "required": True, "options": REGISTRY},
    "jobs": {"type": "int", "default": 8},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    warnings: list[str] = []
    compared = None
    try:
        (registry,) = connect([module.params["registry"]]).values()
        compared = compare_built(registry, max(1, module.params["jobs"]))
    except RegistryError as error:
        warnings.append(f"Whether what was tested is what was built could not be compared: {error}")
    if compared is None and not warnings:
        warnings.append(
            f"Whether what was tested is what was built could not be compared: {module.params['registry']['host']} does not "
            "list its repositories (_catalog)"
        )
    for image in compared.gone if compared else ():
        warnings.append(
            f"What was built as {image} has lost its tag in the buildset registry, so nothing has tested it by that"
        )
    if compared and compared.differences:
        module.fail_json(msg=str(RegistryErrors(compared.differences)))
    tags = compared.tags if compared else []
    module.exit_json(changed=False, compared=tags, **show_warnings(module, warnings))


if __name__ == "__main__":
    main()
