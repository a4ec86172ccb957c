"""The tags of a repository, page by page (distribution-spec, "Listing Tags", end-8a, end-8b)."""

from __future__ import annotations

import urllib.parse

from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.link_header import next_page
from ansible.module_utils.image_gate.manifest import is_digest
from ansible.module_utils.image_gate.references import show, tag_problem
from ansible.module_utils.image_gate.retry import Retry
from ansible.module_utils.image_gate.transport import Answer, Call, Transport

TAGS_PER_PAGE = 100
# More than a repository has, and what a list may cost in requests and bytes.
MOST_TAGS = 100_000
MOST_PAGES = 2_000
LONGEST_LIST = 32 * 1024 * 1024
LONGEST_PAGE = 16 * 1024 * 1024


def list_tags(transport: Transport, retry: Retry, call: Call) -> list[str]:
    """All tags, each once; ``call`` asks for a list that is not cut into pages.

    Raises ``RegistryError`` for a list that does not end, and for a tag that is none: it is not known then what else is
    in the repository.
    """
    found: dict[str, None] = {}
    pages: set[str] = set()
    taken, listed = 0, 0
    page: Call | None = call._replace(url=f"{call.url}?n={TAGS_PER_PAGE}")
    while page and page.url not in pages:
        pages.add(page.url)
        try:
            answer = _ask(transport, retry, page)
        except RegistryError as error:
            # A registry without paging may refuse the parameter (zuul-registry answers 404).
            if error.status not in (400, 404) or len(pages) > 1:
                raise
            page = call
            continue
        tags = _tags(transport, page, answer)
        found.update(dict.fromkeys(tags))
        taken, listed = taken + len(answer.body), listed + len(tags)
        if listed > MOST_TAGS or taken > LONGEST_LIST or len(pages) > MOST_PAGES:
            detail = f"its list does not end after {len(pages)} pages with {listed} tags"
            raise transport.error(call, detail=detail)
        page = _next(page, answer)
    return list(found)


def _ask(transport: Transport, retry: Retry, page: Call) -> Answer:
    return retry.run(lambda: transport.exchange(page, LONGEST_PAGE))


def _tags(transport: Transport, call: Call, answer: Answer) -> list[str]:
    tags = transport.json(call, answer).get("tags") or []
    if not isinstance(tags, list):
        raise transport.error(call, detail="its answer holds no list of tags")
    for tag in tags:
        if not isinstance(tag, str) or (tag_problem(tag) and not is_digest(tag)):
            raise transport.error(call, detail=f"its answer holds {show(tag)} as a tag")
    return [tag for tag in tags if not is_digest(tag)]


def _next(page: Call, answer: Answer) -> Call | None:
    """The call for the next page; a registry behind a proxy may name it by an address that only itself knows."""
    following = next_page(", ".join(answer.headers.get_all("Link", [])))
    if not following:
        return None
    try:
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(page.url, following))
    except ValueError:
        return None
    return page._replace(url=parts.path + (f"?{parts.query}" if parts.query else ""))
