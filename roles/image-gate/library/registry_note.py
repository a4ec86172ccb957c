#!/usr/bin/python
"""Ansible module: note in a registry when tags are staged."""

from __future__ import annotations

DOCUMENTATION = """
module: registry_note
short_description: Note in a registry when tags are staged
description:
  - Writes a companion tag for each tag that an engine is about to stage; its name tells when. M(registry_cleanup) reads it,
    and takes it away with the staged tag. M(registry_copy) does the same for what it stages itself.
  - Docker Hub needs none. Where the registry refuses a companion, the tag is staged all the same, and no other change's
    clean-up deletes it.
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
        description: Certificate (PEM) of an authority to trust besides those of the system and of certs.d.
        type: str
        default: ''
      plain_http:
        description: Whether the registry has no TLS.
        type: bool
        default: false
  staged:
    description: The tags.
    type: list
    elements: dict
    required: true
    suboptions:
      repository:
        description: The repository.
        type: str
        required: true
      prefix:
        description: What the tag begins with (C(change_1234_)).
        type: str
        required: true
      tag:
        description: The tag with its prefix.
        type: str
        required: true
  jobs:
    description: Number of requests at a time.
    type: int
    default: 8
author: Image Gate
"""

EXAMPLES = """
- name: Note when the images are staged
  registry_note:
    registry:
      host: quay.io
      username: "{{ credentials.username }}"
      password: "{{ credentials.password }}"
    staged:
      - repository: acme/app
        prefix: change_1234_
        tag: change_1234_latest
"""

RETURN = """
refused:
  description: Why a tag has no companion, for each that got none.
  returned: success
  type: list
  elements: str
"""

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import REGISTRY, connect  # noqa: E402
from ansible.module_utils.image_gate.oci.errors import RegistryError  # noqa: E402
from ansible.module_utils.image_gate.tags.staging import Staged, write_companions  # noqa: E402

ARGUMENTS = {
    "registry": {"type": "dict", "required": True, "options": REGISTRY},
    "staged": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {name: {"type": "str", "required": True} for name in ("repository", "prefix", "tag")},
    },
    "jobs": {"type": "int", "default": 8},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    if module.check_mode:
        module.exit_json(changed=True, refused=[])
    try:
        (registry,) = connect([module.params["registry"]]).values()
        staged = [Staged(registry, **item) for item in module.params["staged"]]
        noted = write_companions(staged, max(1, module.params["jobs"]))
    except RegistryError as error:
        module.fail_json(msg=str(error))
    refused = [why for why in noted.values() if why]
    module.exit_json(changed=len(refused) < len(noted), refused=refused)


if __name__ == "__main__":
    main()
