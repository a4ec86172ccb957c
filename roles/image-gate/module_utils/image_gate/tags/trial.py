"""Whether a registry can be trusted to delete a tag and nothing else: tried with what may be lost, then watched.

Some registries delete the image with the tag, and so every other tag of it, against the specification ("Deleting
tags"); some say that a tag is deleted and keep it; some cannot tell what they have.
"""

from __future__ import annotations

import base64
import secrets
import shlex
import time
from typing import Sequence

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.tags.api import TagsLost
from ansible.module_utils.image_gate.tags.staging import (
    NOTE,
    companion_name,
    companion_of,
    companions_of,
    is_staged_by_change,
    note,
    put_note,
)

# Answers by which registries say that they delete no tags.
UNSUPPORTED = (400, 404, 405, 501)

# Requests at a time, where tags have to be looked at and written again.
JOBS = 8

# A manifest of more bytes is not shown in a message.
LONGEST_SHOWN = 12 * 1024

# What the tags of notes begin with, and the seconds after which a note that is still there is of no other trial.
PREFIX, LONGEST = "change_0_", 3600

NO_DELETION = "This registry deletes no tags; remove it with the registry's own tools."
TAKES_THE_IMAGE = "the registry deletes the image with a tag, and so every other tag of the image"


class Refused(RegistryError):
    """The registry, or one of its repositories, cannot be trusted to delete tags alone."""


class Unseen(RegistryError):
    """A deletion that may have happened, and it cannot be seen whether it has."""


def refused(registry: Registry, detail: str, advice: str = "", status: int | None = None) -> Refused:
    """A reason to delete nothing (more)."""
    return Refused(registry.host, "delete tags", detail=detail, advice=advice, status=status)


def delete(registry: Registry, repository: str, tag: str) -> None:
    """Delete a tag and look whether it is gone; one that is gone already is no error.

    Raises ``Refused`` for a registry that deletes none, or only says so, and ``Unseen``.
    """
    try:
        registry.delete_tag(repository, tag)
    except RegistryError as error:
        # Some registries answer 404 to a method that they do not know, so the tag itself has to tell.
        if error.status == 404 and _shows(registry, repository, tag):
            return
        if error.status in UNSUPPORTED:
            raise refused(registry, error.detail, NO_DELETION, error.status) from error
        # What failed on the registry's side may have been done all the same.
        if not may_be_done(error) or not _shows(registry, repository, tag):
            raise
        return

    def look() -> None:
        if not _shows(registry, repository, tag):
            still = refused(registry, "the registry answers that it is deleted, and still has it")
            # Some show it a moment longer.
            still.retryable = True
            raise still

    registry.retry.run(look)


def _shows(registry: Registry, repository: str, tag: str) -> bool:
    try:
        return is_gone(registry, repository, tag)
    except RegistryError as error:
        detail = f"it may be deleted, but that cannot be seen: {error}"
        raise Unseen(registry.host, f"delete tag {tag}", repository=repository, detail=detail) from error


def may_be_done(error: RegistryError) -> bool:
    """Whether a deletion that failed like this may have happened all the same."""
    return isinstance(error, (Refused, Unseen)) or error.status is None or error.status >= 500


def is_gone(registry: Registry, repository: str, tag: str) -> bool:
    """Whether a tag is not there; by GET, as registries exist whose HEAD finds nothing.

    Some refuse to read what is not there (403): then their list tells.
    """
    try:
        return registry.find_manifest(repository, tag, WRITE) is None
    except RegistryError as error:
        if error.status is None or error.status >= 500:
            raise
        return tag not in registry.tags(repository)


def try_out(registry: Registry, repository: str, listed: Sequence[str] = ()) -> None:
    """Delete one of two tags of a note that nobody needs, and look what becomes of the other one.

    Raises ``Refused`` for a registry that does not delete tags alone, or cannot show it; nothing else than the note is
    touched. Among the tags that are ``listed`` may be a note of an earlier trial: a registry that does not delete it
    gets no further one.
    """
    word, now = secrets.token_hex(8), int(time.time())
    never, first, second = (companion_name(PREFIX, f"{word} {number}", now) for number in range(3))
    left = [one.name for one in companions_of(listed) if one.prefix == PREFIX and one.moment < now - LONGEST]
    if left:
        delete(registry, repository, left[0])
    try:
        # A registry that deletes nothing mostly says so before there is a note to be left behind.
        registry.delete_tag(repository, never)
    except RegistryError as error:
        if error.status in UNSUPPORTED and error.status != 404:
            raise refused(registry, error.detail, NO_DELETION, error.status) from error
        if error.status != 404:
            raise
    manifest = note({NOTE: f"tries out how this registry deletes tags; may be deleted ({word})"})
    try:
        put_note(registry, repository, manifest, (first, second))
    except RegistryError as error:
        detail = f"it takes no note by which to try out that it deletes a tag alone: {error.detail or error}"
        raise refused(registry, detail, "Remove staged tags by other means.", error.status) from error
    try:
        delete(registry, repository, first)
        other = registry.find_manifest(repository, second, WRITE)
        if other is None or other.digest != manifest.digest:
            advice = "Nothing was deleted but a note that tried this out. Remove staged tags by other means."
            raise refused(registry, TAKES_THE_IMAGE, advice)
        delete(registry, repository, second)
    except Refused:
        raise
    except RegistryError as error:
        detail = f"a note was deleted to try this out, and it cannot be seen what else is gone: {error.detail or error}"
        raise refused(registry, detail, status=error.status) from error


