#!/usr/bin/python
"""Ansible module: copy a batch of images between registries."""

from __future__ import annotations

DOCUMENTATION = """
module: registry_copy
short_description: Copy container images between registries
description:
  - Copies a batch of images without changing a byte, whatever kind of manifest they have.
  - Every distinct blob crosses the wire once per destination registry; other repositories there mount it.
  - All sources are read before anything is written; tags are written last.
  - A tag that has the wanted digest already is left alone. In check mode nothing is written.
options:
  registries:
    description: The registries that I(copies) name, and how to log in to them.
    type: list
    elements: dict
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
  copies:
    description: The images to copy. Where several of them write one tag, the last one wins.
    type: list
    elements: dict
    required: true
    suboptions:
      source:
        description: The image to read.
        type: dict
        required: true
        suboptions:
          registry:
            description: A host of I(registries).
            type: str
            required: true
          repository:
            description: The repository.
            type: str
            required: true
          reference:
            description: A tag, or a digest.
            type: str
            required: true
      destination:
        description: Where to write it.
        type: dict
        required: true
        suboptions:
          registry:
            description: A host of I(registries).
            type: str
            required: true
          repository:
            description: The repository.
            type: str
            required: true
          tags:
            description: The tags to write; without any, the image is written by its digest.
            type: list
            elements: str
            default: []
  jobs:
    description: Number of requests at a time.
    type: int
    default: 8
author: Image Gate
"""

EXAMPLES = """
- name: Publish what was tested
  registry_copy:
    registries:
      - host: "{{ buildset_registry.host }}:{{ buildset_registry.port }}"
        cert: "{{ buildset_registry.cert }}"
      - host: quay.io
        username: "{{ credentials.username }}"
        password: "{{ credentials.password }}"
    copies:
      - source:
          registry: "{{ buildset_registry.host }}:{{ buildset_registry.port }}"
          repository: quay.io/acme/app
          reference: latest
        destination:
          registry: quay.io
          repository: acme/app
          tags: [change_1234_latest]
"""

RETURN = """
copies:
  description: What was done, in the order of the option of the same name.
  returned: success
  type: list
  elements: dict
  contains:
    source:
      description: As given.
      type: dict
    destination:
      description: As given.
      type: dict
    digest:
      description: Digest of the image, the same at both ends.
      type: str
    media_type:
      description: Media type of its manifest or index.
      type: str
    size:
      description: Bytes of the whole image; of the index alone where an index only gets a further tag.
      type: int
    sent:
      description: Bytes of blobs that crossed the wire for this image.
      type: int
    mounted:
      description: Number of blobs that the registry took from another repository.
      type: int
    present:
      description: Number of blobs that were there already.
      type: int
    seconds:
      description: Seconds between the first and the last request of the transfer.
      type: float
    changed:
      description: Whether a tag was written (in check mode, would be).
      type: bool
requests:
  description: Number of requests by host.
  returned: success
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.image_gate.arguments import REGISTRY, connect, registry_of, request_counts  # noqa: E402
from ansible.module_utils.image_gate.copy import Copy, Target, copy_images  # noqa: E402
from ansible.module_utils.image_gate.errors import RegistryError  # noqa: E402
from ansible.module_utils.image_gate.image import Place  # noqa: E402

SOURCE = {
    "registry": {"type": "str", "required": True},
    "repository": {"type": "str", "required": True},
    "reference": {"type": "str", "required": True},
}
DESTINATION = {
    "registry": {"type": "str", "required": True},
    "repository": {"type": "str", "required": True},
    "tags": {"type": "list", "elements": "str", "default": []},
}
ARGUMENTS = {
    "registries": {"type": "list", "elements": "dict", "required": True, "options": REGISTRY},
    "copies": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "source": {"type": "dict", "required": True, "options": SOURCE},
            "destination": {"type": "dict", "required": True, "options": DESTINATION},
        },
    },
    "jobs": {"type": "int", "default": 8},
}


def main() -> None:
    """Run the module."""
    module = AnsibleModule(ARGUMENTS, supports_check_mode=True)
    asked, jobs = module.params["copies"], module.params["jobs"]
    if jobs < 1:
        module.fail_json(msg=f"jobs is {jobs}; expected the number of requests at a time, 1 or more")
    try:
        registries = connect(module.params["registries"])
        copies = []
        for number, item in enumerate(asked):
            source, destination = item["source"], item["destination"]
            reading = registry_of(registries, source["registry"], f"copies[{number}].source.registry")
            writing = registry_of(
                registries, destination["registry"], f"copies[{number}].destination.registry"
            )
            place = Place(reading, source["repository"], source["reference"])
            copies.append(Copy(place, Target(writing, destination["repository"], tuple(destination["tags"]))))
        done = copy_images(copies, jobs, module.check_mode)
    except RegistryError as error:
        module.fail_json(msg=str(error))
    results = [{**item, **copied.facts()} for item, copied in zip(asked, done)]
    requests = request_counts(*registries.values())
    module.exit_json(changed=any(result["changed"] for result in results), copies=results, requests=requests)


if __name__ == "__main__":
    main()
