"""Copy a batch of images; every distinct blob crosses the wire once per destination registry.

The order makes an interrupted batch harmless: everything is read before anything is written, blobs before
manifests, children before the indexes that list them, tags last of all.
"""

from __future__ import annotations

import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Mapping, NamedTuple, Sequence, Tuple

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Image, Place, read_images
from ansible.module_utils.image_gate.oci.manifest import Descriptor, Manifest
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.ownership import (
    AHEAD,
    BUILDSET,
    BUILT,
    built_mark,
    different,
    own_image,
    pulled_mark,
    put_built,
    put_pulled,
)
from ansible.module_utils.image_gate.tags.staging import Staged, write_companions


class Target(NamedTuple):
    """Where an image is written: under these tags, or by its digest alone if there are none.

    ``origin`` is for a buildset registry; what it means is decided in ``ownership``.
    Tags that begin with ``staged_prefix`` are staged: the registry notes when.
    """

    registry: Registry
    repository: str
    tags: tuple[str, ...]
    origin: str = ""
    staged_prefix: str = ""


class Copy(NamedTuple):
    """One image to copy; ``own`` says that the buildset must have built it, and not pulled it from a change ahead."""

    source: Place
    target: Target
    own: bool = False


@dataclass
class Copied:
    """What was done for one copy.

    ``size`` is that of the whole image (of the index alone where it only gets a further tag) and ``sent``
    what crossed the wire, both in bytes; ``mounted`` and ``present`` count blobs; ``kept`` are tags that the
    buildset has pushed itself, and that were left; ``began`` and ``ended`` are moments of ``time.monotonic``,
    in seconds.
    """

    digest: str
    media_type: str
    size: int
    sent: int = 0
    mounted: int = 0
    present: int = 0
    changed: bool = False
    kept: list[str] = field(default_factory=list)
    began: float | None = None
    ended: float = 0.0

    def facts(self) -> dict[str, Any]:
        """The fields that a module returns."""
        facts = asdict(self)
        began, ended = facts.pop("began"), facts.pop("ended")
        return {**facts, "seconds": 0.0 if began is None else round(ended - began, 3)}


@dataclass
class _Job:
    """A copy on its way: what is read, and what is still to be written; ``before`` is what its tags were, by their names."""

    copy: Copy
    image: Image
    result: Copied
    tags: tuple[str, ...]
    held: bool
    before: dict[str, str]
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def within(self) -> bool:
        """Whether source and target are one repository, which holds all parts of the image already."""
        return _within(self.copy)

    def note(self, began: float, **counts: int) -> None:
        """Add what one request or transfer did."""
        with self.lock:
            self.result.began = began if self.result.began is None else min(self.result.began, began)
            self.result.ended = max(self.result.ended, time.monotonic())
            for name, count in counts.items():
                setattr(self.result, name, getattr(self.result, name) + count)


def copy_images(copies: Sequence[Copy], jobs: int = 8, check: bool = False) -> list[Copied]:
    """Carry out all copies with ``jobs`` requests at a time; with ``check`` only find out what would change.

    Where several copies write one tag, the last of them wins. Raises ``RegistryError``.
    """
    whole = {copy.source for copy in copies if not _within(copy)}
    images = read_images([copy.source for copy in copies], whole, jobs)
    each(_refuse_pulled, dict.fromkeys(copy.source for copy in copies if copy.own), jobs, to_the_end=True)
    pending = _pending(copies, images, jobs)
    if not check:
        _write([job for job in pending if job.result.changed], _staged(copies, images), jobs)
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


def _within(copy: Copy) -> bool:
    return (copy.source.registry, copy.source.repository) == (copy.target.registry, copy.target.repository)


def _pending(copies: Sequence[Copy], images: dict[Place, Image], jobs: int) -> list[_Job]:
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
        result.append(_Job(copy, image, copied, missing, held, before))
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


def _write(pending: Sequence[_Job], staged: Sequence[Staged], jobs: int) -> None:
    incomplete = [job for job in pending if not job.held and not job.within]
    each(_transfer, _transfers(incomplete), jobs, to_the_end=False)
    for level in _levels(incomplete):
        each(_put, level, jobs, to_the_end=False)
    # Before the tags: what has no companion yet may not be old.
    write_companions(staged, jobs)
    tops = [(job, tag) for job in pending for tag in job.tags]
    each(_put_top, tops, jobs, to_the_end=False)
    each(_confirm, [(job, tag) for job, tag in tops if _is_plain(job)], jobs, to_the_end=True)


