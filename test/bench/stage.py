"""What a measurement needs around it: a source that is filled once, and an empty target for every run."""

import contextlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "registry"))

import certificates  # noqa: E402
import images  # noqa: E402
import processes  # noqa: E402
import servers  # noqa: E402

MEGABYTE = 1_000_000
BATCH = [f"acme/app{number}" for number in range(10)]
TAGS = ["latest", "3", "3.19"]
SINGLE = "acme/single"
RETAG = [f"{number}.0" for number in range(12)]


class Stage:
    """Registries, certificates and images of one benchmark; ``target`` keeps its address over all runs."""

    def __init__(self, directory: Path, source: servers.Server, tls: certificates.Certificates) -> None:
        self.directory, self.source, self.tls = directory, source, tls
        self.target_port = processes.free_port()
        self.target = f"127.0.0.1:{self.target_port}"
        self.relay_port = processes.free_port()
        self.relay = f"127.0.0.1:{self.relay_port}"
        self.certs = directory / "certs"
        self.certs.mkdir()
        shutil.copy(tls.authority, self.certs / "ca.crt")

    @contextlib.contextmanager
    def empty_target(self):
        """A registry without content, on the same address every time."""
        os.sync()
        directory = self.directory / "target"
        with servers.distribution(
            servers.DISTRIBUTION_2, directory, self.tls, port=self.target_port
        ) as target:
            yield target
        shutil.rmtree(directory)

    @contextlib.contextmanager
    def socat(self):
        """The relay through which upstream's roles reach a buildset registry."""
        listen = f"TCP-LISTEN:{self.relay_port},bind=127.0.0.1,fork,reuseaddr"
        directory = self.directory / "relay"
        directory.mkdir(exist_ok=True)
        with processes.running(
            ["socat", listen, f"TCP:{self.source.host}"], directory, ("127.0.0.1", self.relay_port)
        ):
            yield

    def fill(self) -> None:
        """Put the images of all measurements into the source.

        A process of its own makes them: the memory of this one counts for every process that it starts.
        """
        process = multiprocessing.get_context("fork").Process(target=self._fill)
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError("the source could not be filled")

    def _fill(self) -> None:
        shared = [os.urandom(20 * MEGABYTE) for _ in range(4)]
        for repository in BATCH:
            own = [os.urandom(5 * MEGABYTE) for _ in range(2)]
            self.source.peer.push(repository, _image([*shared, *own]), *TAGS)
        self.source.peer.push(SINGLE, _image([os.urandom(25 * MEGABYTE) for _ in range(8)]), "latest")

    def fill_staged(self, target: servers.Server) -> None:
        """Put an image into the target under the tags that are to be promoted."""
        made = _image([os.urandom(MEGABYTE)])
        target.peer.push(SINGLE, made, *(f"change_1_{tag}" for tag in RETAG))


def _image(layers: list[bytes]) -> images.Made:
    # Random bytes stand for compressed layers: no tool unpacks what it only copies.
    rootfs = {"type": "layers", "diff_ids": [images.digest(body) for body in layers]}
    config = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": rootfs}
    return images.assemble(json.dumps(config).encode(), layers)


@contextlib.contextmanager
def stage(directory: Path):
    """Set everything up below ``directory``, and end all processes afterwards."""
    (directory / "tls").mkdir()
    tls = certificates.make(directory / "tls")
    with servers.distribution(servers.DISTRIBUTION_2, directory / "source", tls) as source:
        made = Stage(directory, source, tls)
        made.fill()
        with made.socat():
            yield made


def ansible_module(stage: Stage, name: str, arguments: dict) -> list[str]:
    """The command that Ansible would run for a module with these arguments, made by Ansible itself."""
    ansible = processes.ROOT / ".venv/ansible/11/bin/ansible"
    role = processes.ROOT / "roles/image-gate"
    keep = Path(tempfile.mkdtemp(dir=stage.directory))
    environment = {
        **os.environ,
        "ANSIBLE_LIBRARY": str(role / "library"), "ANSIBLE_MODULE_UTILS": str(role / "module_utils"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable, "ANSIBLE_LOCALHOST_WARNING": "0",
        "ANSIBLE_KEEP_REMOTE_FILES": "1", "ANSIBLE_REMOTE_TMP": str(keep),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
    }  # fmt: skip
    argv = [ansible, "localhost", "-c", "local", "-m", name, "-a", json.dumps(arguments)]
    subprocess.run(argv, env=environment, check=True, stdout=subprocess.DEVNULL)
    (wrapper,) = keep.glob(f"*/AnsiballZ_{name}.py")
    return [sys.executable, str(wrapper)]
