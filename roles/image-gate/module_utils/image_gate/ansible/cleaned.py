"""What became of tags, as modules that delete some return it."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.image_gate.ansible.warnings import one_for_all
from ansible.module_utils.image_gate.publish.cleanup import ANEW, UNKNOWN, CleanedUp, Staged


def results_of(done: CleanedUp) -> dict[str, Any]:
    """Tags that were deleted, and those that stay with the reason."""
    return {
        "changed": bool(done.deleted),
        "deleted": [{**_place(item), "age": item.age, "companion": item.companion} for item in done.deleted],
        "kept": [
            {
                **_place(item),
                "age": item.age,
                "reason": item.reason,
                "failed": item.failed,
                "companion": item.companion,
            }
            for item in done.kept
        ],
        "considered": sum(1 for item in done.deleted + done.kept if item.tag and not item.companion),
    }


def warnings_of(done: CleanedUp) -> list[str]:
    """What an operator has to know, once for all tags that it concerns."""
    failed = [item for item in done.kept if item.failed]
    closed = [
        f"Old staged tags of {item.folder.repository}, if there are any, stay: {item.reason}"
        for item in failed
        if not item.tag
    ]
    refused = [(f"{item.folder.repository}:{item.tag}", item.reason) for item in failed if item.tag]
    ageless = [
        (f"{item.folder.repository}:{item.tag}", item.reason)
        for item in done.kept
        if item.reason in (UNKNOWN, ANEW)
    ]
    return [
        *closed,
        *one_for_all("The old staged tag {}: {}", refused),
        *one_for_all("The staged tag {}: {}", ageless),
    ]


def _place(item: Staged) -> dict[str, str]:
    return {"repository": item.folder.repository, "tag": item.tag}
