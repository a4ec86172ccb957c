#!/usr/bin/python
"""Ansible module: delete staged tags that nobody promoted."""

from __future__ import annotations

DOCUMENTATION = """
module: registry_cleanup
short_description: Delete old staged tags of container images
description:
  - Lists the tags of repositories and deletes the staged ones that are older than a limit.
  - A tag is staged if it begins with C(change_<number>_), or is one of O(staged). One of O(keep) never is.
  - Its age counts from the moment in the name of its companion, which M(registry_copy) writes beside a staged tag, else
    from its push where the registry tells that (Docker Hub). When its image was made tells nothing. A tag whose age
    nothing tells is kept, and a warning says so once. The earlier one of this machine's clock and the registry's counts.
  - Companions go with the tags that they tell of, and those of tags that are gone once they are as old.
  - A repository that does not exist is passed over, and so is, with a warning, one that cannot be listed. In
    check mode nothing is deleted.
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
      type:
        description:
          - The interface by which its tags are listed and deleted. By default that of the host (Docker Hub, C(quay.io), C(ghcr.io),
            C(registry.gitlab.com), Azure, JFrog), or what the registry says of itself when it asks to log in (Harbor, GitLab).
          - The distribution API alone for all others, and for C(quay.io) without O(registry.api_token).
        type: str
        choices: ['', docker, quay, harbor, gitlab, github, azure, artifactory, distribution]
        default: ''
      api_url:
        description: Address of that interface, where it is not the usual one. By https only.
        type: str
        default: ''
      api_token:
        description: Token for that interface, where it wants another one than the password (Quay, GitHub).
        type: str
        default: ''
  repositories:
    description: The repositories to look through.
    type: list
    elements: str
    required: true
  keep:
    description: Final tags, which are never deleted, whatever their form.
    type: list
    elements: dict
    default: []
    suboptions:
      repository:
        description: The repository.
        type: str
        required: true
      tags:
        description: The tags.
        type: list
        elements: str
        required: true
  staged:
    description: Staged tags of another form, such as those of items without a change (C(periodic_latest)).
    type: list
    elements: dict
    default: []
    suboptions:
      repository:
        description: The repository.
        type: str
        required: true
      tags:
        description: The tags.
        type: list
        elements: str
        required: true
  max_age:
    description: Age in seconds above which a staged tag is deleted; at least 1, unless in check mode.
    type: int
    default: 604800
  hub_api:
    description: Address of Docker Hub's tag interface; only used where the registry is Docker Hub.
    type: str
    default: https://hub.docker.com
author: Image Gate
"""

EXAMPLES = """
- name: Delete what failed changes left behind
  registry_cleanup:
    registry:
      host: quay.io
      username: "{{ credentials.username }}"
      password: "{{ credentials.password }}"
    repositories: [acme/app]
    keep:
      - repository: acme/app
        tags: [latest]
    staged:
      - repository: acme/app
        tags: [periodic_latest]
"""

RETURN = """
deleted:
  description: Staged tags that were deleted (in check mode, would be), with I(repository), I(tag) and I(age).
  returned: success
  type: list
  elements: dict
kept:
  description:
    - Staged tags that stay, with I(repository), I(tag), I(age) (seconds, or null) and I(reason).
    - RV(kept[].failed) says that the registry refused something. I(tag) is empty for a repository that cannot be
      listed. RV(kept[].companion) marks a tag that only tells when another one was staged.
  returned: success
  type: list
  elements: dict
considered:
  description: Number of staged tags that were found, without their companions.
  returned: success
  type: int
warnings_found:
  description: What stays because the registry refused something, or because nothing tells its age; as Ansible's warnings.
  returned: success
  type: list
  elements: str
lost:
  description: Whether the registry took away other tags with one, which could not be written again; I(msg) names them.
  returned: failure
  type: bool
requests:
  description: Number of requests by host.
  returned: success
  type: dict
"""

from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.cleaned import results_of, warnings_of  # noqa: E402
from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import (  # noqa: E402
    TAGGED,
    connect,
    request_counts,
    tags_of,
)
from ansible.module_utils.image_gate.ansible.warnings import show_warnings  # noqa: E402
from ansible.module_utils.image_gate.oci.errors import RegistryError  # noqa: E402
from ansible.module_utils.image_gate.publish.cleanup import Folder, clean_up  # noqa: E402
from ansible.module_utils.image_gate.tags.api import TagsLost  # noqa: E402
from ansible.module_utils.image_gate.tags.staging import clocks  # noqa: E402

TAGS = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": {
        "repository": {"type": "str", "required": True},
        "tags": {"type": "list", "elements": "str", "required": True},
    },
}
ARGUMENTS = {
    "registry": {"type": "dict", "required": True, "options": TAGGED},
    "repositories": {"type": "list", "elements": "str", "required": True},
    "keep": TAGS,
    "staged": TAGS,
    "max_age": {"type": "int", "default": 604800},
    "hub_api": {"type": "str", "default": "https://hub.docker.com"},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    options = module.params
    if options["max_age"] < 1 and not module.check_mode:
        module.fail_json(
            msg=f"max_age: {options['max_age']} is not a positive number of seconds; a tag that a job is about to promote "
            "would go",
            lost=False,
        )
    try:
        (registry,) = connect([options["registry"]]).values()
        tags = tags_of(registry, options["registry"], options["hub_api"])
        keep, staged = (_by_repository(options[name]) for name in ("keep", "staged"))
        now = clocks(registry)[0]
        folders = [
            Folder(tags, name, now, keep.get(name, ()), staged.get(name, ()))
            for name in options["repositories"]
        ]
        done = clean_up(folders, options["max_age"], module.check_mode)
    except RegistryError as error:
        module.fail_json(msg=str(error), lost=isinstance(error, TagsLost))
    module.exit_json(
        **results_of(done),
        requests=request_counts(registry, tags),
        **show_warnings(module, warnings_of(done)),
    )


def _by_repository(listed: list[dict[str, Any]]) -> dict[str, set[str]]:
    tags: dict[str, set[str]] = {}
    for entry in listed:
        tags.setdefault(entry["repository"], set()).update(entry["tags"])
    return tags


if __name__ == "__main__":
    main()
