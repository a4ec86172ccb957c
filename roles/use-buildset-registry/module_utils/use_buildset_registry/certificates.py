"""The registry's certificate where engines and other programs look for authorities."""

from __future__ import annotations

import glob
import os
from typing import Iterable, Mapping

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.image_gate.node.command import find_command, last_lines, run_command
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.use_buildset_registry import trust_store
from ansible.module_utils.use_buildset_registry.address import ALIAS, Address

DOCKER = "/etc/docker/certs.d"
# Where BuildKit in docker 28 and the containerd store look for the authorities of a mirror: in the folder of the
# registry that it stands for. What is there counts beside the system's authorities, not instead of them.
MIRRORED = f"{DOCKER}/docker.io"
DEBIANS = "/usr/local/share/ca-certificates"
# Fedora's and SUSE's folders come first: either may have Debian's as well.
STORES = {
    "/etc/pki/ca-trust/source/anchors": "update-ca-trust",  # Fedora, RHEL and its rebuilds
    "/etc/pki/trust/anchors": "update-ca-certificates",  # SUSE
    DEBIANS: "update-ca-certificates",  # Debian, Ubuntu, Alpine
}


def store() -> str:
    """The folder of this distribution; Debian's where none is found."""
    return next((path for path in STORES if os.path.isdir(path)), list(STORES)[-1])


def engine_file(address: Address) -> str:
    """Where dockerd and podman look for the authority of a registry, whenever they connect to it."""
    return f"{DOCKER}/{address.name}/ca.crt"


def mirror_file(address: Address) -> str:
    """The authority of the registry where engines look for that of a mirror of Docker Hub."""
    return f"{MIRRORED}/{address.alias}.crt"


def store_file(address: Address) -> str:
    """The certificate among those of the distribution."""
    return f"{store()}/{address.alias}.crt"


def wanted(address: Address, cert: str) -> dict[str, str]:
    """The files that hold the certificate."""
    text = cert.strip() + "\n"
    return dict.fromkeys((engine_file(address), mirror_file(address), store_file(address)), text)


def leftovers() -> list[str]:
    """Files of registries with the fixed alias; no one else's have that name."""
    return [
        *glob.glob(f"{DOCKER}/{ALIAS}:*/ca.crt"),
        *glob.glob(f"{MIRRORED}/{ALIAS}.crt"),
        *glob.glob(f"{store()}/{ALIAS}.crt"),
    ]


def write(files: dict[str, str]) -> None:
    """Write certificates."""
    for path, text in files.items():
        node_file.make_folders(os.path.dirname(path))
        node_file.write_text(path, text)


def remove(paths: list[str], made: list[str] | None) -> None:
    """Remove certificates, and the folders of engines that were ``made`` for them; None: that is not known."""
    for path in paths:
        os.remove(path)
        folder = os.path.dirname(path)
        if path.startswith(f"{DOCKER}/") and (made is None or folder in made):
            node_file.remove_empty_folders([folder])


def texts(paths: Iterable[str]) -> dict[str, str]:
    """What certificates hold."""
    return {path: node_file.read_text(path) or "" for path in paths}


def refresh(changed: Mapping[str, str], gone: Mapping[str, str]) -> None:
    """Let the distribution take notice of its certificates that changed or are gone, with their texts. Raises NodeError."""
    folder = store()
    command = find_command(STORES[folder])
    new, old = ({path: of[path] for path in of if os.path.dirname(path) == folder} for of in (changed, gone))
    if command is None or not new and not old:
        return
    if folder == DEBIANS and _is_done(list(new.items()), list(old.items())):
        return
    # Without --fresh, links to certificates that are gone stay in /etc/ssl/certs.
    options = ["--fresh"] if old and STORES[folder] == "update-ca-certificates" else []
    done = run_command(command, *options, timeout=300, join_streams=True)
    if done.returncode != 0:
        raise NodeError(f"{STORES[folder]} failed: {last_lines(done.stdout)}")


def _is_done(new: list[tuple[str, str]], old: list[tuple[str, str]]) -> bool:
    """Whether one certificate more or less was all, and the store has it."""
    if len(new) + len(old) != 1:
        return False
    return trust_store.add(*new[0]) if new else trust_store.take_away(*old[0])
