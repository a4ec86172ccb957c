"""Hosts as a job finds them: used by other jobs and by other people, with a dockerd that runs for long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

#: Runs a shell command on a host, by its name, as the user zuul with sudo; fails if the command does.
Shell = Callable[[str, str], object]

# Any server will do: what counts is that dockerd looks at a certificate, and reads the system's authorities for it.
SERVER = """
sudo mkdir /run/tls
sudo openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$(hostname) \\
  -keyout /run/tls/key.pem -out /run/tls/cert.pem 2>/dev/null
sudo systemd-run --quiet --unit tls-server \\
  openssl s_server -quiet -accept 4443 -key /run/tls/key.pem -cert /run/tls/cert.pem -www
"""
# Another person's images: one under the name that tests use, one without a name, and what their builds keep.
BUILDS = r"""
sudo useradd --create-home --groups docker somebody
printf 'FROM busybox:stable\nRUN touch /older\n' | sudo -iu somebody docker build --quiet --tag acme/app:latest -
printf 'FROM busybox:stable\nRUN touch /nameless\n' | sudo -iu somebody docker build --quiet -
printf 'FROM busybox:stable\nRUN touch /cached\n' | sudo -iu somebody DOCKER_BUILDKIT=1 docker build --quiet -
"""
# Not at 127.0.0.1, where docker does not look at certificates.
USE_TLS = "timeout 20 docker pull $(hostname):4443/any:1 2>&1 | grep -q x509"


def shared_connection(folder: Path) -> list[str]:
    """Options of ssh: the next command on a host goes by the connection of the one before."""
    (folder / "ssh").mkdir(exist_ok=True)
    return ["-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", f"ControlPath={folder}/ssh/%r-%h"]


def leave_traces(run: Shell, hosts: Iterable[str]) -> None:
    """Let another person work on these hosts."""
    for host in hosts:
        run(host, f"set -e; {SERVER} {BUILDS}")


def let_docker_use_tls(run: Shell, hosts: Iterable[str]) -> None:
    """Let dockerd verify a certificate, as a dockerd that was not started a moment ago has done before."""
    for host in hosts:
        run(host, USE_TLS)
