"""What a batch of copies writes: every blob once, and nothing before what it refers to."""

from __future__ import annotations

import threading
import time
from typing import NamedTuple, Sequence

from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.oci.manifest import Descriptor, Manifest
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.copy_job import CopyJob
from ansible.module_utils.image_gate.publish.holders import Holders, find_holders
from ansible.module_utils.image_gate.publish.ownership import (
    BUILDSET,
    BUILT,
    different,
    put_built,
    put_pulled,
)
from ansible.module_utils.image_gate.tags.staging import Staged, write_companions


def write_all(
    pending: Sequence[CopyJob], staged: Sequence[Staged], jobs: int, holders: Sequence[Place]
) -> None:
    """Carry out copies: blobs, then manifests, then companions of staged tags, then tags; raises ``RegistryError``."""
    incomplete = [job for job in pending if not job.held and not job.within]
    targets = {job.copy.target.registry for job in incomplete}
    known = find_holders([place for place in holders if place.registry in targets], jobs)
    each(_transfer, _transfers(incomplete, known), jobs, to_the_end=False)
    for level in _levels(incomplete):
        each(_put, level, jobs, to_the_end=False)
    # Before the tags: what has no companion yet may not be old.
    write_companions(staged, jobs)
    tops = [(job, tag) for job in pending for tag in job.tags]
    each(_put_top, tops, jobs, to_the_end=False)
    each(_confirm, [(job, tag) for job, tag in tops if _is_plain(job)], jobs, to_the_end=True)


class _Transfer(NamedTuple):
    """One blob for one repository; ``holder`` is a repository of the target registry that has it, once ``after`` is done."""

    job: CopyJob
    blob: Descriptor
    holder: str
    done: threading.Event
    after: threading.Event | None = None


def _transfers(pending: Sequence[CopyJob], known: Holders) -> list[_Transfer]:
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
            found = job.copy.source.repository if same else known.get((registry, blob.digest), "")
            # The repository itself: a look tells.
            first.append(_Transfer(job, blob, "" if found == repository else found, done))
    return [*sorted(first, key=lambda transfer: -transfer.blob.size), *rest]


def _transfer(transfer: _Transfer) -> None:
    if transfer.after:
        transfer.after.wait()
    try:
        _carry_out(transfer.job, transfer.blob, transfer.holder)
    finally:
        transfer.done.set()


def _carry_out(job: CopyJob, blob: Descriptor, holder: str) -> None:
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


def _levels(pending: Sequence[CopyJob]) -> list[list[tuple[CopyJob, str, Manifest]]]:
    """The manifests that indexes list, in groups whose members do not list each other."""
    chains = [[(job, child.digest, child) for child in job.image.children] for job in pending]
    plain = [entry for chain in chains for entry in chain if not entry[2].is_index]
    # Indexes inside of indexes are rare; they are written one by one, in the order that the image gives.
    nested = [[entry] for chain in chains for entry in chain if entry[2].is_index]
    return [plain, *nested]


def _put(entry: tuple[CopyJob, str, Manifest]) -> None:
    job, reference, manifest = entry
    began = time.monotonic()
    job.copy.target.registry.put_manifest(job.copy.target.repository, reference, manifest)
    job.note(began)


def _put_top(entry: tuple[CopyJob, str]) -> None:
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


def _is_plain(job: CopyJob) -> bool:
    """Whether a copy writes tags that nothing else looks at: those of a buildset registry were read back already."""
    return bool(job.copy.target.tags) and not job.copy.target.origin


def _confirm(entry: tuple[CopyJob, str]) -> None:
    """Raise ``RegistryError`` unless a tag that was written stands for what was written, as far as that can be seen."""
    job, tag = entry
    registry, repository = job.copy.target[:2]
    standing = registry.confirm_tag(repository, tag, job.image.top, job.before[tag])
    if standing and standing.digest != job.image.top.digest:
        advice = "Something else has written this tag at the same time. Run the job again."
        raise different(registry, repository, tag, standing.digest, job.image.top.digest, advice)
