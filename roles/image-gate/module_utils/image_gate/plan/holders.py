"""Images that have layers in common with those of a job, and lie where the job writes: layers are taken from there.

They are what the job may have been built on: images of changes ahead, and of other jobs of the buildset.
"""

from __future__ import annotations

from typing import Container

from ansible.module_utils.image_gate.input.artifacts import AheadImage, read_artifacts
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.plan.addresses import Address
from ansible.module_utils.image_gate.plan.job import Job
from ansible.module_utils.image_gate.text.names import address, canonical_registry

# Each costs a request; the nearest changes come last.
MOST = 20


def holders_of(
    job: Job, intermediate: Address, registries: Container[str]
) -> dict[str, list[dict[str, str]]]:
    """The option ``holders`` of registry_copy, for uploads to ``registries`` and for copies into the intermediate registry.

    What is wrong with an artifact is told where it is pulled; here it only does not help.
    """
    place = address(*intermediate) if intermediate else ""
    ahead = read_artifacts(job.zuul.get("artifacts"), place, Findings(), job.zuul)
    return {
        "upload_holders": [
            {"registry": registry, "repository": image.published[1], "reference": image.digest}
            for image in ahead
            for registry in [canonical_registry(image.published[0])]
            if image.digest and registry in registries
        ][-MOST:],
        "intermediate_holders": [
            {"registry": place, "repository": image.source_repository, "reference": _reference(image)}
            for image in ahead
            if place
        ][-MOST:],
    }


def _reference(image: AheadImage) -> str:
    return image.digest or image.source_tag
