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
def running(argv: list[str], directory: Path, port: int):
    """Run a server until the block ends; its output goes to ``directory/log``."""
    with open(directory / "log", "wb") as log:
        process = subprocess.Popen(argv, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait(process, port, directory / "log")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"server ended with {process.returncode}: {log.read_text()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"server did not listen on {port}: {log.read_text()}")
