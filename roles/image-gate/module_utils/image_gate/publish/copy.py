"""Copy a batch of images; every distinct blob crosses the wire once per destination registry.

The order makes an interrupted batch harmless: everything is read before anything is written, blobs before
manifests, children before the indexes that list them, tags last of all.
"""

from __future__ import annotations

from typing import Mapping, Sequence, Tuple

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Image, Place, read_images
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.copy_job import Copied, Copy, CopyJob, is_within
from ansible.module_utils.image_gate.publish.ownership import (
    AHEAD,
    BUILDSET,
    BUILT,
    built_mark,
    different,
    own_image,
    pulled_mark,
)
from ansible.module_utils.image_gate.publish.transfer import write_all
from ansible.module_utils.image_gate.tags.staging import Staged


def copy_images(
    copies: Sequence[Copy],
    jobs: int = 8,
    check: bool = False,
    holders: Sequence[Place] = (),
    read_before: Mapping[Place, Manifest] = {},
) -> list[Copied]:
    """Carry out all copies with ``jobs`` requests at a time; with ``check`` only find out what would change.

    Manifests of sources that were ``read_before``, by their digests, are not read again.
    Where the target has a blob in one of the images at ``holders``, it is mounted from there.
    Where several copies write one tag, the last of them wins. Raises ``RegistryError``.
    """
    whole = {copy.source for copy in copies if not is_within(copy)}
    images = read_images([copy.source for copy in copies], whole, jobs, read_before)
    each(_refuse_pulled, dict.fromkeys(copy.source for copy in copies if copy.own), jobs, to_the_end=True)
    pending = _pending(copies, images, jobs)
    if not check:
        changed = [job for job in pending if job.result.changed]
        write_all(changed, _staged(copies, images), jobs, holders)
    return [job.result for job in pending]


def _staged(copies: Sequence[Copy], images: Mapping[Place, Image]) -> list[Staged]:
    """The tags that are staged, those too that are there already: they are staged anew."""
    return [
        Staged(*copy.target[:2], copy.target.staged_prefix, tag, images[copy.source].top.digest)
        for copy in copies
        if copy.target.staged_prefix
        for tag in copy.target.tags
    ]


def _refuse_pulled(place: Place) -> None:
    registry, repository, tag = place
    if own_image(registry, repository, tag) is None:
        raise RegistryError(
            registry.host,
            f"publish tag {tag}",
            repository=repository,
            detail="it was pulled from a change ahead, and no job of this buildset has built it",
            advice="Give upload and build the same list of images.",
        )


def _pending(copies: Sequence[Copy], images: dict[Place, Image], jobs: int) -> list[CopyJob]:
    """Compare every target with what is wanted there."""
    winner = {
        (copy.target.registry, copy.target.repository, tag): number
        for number, copy in enumerate(copies)
        for tag in copy.target.tags
    }
    asked = [
        *winner,
        *(
            (copy.target.registry, copy.target.repository, images[copy.source].top.digest)
            for copy in copies
            if not copy.target.tags
        ),
    ]
    found = dict(zip(asked, each(lambda at: at[0].look(at[1], at[2], WRITE), asked, jobs, to_the_end=True)))
    found.update(_confirmed(copies, images, found, jobs))
    own = _own_tags(copies, images, found, jobs)
    unmarked = _unmarked(copies, images, found, jobs)
    result = []
    for number, copy in enumerate(copies):
        registry, repository, tags, origin, _ = copy.target
        image = images[copy.source]
        digest = image.top.digest
        wanted = [tag for tag in dict.fromkeys(tags) if winner[registry, repository, tag] == number]
        references = wanted if tags else [digest]
        kept = [reference for reference in references if (registry, repository, reference) in own]
        due = [
            reference
            for reference in references
            for at in [(registry, repository, reference)]
            if found[at] != digest or at in unmarked or origin == BUILT
        ]
        missing = tuple(reference for reference in due if reference not in kept)
        copied = Copied(digest, image.top.media_type, image.size, changed=bool(missing), kept=kept)
        # A registry that holds a tag of this digest has taken all parts of the image before.
        held = any(found[registry, repository, reference] == digest for reference in references)
        before = {reference: found[registry, repository, reference] or "" for reference in missing}
        result.append(CopyJob(copy, image, copied, missing, held, before))
    return result


_Tag = Tuple[Registry, str, str]


def _confirmed(
    copies: Sequence[Copy], images: dict[Place, Image], found: dict[_Tag, str | None], jobs: int
) -> dict[_Tag, str | None]:
    """What tags that are not to be written really stand for: a look may be out of date, and no write follows it."""
    doubtful = list(
        dict.fromkeys(
            at
            for copy in copies
            for tag in copy.target.tags
            for at in [(copy.target.registry, copy.target.repository, tag)]
            if copy.target.origin != BUILT and found[at] == images[copy.source].top.digest
        )
    )
    read = each(lambda at: at[0].find_manifest(at[1], at[2], WRITE), doubtful, jobs, to_the_end=True)
    return {at: manifest.digest if manifest else None for at, manifest in zip(doubtful, read)}


def _own_tags(
    copies: Sequence[Copy], images: dict[Place, Image], found: dict[_Tag, str | None], jobs: int
) -> set[_Tag]:
    """The tags that a pull must leave; raises ``RegistryErrors`` if one should be the image that is pulled."""

    def is_own(entry: tuple[Copy, _Tag]) -> bool:
        copy, at = entry
        digest = images[copy.source].top.digest
        own = own_image(*at) if found[at] not in (None, digest) else None
        if own and own.digest != digest and copy.target.origin == BUILDSET:
            raise different(*at, own.digest, digest)
        return own is not None

    asked = [
        (copy, (copy.target.registry, copy.target.repository, tag))
        for copy in copies
        if copy.target.origin in (AHEAD, BUILDSET)
        for tag in copy.target.tags
    ]
    answers = each(is_own, asked, jobs, to_the_end=True)
    return {at for (_, at), own in zip(asked, answers) if own}


def _unmarked(
    copies: Sequence[Copy], images: dict[Place, Image], found: dict[_Tag, str | None], jobs: int
) -> set[_Tag]:
    """The tags that have the image of a change ahead, and no mark at all: another library may have pulled it before."""
    asked = [
        (registry, repository, tag)
        for copy in copies
        for registry, repository, tags, origin, _ in [copy.target]
        for tag in tags
        if origin == AHEAD and found[registry, repository, tag] == images[copy.source].top.digest
    ]

    def is_marked(at: _Tag) -> bool:
        registry, repository, tag = at
        marks = pulled_mark(tag, found[at] or ""), built_mark(tag)
        return any(registry.find_manifest(repository, mark, WRITE) for mark in marks)

    return {at for at, marked in zip(asked, each(is_marked, asked, jobs, to_the_end=True)) if not marked}
