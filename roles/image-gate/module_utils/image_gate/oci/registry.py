"""The verbs of the OCI distribution-spec 1.1 that copying, promoting and cleaning up need.

Each verb names the end-point of the specification's table ("Endpoints") that it uses.
"""

from __future__ import annotations

import email.utils
from datetime import datetime, timezone

from ansible.module_utils.image_gate.oci import manifest as manifests
from ansible.module_utils.image_gate.oci.blob_verbs import Blobs
from ansible.module_utils.image_gate.oci.client import READ
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest_verbs import Manifests
from ansible.module_utils.image_gate.oci.name_list import list_names
from ansible.module_utils.image_gate.oci.transport import Call
from ansible.module_utils.image_gate.text.names import repository_problem, tag_problem

TAGS_PER_PAGE = 100
REPOSITORIES_PER_PAGE = 1000
# The tags of each are asked for.
MOST_REPOSITORIES = 1000


class Registry(Manifests, Blobs):
    """A registry's client: its manifests, its blobs, and lists of what it has."""

    def tags(self, repository: str) -> list[str]:
        """All tags of a repository, page by page ("Listing Tags", end-8a, end-8b)."""
        path = self._path(repository, "tags/list")
        call = Call("list tags", repository, "GET", path, self._scopes(repository, READ), (200,))

        def is_tag(name: str) -> bool:
            return tag_problem(name) is None or manifests.is_digest(name)

        # Some registries list manifests without a tag as well.
        found = list_names(self._transport, self.retry, call, "tags", TAGS_PER_PAGE, is_tag)
        return [name for name in found if not manifests.is_digest(name)]

    def repositories(self) -> list[str] | None:
        """All repositories, page by page; None where the registry does not list them.

        Not of the specification: ``_catalog`` is of the distribution project.
        """
        call = Call("list repositories", "", "GET", "/v2/_catalog", ("registry:catalog:*",), (200,))
        try:
            page, most = REPOSITORIES_PER_PAGE, MOST_REPOSITORIES
            return list_names(self._transport, self.retry, call, "repositories", page, _is_repository, most)
        except RegistryError as error:
            if error.status == 404:
                return None
            raise

    def clock(self) -> datetime | None:
        """What the registry's clock says; None if it does not tell (RFC 9110, section 6.6.1)."""
        answers = [status for status in range(200, 600) if status != 401]
        call = Call("ask for the time", "", "GET", "/v2/", (), answers)
        try:
            date = self._transport.exchange(call).headers.get("Date", "")
            return email.utils.parsedate_to_datetime(date).astimezone(timezone.utc)
        except (RegistryError, TypeError, ValueError, OverflowError, OSError):
            return None


def _is_repository(name: str) -> bool:
    return repository_problem(name) is None
