"""The command with which an engine builds an image."""

from __future__ import annotations

from ansible.module_utils.image_gate.input.listed_image import ListedImage

COMMANDS = {
    # Otherwise the container of the step that failed stays on the node; BuildKit, which has none, takes it as well.
    "docker": ("docker", "build", "--force-rm"),
}


def build_argv(engine: str, image: ListedImage, labels: list[str], local_tags: list[str]) -> list[str]:
    """Every option of an image on the command line of the engine."""
    argv = [*COMMANDS[engine], image.path, "-f", image.dockerfile]
    if image.target:
        argv += ["--target", image.target]
    for value in image.build_args:
        argv += ["--build-arg", value]
    if image.siblings:
        argv += ["--build-arg", f"ZUUL_SIBLINGS={' '.join(image.siblings)}"]
    for tag in local_tags:
        argv += ["--tag", f"{image.reference_base}:{tag}"]
    for label in labels:
        argv += ["--label", label]
    return argv
