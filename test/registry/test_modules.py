"""The modules as Ansible runs them, on both versions that Zuul has, and what they show of secrets."""

import json
import os
import subprocess

import images
import pytest
import servers
from ansible.module_utils.image_gate.ansible.registry_options import connect
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.tags.staging import companion_of
from module_calls import call
from processes import ROOT

ROLE = ROOT / "roles/image-gate"
LABELS = {"org.zuul-ci.change": "12"}
OLD = "2020-01-01T00:00:00Z"


def _play(version, directory, tasks):
    """Run modules by name of the task; their results, and all that Ansible shows at its most talkative."""
    names = list(tasks)
    steps = [
        {"name": name, "ignore_errors": True, "register": f"result_{number}", **tasks[name]}
        for number, name in enumerate(names)
    ]
    results = "{{ [" + ", ".join(f"result_{number}" for number in range(len(names))) + "] | to_json }}"
    keep = {"ansible.builtin.copy": {"dest": str(directory / "results"), "content": results, "mode": "0600"}}
    play = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [*steps, {"name": "Keep", "no_log": True, **keep}],
        }
    ]
    (directory / "play.yaml").write_text(json.dumps(play))
    environment = {
        **os.environ,
        "ANSIBLE_LIBRARY": str(ROLE / "library"), "ANSIBLE_MODULE_UTILS": str(ROLE / "module_utils"),
        "ANSIBLE_REMOTE_TMP": str(directory / "tmp"),
    }  # fmt: skip
    argv = [ROOT / f".venv/ansible/{version}/bin/ansible-playbook", "-i", "localhost,", "-c", "local", "-vvv"]
    argv += ["-e", "ansible_python_interpreter=/usr/bin/python3", directory / "play.yaml"]
    ran = subprocess.run(argv, env=environment, capture_output=True, text=True)
    output = ran.stdout + ran.stderr
    assert ran.returncode == 0, output
    return dict(zip(names, json.loads((directory / "results").read_text()))), output


def _copy(source, target, repository, reference="latest", **more):
    here = {"registry": source.host, "repository": repository, "reference": reference}
    there = {
        "registry": target.host, "repository": repository, "tags": ["change_12_latest"], "staged_prefix": "change_12_",
    }  # fmt: skip
    registries = [source.options, target.options]
    return {
        "registry_copy": {
            "registries": registries,
            "copies": [{"source": here, "destination": there}],
            **more,
        }
    }


def test_a_copy_is_told_to_others_by_its_digest(started, repository):
    """What was asked for about it stays; a copy that nobody asks about is not told."""
    source, target = started("distribution-2.8"), started("distribution-3.1")
    made = images.image([images.layer()])
    for tag in ("1", "2"):
        source.peer.push(repository, made, tag)
    first, second = (_copy(source, target, repository, tag)["registry_copy"] for tag in ("1", "2"))
    about = {"name": "acme/app:1", "metadata": {"type": "container_image", "tag": "1"}}
    copies = [{**first["copies"][0], "artifact": about}, *second["copies"]]
    told = call("registry_copy", {"registries": first["registries"], "copies": copies})
    assert told["artifacts"] == [{**about, "metadata": {**about["metadata"], "digest": made.digest}}]


def _promote(target, repository, **more):
    place = {"registry": target.options["host"], "repository": repository}
    promotions = [{**place, "staged_tag": "change_12_latest", "tag": "latest"}]
    asked = {"registries": [target.options], "promotions": promotions, "change": "12", **more}
    return {"registry_promote": asked}


def _clean_up(target, repository, **more):
    return {
        "registry_cleanup": {
            "registry": target.options,
            "repositories": [repository],
            "keep": [{"repository": repository, "tags": ["latest"]}],
            "staged": [{"repository": repository, "tags": ["periodic_latest"]}],
            "max_age": 1,
            **more,
        }
    }


# As long as what was staged is not old enough.
WAIT = {"ansible.builtin.wait_for": {"timeout": 3}}


