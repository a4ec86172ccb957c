"""Secrets reach the modules of all roles byte for byte, whatever they look like: the roles' own templates, in a real Ansible."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    '{"type": "service_account", "private_key": "-----BEGIN\\nx\\n", "more": null, "valid": true}',
    "{'a': 1}",
    '["a", 1]',
    "[1]",
    "123",
    "0123",
    "1e3",
    "0x1F",
    "1_000",
    "1:30",
    ".inf",
    "2026-01-01",
    "!vault |",
    "$ANSIBLE_VAULT;1.1;AES256\n6162",
    '{"a": "{{ nothing }}"}',
    "%",
    "true",
    "False",
    "null",
    "None",
    "~",
    'it\'s "quoted" \\n',
    "two\nlines",
    "ends\n",
    " spaces ",
    "{{ nothing }}",
    "{% raw %}",
    "{# x #}",
    "ünï漢",
    "a=b c",
    "@x",
]
# A job that started the registry itself reads the same from a file: a few of each kind will do.
RETURNED = [TEXTS[0], TEXTS[2], "123", "two\nlines", "{{ nothing }}"]
RECORDER = """
import json
from ansible.module_utils.basic import AnsibleModule
text = {"type": "str", "required": True}
options = {"place": text, "username": text, "password": text, "cert": {"type": "str"}}
logins = {"type": "list", "elements": "dict", "options": options}
module = AnsibleModule({"file": text, "logins": logins, "accounts": {"type": "dict"}})
with open(module.params["file"], "w") as file:
    accounts = module.params["accounts"].values()
    json.dump([*module.params["logins"], *({"place": "accounts", **one} for one in accounts)], file)
module.exit_json()
"""


def logins(value, place):
    """Every mapping in a role's tasks that gives a password to a module."""
    if isinstance(value, dict):
        if (
            isinstance(value.get("password"), str)
            and "{{" in value["password"]
            and "lookup" not in value["password"]
        ):
            given = {key: value[key] for key in ("username", "password", "cert") if key in value}
            yield {"place": place, **given}
        for one in value.values():
            yield from logins(one, place)
    elif isinstance(value, list):
        for one in value:
            yield from logins(one, place)


LOGINS = [
    login
    for path in sorted((ROOT / "roles").glob("*/tasks/*.yaml"))
    for login in logins(yaml.safe_load(path.read_text()), f"{path.parts[-3]}/{path.name}")
]


def test_all_roles_with_secrets_are_looked_at():
    places = {login["place"].split("/")[0] for login in LOGINS}
    assert places == {
        "build-container-image",
        "build-docker-image",
        "promote-container-image",
        "promote-docker-image",
        "pull-from-intermediate-registry",
        "push-to-intermediate-registry",
        "run-buildset-registry",
        "upload-container-image",
        "upload-docker-image",
        "use-buildset-registry",
    }


def unsafe(value):
    """YAML as Zuul writes secrets: every text is marked as unsafe."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {unsafe(one)}" for key, one in value.items()) + "}"
    return f"!unsafe {json.dumps(value)}" if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("returned", [False, True], ids=["given", "returned"])
def test_texts_arrive_as_they_are(tmp_path, ansible, returned):
    (tmp_path / "library").mkdir()
    (tmp_path / "library/recorder.py").write_text(f"#!/usr/bin/python\n{RECORDER}")
    private = {}
    for path in (ROOT / "roles").glob("*/vars/main.yaml"):
        private.update(yaml.safe_load(path.read_text()) or {})
    plays = []
    texts = RETURNED if returned else TEXTS
    for number, text in enumerate(texts):
        account = {"host": "registry.example.org", "port": 5000}
        account.update(dict.fromkeys(("username", "password", "cert"), text))
        results = tmp_path / f"results-{number}.json"
        results.write_text(json.dumps({"secret_data": {"buildset_registry": account}} if returned else {}))
        secrets = dict.fromkeys(("docker_credentials", "intermediate_registry"), account)
        secrets["_run_buildset_registry_account"] = account
        login = dict.fromkeys(("username", "password", "cert"), text)
        secrets["container_registry_credentials"] = {"quay.io": login, "[fd00::1]:5000": login}
        if not returned:
            secrets["buildset_registry"] = account
        (tmp_path / f"secrets-{number}.yaml").write_text(unsafe(secrets))
        # A play whose own job started the registry has no variable of that name.
        entries = [one for one in LOGINS if not returned or "{{ buildset_registry." not in one["password"]]
        recorder = {"file": str(tmp_path / f"seen-{number}.json"), "logins": entries}
        # As the roles hand on all accounts at once.
        recorder["accounts"] = "{{ container_registry_credentials }}"
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [{"name": "Record", "recorder": recorder}],
        }
        private["zj_target"] = {"account": "quay.io"}
        play["vars"] = {**private, "zuul": {"executor": {"result_data_file": str(results)}}}
        plays.append({**play, "vars_files": [f"secrets-{number}.yaml"]})
    (tmp_path / "play.yaml").write_text(yaml.safe_dump(plays))
    done = subprocess.run(
        [
            ROOT / ".venv/ansible" / ansible / "bin/ansible-playbook",
            "-i",
            "localhost,",
            "-c",
            "local",
            "play.yaml",
        ],
        cwd=tmp_path,
        env={**os.environ, "ANSIBLE_LIBRARY": "library", "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout
    for number, text in enumerate(texts):
        seen = json.loads((tmp_path / f"seen-{number}.json").read_text())
        assert len(seen) > 4
        for login in seen:
            given = {key: value for key, value in login.items() if key != "place" and value is not None}
            assert given == dict.fromkeys(given, text), login["place"]
