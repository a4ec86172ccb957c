"""When a tag was staged: a companion tag beside it says so in its name, so that one list of tags tells all ages.

``change_12_latest`` gets ``change_12_staged-1767323045-<16 hex digits>``: the moment in seconds since 1970, and the
beginning of the SHA-256 of the staged tag's name. It stands for a tiny image without layers, whose annotations say the
same in words, and never for the staged image: registries keep it, and nobody's bytes are changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from datetime import datetime, timezone
from typing import Iterable, Mapping, NamedTuple

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import (
    OCI_CONFIG,
    OCI_MANIFEST,
    Descriptor,
    Manifest,
    digest_of,
)
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry

_COMPANION = re.compile(r"(.*_)staged-(\d{10})-([0-9a-f]{16})", re.DOTALL)
# The form of a staged tag of a change, whatever its project.
_OF_A_CHANGE = re.compile(r"change_\d+_.")

# The same for all companions: a registry that checks images finds a configuration that it knows, and holds it once.
_CONFIG = json.dumps(
    {"architecture": "unknown", "os": "unknown", "rootfs": {"type": "layers", "diff_ids": []}, "config": {}}
).encode()
_CONFIG_BLOB = Descriptor(OCI_CONFIG, digest_of(_CONFIG), len(_CONFIG))

NOTE = "io.image-gate.note"
STAGED_TAG = "io.image-gate.staged-tag"
STAGED_DIGEST = "io.image-gate.staged-digest"
CREATED = "org.opencontainers.image.created"


class Companion(NamedTuple):
    """What the name of a companion says; ``moment`` in seconds since 1970, ``mark`` of the staged tag's name."""

    name: str
    prefix: str
    moment: int
    mark: str

    def is_of(self, tag: str) -> bool:
        """Whether it was written for this staged tag."""
        return self.mark == mark_of(tag) and tag.startswith(self.prefix)


class Staged(NamedTuple):
    """A tag that is about to be staged; it begins with ``prefix`` (``change_12_`` or ``periodic_``).

    ``digest`` is what it will stand for; an engine tells it after its push only.
    """

    registry: Registry
    repository: str
    prefix: str
    tag: str
    digest: str = ""


class _Bytes(io.BytesIO):
    """Bytes in memory as the source of an upload."""


def mark_of(tag: str) -> str:
    """What stands for the name of a staged tag in that of its companion, which may not get too long."""
    return hashlib.sha256(tag.encode()).hexdigest()[:16]


def companion_name(prefix: str, tag: str, moment: int) -> str:
    """The name of the companion of a tag that was staged at ``moment``."""
    return f"{prefix}staged-{moment}-{mark_of(tag)}"


def companion_of(name: str) -> Companion | None:
    """What a tag's name says if it is that of a companion."""
    found = _COMPANION.fullmatch(name)
    return Companion(name, found.group(1), int(found.group(2)), found.group(3)) if found else None


def companions_of(names: Iterable[str]) -> list[Companion]:
    """The companions among the names of a repository's tags."""
    return [found for found in map(companion_of, names) if found]


def is_staged_by_change(tag: str) -> bool:
    """Whether a tag has the form that uploads of a change give."""
    return bool(_OF_A_CHANGE.match(tag)) and companion_of(tag) is None


def staged_form_problem(tag: str, pipelines: Iterable[str]) -> str | None:
    """Why ``tag`` may not be a final one, in words that complete "<tag> ..."; None if it may."""
    begins = [f"{pipeline}_" for pipeline in pipelines if pipeline]
    forms = [begin for begin in begins if tag.startswith(begin) and tag != begin]
    if _OF_A_CHANGE.match(tag):
        forms.insert(0, "change_<number>_")
    if not forms:
        return None
    form = forms[0]
    return (
        f"has the form of a staged tag (it begins with '{form}'), which a clean-up deletes and another "
        "upload overwrites; choose another final tag"
    )


