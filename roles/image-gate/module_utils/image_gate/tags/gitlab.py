"""GitLab's container registry: an API of its own on the registry's host lists tags; the distribution API deletes them."""

from __future__ import annotations

from typing import Any, Iterable

from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.tags.own_api import TAGS_PER_PAGE, Interface, by_link
from ansible.module_utils.image_gate.text.moment import moment_of


def _entries(content: Any) -> Iterable[Tag]:
    for entry in content:
        moments = (entry.get(key) for key in ("published_at", "updated_at", "created_at"))
        yield Tag(entry["name"], next(filter(None, map(moment_of, moments)), None))


#: Container registry, "GitLab API v1": List Repository Tags; "Deleting a tag" of its distribution API.
GITLAB = Interface(
    lambda repository: f"/gitlab/v1/repositories/{repository}/tags/list/?n={TAGS_PER_PAGE}",
    lambda repository, tag: f"/v2/{repository}/manifests/{tag}",
    _entries,
    by_link,
    lambda repository: (f"repository:{repository}:pull,push,delete",),
)
