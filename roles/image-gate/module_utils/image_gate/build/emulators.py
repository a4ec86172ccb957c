"""Whether a node can run what a build runs for another platform: the kernel hands foreign programs to an emulator (binfmt_misc)."""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.image_gate.build.bases import dockerfile_of
from ansible.module_utils.image_gate.build.dockerfile import runs_on_target
from ansible.module_utils.image_gate.input.listed_image import Family
from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.image_gate.node.node_error import NodeError

HANDLERS = "/proc/sys/fs/binfmt_misc"
#: What a machine (uname -m) runs by itself, as platforms call it.
NATIVE = {
    "x86_64": ("amd64", "386"),
    "aarch64": ("arm64", "arm"),
    "ppc64le": ("ppc64le",),
    "s390x": ("s390x",),
    "riscv64": ("riscv64",),
    "loongarch64": ("loong64",),
}
#: What qemu calls the architectures of platforms.
QEMU = {
    "amd64": "x86_64",
    "386": "i386",
    "arm64": "aarch64",
    "arm": "arm",
    "ppc64le": "ppc64le",
    "s390x": "s390x",
    "riscv64": "riscv64",
    "mips64le": "mips64el",
    "loong64": "loongarch64",
}


def missing(images: list[dict[str, Any]], family: Family) -> list[str]:
    """What to warn about before the build: commands for a platform that nothing here can run."""
    native = NATIVE.get(os.uname().machine)
    found = []
    for image in images if native else ():
        foreign = [platform for platform in image.get("arch") or () if not _can_run(platform, native)]
        if foreign and runs_on_target(dockerfile_of(image)):
            found.append(
                f"{family.images}[{image['index']}].arch: RUN for {' and '.join(foreign)} needs an emulator, and this node has none "
                "(nothing enabled in binfmt_misc, with flag F). Install one before the build (qemu-user-static), or let stages run on the "
                "node's own platform (FROM --platform=$BUILDPLATFORM)"
            )
    return found


def _can_run(platform: str, native: tuple[str, ...]) -> bool:
    system, _, rest = platform.partition("/")
    architecture = rest.partition("/")[0]
    # Of what is not in the table nothing is known.
    return (
        system != "linux" or architecture in native or architecture not in QEMU or _has_handler(architecture)
    )


def _has_handler(architecture: str) -> bool:
    """Whether an emulator is enabled that containers can use: flag F opens it before it is out of sight (kernel, binfmt-misc)."""
    try:
        names = [name for name in os.listdir(HANDLERS) if QEMU[architecture] in name]
        texts = [node_file.read_text(os.path.join(HANDLERS, name)) or "" for name in names]
    except (OSError, NodeError):
        return False
    return any(
        text.startswith("enabled") and "F" in text.partition("flags:")[2].partition("\n")[0] for text in texts
    )
