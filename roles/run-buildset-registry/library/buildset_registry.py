#!/usr/bin/python
"""Ansible module that starts and stops the buildset registry on a node."""

from __future__ import annotations

import os

from ansible.module_utils.image_gate.ansible.module import Module
from ansible.module_utils.image_gate.ansible.warnings import show_warnings
from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.image_gate.node.engine import EngineError
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.run_buildset_registry import registry
from ansible.module_utils.run_buildset_registry.containers import PORT, Container, Place

DOCUMENTATION = r"""
module: buildset_registry
short_description: Start or stop the registry that lives as long as the job
description:
  - Runs CNCF distribution with nginx in front of it. Everybody who reaches the port may read, one may write.
  - A registry that runs already with the same settings stays, with its images; it takes the new password.
  - Registries with other ports and folders stay untouched, in whatever state this one is. Its containers are told
    by their labels; one of the same name without them is never removed.
options:
  state:
    description: Whether the registry runs.
    type: str
    choices: [started, stopped]
    default: started
  root:
    description: Folder for its certificate and configuration. Removed when the registry stops.
    type: path
    required: true
  port:
    description: Port of the node; 5000 to start. Stopping without it takes whatever registry has the folder.
    type: int
  host:
    description: Address by which clients reach the node; a name or an address. Required to start.
    type: str
  username:
    description: The user who may write.
    type: str
    default: zuul
  password:
    description: The password of that user. Required to start.
    type: str
  image:
    description: Image of CNCF distribution. Required to start.
    type: str
  front_image:
    description: Image of nginx. Required to start.
    type: str
  engine:
    description: The engine that runs both.
    type: str
    choices: [docker]
    default: docker
  firewall_chain:
    description: Chain of iptables and ip6tables that gets a rule for the port, where it exists. Needs root.
    type: str
    default: ''
  log_dir:
    description: Where stopping keeps the logs of the containers.
    type: path
  timeout:
    description: Seconds to wait until the registry answers.
    type: int
    default: 60
attributes:
  check_mode:
    support: full
    description: Says what would change.
"""

EXAMPLES = r"""
- name: Start the registry
  buildset_registry:
    root: /home/zuul/buildset_registry
    host: 192.0.2.10
    password: '{{ password }}'
    image: docker.io/library/registry:2
    front_image: docker.io/library/nginx:stable
  no_log: true

- name: Stop the registry
  buildset_registry:
    state: stopped
    root: /home/zuul/buildset_registry
    log_dir: /home/zuul/zuul-output/logs/docker
"""

RETURN = r"""
host:
  description: The address that was given.
  returned: when state is started
  type: str
port:
  description: The port.
  returned: when state is started
  type: int
cert:
  description: The registry's certificate in PEM form; empty if it does not exist yet in check mode.
  returned: when state is started
  type: str
warnings_found:
  description: What could not be kept or removed; the same as Ansible's warnings.
  returned: success
  type: list
  elements: str
"""

ARGUMENTS = {
    "state": {"type": "str", "choices": ["started", "stopped"], "default": "started"},
    "root": {"type": "path", "required": True},
    "port": {"type": "int"},
    "host": {"type": "str"},
    "username": {"type": "str", "default": "zuul"},
    "password": {"type": "str", "no_log": True},
    "image": {"type": "str"},
    "front_image": {"type": "str"},
    "engine": {"type": "str", "choices": ["docker"], "default": "docker"},
    "firewall_chain": {"type": "str", "default": ""},
    "log_dir": {"type": "path"},
    "timeout": {"type": "int", "default": 60},
}


def started(module: Module) -> dict[str, object]:
    """Make the registry run; returns how it is reached."""
    params = module.params
    account = registry.Account(params["username"], params["password"])
    module.no_log_values.update((account.basic, account.token))
    registry.check_access(params["host"], account)
    names = ("root", "port", "host", "image", "front_image")
    params["port"] = params["port"] or PORT
    settings = registry.Settings(**{name: params[name] for name in names})
    changed = registry.start(
        params["engine"], settings, account, params["firewall_chain"], params["timeout"], module.check_mode
    )
    cert = node_file.read_text(settings.cert) or ""
    result = {"changed": changed, "host": settings.host, "port": settings.port, "cert": cert}
    return {**result, **show_warnings(module, [])}


def stopped(module: Module) -> dict[str, object]:
    """Make sure that nothing of the registry is left; returns whether there was anything."""
    engine, root, port = (module.params[name] for name in ("engine", "root", "port"))
    warnings: list[str] = []
    known: list[Container] = []
    try:
        known = registry.listing(engine)
        places = registry.found(known, root, port)
    except EngineError as error:
        warnings.append(f"Containers of the buildset registry, if any, were not removed: {error}")
        engine, places = "", [Place(root, port or PORT)] if os.path.lexists(root) else []
    if not places and os.path.lexists(root) and port is not None and engine:
        warnings.append(f"{root} belongs to a registry on another port than {port}; both stay.")
    if not module.check_mode:
        for place in places:
            warnings += registry.stop(engine, place, module.params["log_dir"], known)
    return {"changed": bool(places), **show_warnings(module, warnings)}


def main() -> None:
    """Run the module."""
    module = Module(
        argument_spec=ARGUMENTS,
        supports_check_mode=True,
        required_if=[("state", "started", ("host", "password", "image", "front_image"))],
    )
    params = module.params
    try:
        registry.check_place(params["root"], params["port"], params["firewall_chain"])
        result = started(module) if params["state"] == "started" else stopped(module)
    except (NodeError, OSError) as error:
        module.fail_json(msg=f"Buildset registry: {error}")
    module.exit_json(**result)


if __name__ == "__main__":
    main()
