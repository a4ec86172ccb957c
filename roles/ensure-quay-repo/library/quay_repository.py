#!/usr/bin/python
"""Ansible module: make the repositories of images at Quay."""

from __future__ import annotations

DOCUMENTATION = """
module: quay_repository
short_description: Make the repositories of images at Quay
description:
  - Makes the repository of each image whose account has a token for Quay's own interface. One that is there stays as it is.
  - Images without what that needs are named in RV(skipped), with the reason.
options:
  accounts:
    description:
      - Accounts by registry, as the variable C(container_registry_credentials) has them; C(api_token), C(api_url), C(type) and C(cert) of each are read.
    type: dict
    required: true
  images:
    description: The job's C(container_images), of which C(repository), C(namespace), C(repo_shortname), C(repo_description) and C(visibility) are read.
    type: raw
    required: true
  project:
    description: Zuul's C(zuul.project), for templates in C(repository) of an account.
    type: dict
    default: {}
attributes:
  check_mode:
    description: Makes nothing; RV(created) is empty.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Make the repositories
  quay_repository:
    accounts: "{{ container_registry_credentials }}"
    images: "{{ container_images }}"
"""

RETURN = """
created:
  description: The repositories that were made.
  returned: success
  type: list
  elements: str
existing:
  description: Those that were there.
  returned: success
  type: list
  elements: str
skipped:
  description: What was left out, as C(place) in the list and C(reason).
  returned: success
  type: list
  elements: dict
"""

from typing import Any, Iterator, Mapping  # noqa: E402

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import ACCOUNTS, accounts_of  # noqa: E402
from ansible.module_utils.image_gate.input.accounts import check_permission  # noqa: E402
from ansible.module_utils.image_gate.input.findings import Findings  # noqa: E402
from ansible.module_utils.image_gate.input.image_list import read_images  # noqa: E402
from ansible.module_utils.image_gate.input.listed_image import FAMILIES, ListedImage  # noqa: E402
from ansible.module_utils.image_gate.oci.errors import RegistryError  # noqa: E402
from ansible.module_utils.image_gate.publish.quay_repositories import (  # noqa: E402
    VISIBILITIES,
    Repository,
    ensure,
)
from ansible.module_utils.image_gate.text.names import canonical_registry, show  # noqa: E402

FAMILY = FAMILIES["container"]
ARGUMENTS = {
    "accounts": {**ACCOUNTS, "required": True},
    "images": {"type": "raw", "required": True},
    "project": {"type": "dict", "default": {}},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    created: list[str] = []
    existing: list[str] = []
    try:
        accounts = {account["host"]: account for account in accounts_of(module)}
        found = Findings()
        images = read_images(module.params["images"], FAMILY, "", "", found, builds=False)
        _check_accounts(module.params, images, found)
        wanted, skipped = _sort(module.params["images"], images, accounts, found)
        if found.errors:
            module.fail_json(msg="\n".join(found.errors))
        for (registry, repository), account in wanted.items() if not module.check_mode else ():
            name = f"{registry}/{repository.namespace}/{repository.name}"
            (created if ensure(account, repository) else existing).append(name)
    except RegistryError as error:
        done = f" Made so far: {', '.join(created)}." if created else ""
        module.fail_json(msg=f"{error}{done}")
    module.exit_json(changed=bool(created), created=created, existing=existing, skipped=skipped)


def _check_accounts(options: Mapping[str, Any], images: list[ListedImage], found: Findings) -> None:
    """Whether each account permits the repositories of its registry."""
    for registry, account in options["accounts"].items():
        own = [image for image in images if image.registry == canonical_registry(str(registry))]
        check_permission(str(registry), account.get("repository"), own, options["project"], FAMILY, found)


def _sort(
    listed: Any, images: list[ListedImage], accounts: Mapping[str, dict[str, Any]], found: Findings
) -> tuple[dict[tuple[str, Repository], dict[str, Any]], list[dict[str, str]]]:
    """What is to be made with which account, and what is left out."""
    wanted: dict[tuple[str, Repository], dict[str, Any]] = {}
    skipped = []
    for image in images:
        item = listed[image.index]
        where = f"{FAMILY.images}[{image.index}]"
        account = accounts.get(image.registry, {})
        reason = next(_reasons(item, image, account), "")
        if reason:
            skipped.append({"place": where, "reason": reason})
            continue
        visibility = item["visibility"]
        if visibility not in VISIBILITIES:
            found.error(
                f"{where}.visibility", f"{show(str(visibility))} is not one of {', '.join(VISIBILITIES)}"
            )
            continue
        namespace, _, name = image.repository.rpartition("/")
        repository = Repository(
            str(item.get("namespace") or namespace),
            str(item.get("repo_shortname") or name),
            visibility,
            str(item.get("repo_description") or ""),
        )
        if f"{repository.namespace}/{repository.name}" != image.repository:
            found.error(
                where,
                f"namespace and repo_shortname are {repository.namespace}/{repository.name}, but repository is "
                f"{show(image.written)}; let them name the same",
            )
        wanted[(image.registry, repository)] = account
    return wanted, skipped


def _reasons(item: Mapping[str, Any], image: ListedImage, account: Mapping[str, Any]) -> Iterator[str]:
    if not image.repository:
        yield "it has no repository"
    if not account:
        yield f"{FAMILY.credentials} has no account for {image.registry}"
    elif account["type"] not in ("", "quay"):
        yield f"the account of {image.registry} is not for Quay"
    elif not account["api_token"]:
        yield f"the account of {image.registry} has no api_token"
    if not item.get("visibility"):
        yield "it has no visibility"


if __name__ == "__main__":
    main()
