#!/usr/bin/python
"""Ansible module: give the images of a buildset registry their names in docker."""

from __future__ import annotations

DOCUMENTATION = """
module: buildset_registry_images
short_description: Give the images of a buildset registry their names in docker
description:
  - docker knows mirrors of Docker Hub only, and takes an image that the node has under a name without asking. So
    images of other registries, and images of Docker Hub of which the node has an older one, are pulled from the
    buildset registry and get their name on the node.
  - What Docker Hub's name finds by the mirror is left to docker. Without docker nothing is done.
  - M(buildset_registry_client) takes them back, and gives the node's own images their names again.
options:
  registry:
    description: The buildset registry and its account.
    type: dict
    required: true
    suboptions:
      host:
        description: Its host name or address.
        type: str
        required: true
      port:
        description: Its port.
        type: int
        required: true
      username:
        description: User name.
        type: str
        required: true
      password:
        description: Password of the user.
        type: str
        required: true
      cert:
        description: Its certificate in PEM form.
        type: str
        required: true
  names:
    description: Names of images, with or without a tag; others are left alone then. Empty means all.
    type: list
    elements: str
    default: []
  limit:
    description: Megabytes that may be pulled; more is an error.
    type: int
    default: 10000
  artifacts:
    description: Artifacts that Zuul gives to the job; asked where the registry does not list what it has.
    type: raw
    default: []
  recorded:
    description: C(buildset_images) of the job; the same.
    type: raw
    default: {}
attributes:
  check_mode:
    description: Pulls nothing, and returns what would be pulled without digests.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Give docker the images of this buildset
  buildset_registry_images:
    registry: "{{ buildset_registry }}"
  become: true
  no_log: true
"""

RETURN = """
images:
  description: The images that got their name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name on the node.
      type: str
    digest:
      description: Digest of the manifest; empty if the engine did not say.
      type: str
told:
  description: The same for readers; empty where there is nothing to tell.
  returned: success
  type: str
warnings_found:
  description: What the user should know; the same as Ansible's warnings.
  returned: success
  type: list
  elements: str
"""

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.registry_options import account  # noqa: E402
from ansible.module_utils.image_gate.ansible.warnings import show_warnings  # noqa: E402
from ansible.module_utils.image_gate.node import buildset_pull  # noqa: E402
from ansible.module_utils.image_gate.node.command import find_command  # noqa: E402
from ansible.module_utils.image_gate.node.engine import EngineError, is_podman, server_version  # noqa: E402
from ansible.module_utils.image_gate.node.engine_push import login  # noqa: E402
from ansible.module_utils.image_gate.node.node_error import NodeError  # noqa: E402
from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors  # noqa: E402
from ansible.module_utils.image_gate.oci.registry import Registry  # noqa: E402
from ansible.module_utils.image_gate.text.names import address  # noqa: E402
from ansible.module_utils.use_buildset_registry import held_images  # noqa: E402
from ansible.module_utils.use_buildset_registry.address import checked  # noqa: E402

REGISTRY = {
    "host": {"type": "str", "required": True},
    "port": {"type": "int", "required": True},
    "username": {"type": "str", "required": True},
    "password": {"type": "str", "required": True, "no_log": True},
    "cert": {"type": "str", "required": True},
}
ARGUMENTS = {
    "registry": {"type": "dict", "required": True, "options": REGISTRY},
    "names": {"type": "list", "elements": "str", "default": []},
    "limit": {"type": "int", "default": 10000},
    "artifacts": {"type": "raw", "default": []},
    "recorded": {"type": "raw", "default": {}},
}
UNLISTED = (
    "The buildset registry does not list what it has: docker gets those of its images only that artifacts and "
    "buildset_images of this job name."
)
NOT_FOR_THIS_NODE = "the buildset registry has it, but not for the platform of this node; the published one, or an older one, counts here."
CHOOSE = "Name the images that the job needs in buildset_registry_pull_names, or set buildset_registry_pull to false"


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    command = find_command("docker")
    if command is None or is_podman(command):
        module.exit_json(changed=False, images=[], told="", **show_warnings(module, []))
    try:
        server_version("docker")
    except EngineError as error:
        warnings = [f"docker does not answer, so it does not get the images of the buildset: {error}"]
        module.exit_json(changed=False, images=[], told="", **show_warnings(module, warnings))
    try:
        result = give(module)
    except (NodeError, RegistryError, RegistryErrors) as error:
        module.fail_json(msg=f"Images of the buildset registry: {error}")
    module.exit_json(**result)


def give(module: Module) -> dict[str, object]:
    """Give docker what it does not find by itself; returns the module's result."""
    params, options = module.params, module.params["registry"]
    user = account(options)
    where = checked(options["host"], options["port"], user["username"], options["cert"])
    registry = Registry(address(options["host"], options["port"]), **user, cert=options["cert"])
    told = held_images.told_by_zuul(params["artifacts"], params["recorded"])
    found, listed = held_images.places(registry, told)
    names, manifests = held_images.missing(registry, held_images.wanted(found, params["names"]))
    require_few(registry, names, manifests, params["limit"])
    if module.check_mode:
        digests = dict.fromkeys(names, "")
    else:
        with login(where.name, **user) as environment:
            absent = (*buildset_pull.ABSENT, buildset_pull.OTHER_PLATFORM)
            digests = buildset_pull.take(names, where.name, "image", environment, absent)
    warnings = [] if listed else [UNLISTED]
    warnings += [f"{names[place][0]}: {NOT_FOR_THIS_NODE}" for place in names if place not in digests]
    images = [
        {"name": name, "digest": digests[place]}
        for place in names
        if place in digests
        for name in names[place]
    ]
    lines = [f"{image['name']} is the image of this buildset, {image['digest']}" for image in images]
    return {
        "changed": bool(images),
        "images": images,
        "told": "\n".join(lines),
        **show_warnings(module, warnings),
    }


def require_few(registry: Registry, names: dict, manifests: dict, limit: int) -> None:
    """Raises NodeError for more than a node should get."""
    if len(names) > held_images.MOST:
        raise NodeError(
            f"docker would have to pull {len(names)} of them; expected at most {held_images.MOST}. {CHOOSE}."
        )
    size = held_images.megabytes(registry, {place: manifests[place] for place in names}) if names else 0
    if size > limit:
        raise NodeError(
            f"docker would have to pull {len(names)} of them, {size} MB together; buildset_registry_pull_limit "
            f"is {limit}. {CHOOSE}, or raise the limit."
        )


if __name__ == "__main__":
    main()
