"""Whether docker on this node can build with BuildKit."""

from __future__ import annotations

from ansible.module_utils.image_gate.node.engine import EngineError, run_engine, server_version
from ansible.module_utils.image_gate.node.node_error import NodeError

# Since then the command line has BuildKit in a plugin, docker-buildx; before, it was built in.
PLUGIN_SINCE = 23


def require() -> None:
    """Raises NodeError where it cannot. A daemon that does not answer is left to the build."""
    try:
        major = server_version("docker").partition(".")[0]
    except EngineError:
        return
    if not major.isdigit() or int(major) < PLUGIN_SINCE:
        return
    try:
        run_engine("docker", "buildx", "version", logins=True)
    except EngineError:
        raise NodeError(
            f"docker_use_buildkit is true, but docker {major} on this node lacks its plugin buildx. "
            "Install it (docker-buildx of the distribution, or docker-buildx-plugin of Docker), "
            "or set docker_use_buildkit to false."
        ) from None
