"""A node as a client of the buildset registry: everything that makes it one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from ansible.module_utils.image_gate.node import docker_daemon, node_file
from ansible.module_utils.use_buildset_registry import (
    account,
    certificates,
    docker_folder,
    journal,
    local_images,
    reach,
    settings,
)
from ansible.module_utils.use_buildset_registry.address import Address


@dataclass(frozen=True)
class Outcome:
    """What changed, or would: files by path, images by reference; what to warn about, and what is not done."""

    changed: bool
    files: list[str]
    images: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Login:
    """The registry, its writer's account, and the user of the node who gets it."""

    address: Address
    cert: str
    username: str
    password: str
    user: account.User


def use(login: Login, namespaces: list[str], search: list[str], check_mode: bool) -> Outcome:
    """Make the node use a registry instead of any earlier one. Raises NodeError."""
    address, user = login.address, login.user
    arguments = docker_daemon.daemon_arguments()
    docker_daemon.require_mirrors_from_file(arguments)
    daemon_json = docker_daemon.settings_path(arguments)
    notes = journal.load()
    certs = certificates.wanted(address, login.cert)
    plan = settings.plan(notes, address, namespaces, search, daemon_json, certs)
    edited = settings.changed_files(plan.wanted)
    own = {path: text for path, text in certs.items() if path not in plan.wanted}
    new_certs = {path: text for path, text in own.items() if node_file.read_text(path) != text}
    old_certs = [path for path in notes.own if path not in certs and os.path.exists(path)]
    others = [(name, False) for name in notes.accounts] + [(name, True) for name in notes.podman_accounts]
    others = [(name, podman) for name, podman in others if name != user.name]
    logins = _logins(notes, login)
    new_logins = [edit for edit in logins if edit.wanted != edit.current]
    files = [*edited, *new_certs, *old_certs, *(edit.path for edit in new_logins)]
    warnings = [*plan.warnings, *settings.unseen_files(user.home)]
    if check_mode:
        return Outcome(bool(files), sorted(files), warnings=warnings)

    # Before the first change: a run that is cut off can still be undone.
    _note(notes, login, plan, list(own), logins)
    gone = certificates.texts(old_certs)
    certificates.write(new_certs)
    certificates.remove(old_certs, notes.folders)
    settings.write(plan.wanted, [path for path in edited if path != daemon_json])
    certificates.refresh({**new_certs, **certificates.texts(edited)}, gone)
    for name, podman in others:
        accounts = notes.podman_accounts if podman else notes.accounts
        if accounts[name][0] != address.name:
            try:
                files += account.log_out(name, *accounts.pop(name), podman)
            except account.UnknownUser as error:
                warnings.append(f"The account of an earlier registry was not taken from a file: {error}")
    for edit in new_logins:
        user.write(edit.path, edit.wanted)
    if daemon_json in edited or docker_daemon.has_mirror(address.url) is False:
        docker_daemon.replace_settings(daemon_json, plan.wanted[daemon_json], address.url, True)
    notes.own = list(own)
    journal.save(notes)
    unreached = reach.wait_until_reached(address.name, login.username, login.password) if files else ""
    if unreached:
        warnings.append(f"dockerd cannot log in to the buildset registry at {address.name}: {unreached}")
    return Outcome(bool(files), sorted(files), warnings=warnings)


def _logins(notes: journal.Journal, login: Login) -> list[account.Edit]:
    """The user's files of logins as they are to be: docker's, and podman's where docker's has a helper in it."""
    user, registry = login.user, login.address.name
    docker = account.edit(
        user, user.config, notes.accounts.get(user.name), registry, login.username, login.password
    )
    noted = notes.podman_accounts.get(user.name)
    needed = account.sends_docker_to_the_file(docker.wanted or "", docker.path, registry)
    if not needed and noted is None:
        return [docker]
    podman = account.edit(user, user.podman_config, noted, registry, login.username, login.password)
    return [docker, podman]


def _note(
    notes: journal.Journal,
    login: Login,
    plan: settings.Plan,
    certs: list[str],
    logins: list[account.Edit],
) -> None:
    """Write the journal of the changes to come."""
    user = login.user
    if notes.images is None and not notes.host:
        notes.images = {store.name: store.content() for store in local_images.stores(user)}
        notes.cache = local_images.build_cache()
    # Jobs run docker as root, too.
    for one in (user, account.find("root")):
        if one.name not in notes.docker_files:
            notes.docker_files[one.name] = docker_folder.content(one)
    notes.host, notes.port = login.address.host, login.address.port
    notes.files = {}
    for path, text in plan.wanted.items():
        if text is not None and text != plan.original[path]:
            notes.note(path, plan.original[path], text)
    notes.own = list(dict.fromkeys([*certs, *notes.own]))
    for path in (*notes.own, *notes.files, *(edit.path for edit in logins)):
        notes.folders += [
            folder
            for folder in node_file.missing_folders(os.path.dirname(path))
            if folder not in notes.folders
        ]
    for edit, accounts in zip(logins, (notes.accounts, notes.podman_accounts)):
        accounts[user.name] = (login.address.name, edit.before)
    journal.save(notes)
