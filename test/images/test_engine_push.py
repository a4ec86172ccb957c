"""What a push leaves in the engine, and how it logs in; the engine is a stand-in that refuses to remove tags."""

import base64
import json
from pathlib import Path

import pytest
from ansible.module_utils.image_gate.node.engine_push import Pusher, login


def test_line_ends_do_not_belong_to_an_account_and_spaces_do(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    with login("quay.io", "robot\n", " pass word \r\n") as environment:
        settings = json.loads(Path(environment["DOCKER_CONFIG"], "config.json").read_text())
    assert base64.b64decode(settings["auths"]["quay.io"]["auth"]) == b"robot: pass word "


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """An engine that refuses to remove tags, as one does that is going down."""
    command = tmp_path / "docker"
    command.write_text('#!/bin/sh\n[ "$1" != rmi ] || { echo daemon is busy; exit 1; }\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return "docker"


def test_tags_that_stay_are_a_warning(engine):
    pusher = Pusher(engine, {}, 1, 0)
    with pusher.tagged([("acme/app:latest", "registry.example/acme/app:latest"), ("a", "a")]):
        pass
    assert pusher.warnings == ["Tags that only the push needed stay in docker: daemon is busy"]
