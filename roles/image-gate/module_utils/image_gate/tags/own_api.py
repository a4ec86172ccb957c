"""What the interfaces of registries beside the distribution API have in common: pages of tags, and deletions that show."""

from __future__ import annotations

import urllib.parse
from typing import Any, Callable, Collection, Iterable, Mapping, NamedTuple

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.link_header import next_page
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.name_list import LONGEST_PAGE, Extent
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.oci.transport import SUCCESS, Answer, Call, Transport
from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.text.names import tag_problem

#: What most of them give at most.
TAGS_PER_PAGE = 100


class Interface(NamedTuple):
    """The interface of one kind of registry, as far as it differs from others.

    ``list_path`` and ``delete_path`` are below the address of the interface; ``entries`` are the tags in the JSON of a page,
    ``following`` is the query or path of the next page, empty after the last one; ``scopes`` are those of a token of the
    registry, where that is what the interface takes. Whatever ``entries`` raises says that it is no such list.
    """

    list_path: Callable[[str], str]
    delete_path: Callable[[str, str], str]
    entries: Callable[[Any], Iterable[Tag]]
    following: Callable[[Call, Answer, Any], str]
    scopes: Callable[[str], tuple[str, ...]] = lambda repository: ()


def by_link(call: Call, answer: Answer, _: Any) -> str:
    """The next page by the Link header (RFC 8288); only its path and query are taken over."""
    target = next_page(", ".join(answer.headers.get_all("Link", [])))
    return urllib.parse.urljoin(call.url, target) if target else ""


def quoted(text: str) -> str:
    """A name as one part of a path."""
    return urllib.parse.quote(text, safe="")


class ApiTags:
    """The tags of a registry's repositories by an interface of its own.

    ``headers`` log in where the interface has accounts of its own; ``transport`` is the registry's where it has not.
    """

    def __init__(
        self, registry: Registry, transport: Transport, interface: Interface, headers: Mapping[str, str]
    ) -> None:
        self._registry, self._transport, self._interface = registry, transport, interface
        self._headers = headers

    @property
    def requests(self) -> dict[str, int]:
        """How many requests were sent, by host; those by the registry's own transport are counted there."""
        own = self._transport is not self._registry.transport
        return dict(self._transport.connections.requests) if own else {}

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a repository, with the moment when each was pushed."""
        found: dict[str, Tag] = {}
        seen: set[str] = set()
        call = self._call("list tags", repository, "GET", self._interface.list_path(repository))
        extent = Extent(self._transport, call, "tags")
        while call.url and call.url not in seen:
            seen.add(call.url)
            page = self._exchange(call)
            content = self._transport.any_json(call, page)
            try:
                tags = list(self._interface.entries(content))
                if any(tag_problem(tag.name) for tag in tags):
                    raise ValueError("not a tag")
                following = self._interface.following(call, page, content)
            except (AttributeError, KeyError, TypeError, ValueError):
                raise self._transport.error(call, detail="its answer holds no list of tags") from None
            extent.add(len(tags), len(page.body))
            found.update((tag.name, tag) for tag in tags)
            call = call._replace(url=_local(following))
        return list(found.values())

    def manifest(self, repository: str, tag: str) -> Manifest | None:
        """What a tag stands for."""
        return self._registry.find_manifest(repository, tag, WRITE)

    def delete(self, repository: str, tag: str, doomed: Collection[str] = ()) -> None:
        """Delete a tag and look whether it is gone; one that is gone already is no error."""
        path = self._interface.delete_path(repository, tag)
        call = self._call(f"delete tag {tag}", repository, "DELETE", path)._replace(accepted=SUCCESS)
        try:
            self._exchange(call)
        except RegistryError as error:
            # Whoever may not see something gets the same answer as for what is gone.
            if error.status != 404 or self.manifest(repository, tag):
                raise
            return
        self._registry.retry.run(lambda: self._look(call, tag))

    def _look(self, call: Call, tag: str) -> None:
        """Raise ``RegistryError`` while a tag that was deleted is still there; some show it a moment longer."""
        if self.manifest(call.repository, tag):
            detail = "its interface answers that it is deleted, and the registry still has it"
            raise self._transport.error(call, detail=detail, retryable=True)

    def _call(self, operation: str, repository: str, method: str, path: str) -> Call:
        scopes = self._interface.scopes(repository)
        return Call(operation, repository, method, path, scopes, (200,), self._headers)

    def _exchange(self, call: Call) -> Answer:
        return self._registry.retry.run(lambda: self._transport.exchange(call, LONGEST_PAGE))


def _local(url: str) -> str:
    """Path and query: the account goes nowhere but to the address that was configured."""
    parts = urllib.parse.urlsplit(url)
    path = f"/{parts.path.lstrip('/')}" if parts.path else ""
    return f"{path}?{parts.query}" if parts.query else path
