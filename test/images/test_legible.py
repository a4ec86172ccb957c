"""What others wrote, in messages."""

import playbook
import pytest
from ansible.module_utils.image_gate.input.artifacts import read_artifacts
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.plan.plan import Job, make_plan
from ansible.module_utils.image_gate.text.legible import legible, line, name, names, quoted

# A terminal's escape, an end of line in other writing systems, marks that turn text round, a byte that is no text.
HOSTILE = "\x1b]0;x\x07\r\x85\u2028\u202e\u2066\u200f\udc9b"
HEX = "a" * 64


@pytest.mark.parametrize("text", ["plain", "ünï 漢字", 'it\'s \\ "so"', "", "a\nb"])
def test_what_can_be_printed_stays(text):
    assert legible(text) == text


def test_what_cannot_be_printed_is_escaped():
    assert line(f"a{HOSTILE}b\nc") == ("a\\x1b]0;x\\x07\\r\\x85\\u2028\\u202e\\u2066\\u200f\\udc9bb\\nc")


def test_much_is_cut():
    assert legible("\n".join("x" for _ in range(500))).splitlines()[98:] == [
        "x",
        "x",
        "... and 400 lines more",
    ]
    assert len(legible("x" * 5000)) == 1000
    assert names("abcdefg") == "a, b, c, d, e, 2 more"
    assert name("two words") == "'two words'"
    assert len(name("x" * 300)) == 60
    deep = []
    for _ in range(5000):
        deep = [deep]
    assert quoted(deep) == "a value with too many levels"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:word@quay.io/v2", "https://***@quay.io/v2"),
        ("https://token@quay.io", "https://***@quay.io"),
        ("user:word@quay.io/acme/app", "***@quay.io/acme/app"),
        (["a", "user:@quay.io"], ["a", "***@quay.io"]),
        (f"acme/app:1@sha256:{HEX[:8]}", f"acme/app:1@sha256:{HEX[:8]}"),
        ("quay.io:5000/app@sha256:0", "quay.io:5000/app@sha256:0"),
        ("git@example.org:acme/app", "git@example.org:acme/app"),
    ],
)
def test_the_account_in_an_address_is_hidden(text, shown):
    assert quoted(text) == repr(shown)


@pytest.mark.parametrize("field", ["url", "repository", "tag", "digest", "job", "project", "change"])
def test_artifacts(field):
    metadata = {"type": "container_image", "repository": "acme/app", "tag": "1", "digest": f"sha256:{HEX}"}
    item = {"url": f"docker://reg:5000/acme/app:{HEX}_1", "job": "j", "metadata": metadata}
    place = item if field in ("url", "job", "project", "change") else metadata
    place[field] = f"{HOSTILE}\nzuul.artifacts[9]: forged"
    # One that is wrong anyhow, so that who returned it is told.
    found = Findings()
    read_artifacts([item, {**item, "url": "x"}], "reg:5000", found)
    assert found.errors
    assert all(error.isprintable() and len(error) <= 1000 for error in found.errors)


def test_keys_and_values_of_a_list_of_images():
    image = {
        "context": HOSTILE, "repository": HOSTILE, "tags": [HOSTILE], HOSTILE: 1, "contxt\n": 1, "x" * 5000: 1,
        "build_args": [HOSTILE], "labels": {HOSTILE: 1}, "siblings": [HOSTILE], "target": HOSTILE, "arch": HOSTILE,
    }  # fmt: skip
    _, found = make_plan(
        Job(images=[image], registry=HOSTILE, dockerfile=HOSTILE, work_dir=HOSTILE, zuul={"change": HOSTILE})
    )
    said = [*found.errors, *found.warnings]
    assert len(said) > 10
    assert [text for text in said if not text.isprintable() or len(text) > 1000] == []


def test_a_module_says_nothing_raw(tmp_path, ansible):
    """Errors and warnings of many kinds, as they leave the module."""
    image = {"context": ".", "repository": HOSTILE[:-1], "zanzibar\x1b": 1}
    images = [image, *({"context": ".", "tags": [], f"zanzibar{number}": 1} for number in range(60))]
    outcome = playbook.run(tmp_path, ansible, {"image_plan": {"images": images, "zuul": {"change": "1"}}})
    warnings = outcome.result["warnings_found"]
    assert (len(warnings), warnings[-1]) == (21, "and 41 more warnings")
    for text in (outcome.message, *outcome.result["errors"], *warnings):
        assert all(part.isprintable() for part in text.split("\n"))


def test_an_engine_that_says_odd_things(tmp_path):
    """And a secret in it, without the line end that the secret has, is hidden before anything is cut or escaped."""
    (tmp_path / "bin").mkdir()
    engine = tmp_path / "bin/docker"
    engine.write_text("#!/bin/sh\nprintf 'no \\033[2J my-secret denied\\n'; exit 1\n")
    engine.chmod(0o755)
    pushes = [{"local": "a:1", "remote": "b/a:1"}]
    login = {"registry": "b", "username": "u", "password": "my-secret\n"}
    task = {
        "image_push": {"pushes": pushes, **login},
        "environment": {"PATH": f"{tmp_path}/bin:/usr/bin:/bin"},
    }
    message = playbook.run(tmp_path, "11", task).message
    assert "no \\x1b[2J ******** denied" in message


def test_all_modules_pass_their_messages_through_it():
    """Ansible's own class says what it is told."""
    modules = sorted(playbook.ROLES.glob("*/library/*.py"))
    assert len(modules) > 8
    assert [
        path.name for path in modules if "image_gate.ansible.module import Module" not in path.read_text()
    ] == []
    assert [path.name for path in modules if "AnsibleModule" in path.read_text()] == []