def try_out_on(
    registry: Registry, repository: str, tag: str, manifest: Manifest, listed: Sequence[str]
) -> None:
    """Give an image a second tag that nobody needs, delete that one, and look whether ``tag`` is still there.

    For a repository with more tags than can be looked at one by one (``listed``, before it). Raises ``Refused`` if the
    image went with the tag, after all of its tags that are missing were written again, and ``TagsLost`` if not all could be.
    """
    spare = companion_name(PREFIX, f"{secrets.token_hex(8)} {tag}", int(time.time()))
    registry.put_manifest(repository, spare, manifest)
    failure: RegistryError | None = None
    try:
        delete(registry, repository, spare)
    except RegistryError as error:
        if not may_be_done(error):
            raise
        failure = error
    lost, doubts = lost_of(registry, repository, [tag])
    if lost:
        # The registry has taken the image away, so it took every other tag of it, too.
        try:
            now = set(registry.tags(repository))
            lost += [
                name for name in listed if name not in now and name != tag and not _is_of_others(name, tag)
            ]
        except RegistryError as error:
            doubts.append(error)
        doubts += write_again(registry, repository, lost, manifest)
    if doubts:
        closing = (
            "With a tag that tried this out the registry took away, or may have, other tags of the image. "
        )
        raise TagsLost(doubts, closing + restoring(registry, repository, lost or [tag], manifest))
    if lost:
        raise refused(
            registry,
            TAKES_THE_IMAGE,
            "What a trial took away was written again; remove staged tags by other means.",
        )
    if failure:
        raise failure


def _is_of_others(name: str, tag: str) -> bool:
    """Whether a tag that went away is one that other jobs take away as well: staged, for another change than ``tag``."""
    prefix = "_".join(tag.split("_")[:2])
    return bool(companion_of(name)) or is_staged_by_change(name) and not name.startswith(f"{prefix}_")


def by_digest(registry: Registry, repository: str, names: Sequence[str]) -> dict[str, list[str]]:
    """The tags by the digest that they stand for; raises ``RegistryErrors`` if that cannot be found out."""

    def digest(name: str) -> str:
        # Of many manifests, no more than this is kept in memory.
        found = registry.find_manifest(repository, name, WRITE)
        return found.digest if found else ""

    tags: dict[str, list[str]] = {}
    for name, stands_for in zip(names, each(digest, names, JOBS, to_the_end=True)):
        if stands_for:
            tags.setdefault(stands_for, []).append(name)
    return tags


def lost_of(
    registry: Registry, repository: str, twins: Sequence[str]
) -> tuple[list[str], list[RegistryError]]:
    """Which of these tags are gone, and why it is not known of others."""

    def look(name: str) -> bool | RegistryError:
        try:
            return is_gone(registry, repository, name)
        except RegistryError as error:
            return error

    looked = list(zip(twins, each(look, twins, JOBS, to_the_end=True)))
    doubts = [error for _, error in looked if isinstance(error, RegistryError)]
    return [name for name, gone in looked if gone is True], doubts


def write_again(
    registry: Registry, repository: str, names: Sequence[str], manifest: Manifest
) -> list[RegistryError]:
    """Give a manifest its tags back; what failed."""

    def write(name: str) -> None:
        registry.put_manifest(repository, name, manifest)
        found = registry.find_manifest(repository, name, WRITE)
        if found is None or found.digest != manifest.digest:
            detail = "the registry answers that it is written, and has it not"
            raise RegistryError(
                registry.host, f"write tag {name} again", repository=repository, detail=detail
            )

    try:
        each(write, names, JOBS, to_the_end=True)
    except RegistryErrors as error:
        return error.errors
    return []


def restoring(registry: Registry, repository: str, tags: Sequence[str], manifest: Manifest) -> str:
    """What is missing, and the commands that write it again."""
    listed = ", ".join(f"{registry.host}/{repository}:{tag}" for tag in tags)
    sentence = f"Missing, or perhaps missing: {listed}; each was {manifest.digest}."
    if len(manifest.body) > LONGEST_SHOWN:
        return f"{sentence} Copy this digest back from where it still is, or build the image again."
    body = base64.b64encode(manifest.body).decode()
    commands = [
        f"echo {body} | base64 -d | oras manifest push --media-type {shlex.quote(manifest.media_type)} "
        f"{shlex.quote(f'{registry.host}/{repository}:{tag}')} -"
        for tag in tags
    ]
    return "\n".join(
        [sentence, "As long as the registry has its layers, this restores it (after oras login):", *commands]
    )
