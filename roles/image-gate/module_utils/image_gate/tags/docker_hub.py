"""Docker Hub's own interface for tags: its registry deletes none, and does not tell when one was pushed."""

from __future__ import annotations

import urllib.parse
from typing import Any, Collection

from ansible.module_utils.image_gate.oci.connection import Timeouts
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.name_list import Extent
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.oci.transport import Answer, Call, Transport
from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.tags.docker_hub_login import HubLogin
from ansible.module_utils.image_gate.text.moment import moment_of
from ansible.module_utils.image_gate.text.names import tag_problem

TAGS_PER_PAGE = 100
# Where tags are, and one of them: as documented, and as before; accounts of an organisation may use the first alone.
PATHS = (
    ("/v2/namespaces/{}/repositories/{}/tags", "/v2/namespaces/{}/repositories/{}/tags/{}"),
    ("/v2/repositories/{}/{}/tags", "/v2/repositories/{}/{}/tags/{}/"),
)
# What Docker Hub answers where an account, or the interface, is not for such a path.
OTHER_PATH = (403, 404, 405)


class HubTags:
    """The tags of repositories on Docker Hub, as its web interface manages them; ``api`` is its address."""

    def __init__(
        self, api: str, host: str, username: str, password: str, cert: str, retry: Retry, timeouts: Timeouts
    ) -> None:
        if not api.startswith("https://"):
            detail = f"hub_api is {api!r}; credentials are only sent by https"
            raise RegistryError(host, "use its tag interface", detail=detail)
        self._transport = Transport(host, api, username, password, cert, timeouts)
        self._retry = retry
        self._login = HubLogin(self._transport, retry, username, password)
        self._right: tuple[str, str] | None = None

    @property
    def requests(self) -> dict[str, int]:
        """How many requests were sent, by host."""
        return dict(self._transport.connections.requests)

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a repository, with the moment when each was pushed."""
        found: dict[str, Tag] = {}
        queries = [f"page_size={TAGS_PER_PAGE}"]
        call = Call("list tags", repository, "GET", "", (), (200,))
        extent = Extent(self._transport, call, "tags")
        while queries[-1] and queries[-1] not in queries[:-1]:
            page = self._exchange(call, query=queries[-1])
            answer = self._transport.json(call, page)
            try:
                tags = [_tag(entry) for entry in answer.get("results") or []]
                # Only the query is taken over: the login goes nowhere but to the address that was configured.
                queries.append(urllib.parse.urlsplit(answer.get("next") or "").query)
            except (AttributeError, KeyError, TypeError, ValueError):
                raise self._transport.error(call, detail="its answer holds no list of tags") from None
            extent.add(len(tags), len(page.body))
            found.update((tag.name, tag) for tag in tags)
        return list(found.values())

    def manifest(self, repository: str, tag: str) -> None:
        """Not told; on Docker Hub no tag has a companion that would have to be read."""

    def delete(self, repository: str, tag: str, _doomed: Collection[str] = ()) -> None:
        """Delete a tag and look whether it is gone; one that is gone already is no error."""
        call = Call(f"delete tag {tag}", repository, "DELETE", "", (), (200, 202, 204))
        try:
            self._exchange(call, tag)
        except RegistryError as error:
            # As long as the path may be wrong, a 404 tells nothing; the list does.
            known = self._right is not None
            if error.status != 404 or not known and any(one.name == tag for one in self.tags(repository)):
                raise
            return
        self._retry.run(lambda: self._look(repository, tag))

    def _look(self, repository: str, tag: str) -> None:
        """Raise ``RegistryError`` while a tag that was deleted is still shown; some show it a moment longer."""
        call = Call(f"delete tag {tag}", repository, "GET", "", (), (200,))
        try:
            self._exchange(call, tag)
        except RegistryError as error:
            if error.status != 404:
                raise
            return
        detail = "Docker Hub answers that it is deleted, and still shows it"
        raise self._transport.error(call, detail=detail, retryable=True)

    def _exchange(self, call: Call, tag: str = "", query: str = "") -> Answer:
        """Ask where tags are, and first where that was right the last time."""
        refusals: dict[tuple[str, str], RegistryError] = {}
        right = self._right
        for path in PATHS if right in (None, PATHS[0]) else PATHS[::-1]:
            url = path[bool(tag)].format(*_name(call.repository), urllib.parse.quote(tag, safe=""))
            try:
                answer = self._logged_in(call._replace(url=f"{url}?{query}" if query else url))
            except RegistryError as error:
                # A 404 tells that something is not there where the path is known to be right, and there alone.
                if error.status not in OTHER_PATH or error.status == 404 and path == right:
                    raise
                refusals[path] = error
                continue
            self._right = path
            return answer
        raise refusals[right] if right else max(refusals.values(), key=lambda error: error.status != 404)

    def _logged_in(self, call: Call) -> Answer:
        header = self._login.header()
        try:
            return self._once(call, header)
        except RegistryError as error:
            # A login does not last for ever; a new one that is refused as well is no accident.
            if error.status != 401 or not header or not self._login.renew(header):
                raise
        return self._once(call, self._login.header())

    def _once(self, call: Call, header: str) -> Answer:
        headers = {"Authorization": header} if header else {}
        return self._retry.run(lambda: self._transport.exchange(call._replace(headers=headers)))


def _name(repository: str) -> tuple[str, str]:
    namespace, slash, name = repository.partition("/")
    return (namespace, name) if slash else ("library", namespace)


def _tag(entry: dict[str, Any]) -> Tag:
    if tag_problem(entry["name"]):
        raise ValueError("not a tag")
    return Tag(entry["name"], moment_of(entry.get("tag_last_pushed") or entry.get("last_updated")))
