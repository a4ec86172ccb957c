#!/usr/bin/python
"""Ansible module that merges settings into dockerd's daemon.json."""

from __future__ import annotations

import os

from ansible.module_utils.image_gate.ansible.module import Module
from ansible.module_utils.image_gate.node import docker_daemon, json_document, node_file
from ansible.module_utils.image_gate.node.node_error import NodeError

DOCUMENTATION = r"""
module: docker_settings
short_description: Merge settings into daemon.json
description:
  - Sets some keys of dockerd's settings file and keeps the others. Does not touch the daemon, but tells
    whether it must be restarted or reloaded for the settings to count.
  - Entries that a list has in the file stay, in front of the new ones, be they the site's own or those of another
    role, such as the mirror of a buildset registry.
options:
  settings:
    description: Keys and values. A key whose value is null is left alone.
    type: dict
    required: true
attributes:
  check_mode:
    support: full
    description: Says what would change.
"""

EXAMPLES = r"""
- name: Let containers send packets that fit
  docker_settings:
    settings:
      mtu: 1400
  become: true
  register: result
"""

RETURN = r"""
settings_file:
  description: The settings file.
  returned: always
  type: str
keys:
  description: The keys that changed.
  returned: always
  type: list
  elements: str
action:
  description: What the daemon needs, C(restart) or C(reload); empty if nothing changed or none runs.
  returned: always
  type: str
"""

# Keys that dockerd takes on SIGHUP, as far as sites set them.
RELOADABLE = {
    "debug",
    "insecure-registries",
    "labels",
    "live-restore",
    "max-concurrent-downloads",
    "registry-mirrors",
}

ARGUMENTS = {"settings": {"type": "dict", "required": True}}


def main() -> None:
    """Run the module."""
    module = Module(argument_spec=ARGUMENTS, supports_check_mode=True)
    arguments = docker_daemon.daemon_arguments()
    path = docker_daemon.settings_path(arguments)
    try:
        text = node_file.read_text(path) or ""
        current = json_document.load(text, path)
        wanted = {
            key: docker_daemon.merged(current.get(key), value)
            for key, value in module.params["settings"].items()
            if value is not None
        }
        keys = sorted(key for key, value in wanted.items() if current.get(key) != value)
        if keys and not module.check_mode:
            node_file.make_folders(os.path.dirname(path))
            node_file.write_text(path, docker_daemon.with_settings(text, wanted, path))
    except (NodeError, OSError) as error:
        module.fail_json(msg=f"Docker settings: {error}")
    action = "" if arguments is None or not keys else "reload" if RELOADABLE.issuperset(keys) else "restart"
    module.exit_json(changed=bool(keys), settings_file=path, keys=keys, action=action)


if __name__ == "__main__":
    main()
