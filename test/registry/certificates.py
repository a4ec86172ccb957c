"""A certification authority of the tests' own, made with openssl."""

import subprocess
from pathlib import Path
from typing import NamedTuple

NAMES = ("localhost", "registry-1.docker.io", "auth.docker.io", "hub.docker.com")


class Certificates(NamedTuple):
    """Paths of PEM files, and the authority's text as a client gets it."""

    authority: Path
    authority_key: Path
    certificate: Path
    key: Path

    @property
    def pem(self) -> str:
        return self.authority.read_text()


def make(directory: Path) -> Certificates:
    made = Certificates(*(directory / name for name in ("ca.pem", "ca.key", "server.pem", "server.key")))
    names = ",".join([*(f"DNS:{name}" for name in NAMES), "IP:127.0.0.1", "IP:::1"])
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    _openssl("req", "-x509", *key, "-subj", "/CN=Test authority", "-addext", "keyUsage=critical,keyCertSign",
             "-keyout", made.authority_key, "-out", made.authority)  # fmt: skip
    _openssl("req", "-x509", *key, "-subj", "/CN=localhost", "-addext", f"subjectAltName={names}",
             "-addext", "basicConstraints=critical,CA:FALSE",
             "-CA", made.authority, "-CAkey", made.authority_key,
             "-keyout", made.key, "-out", made.certificate)  # fmt: skip
    return made


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
