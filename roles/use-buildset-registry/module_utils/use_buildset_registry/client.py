"""A node as a client of the buildset registry: everything that makes it one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from ansible.module_utils.image_gate import docker_daemon, node_file
from ansible.module_utils.use_buildset_registry import account, certificates, journal, local_images, settings
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
    plan = settings.plan(notes, address, namespaces, search, daemon_json)
    edited = settings.changed_files(plan.wanted)
    certs = certificates.wanted(address, login.cert)
    new_certs = {path: text for path, text in certs.items() if node_file.read_text(path) != text}
    old_certs = [path for path in notes.own if path not in certs and os.path.exists(path)]
    others = [name for name, (registry, _) in notes.accounts.items() if registry != address.name]
    current = user.read()
    registry, before = notes.accounts.get(user.name, ("", account.before(current, user.config)))
    config = current or ""
    if registry != address.name:
        config = account.logged_out(config, user.config, registry, before) or ""
    config = account.logged_in(config, user.config, address.name, login.username, login.password)
    files = [*edited, *new_certs, *old_certs, *([user.config] if config != current else [])]
    warnings = list(plan.warnings)
    if check_mode:
        return Outcome(bool(files), sorted(files), warnings=warnings)

    # Before the first change: a run that is cut off can still be undone.
    _note(notes, login, plan, list(certs), before)
    if new_certs or old_certs:
        certificates.apply(new_certs, old_certs)
    settings.write(plan.wanted, [path for path in edited if path != daemon_json])
    for name in others:
        if name != user.name:
            try:
                files += account.log_out(name, *notes.accounts.pop(name))
            except account.UnknownUser as error:
                warnings.append(f"The account of an earlier registry was not taken from a file: {error}")
    if config != current:
        user.write(config)
    if daemon_json in edited or docker_daemon.has_mirror(address.url) is False:
        docker_daemon.replace_settings(daemon_json, plan.wanted[daemon_json], address.url, True)
    notes.own = list(certs)
    journal.save(notes)
    return Outcome(bool(files), sorted(files), warnings=warnings)


def _note(
    notes: journal.Journal, login: Login, plan: settings.Plan, certs: list[str], before: account.Before
) -> None:
    """Write the journal of the changes to come."""
    if notes.images is None and not notes.host:
        notes.images = {store.name: store.content() for store in local_images.stores(login.user)}
        notes.cache = local_images.build_cache()
    notes.host, notes.port = login.address.host, login.address.port
    notes.files = {}
    for path, text in plan.wanted.items():
        if text is not None and text != plan.original[path]:
            notes.note(path, plan.original[path], text)
    notes.own = list(dict.fromkeys([*certs, *notes.own]))
    for path in (*notes.own, *notes.files, login.user.config):
        notes.folders += [
            folder
            for folder in node_file.missing_folders(os.path.dirname(path))
            if folder not in notes.folders
        ]
    notes.accounts[login.user.name] = (login.address.name, before)
    journal.save(notes)
