"""Lists of names that a registry gives page by page, within bounds (distribution-spec, "Listing Tags", end-8a, end-8b)."""

from __future__ import annotations

import urllib.parse
from typing import Callable

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.link_header import next_page
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.oci.transport import Answer, Call, Transport
from ansible.module_utils.image_gate.text.names import show

# More than a repository has tags, and what a list may cost in requests and bytes.
MOST_NAMES = 100_000
MOST_PAGES = 2_000
LONGEST_LIST = 32 * 1024 * 1024
LONGEST_PAGE = 16 * 1024 * 1024


class Extent:
    """How long a list is, as far as it was read; ``key`` is what it has."""

    def __init__(self, transport: Transport, call: Call, key: str, most: int | None = None) -> None:
        self._transport, self._call, self._key = transport, call, key
        self._most = MOST_NAMES if most is None else most
        self._pages = self._names = self._taken = 0

    def add(self, names: int, taken: int) -> None:
        """Count one more page, of so many names and bytes; raises ``RegistryError`` for a list that does not end."""
        self._pages, self._names, self._taken = self._pages + 1, self._names + names, self._taken + taken
        if self._names > self._most or self._taken > LONGEST_LIST or self._pages > MOST_PAGES:
            detail = f"its list does not end after {self._pages} pages with {self._names} {self._key}"
            raise self._transport.error(self._call, detail=detail)


def list_names(
    transport: Transport,
    retry: Retry,
    call: Call,
    key: str,
    page_size: int,
    is_name: Callable[[str], bool],
    most: int | None = None,
) -> list[str]:
    """All names below ``key``, each once; ``call`` asks for a list that is not cut into pages.

    Raises ``RegistryError`` for a list that does not end, and for a name that is none: it is not known then what else
    there is.
    """
    found: dict[str, None] = {}
    pages: set[str] = set()
    extent = Extent(transport, call, key, most)
    page: Call | None = call._replace(url=f"{call.url}?n={page_size}")
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
        names = _names(transport, page, answer, key, is_name)
        found.update(dict.fromkeys(names))
        extent.add(len(names), len(answer.body))
        page = _next(page, answer)
    return list(found)


def _ask(transport: Transport, retry: Retry, page: Call) -> Answer:
    return retry.run(lambda: transport.exchange(page, LONGEST_PAGE))


def _names(
    transport: Transport, call: Call, answer: Answer, key: str, is_name: Callable[[str], bool]
) -> list[str]:
    names = transport.json(call, answer).get(key) or []
    if not isinstance(names, list):
        raise transport.error(call, detail=f"its answer holds no list of {key}")
    for name in names:
        if not isinstance(name, str) or not is_name(name):
            raise transport.error(call, detail=f"its answer holds {show(name)} among the {key}")
    return names


def _next(page: Call, answer: Answer) -> Call | None:
    """The call for the next page; a registry behind a proxy may name it by an address that only itself knows."""
    following = next_page(", ".join(answer.headers.get_all("Link", [])))
    if not following:
        return None
    try:
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(page.url, following))
    except ValueError:
        return None
    # Two slashes at its beginning would make a host of what follows.
    path = f"/{parts.path.lstrip('/')}"
    return page._replace(url=f"{path}?{parts.query}" if parts.query else path)
