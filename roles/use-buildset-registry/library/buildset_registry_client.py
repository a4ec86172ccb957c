#!/usr/bin/python
"""Ansible module that points the engines of a node to the buildset registry, and takes the settings back."""

from __future__ import annotations

import os

from ansible.module_utils.image_gate.ansible.module import Module
from ansible.module_utils.image_gate.ansible.warnings import show_warnings
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.use_buildset_registry import account, address, certificates, client, leaving

DOCUMENTATION = r"""
module: buildset_registry_client
short_description: Make the engines of a node use the buildset registry
description:
  - Present writes the registry's alias, certificate, mirrors and account where docker, podman, cri-o and
    BuildKit read them. What a site has configured there stays. docker is reloaded, never restarted.
  - Absent gives every file the content that it had, and removes the images that came since from the stores of
    docker and podman (root's and the user's), so that no later job on the node gets an image of an unmerged
    change. If docker's build cache has grown since, all of it that is not in use goes.
  - Absent makes every step whatever became of the others. It fails at the end if anything of the registry had to
    stay, and can be run again; an image that a container uses is a warning.
  - What was changed is noted in C(/var/lib/image-gate/), readable by root only and without secrets.
options:
  state:
    description: Whether the node uses the registry.
    type: str
    choices: [present, absent]
    default: present
  user:
    description: The user whose C(~/.docker/config.json) gets the account.
    type: str
    required: true
  host:
    description: The registry's host name or address. Required for present; absent has notes of it.
    type: str
  port:
    description: The registry's port. Required for present.
    type: int
  username:
    description: The user who may write to the registry. Required for present.
    type: str
  password:
    description: The password of that user. Required for present.
    type: str
  cert:
    description: The registry's certificate in PEM form. Required for present.
    type: str
  namespaces:
    description: Pairs of registry name and URL; for their images the buildset registry is asked first.
    type: list
    elements: raw
    default:
      - [docker.io, 'https://registry-1.docker.io']
      - [quay.io, 'https://quay.io']
      - [gcr.io, 'https://gcr.io']
      - [registry.k8s.io, 'https://registry.k8s.io']
  unqualified_registries:
    description: Registries in which podman looks for images without a registry in their name.
    type: list
    elements: str
    default: [docker.io]
attributes:
  check_mode:
    support: full
    description: Says what would change.
"""

EXAMPLES = r"""
- name: Use the buildset registry
  buildset_registry_client:
    user: zuul
    host: '{{ buildset_registry.host }}'
    port: '{{ buildset_registry.port }}'
    username: '{{ buildset_registry.username }}'
    password: '{{ buildset_registry.password }}'
    cert: '{{ buildset_registry.cert }}'
  become: true
  no_log: true

- name: Leave the node as it was
  buildset_registry_client:
    state: absent
    user: zuul
  become: true
"""

RETURN = r"""
alias:
  description: The registry's name in image references on this node, without port.
  returned: when state is present
  type: str
ca_file:
  description: The registry's certificate among those of the distribution.
  returned: when state is present
  type: str
ca_dir:
  description: The distribution's folder of authorities.
  returned: when state is present
  type: str
docker_config:
  description: The file that holds the account.
  returned: when state is present
  type: str
files:
  description: Paths of the files that changed.
  returned: always
  type: list
  elements: str
images:
  description: References of images that were removed, or would be; IDs of those that have none.
  returned: when state is absent
  type: list
  elements: str
warnings_found:
  description: What the user should know; the same as Ansible's warnings.
  returned: always
  type: list
  elements: str
"""

ARGUMENTS = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "user": {"type": "str", "required": True},
    "host": {"type": "str"},
    "port": {"type": "int"},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "cert": {"type": "str"},
    "namespaces": {
        "type": "list",
        "elements": "raw",
        "default": [
            ["docker.io", "https://registry-1.docker.io"],
            ["quay.io", "https://quay.io"],
            ["gcr.io", "https://gcr.io"],
            ["registry.k8s.io", "https://registry.k8s.io"],
        ],
    },
    "unqualified_registries": {"type": "list", "elements": "str", "default": ["docker.io"]},
}


def present(module: Module) -> dict[str, object]:
    """Make the node use the registry; returns the module's result."""
    params = module.params
    user = account.find(params["user"])
    where = address.checked(params["host"], params["port"], params["username"], params["cert"])
    login = client.Login(where, params["cert"], params["username"], params["password"], user)
    namespaces = address.checked_namespaces(params["namespaces"])
    outcome = client.use(login, namespaces, params["unqualified_registries"], module.check_mode)
    return {
        **show_warnings(module, outcome.warnings),
        "changed": outcome.changed,
        "alias": where.alias,
        "ca_file": certificates.store_file(where),
        "ca_dir": certificates.store(),
        "docker_config": user.config,
        "files": outcome.files,
    }


def absent(module: Module) -> dict[str, object]:
    """Give the node back as it was; returns the module's result. Fails after the last step if need be."""
    params = module.params
    outcome = leaving.leave(params["user"], params["host"] or "", params["port"] or 0, module.check_mode)
    result = {"changed": outcome.changed, "files": outcome.files, "images": outcome.images}
    result.update(show_warnings(module, outcome.warnings))
    if outcome.problems:
        message = "Buildset registry: the node is not yet as it was before:"
        module.fail_json(msg="\n".join([message, *(f"- {text}" for text in outcome.problems)]), **result)
    return result


def main() -> None:
    """Run the module."""
    needed = ("host", "port", "username", "password", "cert")
    module = Module(
        argument_spec=ARGUMENTS, supports_check_mode=True, required_if=[("state", "present", needed)]
    )
    if os.geteuid() != 0:
        module.fail_json(msg="buildset_registry_client changes system files: run this task with become.")
    try:
        state = present if module.params["state"] == "present" else absent
        result = state(module)
    except (NodeError, OSError) as error:
        module.fail_json(msg=f"Buildset registry: {error}")
    module.exit_json(**result)


if __name__ == "__main__":
    main()
