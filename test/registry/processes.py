"""Real server processes on loopback, each with a directory of its own, each ended by its process id."""

import contextlib
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTION_2 = "/usr/bin/docker-registry"
DISTRIBUTION_3 = str(ROOT / ".venv/go/bin/registry")
ZUUL_REGISTRY = str(ROOT / ".venv/zuul-registry/bin/zuul-registry")
NGINX = "/usr/sbin/nginx"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(argv: list[str], directory: Path, place: tuple[str, int] | str):
    """Run a server until the block ends, once it listens at an address and port or on a Unix socket.

    Its output goes to ``directory/log``.
    """
    with open(directory / "log", "wb") as log:
        process = subprocess.Popen(argv, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait(process, place, directory / "log")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen, place: tuple[str, int] | str, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"server ended with {process.returncode}: {log.read_text()}")
        with contextlib.suppress(OSError), _connected(place):
            return
        time.sleep(0.05)
    raise RuntimeError(f"server did not listen on {place}: {log.read_text()}")


def _connected(place: tuple[str, int] | str) -> socket.socket:
    if isinstance(place, tuple):
        return socket.create_connection(place, 1)
    probe = socket.socket(socket.AF_UNIX)
    probe.connect(place)
    return probe
