"""Quay, quay.io and others: its API lists when each tag was pushed, and deletes tags; it wants a token of an application."""

from __future__ import annotations

import urllib.parse
from datetime import datetime, timezone
from typing import Any, Iterable

from ansible.module_utils.image_gate.oci.transport import Answer, Call
from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.tags.own_api import TAGS_PER_PAGE, Interface, quoted


def _entries(content: Any) -> Iterable[Tag]:
    for entry in content["tags"]:
        yield Tag(entry["name"], datetime.fromtimestamp(int(entry["start_ts"]), timezone.utc))


def _following(call: Call, _: Answer, content: Any) -> str:
    """Pages have numbers; what is deleted is only left out if it is asked for (``onlyActiveTags``)."""
    if not content.get("has_additional"):
        return ""
    parts = urllib.parse.urlsplit(call.url)
    query = dict(urllib.parse.parse_qsl(parts.query))
    query["page"] = str(int(query["page"]) + 1)
    return f"{parts.path}?{urllib.parse.urlencode(query)}"


#: Below the host of the registry; Red Hat Quay API reference, "tag".
QUAY = Interface(
    lambda repository: (
        f"/api/v1/repository/{repository}/tag/?onlyActiveTags=true&limit={TAGS_PER_PAGE}&page=1"
    ),
    lambda repository, tag: f"/api/v1/repository/{repository}/tag/{quoted(tag)}",
    _entries,
    _following,
)
