"""The registry's certificate where engines and other programs look for authorities."""

from __future__ import annotations

import glob
import os

from ansible.module_utils.image_gate import node_file
from ansible.module_utils.image_gate.command import find_command, last_lines, run_command
from ansible.module_utils.image_gate.node_error import NodeError
from ansible.module_utils.use_buildset_registry.address import ALIAS, Address

DOCKER = "/etc/docker/certs.d"
# Fedora's and SUSE's folders come first: either may have Debian's as well.
STORES = {
    "/etc/pki/ca-trust/source/anchors": "update-ca-trust",  # Fedora, RHEL and its rebuilds
    "/etc/pki/trust/anchors": "update-ca-certificates",  # SUSE
    "/usr/local/share/ca-certificates": "update-ca-certificates",  # Debian, Ubuntu, Alpine
}


def store() -> str:
    """The folder of this distribution; Debian's where none is found."""
    return next((path for path in STORES if os.path.isdir(path)), list(STORES)[-1])


def engine_file(address: Address) -> str:
    """Where dockerd and podman look for the authority of a registry, whenever they connect to it."""
    return f"{DOCKER}/{address.name}/ca.crt"


def store_file(address: Address) -> str:
    """The certificate among those of the distribution."""
    return f"{store()}/{address.alias}.crt"


def wanted(address: Address, cert: str) -> dict[str, str]:
    """The files that hold the certificate."""
    text = cert.strip() + "\n"
    return {engine_file(address): text, store_file(address): text}


def leftovers() -> list[str]:
    """Files of registries with the fixed alias; no one else's have that name."""
    return [*glob.glob(f"{DOCKER}/{ALIAS}:*/ca.crt"), *glob.glob(f"{store()}/{ALIAS}.crt")]


def apply(files: dict[str, str], gone: list[str]) -> None:
    """Write and remove certificates, and let the distribution take notice. Raises NodeError."""
    for path in gone:
        os.remove(path)
        if path.startswith(DOCKER):
            node_file.remove_empty_folders([os.path.dirname(path)])
    for path, text in files.items():
        node_file.make_folders(os.path.dirname(path))
        node_file.write_text(path, text)
    if store() in {os.path.dirname(path) for path in (*files, *gone)}:
        _refresh(STORES[store()], bool(gone))


def _refresh(command: str, gone: bool) -> None:
    found = find_command(command)
    if found is None:
        return
    # Without --fresh, links to certificates that are gone stay in /etc/ssl/certs.
    options = ["--fresh"] if gone and command == "update-ca-certificates" else []
    done = run_command(found, *options, timeout=300, join_streams=True)
    if done.returncode != 0:
        raise NodeError(f"{command} failed: {last_lines(done.stdout)}")
