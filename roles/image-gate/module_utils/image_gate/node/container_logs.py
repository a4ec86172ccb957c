"""The logs of containers on a node, and files of them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Sequence

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.image_gate.node.command import find_command, run_command


def save_logs(engine: str, folder: str, names: Sequence[str]) -> None:
    """Write the log of each container to ``<folder>/<name>.txt``, as the owner of the folder around it."""
    around = (node_file.missing_folders(folder) or [folder])[0]
    with ThreadPoolExecutor() as pool:
        logs = dict(zip(names, pool.map(lambda name: log_of(engine, name), names)))
    owner = os.stat(os.path.dirname(around))
    with node_file.acting_as(owner.st_uid, owner.st_gid):
        node_file.make_folders(folder)
        for name, text in logs.items():
            node_file.write_text(os.path.join(folder, f"{name}.txt"), text)


def log_of(engine: str, name: str, *options: str) -> str:
    """What a container has written so far, with the moment of each line."""
    command = find_command(engine) or engine
    return run_command(command, "logs", "--timestamps", *options, name, join_streams=True).stdout
