"""Artifactory: a tag is a folder of its storage, which its API lists and deletes."""

from __future__ import annotations

from typing import Any, Iterable

from ansible.module_utils.image_gate.oci.transport import Answer, Call
from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.tags.own_api import Interface, quoted
from ansible.module_utils.image_gate.text.moment import moment_of
from ansible.module_utils.image_gate.text.names import tag_problem


def _entries(content: Any) -> Iterable[Tag]:
    for entry in content["files"]:
        name = entry["uri"].lstrip("/")
        # Uploads on their way, and images that only an index lists, are folders as well.
        if entry.get("folder") and name != "_uploads" and not tag_problem(name):
            yield Tag(name, moment_of(entry.get("lastModified")))


def _all_at_once(*_: Call | Answer | Any) -> str:
    return ""


#: Below ``/artifactory`` of the host; JFrog REST API, "File List" and "Delete Item". Docker repositories by their path.
ARTIFACTORY = Interface(
    lambda repository: f"/artifactory/api/storage/{repository}?list&deep=0&listFolders=1",
    lambda repository, tag: f"/artifactory/{repository}/{quoted(tag)}",
    _entries,
    _all_at_once,
)
