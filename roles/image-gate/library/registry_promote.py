#!/usr/bin/python
"""Ansible module: give tested images their final tags."""

from __future__ import annotations

DOCUMENTATION = """
module: registry_promote
short_description: Turn staged tags of container images into final ones
description:
  - Gives the images of staged tags their final tags, in the same repository and without changing a byte.
  - Nothing is written unless all staged tags are there. They are deleted after the last final tag is written.
  - A staged tag that is missing counts as promoted if the image of the final tag carries the label
    C(org.zuul-ci.change) with the value of I(change); so a second run completes what a first one began. A final tag
    that has the digest already is not written again.
  - A staged tag whose image is labelled with another change is refused. A final tag stays, with a warning, if its image
    is of a change that was built on top of this one, or later; see O(allow_older).
  - The companions that tell when the tags were staged are deleted with them.
  - In check mode nothing is written or deleted.
options:
  registry:
    description: The registry of all promotions, and how to log in to it.
    type: dict
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
  registries:
    description: In the place of O(registry), several; nothing is written to any of them unless all staged tags are there.
    type: list
    elements: dict
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
          - The distribution API alone for all others, and for C(quay.io) without O(registries[].api_token).
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
  accounts:
    description:
      - Accounts by registry, as the variable C(container_registry_credentials) has them; C(username), C(password) and C(cert) of each are read.
      - They are registries beside O(registry) and O(registries).
    type: dict
  promotions:
    description: The tags to write.
    type: list
    elements: dict
    required: true
    suboptions:
      registry:
        description: Host of one of O(registries); with O(registry) it is that one.
        type: str
        default: ''
      repository:
        description: The repository.
        type: str
        required: true
      staged_tag:
        description: The tag that the upload wrote.
        type: str
        required: true
      tag:
        description: The final tag.
        type: str
        required: true
      digest:
        description: What was built, where that is known; a staged tag that stands for another image is refused.
        type: str
        default: ''
  change:
    description: Number of the change, by which its images are recognised; without it no labels are looked at.
    type: str
    default: ''
  change_url:
    description: Address of the change, as numbers of changes are unique in a code review, or a project, only.
    type: str
    default: ''
  allow_older:
    description: Whether a final tag is written although its image is newer.
    type: bool
    default: false
  allow_older_by:
    description: The variable with which a job sets O(allow_older), for messages.
    type: str
    default: promote_docker_image_allow_older
  delete_staged:
    description: Whether staged tags are deleted at the end.
    type: bool
    default: true
  hub_api:
    description: Address of Docker Hub's tag interface; only used where a registry is Docker Hub.
    type: str
    default: https://hub.docker.com
author: Image Gate
"""

EXAMPLES = """
- name: Promote the images of this change
  registry_promote:
    registry:
      host: quay.io
      username: "{{ credentials.username }}"
      password: "{{ credentials.password }}"
    promotions:
      - repository: acme/app
        staged_tag: change_1234_latest
        tag: latest
    change: "1234"
"""

RETURN = """
promotions:
  description: What was promoted.
  returned: success
  type: list
  elements: dict
  contains:
    registry:
      description: The registry.
      type: str
    repository:
      description: The repository.
      type: str
    tag:
      description: The final tag.
      type: str
    staged_tag:
      description: The staged tag.
      type: str
    digest:
      description: Digest of the image.
      type: str
    previously:
      description: Whether an earlier run promoted it and deleted the staged tag.
      type: bool
    newer:
      description: Why the final tag stays as it was, because its image is newer, or an empty text.
      type: str
    changed:
      description: Whether the final tag was written (in check mode, would be).
      type: bool
deleted:
  description: Staged tags that were deleted (in check mode, would be), with I(registry), I(repository) and I(tag).
  returned: success
  type: list
  elements: dict
kept:
  description: Staged tags that could not be deleted, with I(registry), I(repository), I(tag) and I(reason).
  returned: success
  type: list
  elements: dict
warnings_found:
  description: What stays as it was, final tags and staged ones; the same as Ansible's warnings.
  returned: success
  type: list
  elements: str
requests:
  description: Number of requests by host.
  returned: success
  type: dict
"""

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import (  # noqa: E402
    ACCOUNTS,
    TAGGED,
    accounts_of,
    connect,
    registry_of,
    request_counts,
    tags_of,
)
from ansible.module_utils.image_gate.ansible.warnings import one_for_all, show_warnings  # noqa: E402
from ansible.module_utils.image_gate.oci.errors import RegistryError  # noqa: E402
from ansible.module_utils.image_gate.oci.manifest import is_digest  # noqa: E402
from ansible.module_utils.image_gate.oci.registry import Registry  # noqa: E402
from ansible.module_utils.image_gate.publish.origin import Change  # noqa: E402
from ansible.module_utils.image_gate.publish.promote import promote  # noqa: E402
from ansible.module_utils.image_gate.publish.promotion import Promoted, PromotedBatch, Promotion, Tagged  # noqa: E402
from ansible.module_utils.image_gate.text.names import show  # noqa: E402

