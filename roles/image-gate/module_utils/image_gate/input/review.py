"""Whether what a build works on has been reviewed, as Zuul tells it in ``zuul.post_review``."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.text.names import show


def check_review(zuul: dict[str, Any], found: Findings) -> None:
    """Refuse to publish what nobody has reviewed. A Zuul that does not tell is taken for one that knows what it does."""
    # An inventory may have turned it into text.
    if str(zuul.get("post_review", "")).lower() not in ("true", "none", ""):
        found.error(
            "zuul.post_review",
            f"the pipeline {show(zuul.get('pipeline'))} runs changes before review, and this job publishes images; "
            "let it run in a pipeline with 'post-review: true', such as gate or promote, and only build before that, "
            "or have the operator set 'publish-before-review: true' in site.yaml",
            "upload-in-check",
        )
