"""What a measurement needs around it: a source that is filled once, and a target that begins every run alike."""

from __future__ import annotations

import contextlib
import gzip
import json
import multiprocessing
import os
import random
import shutil
from pathlib import Path
from typing import Callable, Iterator, Protocol

import certificates
import images
import processes
import servers
from conditions import Condition, Ports, reached

MEGABYTE = 1_000_000


class Row(Protocol):
    """What has to be there for a kind of work."""

    def fill_source(self, stage: Stage, source: servers.Server) -> None:
        """Put images into the source."""

    def fill_target(self, stage: Stage, target: servers.Server) -> None:
        """Put into the target what it has before."""


class Stage:
    """Registries and certificates of one benchmark. ``scale`` makes layers smaller, for tests of the benchmark itself."""

    def __init__(self, directory: Path, scale: float = 1.0) -> None:
        self.directory, self.scale = directory, scale
        (directory / "tls").mkdir()
        self.tls = certificates.make(directory / "tls")
        self.certs = directory / "certs"
        self.certs.mkdir()
        shutil.copy(self.tls.authority, self.certs / "ca.crt")
        self._ports = Ports(processes.free_port(), processes.free_port())
        self.ports = self._ports
        self.relay_port = processes.free_port()

    @property
    def source(self) -> str:
        """Host and port of the source, as clients reach it."""
        return f"127.0.0.1:{self.ports.source}"

    @property
    def peer(self) -> images.Peer:
        """The tests' own view of the source."""
        return images.Peer(f"https://127.0.0.1:{self._ports.source}", pem=self.tls.pem)

    @property
    def target(self) -> str:
        """The same of the target."""
        return f"127.0.0.1:{self.ports.target}"

    def layer(self, megabytes: float, seed: int | None = None) -> bytes:
        """A layer of random bytes, packed as tools expect it; the same bytes for the same ``seed``."""
        content = random.Random(seed).randbytes(max(int(megabytes * MEGABYTE * self.scale), 1000))
        return gzip.compress(content, 1, mtime=0)

    @contextlib.contextmanager
    def under(self, condition: Condition) -> Iterator[None]:
        """Let clients reach both registries under a condition."""
        with reached(condition, self._ports, self.directory / condition.name, self.tls) as ports:
            self.ports = ports
            try:
                yield
            finally:
                self.ports = self._ports
        shutil.rmtree(self.directory / condition.name)

    @contextlib.contextmanager
    def registry(self, name: str, port: int, data: Path) -> Iterator[servers.Server]:
        """Run a registry with this storage."""
        directory = self.directory / name
        with servers.distribution(
            servers.DISTRIBUTION_3, directory, self.tls, port=port, data=data
        ) as running:
            yield running
        shutil.rmtree(directory)

    @contextlib.contextmanager
    def filled(self, row: Row) -> Iterator[Path]:
        """Run the source, and make what the target has before each run; both are filled once."""
        data, before = (self.directory / name for name in ("source-data", "before"))
        before.mkdir()
        data.mkdir()
        with self.registry("target", self._ports.target, before) as target:
            _apart(row.fill_target, self, target)
        with self.registry("source", self._ports.source, data) as source:
            _apart(row.fill_source, self, source)
            yield before
        for folder in (data, before):
            shutil.rmtree(folder)

    @contextlib.contextmanager
    def target_with(self, before: Path) -> Iterator[servers.Server]:
        """The target with a copy of this storage, on the same port every time."""
        data = self.directory / "data"
        shutil.copytree(before, data)
        os.sync()
        with self.registry("target", self._ports.target, data) as target:
            yield target
        shutil.rmtree(data)


def _apart(fill: Callable[[Stage, servers.Server], None], stage: Stage, server: servers.Server) -> None:
    """Fill a registry by a process of its own: the memory of this one counts for every process that it starts."""
    process = multiprocessing.get_context("fork").Process(target=fill, args=(stage, server))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError("a registry could not be filled")


def image(layers: list[bytes]) -> images.Made:
    """An image of layers that nobody unpacks."""
    rootfs = {"type": "layers", "diff_ids": [images.digest(body) for body in layers]}
    config = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": rootfs}
    return images.assemble(json.dumps(config).encode(), layers)
