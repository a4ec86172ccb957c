"""Which failures of a push are final, in the words of each generation of docker.

The words were said by real engines; a script says them again here, since not every engine runs on one machine.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible.module_utils.image_gate.node.engine_push import Pusher, PushError, login

FINAL = [
    # 20.10 to 28 with the store overlay2
    "unauthorized: wrong user name or password",
    "unauthorized: writing takes the account of the registry",
    "An image does not exist locally with the tag: acme/app",
    "no basic auth credentials",
    # 28 and 29 with the containerd store
    "error from registry: wrong user name or password",
    "error from registry: writing takes the account of the registry",
    "tag does not exist: registry.example.org/acme/app:1",
    "push access denied, repository does not exist or may require authorization: authorization failed",
    "failed to do request: tls: failed to verify certificate: x509: certificate signed by unknown authority",
]
PASSING = [
    "received unexpected HTTP status: 503 Service Unavailable",
    "failed to copy: write: connection reset by peer",
    "dial tcp 192.0.2.1:443: i/o timeout",
]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command docker that says what is in the file "says", and counts."""
    script = tmp_path / "docker"
    script.write_text(f"#!/bin/sh\necho x >>{tmp_path}/tries\ncat {tmp_path}/says >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


@pytest.mark.parametrize(("words", "tries"), [*((one, 1) for one in FINAL), *((one, 3) for one in PASSING)])
def test_what_is_final_is_told_once(engine: Path, words: str, tries: int) -> None:
    (engine / "says").write_text(f"The push refers to repository [x]\n{words}\x1b[2J\n")

    name = "registry.example.org/acme/app:1"
    outcome = Pusher("docker", {}, 3, 0).push(name, name)

    assert isinstance(outcome, PushError)
    assert (engine / "tries").read_text().count("x") == tries
    assert f"{words}\\x1b[2J" in str(outcome)


def test_a_login_counts_whatever_stores_the_user_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"CredsStore": "pass", "credhelpers": {"quay.io": "x"}, "Auths": {"a": {}}, "proxies": {}}
    (tmp_path / "config.json").write_text(json.dumps(settings))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    with login("quay.io", "robot", "secret") as environment:
        text = (Path(environment["DOCKER_CONFIG"]) / "config.json").read_text()
    assert json.loads(text) == {"proxies": {}, "auths": {"quay.io": {"auth": "cm9ib3Q6c2VjcmV0"}}}
