"""Where the registries of a buildset are."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.image_gate.input.fields import check_names
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import Family, ListedImage
from ansible.module_utils.image_gate.input.variable_table import VARIABLES
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.text.names import (
    address,
    canonical_registry,
    endpoint,
    host_problem,
    port_problem,
)

#: Host and port.
Address = "tuple[str, int] | None"


def registry_address(value: dict[str, Any] | None, where: str, found: Findings) -> Address:
    """Host and port of a registry; None if there is none. ``keys`` are the names of all that is known of it, ``texts`` of the texts among it."""
    if not value or (value.get("host") in (None, "") and not value.get("keys")):
        return None
    field = VARIABLES[where]
    keys = value.get("keys") or []
    before = len(found.errors)
    if keys:
        check_names(keys, value.get("texts"), field, where, found)
    if len(found.errors) > before:
        return None
    host, port = value["host"], value.get("port")
    good_host = found.check(
        f"{where}.host", host, host_problem(host) if isinstance(host, str) else "is not text"
    )
    good_port = found.check(f"{where}.port", port, port_problem(port))
    return (host.strip("[]"), int(port)) if good_host and good_port else None


def check_addresses(
    job: Job,
    family: Family,
    images: list[ListedImage],
    buildset: Address,
    intermediate: Address,
    found: Findings,
) -> None:
    """The buildset registry is what a job of the change returned: it must not pose as one that has another account."""
    others = {"intermediate_registry": address(*intermediate) if intermediate else ""}
    if images and family.registry:
        others[family.registry] = canonical_registry(job.registry)
    elif not family.registry:
        others.update(
            {f"{family.images}[{image.index}]": image.registry for image in images if image.repository}
        )
    for name, other in others.items():
        if buildset and other and endpoint(address(*buildset)) == endpoint(other):
            found.error(
                "buildset_registry",
                f"{address(*buildset)} is the address of {name} as well; expected the registry that a job of this "
                "buildset has started. Look for the job that returned it",
            )
