"""Docker Hub's own interface for tags: its registry deletes none, and does not tell when one was pushed."""

from __future__ import annotations

import json
import threading
import urllib.parse
from typing import Any, Collection

from ansible.module_utils.image_gate.connection import Timeouts
from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.moment import moment_of
from ansible.module_utils.image_gate.retry import Retry
from ansible.module_utils.image_gate.tags import Tag
from ansible.module_utils.image_gate.transport import Answer, Call, Transport

TAGS_PER_PAGE = 100


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
        self._account = {"username": username, "password": password}
        self._lock = threading.Lock()
        self._login: dict[str, str] = {}

    @property
    def requests(self) -> dict[str, int]:
        """How many requests were sent, by host."""
        return dict(self._transport.connections.requests)

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a repository, with the moment when each was pushed."""
        found: list[Tag] = []
        path = f"{_path(repository)}/tags"
        page: str | None = f"{path}?page_size={TAGS_PER_PAGE}"
        while page:
            call = self._call("list tags", repository, "GET", page, (200,))
            answer = self._transport.json(call, self._exchange(call))
            try:
                found += [_tag(entry) for entry in answer.get("results") or []]
                # Only the query is taken over: the login goes nowhere but to the address that was configured.
                query = urllib.parse.urlsplit(answer.get("next") or "").query
            except (AttributeError, KeyError, TypeError, ValueError):
                raise self._transport.error(call, detail="its answer holds no list of tags") from None
            page = f"{path}?{query}" if query else None
        return found

    def delete(self, repository: str, tag: str, _doomed: Collection[str] = ()) -> None:
        """Delete a tag; one that is gone already is no error."""
        path = f"{_path(repository)}/tags/{urllib.parse.quote(tag)}/"
        self._exchange(self._call(f"delete tag {tag}", repository, "DELETE", path, (200, 202, 204, 404)))

    def _call(
        self, operation: str, repository: str, method: str, url: str, accepted: tuple[int, ...]
    ) -> Call:
        return Call(operation, repository, method, url, (), accepted, self._logged_in())

    def _exchange(self, call: Call) -> Answer:
        return self._retry.run(lambda: self._transport.exchange(call))

    def _logged_in(self) -> dict[str, str]:
        with self._lock:
            if not self._login and self._account["username"]:
                self._login = {"Authorization": f"JWT {self._request_token()}"}
            return self._login

    def _request_token(self) -> str:
        body = json.dumps(self._account).encode()
        headers = {"Content-Type": "application/json"}
        call = Call("log in", "", "POST", "/v2/users/login/", (), (200,), headers, body)
        token = self._transport.json(call, self._exchange(call)).get("token")
        if not token:
            raise self._transport.error(call, detail="its answer holds no token")
        return str(token)


def _path(repository: str) -> str:
    return f"/v2/repositories/{repository if '/' in repository else f'library/{repository}'}"


def _tag(entry: dict[str, Any]) -> Tag:
    return Tag(str(entry["name"]), moment_of(entry.get("tag_last_pushed") or entry.get("last_updated")))