@pytest.mark.parametrize("version", ["9", "11"])
def test_the_way_of_an_image(started, repository, version, tmp_path):
    source, target = started("distribution-2.8"), started("token-3.1")
    made = images.image([images.layer()], labels=LABELS, created=OLD)
    source.peer.push(repository, made, "latest")
    tasks = {
        "would copy": {**_copy(source, target, repository), "check_mode": True},
        "copy": _copy(source, target, repository),
        "copy again": _copy(source, target, repository),
        "would promote": {**_promote(target, repository), "check_mode": True},
        "would clean up": {**_clean_up(target, repository, max_age=-1), "check_mode": True},
        "promote": _promote(target, repository),
        "promote again": _promote(target, repository),
        "stage anew": _copy(source, target, repository, made.digest, jobs=2),
        "wait, and again": WAIT,
        "clean up": _clean_up(target, repository),
        "clean up again": _clean_up(target, repository),
    }

    results, output = _play(version, tmp_path, tasks)

    assert [result["msg"] for result in results.values() if result["failed"]] == []
    changed = {name: result["changed"] for name, result in results.items()}
    assert changed == {name: not name.endswith("again") for name in tasks}
    (copied,) = results["copy"]["copies"]
    assert isinstance(copied.pop("seconds"), float)
    assert copied == {
        "source": {"registry": source.host, "repository": repository, "reference": "latest"},
        "destination": {
            "registry": target.host, "repository": repository, "tags": ["change_12_latest"], "origin": "",
            "staged_prefix": "change_12_",
        },
        "digest": made.digest, "media_type": made.media_type, "changed": True, "mounted": 0, "present": 0, "kept": [],
        "sent": sum(map(len, made.blobs.values())), "size": sum(map(len, [made.body, *made.blobs.values()])),
    }  # fmt: skip
    assert set(results["copy"]["requests"]) >= {source.host, target.host}
    assert results["copy again"]["copies"][0]["sent"] == 0
    place = {"registry": target.host, "repository": repository}
    staged = {
        **place,
        "staged_tag": "change_12_latest",
        "tag": "latest",
        "digest": made.digest,
    }
    deleted = [{**place, "tag": "change_12_latest"}]
    assert results["promote"]["promotions"] == [{**staged, "previously": False, "newer": "", "changed": True}]
    assert results["promote"]["deleted"] == results["would promote"]["deleted"] == deleted
    assert results["promote"]["kept"] == []
    assert results["promote again"]["promotions"] == [
        {**staged, "previously": True, "newer": "", "changed": False}
    ]
    for deleted in (results["clean up"]["deleted"], results["would clean up"]["deleted"]):
        assert [item["tag"] for item in deleted][0] == "change_12_latest"
        assert {item["companion"] for item in deleted[1:]} == {True}
        # Old as the image is, it was staged a moment ago.
        assert 0 <= deleted[0]["age"] < 600
    assert (results["clean up"]["considered"], results["clean up again"]["considered"]) == (1, 0)
    target.peer.has(repository, "latest", made)
    assert servers.PASSWORD not in output
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in output


def test_failures_and_warnings(started, repository, tmp_path):
    source, target = started("plain-2.8"), started("distribution-2.8")
    target.peer.push(repository, images.image([], labels=LABELS), "change_12_latest")
    companion, note = images.companion("change_12_latest")
    target.peer.push(repository, note, companion)
    elsewhere = _copy(source, target, repository)
    elsewhere["registry_copy"]["registries"] = [source.options]
    tasks = {
        "missing": _copy(source, target, repository),
        "unknown": elsewhere,
        "wrong password": _promote(_other(target, "wrong-secret-31"), repository),
        "kept": _promote(target, repository),
        "not listed": _clean_up(_other(target, "wrong-secret-31"), repository),
        "not deleted": _clean_up(target, repository),
        "too young": _clean_up(target, repository, max_age=0),
    }

    results, output = _play("11", tmp_path, tasks)

    messages = {name: result.get("msg") for name, result in results.items() if result["failed"]}
    assert list(messages) == ["missing", "unknown", "wrong password", "too young"]
    assert messages["too young"].startswith("max_age: 0 is not a positive number of seconds; ")
    assert messages["missing"].startswith(
        f"{source.host}/{repository}: cannot read manifest latest: HTTP 404"
    )
    assert messages["unknown"] == (
        f"{target.host}: cannot use this registry: copies[0].destination.registry names it, "
        f"but it is not in registries (which has: {source.host})."
    )
    assert "Check the user name and the password" in messages["wrong password"]
    assert results["kept"]["kept"][0]["tag"] == "change_12_latest"
    (warning,) = results["kept"]["warnings"]
    # Zuul shows none of Ansible's warnings, so a task of the role has to.
    assert results["kept"]["warnings_found"] == [warning]
    (unlisted,) = results["not listed"]["warnings_found"]
    assert unlisted.startswith(f"Old staged tags of {repository}, if there are any, stay: ")
    assert "Check the user name and the password" in unlisted
    assert results["not listed"]["considered"] == 0
    (undeleted,) = results["not deleted"]["warnings_found"]
    assert undeleted.startswith(f"The old staged tag {repository}:change_12_latest stays: ")
    assert warning.startswith(f"The staged tag {repository}:change_12_latest stays: ")
    assert "This registry deletes no tags; remove it with the registry's own tools." in warning
    for secret in (servers.PASSWORD, "wrong-secret-31", "Traceback"):
        assert secret not in output


def _from(registry, repository, reference, origin):
    place = {"registry": registry.host, "repository": repository}
    there = {**place, "tags": ["latest"], "origin": origin}
    return {"source": {**place, "reference": reference}, "destination": there}


