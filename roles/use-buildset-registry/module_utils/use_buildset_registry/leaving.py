"""A node that stops being a client: every step is made, whatever became of the others."""

from __future__ import annotations

import contextlib
import os
from typing import Iterator

from ansible.module_utils.image_gate.node import docker_daemon, node_file
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.use_buildset_registry import (
    account,
    certificates,
    docker_folder,
    journal,
    local_images,
    settings,
)
from ansible.module_utils.use_buildset_registry.address import Address
from ansible.module_utils.use_buildset_registry.client import Outcome


def leave(name: str, host: str, port: int, check_mode: bool) -> Outcome:
    """Give the node back as it was; ``host`` and ``port`` are asked where the journal does not tell them.

    ``name`` is the user of the connection. What could not be taken away stays in the journal and is a problem
    of the outcome, so that a second run, or a person, can finish it.
    """
    notes = journal.load()
    address = Address(notes.host or host, notes.port or port) if notes.host or host else None
    daemon_json = docker_daemon.settings_path(docker_daemon.daemon_arguments())
    wanted, warnings = settings.restored(notes, daemon_json)
    edited = settings.changed_files(wanted)
    certs = [path for path in dict.fromkeys([*notes.own, *certificates.leftovers()]) if os.path.exists(path)]
    images = _brought(name, address, notes)
    found = sorted({reference for _, chosen in images for reference in chosen})
    changed = bool(edited or certs or found or notes.host)
    if check_mode:
        return Outcome(changed, sorted([*edited, *certs]), found, warnings)

    problems: list[str] = []
    files: list[str] = []
    gone = certificates.texts(certs)
    with _step(problems):
        certificates.remove(certs, notes.folders if notes.host else None)
        notes.own = []
        files += certs
    for path in (path for path in wanted if path in edited and path != daemon_json):
        with _step(problems):
            settings.write(wanted, [path])
            notes.files.pop(path, None)
            files.append(path)
    with _step(problems):
        certificates.refresh(certificates.texts(path for path in files if path not in gone), gone)
    for user, (registry, before), podman in _accounts(name, address, notes):
        with _step(problems):
            try:
                files += account.log_out(user, registry, before, podman)
            except account.UnknownUser as error:
                warnings.append(f"The account of the registry was not taken from a file: {error}")
            (notes.podman_accounts if podman else notes.accounts).pop(user, None)
    with _step(problems):
        if daemon_json in edited or (address and docker_daemon.has_mirror(address.url)):
            _restore_daemon(address, daemon_json, wanted)
            notes.files.pop(daemon_json, None)
            files += [daemon_json] if daemon_json in edited else []
    for store, chosen in images:
        if chosen:
            warnings += local_images.remove(store, chosen, _noted(notes, store))
    if notes.host:
        warnings += local_images.empty_build_cache(notes.cache)
    for user, before_files in notes.docker_files.items():
        with contextlib.suppress(account.UnknownUser):
            warnings += docker_folder.remove_new(account.find(user), before_files)
    node_file.remove_empty_folders(notes.folders)
    if problems:
        journal.save(notes)
    else:
        journal.forget()
    return Outcome(changed or bool(files), sorted(files), found, warnings, problems)


@contextlib.contextmanager
def _step(problems: list[str]) -> Iterator[None]:
    try:
        yield
    except (NodeError, OSError) as error:
        problems.append(str(error))


def _accounts(
    name: str, address: Address | None, notes: journal.Journal
) -> list[tuple[str, tuple[str, account.Before], bool]]:
    """User, registry with what was there before, and whether it is podman's file, of each account that is to go."""
    accounts = dict(notes.accounts)
    if address and name not in accounts:
        accounts[name] = (address.name, "file")
    return [
        (user, noted, podman)
        for podman, of in ((False, accounts), (True, dict(notes.podman_accounts)))
        for user, noted in of.items()
    ]


def _restore_daemon(address: Address | None, path: str, wanted: dict[str, str | None]) -> None:
    if path not in wanted:
        raise NodeError(f"docker still has the registry as a mirror, and {path} cannot be read.")
    if address:
        docker_daemon.replace_settings(path, wanted[path], address.url, False)
    else:
        settings.write(wanted, [path])


def _brought(
    name: str, address: Address | None, notes: journal.Journal
) -> list[tuple[local_images.Store, list[str]]]:
    """By store, what came since the node uses the registry."""
    if address is None:
        return []
    try:
        user = account.find(name)
    except account.UnknownUser:
        user = None
    return [
        (store, local_images.brought(store.content() or {}, _noted(notes, store), address.name))
        for store in local_images.stores(user)
    ]


def _noted(notes: journal.Journal, store: local_images.Store) -> local_images.Content:
    return (notes.images or {}).get(store.name)
