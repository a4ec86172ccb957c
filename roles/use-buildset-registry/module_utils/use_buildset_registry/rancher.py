"""The registry as the mirror of k3s and rke2, which write the settings of their containerd from a file of theirs when they start.

The file is YAML, which Python's library does not read: one of somebody else is left alone.
"""

from __future__ import annotations

import json
import os

from ansible.module_utils.use_buildset_registry import marks
from ansible.module_utils.use_buildset_registry.address import Address

FOLDERS = ("/etc/rancher/k3s", "/etc/rancher/rke2")


def files() -> list[str]:
    """The files of those that are installed, or are about to be."""
    return [f"{folder}/registries.yaml" for folder in FOLDERS if os.path.isdir(folder)]


def text(address: Address, namespaces: list[str], ca_file: str) -> str:
    """A whole file (k3s, "Private Registry Configuration"); JSON is YAML as well."""
    mirrors = {}
    for name in dict.fromkeys(namespace.partition("/")[0] for namespace in namespaces):
        folder = address.location(name).partition("/")[2]
        mirrors[name] = {
            "endpoint": [address.url],
            **({"rewrite": {"^(.*)$": f"{folder}/$1"}} if folder else {}),
        }
    content = {"mirrors": mirrors, "configs": {address.name: {"tls": {"ca_file": ca_file}}}}
    return "\n".join(marks.block(json.dumps(content, indent=2))) + "\n"


def unread(path: str) -> str:
    """What to warn about a file of somebody else."""
    return f"{path} is left alone, so images of the buildset are not found there: the role only writes a file of its own."