def test_digests_go_from_the_build_to_all_that_follows(started, repository, tmp_path):
    buildset, target = started("front"), started("token-3.1")
    own, other = images.image([images.layer()]), images.image([images.layer()])
    buildset.peer.push(repository, other, "ahead")
    buildset.peer.push(repository, own, "latest")
    place = {"registry": buildset.host, "repository": repository, "tag": "latest"}
    expected = {"expected": [{**place, "digest": own.digest}]}
    changed = {"expected": [{**place, "digest": other.digest}]}
    here = [buildset.options]
    ahead = _from(buildset, repository, "ahead", "ahead")
    tasks = {
        "claim": {
            "registry_copy": {
                "registries": here,
                "copies": [_from(buildset, repository, own.digest, "built")],
            }
        },
        "pull": {"registry_copy": {"registries": here, "copies": [ahead]}},
        "compare at the end": {"registry_compare": {"registry": buildset.options}},
        "upload": _copy(buildset, target, repository, own.digest, **expected),
        "upload another": _copy(buildset, target, repository, other.digest, **changed),
        "no digest": _copy(buildset, target, repository, expected=[{**place, "digest": "x"}]),
        "no registry": {"registry_compare": {"registry": {**buildset.options, "host": "127.0.0.1:1"}}},
    }

    results, output = _play("11", tmp_path, tasks)

    latest = {buildset.host: {f"{repository}:latest": own.digest}}
    assert results["claim"]["recorded"] == results["upload"]["recorded"] == latest
    assert results["pull"]["kept"] == [f"{repository}:latest"]
    assert results["pull"]["recorded"] == {buildset.host: {f"{repository}:ahead": other.digest}}
    assert f"{repository}:latest" in results["compare at the end"]["compared"]
    target.peer.has(repository, "change_12_latest", own)
    failed = {name: result["msg"] for name, result in results.items() if result["failed"]}
    assert list(failed) == ["upload another", "no digest"]
    assert f"it stands for {own.digest} instead of {other.digest}" in failed["upload another"]
    assert "expected[0].digest is not a digest" in failed["no digest"]
    (warning,) = results["no registry"]["warnings_found"]
    assert "could not be compared" in warning
    assert "connection refused" in warning
    assert servers.PASSWORD not in output


def test_an_engine_stages_what_was_noted_before(started, repository, tmp_path):
    target = started("token-3.1")
    made = images.image([images.layer()])
    (registry,) = connect([target.options]).values()

    def note(**more):
        registry = {**target.options, **more}
        tag = {"repository": repository, "prefix": "change_12_", "tag": "change_12_latest"}
        return {"registry_note": {"registry": registry, "staged": [tag]}}

    tasks = {
        "would note": {**note(), "check_mode": True},
        "wrong account": note(password="another-secret-77"),
    }
    results, output = _play("11", tmp_path, tasks)
    assert not any(result["failed"] for result in results.values())
    (why,) = results["wrong account"]["refused"]
    assert "HTTP 401" in why

    results, more = _play("11", tmp_path, {"note": note()})
    (companion,) = map(companion_of, registry.tags(repository))
    assert companion.is_of("change_12_latest")
    target.peer.push(repository, made, "change_12_latest")
    cleaned, _ = _play("11", tmp_path, {"wait": WAIT, "clean up": _clean_up(target, repository)})
    assert {item["tag"] for item in cleaned["clean up"]["deleted"]} == {"change_12_latest", companion.name}
    assert servers.PASSWORD not in output + more and "another-secret-77" not in output


def test_what_is_not_as_built_at_the_end(started, repository, tmp_path):
    buildset = started("front")
    own, other = images.image([images.layer()]), images.image([images.layer()])
    claim = {"registries": [buildset.options], "copies": [_from(buildset, repository, own.digest, "built")]}
    buildset.peer.push(repository, own, "latest")
    _play("11", tmp_path, {"claim": {"registry_copy": claim}})
    buildset.peer.push(repository, other, "latest")
    results, _ = _play("11", tmp_path, {"compare": {"registry_compare": {"registry": buildset.options}}})
    buildset.peer.push(repository, own, "latest")
    assert f"it stands for {other.digest} instead of {own.digest}" in results["compare"]["msg"]


def test_what_cannot_be_compared_at_the_end_is_said(started):
    upstream = started("zuul-registry")
    (warning,) = call("registry_compare", {"registry": upstream.options})["warnings_found"]
    assert warning.endswith(f"{upstream.host} does not list its repositories (_catalog)")


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        ({}, False),
        ({"password": "another-secret-77"}, True),
        ({"username": "somebody"}, True),
        ({"host": "LOCALHOST:{port}", "password": "another-secret-77"}, True),
        ({"host": "localhost:0{port}", "password": "another-secret-77"}, True),
    ],
)
def test_one_address_has_one_account(other, refused):
    one = {
        "host": "localhost:5000",
        "username": "u",
        "password": "secret-5521",
        "cert": "",
        "plain_http": True,
    }
    host = other.get("host", one["host"]).format(port=5000)
    described = [one, {**one, **other, "host": host}]
    if not refused:
        assert list(connect(described)) == ["localhost:5000"]
        return
    with pytest.raises(RegistryError) as caught:
        connect(described)
    assert "it is described twice, and differently. Two registries with one address" in str(caught.value)
    assert "secret" not in str(caught.value)


def _other(server, password):
    return servers.Server(
        server.name, {**server.options, "password": password}, server.peer, server.directory
    )
