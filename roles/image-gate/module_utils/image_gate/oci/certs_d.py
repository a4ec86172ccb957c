"""Certificates that this machine holds for a registry: containers-certs.d(5), as skopeo, podman and docker read them."""

from __future__ import annotations

import os
from typing import NamedTuple

SYSTEM = ("/etc/containers/certs.d", "/etc/docker/certs.d")
USER = ".config/containers/certs.d"


class Certificates(NamedTuple):
    """PEM files of authorities (``*.crt``), and client certificates (``*.cert``) with their keys (``*.key``)."""

    authorities: tuple[str, ...] = ()
    clients: tuple[tuple[str, str], ...] = ()


def certificates_of(registry: str) -> Certificates:
    """What the first folder that is there holds for this ``host[:port]``: the user's, else the system's.

    Raises ``ValueError`` for a client certificate without its key, or the other way round.
    """
    if registry.strip(".") == "" or "/" in registry:
        return Certificates()
    for parent in _folders():
        folder = os.path.join(parent, registry)
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        return _sorted(folder, names)
    return Certificates()


def _folders() -> tuple[str, ...]:
    home, build = os.path.realpath(os.path.expanduser("~")), os.environ.get("ZUUL_JOBDIR", "")
    # In a build of Zuul the home is a folder of the build, which every playbook of it may write.
    if build and os.path.commonpath([home, os.path.realpath(build)]) == os.path.realpath(build):
        return SYSTEM
    return (os.path.join(home, USER), *SYSTEM)


def _sorted(folder: str, names: list[str]) -> Certificates:
    authorities, clients = [], []
    for name in names:
        stem, extension = os.path.splitext(name)
        path = os.path.join(folder, name)
        if extension == ".crt":
            authorities.append(path)
        elif extension in (".cert", ".key"):
            other = stem + (".key" if extension == ".cert" else ".cert")
            if other not in names:
                raise ValueError(f"{path} is there, but not {other} beside it")
            if extension == ".cert":
                clients.append((path, os.path.join(folder, other)))
    return Certificates(tuple(authorities), tuple(clients))
