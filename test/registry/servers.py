"""Configurations of the registries that the tests start."""

import contextlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from certificates import Certificates
from images import Peer
from processes import DISTRIBUTION_2, DISTRIBUTION_3, NGINX, ZUUL_REGISTRY, free_port, running

USER, PASSWORD = "robot", "correct-horse-7391"
ROLES = Path(__file__).resolve().parents[2] / "roles"


@dataclass
class Server:
    """A running registry: how the client and how the tests' own peer reach it."""

    name: str
    options: dict
    peer: Peer
    directory: Path

    @property
    def host(self) -> str:
        return self.options["host"]

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text(errors="replace")


def _server(
    name: str,
    host: str,
    directory: Path,
    tls: Certificates | None,
    user: str = USER,
    password: str = PASSWORD,
) -> Server:
    options = {"host": host, "username": user, "password": password}
    options.update({"cert": tls.pem} if tls else {"plain_http": True})
    peer = Peer(f"http{'s' if tls else ''}://{host}", user, password, tls.pem if tls else "")
    return Server(name, options, peer, directory)


@contextlib.contextmanager
def distribution(
    program: str,
    directory: Path,
    tls: Certificates | None = None,
    auth: dict | None = None,
    port: int | None = None,
    address: str = "127.0.0.1",
    data: Path | None = None,
    **http: object,
):
    """distribution 2.8 or 3.1 with its storage in ``directory``, or in ``data``."""
    directory.mkdir()
    host = f"{address}:{port or free_port()}"
    config = {
        "version": "0.1",
        "log": {"level": "info"},
        "storage": {
            "filesystem": {"rootdirectory": str(data or directory / "data")},
            "delete": {"enabled": True},
        },
        "http": {"addr": host, **http},
    }
    if tls:
        config["http"]["tls"] = {"certificate": str(tls.certificate), "key": str(tls.key)}
    if auth:
        config["auth"] = auth
    (directory / "config.yml").write_text(json.dumps(config))
    name, _, number = host.rpartition(":")
    place = http["addr"] if "net" in http else (name.strip("[]"), int(number))
    with running([program, "serve", str(directory / "config.yml")], directory, place):
        user = (USER, PASSWORD) if auth else ("", "")
        yield _server(Path(program).name, host, directory, tls, *user)


def htpasswd(directory: Path) -> dict:
    path = directory / "htpasswd"
    made = subprocess.run(
        ["htpasswd", "-niB", "-C", "4", USER], input=PASSWORD, text=True, capture_output=True, check=True
    )
    path.write_text(made.stdout)
    return {"htpasswd": {"realm": "test", "path": str(path)}}


@contextlib.contextmanager
def zuul_registry(directory: Path, tls: Certificates):
    """zuul-registry 1.3.0 as a site's existing intermediate registry."""
    directory.mkdir()
    port = free_port()
    config = {"registry": {
        "address": "127.0.0.1", "port": port, "public-url": f"https://127.0.0.1:{port}", "secret": "unused",
        "tls-cert": str(tls.certificate), "tls-key": str(tls.key),
        "users": [{"name": USER, "pass": PASSWORD, "access": "write"}],
        "storage": {"driver": "filesystem", "root": str(directory / "data")},
    }}  # fmt: skip
    (directory / "data").mkdir()
    (directory / "config.yaml").write_text(json.dumps(config))
    argv = [ZUUL_REGISTRY, "-c", str(directory / "config.yaml"), "serve"]
    with running(argv, directory, ("127.0.0.1", port)):
        yield _server("zuul-registry", f"127.0.0.1:{port}", directory, tls)


@contextlib.contextmanager
def front(directory: Path, tls: Certificates):
    """The buildset registry as the library sets it up: nginx before distribution, one user writes, all read."""
    from ansible.module_utils.run_buildset_registry.front import Places, configuration

    directory.mkdir()
    port, socket = free_port(), directory / "store.sock"
    shutil.copy(tls.certificate, directory / "cert.pem")
    shutil.copy(tls.key, directory / "key.pem")
    text = configuration(
        USER, PASSWORD, Places(port, "HERE", "HERE/store.sock", "HERE/store/data", "HERE"), ipv6=False
    )
    # What belongs to a container of its own stays in the directory, and on loopback.
    text = text.replace(f"listen {port}", f"listen 127.0.0.1:{port}")
    text = text.replace("HERE", str(directory))
    (directory / "nginx.conf").write_text(text)
    argv = [NGINX, "-p", str(directory), "-c", str(directory / "nginx.conf"), "-e", "stderr"]
    argv += ["-g", "daemon off; master_process off;"]
    store = distribution(DISTRIBUTION_2, directory / "store", net="unix", addr=str(socket), relativeurls=True)
    with store, running(argv, directory, ("127.0.0.1", port)):
        yield _server("front", f"127.0.0.1:{port}", directory, tls)


__all__ = ["DISTRIBUTION_2", "DISTRIBUTION_3", "Server", "distribution", "front", "htpasswd", "zuul_registry"]
