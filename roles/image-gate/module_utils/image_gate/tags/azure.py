"""Azure Container Registry: an API of its own on the registry's host lists tags and takes them off their images."""

from __future__ import annotations

from typing import Any, Iterable

from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.tags.own_api import TAGS_PER_PAGE, Interface, by_link, quoted
from ansible.module_utils.image_gate.text.moment import moment_of


def _entries(content: Any) -> Iterable[Tag]:
    # null where nothing has a tag
    for entry in content["tags"] or []:
        yield Tag(entry["name"], moment_of(entry.get("lastUpdateTime") or entry.get("createdTime")))


#: Azure Container Registry REST API (data plane), "Tag".
AZURE = Interface(
    lambda repository: f"/acr/v1/{repository}/_tags?n={TAGS_PER_PAGE}",
    lambda repository, tag: f"/acr/v1/{repository}/_tags/{quoted(tag)}",
    _entries,
    by_link,
    lambda repository: (f"repository:{repository}:metadata_read,delete",),
)