class _Transfer(NamedTuple):
    """One blob for one repository; ``holder`` is a repository of the target registry that has it, once ``after`` is done."""

    job: _Job
    blob: Descriptor
    holder: str
    done: threading.Event
    after: threading.Event | None = None


def _transfers(pending: Sequence[_Job]) -> list[_Transfer]:
    """What crosses the wire, the largest blobs first, and then what can be mounted from there.

    Whoever waits for another transfer stands behind it, so that one has begun and will end.
    """
    holders: dict[tuple[Registry, str], tuple[str, threading.Event]] = {}
    seen = set()
    first, rest = [], []
    for job in pending:
        registry, repository = job.copy.target[:2]
        for blob in job.image.blobs:
            if (registry, repository, blob.digest) in seen:
                continue
            seen.add((registry, repository, blob.digest))
            holder = holders.get((registry, blob.digest))
            done = threading.Event()
            if holder is not None:
                rest.append(_Transfer(job, blob, holder[0], done, holder[1]))
                continue
            holders[registry, blob.digest] = repository, done
            same = job.copy.source.registry is registry
            first.append(_Transfer(job, blob, job.copy.source.repository if same else "", done))
    return [*sorted(first, key=lambda transfer: -transfer.blob.size), *rest]


def _transfer(transfer: _Transfer) -> None:
    if transfer.after:
        transfer.after.wait()
    try:
        _carry_out(transfer.job, transfer.blob, transfer.holder)
    finally:
        transfer.done.set()


def _carry_out(job: _Job, blob: Descriptor, holder: str) -> None:
    source, target, _ = job.copy
    began = time.monotonic()
    if holder and target.registry.mount_blob(target.repository, blob.digest, holder):
        job.note(began, mounted=1)
    elif target.registry.upload_blob(
        target.repository, blob, lambda: source.registry.open_blob(source.repository, blob.digest)
    ):
        job.note(began, sent=blob.size)
    else:
        job.note(began, present=1)


def _levels(pending: Sequence[_Job]) -> list[list[tuple[_Job, str, Manifest]]]:
    """The manifests that indexes list, in groups whose members do not list each other."""
    chains = [[(job, child.digest, child) for child in job.image.children] for job in pending]
    plain = [entry for chain in chains for entry in chain if not entry[2].is_index]
    # Indexes inside of indexes are rare; they are written one by one, in the order that the image gives.
    nested = [[entry] for chain in chains for entry in chain if entry[2].is_index]
    return [plain, *nested]


def _put(entry: tuple[_Job, str, Manifest]) -> None:
    job, reference, manifest = entry
    began = time.monotonic()
    job.copy.target.registry.put_manifest(job.copy.target.repository, reference, manifest)
    job.note(began)


def _put_top(entry: tuple[_Job, str]) -> None:
    job, reference = entry
    registry, repository, tags, origin, _ = job.copy.target
    if not tags or not origin:
        _put((job, reference, job.image.top))
        return
    began = time.monotonic()
    if origin == BUILT:
        put_built(registry, repository, reference, job.image.top)
    else:
        standing = put_pulled(registry, repository, reference, job.image.top)
        if standing.digest != job.image.top.digest:
            if origin == BUILDSET:
                raise different(registry, repository, reference, standing.digest, job.image.top.digest)
            job.result.kept.append(reference)
    job.note(began)


def _is_plain(job: _Job) -> bool:
    """Whether a copy writes tags that nothing else looks at: those of a buildset registry were read back already."""
    return bool(job.copy.target.tags) and not job.copy.target.origin


def _confirm(entry: tuple[_Job, str]) -> None:
    """Raise ``RegistryError`` unless a tag that was written stands for what was written.

    An account that may write and not read cannot tell; the registry's word has to do then.
    """
    job, tag = entry
    registry, repository = job.copy.target[:2]
    try:
        standing = registry.confirm_tag(repository, tag, job.image.top, job.before[tag])
    except RegistryError as error:
        if error.status in (401, 403):
            return
        raise
    if standing.digest != job.image.top.digest:
        advice = "Something else has written this tag at the same time. Run the job again."
        raise different(registry, repository, tag, standing.digest, job.image.top.digest, advice)
