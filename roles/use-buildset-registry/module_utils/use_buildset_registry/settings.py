"""All files of a node that name the buildset registry: planned, written and taken back together."""

from __future__ import annotations

import functools
import glob
import os
import urllib.parse
from dataclasses import dataclass
from typing import Callable

from ansible.module_utils.image_gate.node import docker_daemon, node_file
from ansible.module_utils.image_gate.node.json_document import BOM
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.use_buildset_registry import (
    buildkitd_toml,
    hosts_file,
    hosts_toml,
    marks,
    rancher,
    registries_conf,
)
from ansible.module_utils.use_buildset_registry.address import ALIAS, Address
from ansible.module_utils.use_buildset_registry.certificates import engine_file, leftovers
from ansible.module_utils.use_buildset_registry.journal import Journal


@dataclass(frozen=True)
class Plan:
    """Text of each edited file before the role, and the text that it is to have; None stands for no file."""

    original: dict[str, str | None]
    wanted: dict[str, str | None]
    warnings: tuple[str, ...] = ()


Remove = Callable[[str], str]


def _removers(journal: Journal, daemon_json: str) -> dict[str, Remove]:
    """Every file that the role may have changed or may change, and how the role's part is taken out of it."""
    names = {ALIAS, journal.host}
    removers: dict[str, Remove] = {
        hosts_file.PATH: hosts_file.remove,
        registries_conf.PATH: marks.remove,
        buildkitd_toml.PATH: marks.remove,
        daemon_json: lambda text: docker_daemon.without_mirrors(text, names_host(names), daemon_json),
    }
    drop_ins = sorted(glob.glob(os.path.join(registries_conf.DROP_INS, "*.conf")))
    hosts = [path for folder in hosts_toml.folders() for path in glob.glob(f"{folder}/*/hosts.toml")]
    paths = list(dict.fromkeys([*removers, *drop_ins, *sorted(hosts), *rancher.files(), *journal.files]))
    return {path: removers.get(path, marks.remove) for path in paths}


def originals(journal: Journal, daemon_json: str) -> dict[str, str | None]:
    """Every such file, as it is without the role. Raises NodeError for one that cannot be edited."""
    return {path: original(journal, path, remove) for path, remove in _removers(journal, daemon_json).items()}


def restored(journal: Journal, daemon_json: str) -> tuple[dict[str, str | None], list[str]]:
    """The same for taking the role's part away, and warnings.

    A file that a job has spoilt gets back the text of before; one that the role did not change is left alone.
    """
    wanted: dict[str, str | None] = {}
    warnings = []
    for path, remove in _removers(journal, daemon_json).items():
        try:
            wanted[path] = original(journal, path, remove)
        except NodeError as error:
            if path in journal.files:
                wanted[path] = journal.files[path]["original"]
                warnings.append(f"{path} was spoilt ({error}), and has the text again that it had before.")
            else:
                warnings.append(f"{path} was left alone: {error}")
    return wanted, warnings


def original(journal: Journal, path: str, remove: Remove) -> str | None:
    """A file without the role's part: its text of before, or what removing leaves if others changed it."""
    current = node_file.read_text(path)
    untouched, before = journal.original(path, current)
    if untouched:
        return before
    if current is None:
        return None
    mark = BOM if current.startswith(BOM) else ""
    rest = remove(current[len(mark) :])
    rest = mark + rest if rest else rest
    made_by_role = journal.files[path]["original"] is None if path in journal.files else rest != current
    return None if made_by_role and not rest.strip() else rest


def plan(
    journal: Journal,
    address: Address,
    namespaces: list[str],
    search: list[str],
    daemon_json: str,
    certs: dict[str, str],
) -> Plan:
    """What the files are to hold for this registry. Raises NodeError for a file that cannot be edited.

    Of the certificates (``certs``), those are among them in whose place the site has a file of its own.
    """
    before = originals(journal, daemon_json)
    for path in certs:
        if path not in before and path not in journal.own and path not in leftovers():
            text = node_file.read_text(path)
            before.update({path: text} if text is not None else {})
    wanted = {**before, **{path: text for path, text in certs.items() if path in before}}
    if address.is_number:
        wanted[hosts_file.PATH] = _edited(
            before[hosts_file.PATH], lambda text: hosts_file.add(text, address.host, address.alias)
        )
    wanted[buildkitd_toml.PATH] = _edited(
        before[buildkitd_toml.PATH],
        lambda text: buildkitd_toml.add(text, address, namespaces, engine_file(address)),
    )
    for path, name in hosts_toml.files(namespaces):
        text = before.setdefault(path, original(journal, path, marks.remove))
        wanted[path] = hosts_toml.add(text or "", path, address, name, engine_file(address))
    ours = names_host({ALIAS, journal.host, address.host})
    wanted[daemon_json] = docker_daemon.with_first_mirror(
        before[daemon_json] or "", address.url, ours, daemon_json
    )
    seen: set[str] = set()
    warnings: list[str] = []
    for path in rancher.files():
        text = before.setdefault(path, original(journal, path, marks.remove))
        wanted[path] = text or rancher.text(address, namespaces, engine_file(address))
        warnings += [rancher.unread(path)] if text else []

    def mirrored(path: str, text: str) -> str:
        edited = registries_conf.edit(text, path, address, namespaces, search)
        seen.update(edited.namespaces)
        warnings.extend(edited.warnings)
        return edited.text

    for path, text in before.items():
        if path == registries_conf.PATH or os.path.dirname(path) == registries_conf.DROP_INS:
            wanted[path] = _edited(text, functools.partial(mirrored, path)) if text is not None else None
    missing = [name for name in namespaces if name not in seen]
    wanted[registries_conf.PATH] = _edited(
        wanted[registries_conf.PATH], lambda text: registries_conf.complete(text, address, missing, search)
    )
    return Plan(before, wanted, tuple(warnings))


def _edited(text: str | None, edit: Callable[[str], str]) -> str:
    """An edited text, which begins with a byte order mark if it did before."""
    bare = text or ""
    mark = BOM if bare.startswith(BOM) else ""
    return mark + edit(bare[len(mark) :])


def unseen_files(home: str) -> list[str]:
    """What to warn about: files of a user that count instead of the node's."""
    path = os.path.join(home, ".config", "containers", "registries.conf")
    if not os.path.exists(path):
        return []
    return [
        f"{path} counts instead of {registries_conf.PATH}: podman does not ask the buildset registry there"
    ]


def changed_files(wanted: dict[str, str | None]) -> list[str]:
    """The files that differ from what they are to hold."""
    return sorted(path for path, text in wanted.items() if not node_file.has_text(path, text))


def write(wanted: dict[str, str | None], paths: list[str]) -> None:
    """Give these files the text that they are to hold."""
    for path in paths:
        text = wanted[path]
        if text is None:
            os.remove(path)
        else:
            node_file.make_folders(os.path.dirname(path))
            node_file.write_text(path, text, in_place=path == hosts_file.PATH)


def names_host(hosts: set[str]) -> Callable[[str], bool]:
    """Whether a mirror's URL names one of these hosts."""
    return lambda url: (urllib.parse.urlsplit(url).hostname or "") in {host.lower() for host in hosts if host}
