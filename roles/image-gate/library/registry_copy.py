#!/usr/bin/python
"""Ansible module: copy a batch of images between registries."""

from __future__ import annotations

DOCUMENTATION = """
module: registry_copy
short_description: Copy container images between registries
description:
  - Copies a batch of images without changing a byte, whatever kind of manifest they have.
  - Every distinct blob crosses the wire once per destination registry; other repositories there mount it. What an image of
    O(holders) has does not cross it at all.
  - All sources are read before anything is written; tags are written last.
  - A tag that has the wanted digest already is left alone. In check mode nothing is written.
  - In a buildset registry, a pull never takes the place of what the buildset has pushed itself (see O(copies[].destination.origin)).
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
  accounts:
    description:
      - Accounts by registry, as the variable C(container_registry_credentials) has them; C(username), C(password) and C(cert) of each are read.
      - They are registries beside O(registries).
    type: dict
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
          own:
            description: Whether the tag must be of an image that the buildset has built, and not of one that was pulled.
            type: bool
            default: false
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
          origin:
            description:
              - For a buildset registry, whose image it is. Tags beside the image's own remember it.
              - C(ahead) is one of another change; a tag that the buildset has pushed itself stays, and is told in RV(copies[].kept).
              - C(buildset) is one of the buildset itself; if it has pushed another one under the tag, the task fails.
              - C(built) is one that a build has pushed a moment ago; it is marked as the buildset's own, and wins over all pulls.
            type: str
            choices: ['', ahead, buildset, built]
            default: ''
          staged_prefix:
            description:
              - What the tags begin with if they are staged (C(change_1234_)). A companion tag is then written before each,
                whose name tells when; it goes with the staged tag. Docker Hub needs none.
              - Where the registry refuses the companion, the image is copied all the same.
            type: str
            default: ''
      artifact:
        description: What to return in RV(artifacts) for this copy, where it is known to others. Its C(metadata) gets the digest.
        type: dict
  expected:
    description: Tags that must stand for these digests. All are compared before anything is copied; if one differs, the task fails.
    type: list
    elements: dict
    default: []
    suboptions:
      registry:
        description: A host of I(registries).
        type: str
        required: true
      repository:
        description: The repository.
        type: str
        required: true
      tag:
        description: The tag.
        type: str
        required: true
      digest:
        description: The digest that was recorded for it.
        type: str
        required: true
  holders:
    description:
      - Images that are in the destination registries already and may have blobs in common with those that are copied.
      - One that is not there, or may not be read, is passed over.
    type: list
    elements: dict
    default: []
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
    kept:
      description: Tags that the buildset has pushed itself, and that were left for that reason.
      type: list
      elements: str
artifacts:
  description: Each O(copies[].artifact) with C(metadata.digest), the digest of the image, for C(zuul_return).
  returned: success
  type: list
  elements: dict
kept:
  description: The same of all copies, as C(repository:tag).
  returned: success
  type: list
  elements: str
recorded:
  description:
    - By host, the digest of each C(repository:tag) that was expected, read by its tag, or marked as built.
    - That is what C(zuul_return) hands on as C(buildset_images).
  returned: success
  type: dict
requests:
  description: Number of requests by host.
  returned: success
  type: dict
"""

from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import (  # noqa: E402
    ACCOUNTS,
    REGISTRY,
    accounts_of,
    connect,
    registry_of,
    request_counts,
)
from ansible.module_utils.image_gate.oci.errors import RegistryError  # noqa: E402
from ansible.module_utils.image_gate.oci.image import Place  # noqa: E402
from ansible.module_utils.image_gate.oci.manifest import is_digest  # noqa: E402
from ansible.module_utils.image_gate.oci.registry import Registry  # noqa: E402
from ansible.module_utils.image_gate.publish.copy import copy_images  # noqa: E402
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target  # noqa: E402
from ansible.module_utils.image_gate.publish.expected import Expected, compare  # noqa: E402
from ansible.module_utils.image_gate.publish.ownership import BUILT, ORIGINS  # noqa: E402

