#!/usr/bin/python
"""Ansible module that keeps the logs of all containers of an engine."""

from __future__ import annotations

from ansible.module_utils.image_gate.ansible.module import Module
from ansible.module_utils.image_gate.ansible.warnings import show_warnings
from ansible.module_utils.image_gate.engines.choice import ENGINES
from ansible.module_utils.image_gate.node.command import find_command
from ansible.module_utils.image_gate.node.container_logs import save_logs
from ansible.module_utils.image_gate.node.engine import run_engine
from ansible.module_utils.image_gate.node.node_error import NodeError

DOCUMENTATION = r"""
module: container_logs
short_description: Keep the logs of containers
description:
  - Writes the log of each container of an engine, running or not, to C(<folder>/<name>.txt).
  - It never fails for what the engine says or does not say; that is a warning.
options:
  engine:
    description: The engine.
    type: str
    choices: [docker, podman]
    default: docker
  folder:
    description: Where the logs go.
    type: path
    required: true
attributes:
  check_mode:
    support: full
    description: Writes nothing.
"""

EXAMPLES = r"""
- name: Keep the logs
  container_logs:
    folder: /home/zuul/zuul-output/logs/docker
"""

RETURN = r"""
containers:
  description: The containers whose logs were kept.
  returned: always
  type: list
  elements: str
warnings_found:
  description: What could not be kept; the same as Ansible's warnings.
  returned: always
  type: list
  elements: str
"""

ARGUMENTS = {
    "engine": {"type": "str", "choices": list(ENGINES), "default": "docker"},
    "folder": {"type": "path", "required": True},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    engine, names, warnings = module.params["engine"], [], []
    try:
        if find_command(engine):
            listed = run_engine(engine, "ps", "--all", "--format", "{{.Names}}").split()
            # A container that others link to has names with them, too.
            names = sorted({name.partition(",")[0].rpartition("/")[2] for name in listed})
        if names and not module.check_mode:
            save_logs(engine, module.params["folder"], names)
    except (NodeError, OSError) as error:
        warnings.append(f"The logs of the containers of {engine} are not kept: {error}")
        names = []
    module.exit_json(changed=bool(names), containers=names, **show_warnings(module, warnings))


if __name__ == "__main__":
    main()
