"""Whether a job's credentials may be used for its images."""

from __future__ import annotations

import re
from typing import Any, Sequence

from ansible.module_utils.image_gate.findings import Findings
from ansible.module_utils.image_gate.listed_image import Family, ListedImage
from ansible.module_utils.image_gate.references import show

NEEDED = ("username", "password")
_TEMPLATE = re.compile(r"\{\{\s*(.*?)\s*\}\}")


def check_credentials(keys: Sequence[str] | None, family: Family, found: Findings) -> None:
    """Check that the credentials hold what a login needs; only the names of their keys are known here."""
    if keys is None:
        return
    missing = " and no ".join(repr(key) for key in NEEDED if key not in keys)
    if not keys:
        found.error(
            family.credentials_variable,
            "not defined; give the job a secret of this name with 'username' and 'password', "
            "and 'pass-to-parent: true'",
        )
    elif missing:
        found.error(
            family.credentials_variable,
            f"the secret has no {missing}; expected {' and '.join(map(repr, NEEDED))}",
        )


def check_permission(
    images: Sequence[ListedImage], pattern: str, project: dict[str, Any], family: Family, found: Findings
) -> None:
    """Check each repository against the credentials' ``pattern``, which is searched anywhere in it.

    Zuul marks the values of secrets as unsafe, so Ansible leaves templates in them alone: the project's name
    is filled in here. As the pattern comes from a secret, no message shows it.
    """
    where = f"{family.credentials_variable}.repository"
    allowed = _compile(pattern.strip("\r\n"), where, project, found)
    for image in images:
        names = {
            image.written,
            image.repository,
            image.target_repository,
            f"{image.registry}/{image.repository}",
        }
        if allowed and image.repository and not any(allowed.search(name) for name in names):
            found.error(
                f"{family.variable}[{image.index}].repository",
                f"{show(image.written)} is not among the repositories that {where} in the secret permits; "
                "choose one that it permits, or have the secret's owner permit this one",
            )


def _compile(pattern: str, where: str, project: dict[str, Any], found: Findings) -> re.Pattern[str] | None:
    names = {
        "zuul.project.short_name": project.get("short_name"),
        "zuul.project.name": project.get("name"),
    }
    for template in _TEMPLATE.findall(pattern):
        if not names.get(template):
            found.error(
                where, f"cannot fill in the template {show(template)}; only {' and '.join(names)} are known"
            )
            return None
    try:
        return re.compile(_TEMPLATE.sub(lambda match: re.escape(str(names[match.group(1)])), pattern))
    except re.error as error:
        found.error(where, f"is not a valid pattern: {error.msg}; correct it in the secret")
        return None