SOURCE = {
    "registry": {"type": "str", "required": True},
    "repository": {"type": "str", "required": True},
    "reference": {"type": "str", "required": True},
    "own": {"type": "bool", "default": False},
}
DESTINATION = {
    "registry": {"type": "str", "required": True},
    "repository": {"type": "str", "required": True},
    "tags": {"type": "list", "elements": "str", "default": []},
    "origin": {"type": "str", "choices": list(ORIGINS), "default": ""},
    "staged_prefix": {"type": "str", "default": ""},
}
HOLDER = {name: {"type": "str", "required": True} for name in ("registry", "repository", "reference")}
EXPECTED = {name: {"type": "str", "required": True} for name in ("registry", "repository", "tag", "digest")}
ARGUMENTS = {
    "registries": {"type": "list", "elements": "dict", "required": True, "options": REGISTRY},
    "accounts": ACCOUNTS,
    "copies": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "source": {"type": "dict", "required": True, "options": SOURCE},
            "destination": {"type": "dict", "required": True, "options": DESTINATION},
            "artifact": {"type": "dict"},
        },
    },
    "expected": {"type": "list", "elements": "dict", "default": [], "options": EXPECTED},
    "holders": {"type": "list", "elements": "dict", "default": [], "options": HOLDER},
    "jobs": {"type": "int", "default": 8},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    asked, jobs = module.params["copies"], module.params["jobs"]
    described = [item.pop("artifact") for item in asked]
    if jobs < 1:
        module.fail_json(msg=f"jobs is {jobs}; expected the number of requests at a time, 1 or more")
    try:
        registries = connect([*module.params["registries"], *accounts_of(module)])
        copies = []
        for number, item in enumerate(asked):
            source, destination = item["source"], item["destination"]
            own = source.pop("own")
            reading = registry_of(registries, source["registry"], f"copies[{number}].source.registry")
            writing = registry_of(
                registries, destination["registry"], f"copies[{number}].destination.registry"
            )
            place = Place(reading, source["repository"], source["reference"])
            tags, origin, prefix = (destination[name] for name in ("tags", "origin", "staged_prefix"))
            copies.append(
                Copy(
                    place,
                    Target(writing, destination["repository"], tuple(tags), origin, prefix),
                    own,
                )
            )
        compared = compare(read_expected(module.params["expected"], registries), jobs)
        holders = [
            Place(
                registry_of(registries, held["registry"], f"holders[{number}].registry"),
                held["repository"],
                held["reference"],
            )
            for number, held in enumerate(module.params["holders"])
        ]
        done = copy_images(copies, jobs, module.check_mode, holders, compared)
    except RegistryError as error:
        module.fail_json(msg=str(error))
    results = [{**item, **copied.facts()} for item, copied in zip(asked, done)]
    requests = request_counts(*registries.values())
    module.exit_json(
        changed=any(result["changed"] for result in results),
        copies=results,
        artifacts=[with_digest(*pair) for pair in zip(described, results) if pair[0]],
        kept=[f"{item['destination']['repository']}:{tag}" for item in results for tag in item["kept"]],
        recorded=recorded(module.params["expected"], results),
        requests=requests,
    )


def read_expected(told: list[dict[str, str]], registries: dict[str, Registry]) -> list[Expected]:
    """What was asked to be compared; raises RegistryError for a digest that is none."""
    for number, item in enumerate(told):
        if not is_digest(item["digest"]):
            detail = f"expected[{number}].digest is not a digest"
            raise RegistryError(item["registry"], f"compare tag {item['tag']}", detail=detail)
    return [
        Expected(
            registry_of(registries, item["registry"], f"expected[{number}].registry"),
            *(item[key] for key in ("repository", "tag", "digest")),
        )
        for number, item in enumerate(told)
    ]


def with_digest(artifact: dict[str, Any], copied: dict[str, Any]) -> dict[str, Any]:
    """The artifact of an image that was copied, by its digest."""
    return {**artifact, "metadata": {**artifact.get("metadata", {}), "digest": copied["digest"]}}


def recorded(expected: list[dict[str, str]], copies: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """The digests of all tags that were compared, read or marked, by host and C(repository:tag)."""
    places = [(each["registry"], each["repository"], each["tag"], each["digest"]) for each in expected]
    for item in copies:
        source, destination = item["source"], item["destination"]
        if not is_digest(source["reference"]):
            places.append((source["registry"], source["repository"], source["reference"], item["digest"]))
        if destination["origin"] == BUILT:
            at = (destination["registry"], destination["repository"])
            places += [(*at, tag, item["digest"]) for tag in destination["tags"]]
    record: dict[str, dict[str, str]] = {}
    for registry, repository, tag, digest in places:
        record.setdefault(registry, {})[f"{repository}:{tag}"] = digest
    return record


if __name__ == "__main__":
    main()
