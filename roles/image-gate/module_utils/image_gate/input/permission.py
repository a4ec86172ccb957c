"""Whether a job's credentials may be used for its registry and its images."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Sequence

from ansible.module_utils.image_gate.input.fields import WRONG, Field, check_names
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import Family, ListedImage
from ansible.module_utils.image_gate.input.registry_pattern import registry_before
from ansible.module_utils.image_gate.input.variable_table import VARIABLES
from ansible.module_utils.image_gate.text.formats import secret_problem_of
from ansible.module_utils.image_gate.text.mistakes import not_chosen, way_out, wrong_kind
from ansible.module_utils.image_gate.text.names import HUB, canonical_registry, registry_problem, show

NOT_PERMITTED = "repository-not-permitted"
#: Where the repository of an image is, for messages.
REPOSITORY = "{images}[{index}].repository"
_TEMPLATE = re.compile(r"\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True)
class Account:
    """What is known of a job's account: the names of its keys (None if the job has none), and what it is for.

    ``registry`` and ``repository`` come from a secret, so no message shows them.
    """

    keys: Sequence[str] | None
    registry: Any
    repository: Any
    #: The interface of its registry for tags.
    type: Any = ""
    #: Names of the keys that hold texts; None if that is not known.
    texts: Sequence[str] | None = None


def check_account(
    account: Account,
    registry: str,
    images: Sequence[ListedImage],
    project: dict[str, Any],
    family: Family,
    found: Findings,
) -> None:
    """Check that the account is complete, and that it is for the job's ``registry`` and for each repository."""
    _check_given(account.keys, family, found)
    if account.keys:
        told = [*(account.texts or ()), "registry", "repository", "type"]
        texts = None if account.texts is None else told
        check_names(account.keys, texts, VARIABLES[family.credentials], family.credentials, found)
    check_interface(account.type, VARIABLES[family.credentials], family.credentials, found)
    own = text_of(account.registry, f"{family.credentials}.registry", found)
    pattern = text_of(account.repository, f"{family.credentials}.repository", found)
    if own is None or pattern is None:
        return
    before = registry_before(pattern)
    # A registry that is none has been told already.
    good = not registry or registry_problem(registry) is None
    if good and (own or pattern):
        _check_registry(own, before, registry, family, found)
    elif good and account.keys and canonical_registry(registry) != HUB:
        found.warn(
            family.credentials,
            "the secret does not say for which registry the account is, so it goes to whatever "
            f"{family.registry} names; add 'registry: {registry}' to the secret, "
            "and jobs that name another one are refused",
        )
    check_images(images, pattern, before, project, family, f"{family.credentials}.repository", found)


def _check_given(keys: Sequence[str] | None, family: Family, found: Findings) -> None:
    """Check that credentials that are asked for (not None) are there."""
    if keys is not None and not keys:
        found.error(
            family.credentials,
            "not defined; give the job a secret of this name with 'username' and 'password', "
            "and 'pass-to-parent: true'",
            "credentials-missing",
        )


def text_of(value: Any, where: str, found: Findings) -> str | None:
    """A part of the secret as text without the line end that it may have; None if it is no text."""
    if value in (None, ""):
        return ""
    if not isinstance(value, str):
        quotes = way_out("quotes") if isinstance(value, (bool, int, float)) else ""
        found.error(where, wrong_kind(value, "string", secret=True) + quotes, WRONG)
        return None
    return value.strip("\r\n")


def check_interface(value: Any, field: Field, where: str, found: Findings) -> None:
    """Check the interface that an account at ``where``, of this ``field``, names for the tags of its registry."""
    text, choices = text_of(value, f"{where}.type", found), field["fields"]["type"]["choices"]
    if text and text not in choices:
        found.error(f"{where}.type", not_chosen(text, choices, secret=True), WRONG)


def _check_registry(own: str, before: str, registry: str, family: Family, found: Findings) -> None:
    """Check that the account is for the registry of the job."""
    where = family.credentials
    problem = secret_problem_of("host-port", own)
    if problem:
        found.error(f"{where}.registry", f"{problem}; correct it in the secret", WRONG)
        return
    if own and before and canonical_registry(own) != canonical_registry(before):
        found.error(
            f"{where}.repository",
            "begins with another registry than 'registry' names; correct it in the secret",
        )
        return
    permitted, given = canonical_registry(own or before), canonical_registry(registry)
    if permitted == given:
        return
    actual = f"{show(registry)} is not" if registry else "not set, which means Docker Hub, but that is not"
    if own or before:
        source = (
            "that 'registry' in the secret names" if own else "with which 'repository' in the secret begins"
        )
        way_out = f"set it to the one {source}, or give the job an account of its registry"
    else:
        way_out = (
            "an account whose secret has 'repository' but no 'registry' is Docker Hub's; "
            f"if this one is not, add 'registry: {registry}' to the secret"
        )
    found.error(family.registry, f"{actual} the registry for which {where} are; {way_out}", NOT_PERMITTED)


def check_images(
    images: Sequence[ListedImage],
    pattern: str,
    before: str,
    project: dict[str, Any],
    family: Family,
    where: str,
    found: Findings,
    place: str = REPOSITORY,
) -> None:
    """Check each repository against ``pattern``, that of an account at ``where``, which is searched anywhere in it, but not in the name of its registry.

    A pattern that begins with a registry is about whole names: a repository may itself begin like a registry.
    Zuul marks the values of secrets as unsafe, so Ansible leaves templates in them alone: the project's name
    is filled in here.
    """
    allowed = _compile(pattern, where, project, found)
    if allowed is None:
        return
    for image in images:
        paths = {image.repository, image.target_repository}
        if before:
            permitted = any(allowed.match(f"{before}/{path}") for path in paths)
        else:
            permitted = any(map(allowed.search, paths))
        if image.repository and not permitted:
            found.error(
                place.format(images=family.images, index=image.index),
                f"{show(image.written)} is not among the repositories that {where} in the secret permits; "
                "choose one that it permits, or have the secret's owner permit this one",
                NOT_PERMITTED,
            )


def _compile(pattern: str, where: str, project: dict[str, Any], found: Findings) -> re.Pattern[str] | None:
    names = {
        "zuul.project.short_name": project.get("short_name"),
        "zuul.project.name": project.get("name"),
    }
    for template in _TEMPLATE.findall(pattern):
        if not names.get(template):
            found.error(where, f"has a template in it that is not known here; only {' and '.join(names)} are")
            return None
    try:
        return re.compile(_TEMPLATE.sub(lambda match: re.escape(str(names[match.group(1)])), pattern))
    except (re.error, OverflowError, RecursionError):
        found.error(where, "is not a valid regular expression; correct it in the secret")
        return None
