"""Images that come to their promotion from the intermediate registry: nothing was staged in the registry that publishes them."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.image_gate.input.artifacts import read_artifacts
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import Family, ListedImage, tagged
from ansible.module_utils.image_gate.plan.addresses import Address
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.plan.pulls import one_copy
from ansible.module_utils.image_gate.text.names import address, show

#: The method of a family that does so.
CARRIED = "intermediate-registry"


def carried_copies(
    images: list[ListedImage], intermediate: Address, staging: str, family: Family, job: Job, found: Findings
) -> list[dict[str, Any]]:
    """Copies that stage the images, so that their promotion is that of all others."""
    if job.carried is None:
        return []
    if intermediate is None:
        found.error(
            "intermediate_registry",
            f"not defined, but {family.method} is '{CARRIED}'; give the job the secret of that name",
        )
        return []
    place = address(*intermediate)
    known = {(one.repository, one.tag): one for one in read_artifacts(job.carried, place, found)}
    copies = []
    for image, tag in tagged(images):
        built = known.get((image.buildset_path, tag))
        if built is None:
            found.error(
                f"{family.images}[{image.index}]",
                f"the build of the upload job has told of no image {show(f'{image.artifact_repository}:{tag}')}; "
                "give both jobs the same list",
            )
            continue
        source = (place, built.source_repository, built.digest or built.source_tag)
        copy = one_copy(source, (image.registry, image.target_repository, staging + tag))
        copy["destination"]["staged_prefix"] = staging
        copies.append(copy)
    return copies
