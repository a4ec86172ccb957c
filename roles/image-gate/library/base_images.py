#!/usr/bin/python
"""Ansible module: take the base images that this change is tested with from the buildset registry."""

from __future__ import annotations

DOCUMENTATION = """
module: base_images
short_description: Take the base images that this change is tested with from the buildset registry
description:
  - Reads the Dockerfiles of images, and gives what the buildset registry has of the images that they name
    (C(FROM), C(COPY --from), C(RUN --mount)) that name on the node. An older image of the same name does not count
    then, and images of registries for which docker knows no mirrors are found.
  - An image of the node whose name is taken by these, or by the builds to come, is kept as C(image-gate-kept) until
    the node stops using the registry, and gets its name back then.
  - Names with a digest, and names that depend on what only the engine knows, are left to the engine.
  - Builds for certain platforms (C(arch)) get theirs from the registry itself: see RV(options).
options:
  images:
    description:
      - RV(images) of M(image_plan), of which C(workdir), C(dockerfile), C(files), C(build_args), C(reference_base),
        C(local_tags) and C(arch) are read.
    type: list
    elements: dict
    required: true
  registry:
    description: The buildset registry as the node knows it, C(alias:port); empty where there is none.
    type: str
    default: ''
  engine:
    description: The engine that builds; that it is missing is told here.
    type: str
    choices: [docker, podman]
    default: docker
  family:
    description: Which kind of image list it is, for messages.
    type: str
    choices: [docker, container]
    default: docker
  buildkit:
    description: Whether BuildKit is asked for; where docker cannot have it, that is told before the build.
    type: bool
    default: false
attributes:
  check_mode:
    description: Takes nothing, and returns no bases.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Take the base images that this change is tested with
  base_images:
    images: "{{ _image_plan.images }}"
    registry: zuul-jobs.buildset-registry:5000
"""

RETURN = """
bases:
  description: The images that came from the buildset registry.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name, as the Dockerfile has it.
      type: str
    digest:
      description: Digest of the manifest; empty if the engine did not say.
      type: str
options:
  description: For each image what its build has to be told beside, where it is for certain platforms.
  returned: success
  type: list
  elements: list
warnings_found:
  description: What the node lacks for some images; the same as Ansible's warnings.
  returned: success
  type: list
  elements: str
msg:
  description: The same for readers, where there is something to tell.
  returned: success
  type: str
"""

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.warnings import show_warnings  # noqa: E402
from ansible.module_utils.image_gate.build import bases, buildkit, emulators, platforms  # noqa: E402
from ansible.module_utils.image_gate.engines.choice import ENGINES  # noqa: E402
from ansible.module_utils.image_gate.input.listed_image import FAMILIES  # noqa: E402
from ansible.module_utils.image_gate.node.command import find_command  # noqa: E402
from ansible.module_utils.image_gate.node.node_error import NodeError  # noqa: E402

ARGUMENTS = {
    "images": {"type": "list", "elements": "dict", "required": True},
    "registry": {"type": "str", "default": ""},
    "engine": {"type": "str", "choices": list(ENGINES), "default": "docker"},
    "family": {"type": "str", "choices": list(FAMILIES), "default": "docker"},
    "buildkit": {"type": "bool", "default": False},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    try:
        engine = module.params["engine"]
        if module.params["buildkit"]:
            buildkit.require()
        if find_command(engine) is None:
            other = " or set container_command to docker, which is there" if engine == "podman" else ""
            raise NodeError(
                f"{engine} is not installed on this node, and the images are to be built with it. Install it before the build{other}."
            )
        family = FAMILIES[module.params["family"]]
        platforms.require(module.params["images"], engine, family)
        wanted = bases.wanted(module.params["images"]) if module.params["registry"] else {}
        if module.check_mode:
            module.exit_json(changed=bool(wanted), bases=[], options=[[] for _ in module.params["images"]])
        taken = bases.take(wanted, module.params["registry"], engine)
        options, remote = platforms.options(module.params["images"], module.params["registry"], engine)
        platforms.forget(module.params["images"], engine)
        if module.params["registry"]:
            bases.keep_replaced(module.params["images"], engine)
    except NodeError as error:
        module.fail_json(msg=str(error))
    lines = [f"{base['name']} is the image of this buildset, {base['digest']}" for base in [*taken, *remote]]
    module.exit_json(
        changed=bool(taken),
        bases=[*taken, *remote],
        options=options,
        **show_warnings(module, emulators.missing(module.params["images"], family)),
        **({"msg": "\n".join(lines)} if lines else {}),
    )


if __name__ == "__main__":
    main()
