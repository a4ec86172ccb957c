#!/usr/bin/python
"""Ansible module: take tags from a repository."""

from __future__ import annotations

DOCUMENTATION = """
module: registry_remove
short_description: Take tags from a repository of a registry
description:
  - Deletes one tag, or all that match a pattern and were pushed long enough ago.
  - A tag is deleted alone, never its image, which other tags may share; see M(registry_cleanup) for how that and the age of a tag are known.
  - A tag that is not there is no error. In check mode nothing is deleted.
options:
  accounts:
    description: Accounts by registry, as the variable C(container_registry_credentials) has them; C(repository) of an account must permit this one.
    type: dict
    required: true
  project:
    description: Zuul's C(zuul.project), for templates in C(repository) of an account.
    type: dict
    default: {}
  repository:
    description: The repository with its registry; without one it is of Docker Hub.
    type: str
    required: true
  tag:
    description: The tag to delete. If it is empty, O(pattern) counts.
    type: str
    default: ''
  pattern:
    description: A regular expression (Python); tags whose beginning matches it are deleted.
    type: str
    default: ''
  max_age:
    description: Age in seconds above which a tag that matches is deleted; at least 1, unless in check mode.
    type: int
    default: 86400
  type:
    description: The interface of the registry for its tags, where the account names none.
    type: str
    choices: ['', docker, quay, harbor, gitlab, github, azure, artifactory, distribution]
    default: ''
  api_url:
    description: Address of that interface, where the account names none.
    type: str
    default: ''
author: Image Gate
"""

EXAMPLES = """
- name: Take a tag away
  registry_remove:
    accounts: "{{ container_registry_credentials }}"
    repository: quay.io/acme/app
    tag: old
"""

RETURN = """
deleted:
  description: Tags that were deleted (in check mode, would be), with I(repository), I(tag) and I(age) in seconds, or null.
  returned: success
  type: list
  elements: dict
kept:
  description: Tags that match and stay, with I(repository), I(tag), I(age) and I(reason).
  returned: success
  type: list
  elements: dict
considered:
  description: Number of tags that were looked at.
  returned: success
  type: int
warnings_found:
  description: What stays because the registry refused something, or because nothing tells its age; as Ansible's warnings.
  returned: success
  type: list
  elements: str
requests:
  description: Number of requests by host.
  returned: success
  type: dict
"""

import re  # noqa: E402
from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.cleaned import results_of, warnings_of  # noqa: E402
from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import (  # noqa: E402
    ACCOUNTS,
    TAGGED,
    accounts_of,
    connect,
    request_counts,
    tags_of,
)
from ansible.module_utils.image_gate.ansible.warnings import show_warnings  # noqa: E402
from ansible.module_utils.image_gate.input.accounts import check_permission  # noqa: E402
from ansible.module_utils.image_gate.input.findings import Findings  # noqa: E402
from ansible.module_utils.image_gate.input.listed_image import FAMILIES, named_image  # noqa: E402
from ansible.module_utils.image_gate.oci.errors import RegistryError  # noqa: E402
from ansible.module_utils.image_gate.publish.cleanup import Folder, clean_up  # noqa: E402
from ansible.module_utils.image_gate.publish.removal import remove_tag  # noqa: E402
from ansible.module_utils.image_gate.tags.choice import HUB_API  # noqa: E402
from ansible.module_utils.image_gate.tags.staging import clocks  # noqa: E402
from ansible.module_utils.image_gate.text.names import (  # noqa: E402
    canonical_registry,
    canonical_repository,
    image_problem,
    show,
    split_registry,
    tag_problem,
)

ROLE = "remove_registry_tag"
FAMILY = FAMILIES["container"]
ARGUMENTS = {
    "accounts": {**ACCOUNTS, "required": True},
    "project": {"type": "dict", "default": {}},
    "repository": {"type": "str", "required": True},
    "tag": {"type": "str", "default": ""},
    "pattern": {"type": "str", "default": ""},
    "max_age": {"type": "int", "default": 86400},
    "type": TAGGED["type"],
    "api_url": TAGGED["api_url"],
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    options = module.params
    try:
        described = accounts_of(module)
        found = _checked(options, module.check_mode)
        registry_name, repository = _place(options["repository"])
        account = next((one for one in described if one["host"] == registry_name), None)
        if account is None and not found.errors:
            found.error(
                FAMILY.credentials,
                f"no account for {show(registry_name)}, the registry of {ROLE}_repository; add '{registry_name}' with "
                "'username' and 'password' to the secret",
            )
        if found.errors or account is None:
            module.fail_json(msg="\n".join(found.errors))
        own = {**account, **{name: account[name] or options[name] for name in ("type", "api_url")}}
        (registry,) = connect([own]).values()
        tags = tags_of(registry, own, HUB_API)
        if options["tag"]:
            done = remove_tag(registry, tags, repository, options["tag"], module.check_mode)
        else:
            folder = Folder(tags, repository, clocks(registry)[0], pattern=re.compile(options["pattern"]))
            done = clean_up([folder], options["max_age"], module.check_mode)
    except RegistryError as error:
        module.fail_json(msg=str(error))
    if options["tag"] and done.kept:
        module.fail_json(msg=f"{options['repository']}:{options['tag']} stays: {done.kept[0].reason}")
    module.exit_json(
        **results_of(done),
        requests=request_counts(registry, tags),
        **show_warnings(module, warnings_of(done)),
    )


def _place(written: str) -> tuple[str, str]:
    own, repository = split_registry(written)
    registry = canonical_registry(own)
    return registry, canonical_repository(registry, repository)


def _checked(options: dict[str, Any], check_mode: bool) -> Findings:
    """What is wrong with the input, before the registry is asked anything."""
    found = Findings()
    written = options["repository"]
    if not found.check(f"{ROLE}_repository", written, image_problem(written)):
        return found
    if options["tag"]:
        found.check(f"{ROLE}_tag", options["tag"], tag_problem(options["tag"]))
    else:
        _check_pattern(options, check_mode, found)
    registry, repository = _place(written)
    image = named_image(registry, repository, options["tag"])
    for name, account in options["accounts"].items():
        if canonical_registry(str(name)) == registry:
            pattern, project = account.get("repository"), options["project"]
            check_permission(str(name), pattern, [image], project, FAMILY, found, f"{ROLE}_repository")
    return found


def _check_pattern(options: dict[str, Any], check_mode: bool, found: Findings) -> None:
    if not options["pattern"]:
        found.error(f"{ROLE}_regex", f"empty, and so is {ROLE}_tag; set one of them")
    try:
        re.compile(options["pattern"])
    except (re.error, OverflowError, RecursionError) as error:
        found.error(f"{ROLE}_regex", f"is not a regular expression of Python ({error})")
    if options["max_age"] < 1 and not check_mode:
        found.error(
            f"{ROLE}_age",
            f"{options['max_age']} is not a positive number of seconds; a tag that a job is about to promote would go",
        )


if __name__ == "__main__":
    main()
