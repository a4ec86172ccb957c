"""Whether the accounts of a job, one for each registry, may be used for its images."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from ansible.module_utils.image_gate.input.fields import WRONG, check_names
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import Family, ListedImage
from ansible.module_utils.image_gate.input.permission import (
    REPOSITORY,
    check_images,
    check_interface,
    text_of,
)
from ansible.module_utils.image_gate.input.registry_pattern import registry_before
from ansible.module_utils.image_gate.input.variable_table import VARIABLES
from ansible.module_utils.image_gate.text.formats import problem_of
from ansible.module_utils.image_gate.text.legible import name
from ansible.module_utils.image_gate.text.names import canonical_registry, show

MISSING = "credentials-missing"
#: Accounts of which not one is there.
NO_ACCOUNTS: dict[str, Any] = dict.fromkeys(("registries", "whole", "keys", "texts", "repositories"), ())


def check_accounts(
    told: Mapping[str, Any] | None,
    images: Sequence[ListedImage],
    project: dict[str, Any],
    family: Family,
    found: Findings,
    place: str = REPOSITORY,
) -> dict[str, str]:
    """Check that each account is complete and permits the images of its registry, and that each image has one.

    ``told`` is what is known of the accounts, in columns (None if none are needed): ``registries``, all names; of the
    ``whole`` ones, those that are mappings, the names of their ``keys`` and of the ``texts`` among them, their
    ``repositories`` and their ``types``. ``place`` is where the repository of an image is. Returns the names under which accounts stand, by registry.
    """
    if told is None:
        return {}
    if not told["registries"]:
        found.error(
            family.credentials,
            "not defined; give the job a secret of this name with an account ('username' and 'password') for each registry, "
            "and 'pass-to-parent: true'",
            MISSING,
        )
        return {}
    if "username" in told["registries"]:
        found.error(
            family.credentials,
            "has 'username' beside registries; put 'username' and 'password' below the name of their registry, such as 'quay.io'",
            WRONG,
        )
        return {}
    known = _names(told, family, found)
    field = VARIABLES[family.credentials]["free"]["values"]
    for registry, interface in zip(told["whole"], told.get("types") or ()):
        check_interface(interface, field, f"{family.credentials}.{name(str(registry))}", found)
    columns = (told["keys"], told["texts"], told["repositories"])
    for registry, keys, texts, pattern in zip(told["whole"], *columns):
        own = [image for image in images if image.registry == canonical_registry(str(registry))]
        _check_account(str(registry), keys, texts, pattern, own, project, family, found, place)
    for registry in dict.fromkeys(image.registry for image in images if image.repository and image.tags):
        if registry not in known:
            found.error(
                family.credentials,
                f"no account for {show(registry)}, the registry of {_first(images, registry, family)}; "
                f"add '{registry}' with 'username' and 'password' to the secret",
                MISSING,
            )
    return known


def _names(told: Mapping[str, Any], family: Family, found: Findings) -> dict[str, str]:
    """The names of all accounts, by the registries for which they are."""
    known: dict[str, str] = {}
    for registry in map(str, told["registries"]):
        where = f"{family.credentials}.{name(registry)}"
        if not found.check(where, registry, problem_of("host-port", registry), WRONG):
            continue
        if registry not in map(str, told["whole"]):
            found.error(where, "is not a mapping; expected one with 'username' and 'password'", WRONG)
        first = known.setdefault(canonical_registry(registry), registry)
        if first != registry:
            found.error(where, f"is the same registry as {show(first)}; leave one of the two accounts")
    return known


def _check_account(
    registry: str,
    keys: Sequence[str],
    texts: Sequence[str],
    repository: Any,
    images: Sequence[ListedImage],
    project: dict[str, Any],
    family: Family,
    found: Findings,
    place: str,
) -> None:
    where = f"{family.credentials}.{name(registry)}"
    # What is said of its repository comes below.
    field = VARIABLES[family.credentials]["free"]["values"]
    check_names(keys, [*texts, "repository", "type"], field, where, found)
    check_permission(registry, repository, images, project, family, found, place)


def check_permission(
    registry: str,
    repository: Any,
    images: Sequence[ListedImage],
    project: dict[str, Any],
    family: Family,
    found: Findings,
    place: str = REPOSITORY,
) -> None:
    """Check that an account permits ``images`` of its registry; ``repository`` is what it says of that."""
    where = f"{family.credentials}.{name(registry)}"
    pattern = text_of(repository, f"{where}.repository", found)
    if not pattern:
        return
    before = registry_before(pattern)
    if before and canonical_registry(before) != canonical_registry(registry):
        found.error(
            f"{where}.repository",
            "begins with another registry than the account stands under; correct it in the secret",
        )
        return
    check_images(images, pattern, before, project, family, f"{where}.repository", found, place)


def _first(images: Sequence[ListedImage], registry: str, family: Family) -> str:
    index = next(image.index for image in images if image.registry == registry)
    return f"{family.images}[{index}]"