def note(annotations: dict[str, str]) -> Manifest:
    """An image without layers that only carries annotations."""
    config = {"mediaType": OCI_CONFIG, "digest": _CONFIG_BLOB.digest, "size": _CONFIG_BLOB.size}
    content = {
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": [], "annotations": annotations,
    }  # fmt: skip
    body = json.dumps(content, sort_keys=True).encode()
    return Manifest(body, OCI_MANIFEST, digest_of(body))


def annotations_of(manifest: Manifest) -> Mapping[str, object]:
    """The annotations of a note; nothing for an image that is none, whatever its tag is called."""
    found = manifest.content.get("annotations")
    return found if isinstance(found, dict) and NOTE in found else {}


def put_note(registry: Registry, repository: str, manifest: Manifest, tags: Iterable[str]) -> None:
    """Write a note under tags of its own."""
    put_configuration(registry, repository)
    for tag in tags:
        registry.put_manifest(repository, tag, manifest)


def put_configuration(registry: Registry, repository: str) -> None:
    """Upload what all notes of a repository have in common."""
    registry.upload_blob(repository, _CONFIG_BLOB, lambda: _Bytes(_CONFIG))


def clocks(registry: Registry) -> tuple[int, int]:
    """The earlier and the later of this machine's clock and the registry's, in seconds since 1970.

    The later one counts when a tag is staged and the earlier one when its age is asked for, so a clock that is wrong
    makes tags younger, and none goes too early.
    """
    own = datetime.now(timezone.utc)
    theirs = registry.clock() or own
    both = sorted(int(moment.timestamp()) for moment in (own, theirs))
    return both[0], both[1]


def write_companions(staged: Iterable[Staged], jobs: int = 8) -> dict[Staged, str]:
    """Write the companions of tags before they are staged; why there is none, by tag, or an empty text.

    Docker Hub needs none: it tells when a tag was pushed. A registry that refuses them still gets the tags. Raises
    ``RegistryErrors`` where a tag would be taken for as old as an earlier companion of it.
    """
    wanted = [one for one in dict.fromkeys(staged) if not one.registry.is_docker_hub]
    now = {registry: clocks(registry)[1] for registry in dict.fromkeys(one.registry for one in wanted)}

    def prepare(place: tuple[Registry, str]) -> RegistryError | None:
        try:
            put_configuration(*place)
        except RegistryError as error:
            return error
        return None

    places = list(dict.fromkeys((one.registry, one.repository) for one in wanted))
    prepared = dict(zip(places, each(prepare, places, jobs, to_the_end=True)))

    def write(one: Staged) -> str:
        error = prepared[one.registry, one.repository] or _put_companion(one, now[one.registry])
        if error and _is_known(one):
            raise RegistryError(
                one.registry.host,
                f"note when {one.tag} is staged",
                repository=one.repository,
                status=error.status,
                detail=f"{error.detail}; it would be taken for as old as its earlier companion tag",
                advice=f"Delete the tags {one.prefix}staged-... there, or let the account write them.",
            )
        return str(error) if error else ""

    return dict(zip(wanted, each(write, wanted, jobs, to_the_end=True)))


def _put_companion(one: Staged, moment: int) -> RegistryError | None:
    words = {
        NOTE: "tells when a tag was staged; goes with it",
        STAGED_TAG: one.tag,
        CREATED: datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **({STAGED_DIGEST: one.digest} if one.digest else {}),
    }
    try:
        name = companion_name(one.prefix, one.tag, moment)
        one.registry.put_manifest(one.repository, name, note(words))
    except RegistryError as error:
        return error
    return None


def _is_known(one: Staged) -> bool:
    """Whether an earlier companion of a tag is there; who cannot list tags deletes none by their age either."""
    try:
        return any(found.is_of(one.tag) for found in companions_of(one.registry.tags(one.repository)))
    except RegistryError:
        return False
