"""The registry as the first host of containerd's registries, which each have a folder with a ``hosts.toml`` (containerd, docs/hosts.md).

containerd reads them at each pull. Only folders that are there, or that its settings name, are used: without them it does not look.
"""

from __future__ import annotations

import os
import re
from typing import Iterator

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.use_buildset_registry import marks, toml_text
from ansible.module_utils.use_buildset_registry.address import Address

SETTINGS = "/etc/containerd/config.toml"
FOLDER = "/etc/containerd/certs.d"
#: microk8s has a containerd of its own.
MICROK8S = "/var/snap/microk8s/current/args/certs.d"
_CONFIG_PATH = re.compile(r"""^\s*config_path\s*=\s*["']([^"']+)["']""", re.MULTILINE)


def folders() -> list[str]:
    """Where containerd looks for hosts on this node."""
    named = _CONFIG_PATH.findall(node_file.read_text(SETTINGS) or "")
    first = [path.split(":")[0] for path in named if path.startswith("/")]
    return list(dict.fromkeys([*first, *filter(os.path.isdir, (FOLDER, MICROK8S))]))


def files(namespaces: list[str]) -> Iterator[tuple[str, str]]:
    """The files for these registries, each with the name of its registry; a part of a registry stands for all of it."""
    names = dict.fromkeys(namespace.partition("/")[0] for namespace in namespaces)
    for folder in folders():
        for name in names:
            yield os.path.join(folder, name, "hosts.toml"), name


def add(text: str, path: str, address: Address, namespace: str, ca_file: str) -> str:
    """A file with the registry as its first host."""
    lines = text.split("\n")
    found = toml_text.statements(lines, path)
    folder = address.location(namespace).partition("/")[2]
    url = f"{address.url}/v2/{folder}" if folder else address.url
    added = [
        f"[host.{toml_text.quoted(url)}]",
        'capabilities = ["pull", "resolve"]',
        f"ca = {toml_text.quoted(ca_file)}",
        *(["override_path = true"] if folder else []),
    ]
    tables = [statement.first for statement in found if statement.kind != "value"]
    end = len(lines) - 1 if lines[-1] == "" else len(lines)
    at = tables[0] if tables else end
    lines[at:at] = marks.block(*added)
    if not tables and lines[-1] != "":
        lines.append("")
    return toml_text.require_good("\n".join(lines), path)
