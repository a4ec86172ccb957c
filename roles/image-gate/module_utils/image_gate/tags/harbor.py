"""Harbor: its API lists artifacts with their tags, and deletes a tag alone."""

from __future__ import annotations

from typing import Any, Iterable

from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.tags.own_api import TAGS_PER_PAGE, Interface, by_link, quoted
from ansible.module_utils.image_gate.text.moment import moment_of


def _artifacts(repository: str) -> str:
    """The path of a repository's artifacts; a slash in what follows the project is encoded twice."""
    project, _, name = repository.partition("/")
    return f"/api/v2.0/projects/{quoted(project)}/repositories/{quoted(quoted(name))}/artifacts"


def _entries(content: Any) -> Iterable[Tag]:
    for artifact in content:
        for tag in artifact.get("tags") or []:
            yield Tag(tag["name"], moment_of(tag.get("push_time") or artifact.get("push_time")))


#: Below the host of the registry; Harbor API 2.0, "artifact".
HARBOR = Interface(
    lambda repository: f"{_artifacts(repository)}?with_tag=true&page=1&page_size={TAGS_PER_PAGE}",
    # A tag leads to the artifact that has it.
    lambda repository, tag: f"{_artifacts(repository)}/{quoted(tag)}/tags/{quoted(tag)}",
    _entries,
    by_link,
)