ARGUMENTS = {
    "registry": {"type": "dict", "options": TAGGED},
    "registries": {"type": "list", "elements": "dict", "options": TAGGED},
    "accounts": ACCOUNTS,
    "promotions": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "registry": {"type": "str", "default": ""},
            "repository": {"type": "str", "required": True},
            "staged_tag": {"type": "str", "required": True},
            "tag": {"type": "str", "required": True},
            "digest": {"type": "str", "default": ""},
        },
    },
    "change": {"type": "str", "default": ""},
    "change_url": {"type": "str", "default": ""},
    "allow_older": {"type": "bool", "default": False},
    "allow_older_by": {"type": "str", "default": "promote_docker_image_allow_older"},
    "delete_staged": {"type": "bool", "default": True},
    "hub_api": {"type": "str", "default": "https://hub.docker.com"},
}


def main() -> None:
    """Run the module."""
    either = ("registry", "registries")
    module = Module(
        ARGUMENTS,
        supports_check_mode=True,
        mutually_exclusive=[either],
        required_one_of=[(*either, "accounts")],
    )
    options = module.params
    try:
        described = [
            *(options["registries"] or []),
            *filter(None, [options["registry"]]),
            *accounts_of(module),
        ]
        registries = connect(described)
        hub_api = options["hub_api"]
        tags = {registries[one["host"]]: tags_of(registries[one["host"]], one, hub_api) for one in described}
        asked = [_read(registries, number, **item) for number, item in enumerate(options["promotions"])]
        change = Change(options["change"], options["change_url"]) if options["change"] else None
        how = {"delete": options["delete_staged"], "allow_older": options["allow_older"]}
        done = promote(asked, tags, change, check=module.check_mode, **how)
    except RegistryError as error:
        module.fail_json(msg=str(error))
    promotions = [
        {
            **item.promotion._asdict(),
            "registry": item.promotion.registry.host,
            "digest": item.manifest.digest,
            "previously": item.previously,
            "newer": item.newer,
            "changed": item.written,
        }
        for item in done.promoted
    ]
    module.exit_json(
        changed=any(item["changed"] for item in promotions) or bool(done.deleted),
        promotions=promotions,
        deleted=[_place(at) for at in done.deleted],
        kept=[{**_place(at), "reason": reason} for at, reason in done.kept],
        requests=request_counts(*registries.values(), *tags.values()),
        **show_warnings(module, _warnings(done, options["allow_older_by"])),
    )


def _read(
    registries: dict[str, Registry], number: int, registry: str, digest: str, **names: str
) -> Promotion:
    """Raises RegistryError for a digest that is none, and for a registry that is not described."""
    if digest and not is_digest(digest):
        what = f"promote {names['staged_tag']}"
        raise RegistryError(registry, what, detail=f"its digest is {show(digest)}; expected sha256:...")
    only = next(iter(registries)) if len(registries) == 1 else ""
    known = registry_of(registries, registry or only, f"promotions[{number}].registry")
    return Promotion(known, **names, digest=digest)


def _place(at: Tagged) -> dict[str, str]:
    return {**at._asdict(), "registry": at.registry.host}


def _warnings(done: PromotedBatch, allow_older_by: str) -> list[str]:
    """A sentence for each final tag that is newer, and one for all staged tags that stay for one reason."""
    newer = [_about_newer(item, allow_older_by) for item in done.promoted if item.newer]
    places = [(f"{at.repository}:{at.tag}", reason) for at, reason in done.kept]
    remarks = [
        f"{item.promotion.repository}:{item.promotion.tag} was written; {remark}"
        for item in done.promoted
        for remark in item.remarks
    ]
    return newer + remarks + one_for_all("The staged tag {}: {}", places)


def _about_newer(item: Promoted, allow_older_by: str) -> str:
    _, repository, staged_tag, tag, _ = item.promotion
    sentence = f"{repository}:{tag} stays as it is: {item.newer}."
    if item.previously:
        return f"{sentence} There is no {staged_tag} (any more)."
    return (
        f"{sentence} To replace it all the same, promote again with {allow_older_by} as long as "
        f"{staged_tag} is there."
    )


if __name__ == "__main__":
    main()
