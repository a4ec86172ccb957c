"""Files of a node that the roles edit: what is added, that the rest stays, and that it can be undone."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import tomllib
import yaml
from ansible.module_utils.image_gate.node import docker_daemon, json_document
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.names import buildset_path, repository_problem
from ansible.module_utils.run_buildset_registry import registry
from ansible.module_utils.use_buildset_registry import (
    account,
    buildkitd_toml,
    hosts_file,
    hosts_toml,
    marks,
    rancher,
    registries_conf,
    toml_text,
)
from ansible.module_utils.use_buildset_registry.address import Address, checked, checked_namespaces

ADDRESS = Address("192.0.2.10", 5000)
NAME = "zuul-jobs.buildset-registry:5000"
NAMESPACES = ["docker.io", "quay.io"]
SEARCH = ["docker.io"]

DEBIAN = """\
# For more information on this configuration file, see containers-registries.conf(5).
#
# unqualified-search-registries = ["example.com"]
#
# [[registry]]
# prefix = "example.com/foo"
"""
FEDORA = """\
# NOTE: RISK OF USING UNQUALIFIED IMAGE NAMES
unqualified-search-registries = ["registry.fedoraproject.org", "registry.access.redhat.com", "docker.io"]

# How short names are looked up
short-name-mode = "enforcing"
"""
SITE = """\
unqualified-search-registries = [
  "registry.example.org",  # ours [first]
  'docker.io',
]

[[registry]]
# the site's own mirror of Docker Hub
prefix = "docker.io"
location = "docker.io"

[[registry.mirror]]
location = "mirror.example.org:8082"
insecure = true

[[registry]]
location = "quay.io" # without prefix, which is legal

[[registry]]
prefix = "docker.io/library"
location = "registry.example.org/library"

[aliases]
"app" = "docker.io/acme/app"
"""
VERSION_1 = """\
[registries.search]
registries = ['registry.access.redhat.com', 'docker.io']

[registries.insecure]
registries = ["old.example.org"]

[registries.block]
registries = []
"""
TEXTS = ["", "\n", DEBIAN, DEBIAN.rstrip("\n"), FEDORA, SITE, SITE.replace("\n", "\r\n"), VERSION_1]


def edited(text: str) -> str:
    result = registries_conf.edit(text, registries_conf.PATH, ADDRESS, NAMESPACES, SEARCH)
    missing = [name for name in NAMESPACES if name not in result.namespaces]
    return registries_conf.complete(result.text, ADDRESS, missing, SEARCH)


def mirrors(text: str) -> dict[str, list[str]]:
    tables = tomllib.loads(text).get("registry", [])
    return {
        table.get("prefix", table["location"]): [mirror["location"] for mirror in table.get("mirror", [])]
        for table in tables
    }


@pytest.mark.parametrize("text", TEXTS)
def test_registries_conf_has_the_mirror_first_and_can_be_undone(text: str) -> None:
    result = edited(text)

    assert mirrors(result)["docker.io"][0] == NAME
    assert mirrors(result)["quay.io"][0] == f"{NAME}/quay.io"
    assert tomllib.loads(result)["unqualified-search-registries"] == SEARCH
    undone = marks.remove(result)
    assert undone == text or undone == text + "\n"  # a last line without an end gets one
    assert edited(undone) == result


def test_registries_conf_keeps_what_the_site_has() -> None:
    result = tomllib.loads(edited(SITE))

    assert mirrors(edited(SITE)) == {
        "docker.io": [NAME, "mirror.example.org:8082"],
        "quay.io": [f"{NAME}/quay.io"],
        "docker.io/library": [f"{NAME}/library"],
    }
    assert result["registry"][0]["mirror"][1]["insecure"] is True
    assert result["aliases"] == {"app": "docker.io/acme/app"}
    assert tomllib.loads(edited(FEDORA))["short-name-mode"] == "enforcing"


def test_registries_conf_in_version_1_is_put_out_of_force_with_a_warning() -> None:
    result = registries_conf.edit(VERSION_1, "/etc/containers/registries.conf", ADDRESS, NAMESPACES, SEARCH)

    assert result.warnings == (
        f"{registries_conf.PATH} is written in version 1; its lists (insecure) do not count meanwhile",
    )
    assert "registries" not in tomllib.loads(edited(VERSION_1))


def test_drop_in_gets_the_mirror_and_nothing_more() -> None:
    drop_in = '[[registry]]\nprefix = "quay.io"\nlocation = "quay.example.org"\n'
    result = registries_conf.edit(drop_in, "/etc/x.conf", ADDRESS, NAMESPACES, SEARCH)

    assert result.namespaces == {"quay.io"}
    assert mirrors(result.text) == {"quay.io": [f"{NAME}/quay.io"]}
    assert "unqualified-search-registries" not in result.text
    untouched = '[[registry]]\nprefix = "ghcr.io"\nlocation = "ghcr.io"\n'
    assert registries_conf.edit(untouched, "/etc/x.conf", ADDRESS, NAMESPACES, SEARCH).text == untouched


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = [1,\n2\n", "/etc/x.conf: the value in line 1 has no end. Repair the file."),
        ("x = 1\nnot toml\n", "/etc/x.conf: line 2 is not valid TOML. Repair the file."),
        (
            '[[registry]]\nprefix = "docker.io"\nmirror = [{location = "a"}]\n',
            '/etc/x.conf: the mirrors of "docker.io" are written as one value. '
            "Write them as [[registry.mirror]].",
        ),
    ],
)
def test_registries_conf_that_cannot_be_edited(text: str, message: str) -> None:
    with pytest.raises(NodeError) as caught:
        registries_conf.edit(text, "/etc/x.conf", ADDRESS, NAMESPACES, SEARCH)
    assert str(caught.value) == message


BUILDKIT = """\
debug = true
[registry."docker.io"]
  mirrors = ["mirror.example.org:8082"]
  http = true
[worker.oci]
  enabled = true
[registry."registry.example.org"]
  insecure = true
"""


@pytest.mark.parametrize(
    "text", ["", BUILDKIT, "[registry.'quay.io']\n", '[registry."docker.io"]\nmirrors = [\n  "a",\n]\n']
)
def test_buildkitd_toml_has_the_mirror_first_and_can_be_undone(text: str) -> None:
    result = buildkitd_toml.add(text, ADDRESS, NAMESPACES, "/ca.crt")
    registries = tomllib.loads(result)["registry"]

    assert registries["docker.io"]["mirrors"][0] == NAME
    assert registries["quay.io"]["mirrors"][0] == f"{NAME}/quay.io"
    assert registries[NAME] == {"ca": ["/ca.crt"]}
    assert marks.remove(result) == text
    assert buildkitd_toml.add(marks.remove(result), ADDRESS, NAMESPACES, "/ca.crt") == result


def test_buildkitd_toml_keeps_what_the_site_has() -> None:
    result = tomllib.loads(buildkitd_toml.add(BUILDKIT, ADDRESS, NAMESPACES, "/ca.crt"))

    assert result["registry"]["docker.io"] == {"mirrors": [NAME, "mirror.example.org:8082"], "http": True}
    assert result["registry"]["registry.example.org"] == {"insecure": True}
    assert result["worker"] == {"oci": {"enabled": True}}


HOSTS_TOML = """\
# the site's own mirror
server = "https://registry-1.docker.io"

[host."https://mirror.example.org:8082"]
  capabilities = ["pull"]
"""


@pytest.mark.parametrize("text", ["", 'server = "https://quay.io"\n', HOSTS_TOML])
def test_hosts_toml_has_the_registry_first_and_can_be_undone(text: str) -> None:
    for name, url in (("docker.io", f"https://{NAME}"), ("quay.io", f"https://{NAME}/v2/quay.io")):
        result = hosts_toml.add(text, "hosts.toml", ADDRESS, name, "/ca.crt")
        said = tomllib.loads(result)
        first = {"capabilities": ["pull", "resolve"], "ca": "/ca.crt"}
        assert next(iter(said["host"].items())) == (
            url,
            first if name == "docker.io" else {**first, "override_path": True},
        )
        known = tomllib.loads(text)
        assert {**said, "host": {**said["host"], **known.get("host", {})}} == {
            **said,
            **known,
            "host": said["host"],
        }
        assert marks.remove(result) == text


def test_k3s_has_the_registry_and_can_be_undone() -> None:
    text = rancher.text(ADDRESS, [*NAMESPACES, "quay.io/acme"], "/ca.crt")
    assert yaml.safe_load(text) == {
        "mirrors": {
            "docker.io": {"endpoint": [f"https://{NAME}"]},
            "quay.io": {"endpoint": [f"https://{NAME}"], "rewrite": {"^(.*)$": "quay.io/$1"}},
        },
        "configs": {NAME: {"tls": {"ca_file": "/ca.crt"}}},
    }
    assert marks.remove(text) == ""


def test_hosts_toml_is_where_containerd_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SETTINGS", "FOLDER", "MICROK8S"):
        monkeypatch.setattr(hosts_toml, name, str(tmp_path / name))
    assert list(hosts_toml.files(NAMESPACES)) == []
    (tmp_path / "MICROK8S").mkdir()
    (tmp_path / "SETTINGS").write_text(
        "# config_path = '/etc/none'\n[plugins]\n  config_path = '/etc/hosts.d:/etc/docker/certs.d'\n  config_path = \"\"\n"
    )
    places = [
        f"{folder}/{name}/hosts.toml"
        for folder in ("/etc/hosts.d", tmp_path / "MICROK8S")
        for name in NAMESPACES
    ]
    assert [path for path, _ in hosts_toml.files([*NAMESPACES, "quay.io/acme"])] == places


@pytest.mark.parametrize(
    "text", ['registry."docker.io".mirrors = ["a"]\n', '[registry]\n"docker.io" = {mirrors = ["a"]}\n']
)
def test_buildkitd_toml_with_registries_as_values_is_refused(text: str) -> None:
    with pytest.raises(NodeError, match="Write it as a table"):
        buildkitd_toml.add(text, ADDRESS, NAMESPACES, "/ca.crt")


def test_toml_statements_are_not_fooled_by_brackets_in_strings_and_comments() -> None:
    text = '''a = """
[not.a.table]
b = 1
"""
c = ["x]", # ] "
  'y[']
[ table . "with.dot" ] # comment
d = {e = "}"}
'''
    found = toml_text.statements(text.split("\n"), "x")

    assert [(entry.kind, entry.key) for entry in found] == [
        ("value", ("a",)),
        ("value", ("c",)),
        ("table", ("table", "with.dot")),
        ("value", ("d",)),
    ]
    assert toml_text.strings(found[1].value) == ["x]", "y["]


def test_hosts_file_names_the_registry_once() -> None:
    stale = "127.0.0.1\tlocalhost\n192.0.2.1 zuul-jobs.buildset-registry\n192.0.2.2 a zuul-jobs.buildset-registry # x\n"
    result = hosts_file.add(stale, "192.0.2.10", ADDRESS.alias)

    assert result == (
        "127.0.0.1\tlocalhost\n192.0.2.2\ta # x\n"
        "192.0.2.10\tzuul-jobs.buildset-registry # image-gate buildset registry\n"
    )
    assert hosts_file.add(result, "192.0.2.10", ADDRESS.alias) == result
    assert hosts_file.add(result, "2001:db8::1", ADDRESS.alias).count("zuul-jobs") == 1
    assert hosts_file.add(stale.replace("zuul-jobs", "Zuul-Jobs"), "192.0.2.10", ADDRESS.alias) == result
    assert (
        hosts_file.remove(hosts_file.add("::1 localhost\n", "192.0.2.10", ADDRESS.alias)) == "::1 localhost\n"
    )


def ours(url: str) -> bool:
    return "zuul-jobs.buildset-registry" in url


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"registry-mirrors": ["https://mirror.example.org/"]}',
        '{\n  "registry-mirrors": ["https://mirror.example.org"],\n  "mtu": 1400\n}\n',
        '{\n\t"labels": [\n\t\t"a=ü"\n\t]\n}',
    ],
)
def test_daemon_json_keeps_the_mirrors_of_the_site(text: str) -> None:
    before = json_document.load(text, "x")
    result = docker_daemon.with_first_mirror(text, ADDRESS.url, ours)

    site = before.get("registry-mirrors", [])
    assert json.loads(result) == {**before, "registry-mirrors": [ADDRESS.url, *site]}
    assert docker_daemon.with_first_mirror(result, ADDRESS.url, ours) == result
    undone = docker_daemon.without_mirrors(result, ours)
    assert json_document.load(undone, "x") == before
    assert undone.endswith("\n") == text.endswith("\n") or not text


@pytest.mark.parametrize(
    ("current", "wanted", "result"),
    [
        (["https://a"], ["https://b", "https://a/"], ["https://a", "https://b"]),
        ([{"base": 1}], [{"base": 1}, {"base": 2}], [{"base": 1}, {"base": 2}]),
        (None, ["a"], ["a"]),
        ("broken", ["a"], ["a"]),
        (1400, 1300, 1300),
    ],
)
def test_lists_are_merged_and_the_rest_replaced(current: object, wanted: object, result: object) -> None:
    assert docker_daemon.merged(current, wanted) == result


def test_stale_mirrors_of_ours_are_replaced() -> None:
    text = '{"registry-mirrors": ["https://zuul-jobs.buildset-registry:5001/", "https://mirror.example.org"]}'
    result = json.loads(docker_daemon.with_first_mirror(text, ADDRESS.url, ours))

    assert result == {"registry-mirrors": [ADDRESS.url, "https://mirror.example.org"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"auths": {"secret"', "x is not valid JSON (line 1, column 20). Repair or remove it."),
        ('["secret"]', "x holds a list, not an object. Repair or remove it."),
    ],
)
def test_a_broken_json_file_is_named_without_its_content(text: str, message: str) -> None:
    with pytest.raises(NodeError) as caught:
        json_document.load(text, "x")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{\n\t"auths": {}\n}',
        '{\n\t"auths": {\n\t\t"quay.io": {\n\t\t\t"auth": "eDp5"\n\t\t}\n\t},\n\t"HttpHeaders": {}\n}',
        '{\n  "credsStore": "pass"\n}\n',
        '{"auths":{"quay.io":{"auth":"eDp5"}}}',
    ],
)
def test_account_is_added_and_taken_away(text: str) -> None:
    result = account.logged_in(text, "x", NAME, "zuul", "p")

    before = json.loads(text)
    assert json.loads(result)["auths"] == {**before.get("auths", {}), NAME: {"auth": "enV1bDpw"}}
    assert account.logged_in(result, "x", NAME, "zuul", "p") == result
    undone = account.logged_out(result, "x", NAME, account.before(text, "x"))
    assert undone is not None
    assert json.loads(undone) == before
    if text == "{}" or "\n" in text:
        assert undone == text  # as docker itself writes it: back to the byte


def test_account_in_a_file_of_its_own_leaves_no_file() -> None:
    result = account.logged_in("", "x", NAME, "zuul", "p")

    assert account.logged_out(result, "x", NAME, "nothing") is None
    assert account.logged_out(result, "x", NAME, account.before(None, "x")) is None


CERT = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    "host", ["::1%x\n6.6.6.6\tdeb.debian.org", "fe80::1%eth0", "[::1]", "::1]", "a b", "a:1"]
)
def test_hosts_that_would_spoil_a_file_are_refused(host: str) -> None:
    with pytest.raises(NodeError, match="must be a host name or an IP address"):
        checked(host, 5000, "zuul", CERT)
    with pytest.raises(NodeError, match="must be a name or an address, without port and brackets"):
        registry.check_access(host, registry.Account("zuul", "p" * 16))


@pytest.mark.parametrize("host", ["::1", "2001:db8::1", "192.0.2.1", "node-1.example.org"])
def test_hosts_that_are_good(host: str) -> None:
    assert checked(host, 5000, "zuul", CERT).host == host
    registry.check_access(host, registry.Account("zuul", "p" * 16))


@pytest.mark.parametrize(
    ("name", "location"),
    [
        ("docker.io", NAME),
        ("docker.io/library", f"{NAME}/library"),
        ("quay.io/acme", f"{NAME}/quay.io/acme"),
        ("registry.example.org:5000", f"{NAME}/registry.example.org_5000"),
        ("[fd00::1]:5000", f"{NAME}/fd00_0000_0000_0000_0000_0000_0000_0001_5000"),
    ],
)
def test_clients_look_for_images_where_they_are_pushed(name: str, location: str) -> None:
    assert checked_namespaces([[name, f"https://{name}"]]) == [name]
    assert ADDRESS.location(name) == location
    prefix, _, rest = name.partition("/")
    path = buildset_path(prefix, f"{rest}/app" if rest else "acme/app")
    assert f"{NAME}/{path}" == f"{location}/{'app' if rest else 'acme/app'}"
    assert repository_problem(path) is None


@pytest.mark.parametrize(
    "name", ["", "a b", "quay.io/", "quay.io/Acme", "https://quay.io", "fd00::1", 'x"', 5]
)
def test_namespaces_that_are_none(name: object) -> None:
    with pytest.raises(NodeError, match=r"buildset_registry_namespaces\[0\] is"):
        checked_namespaces([[name, "https://x"]])


def test_every_sequence_of_registries_leaves_only_the_last() -> None:
    others = [Address("192.0.2.11", 5001), Address("registry.example.org", 443)]
    for first, second in itertools.permutations([ADDRESS, *others], 2):
        once = buildkitd_toml.add(BUILDKIT, first, NAMESPACES, "/ca.crt")
        twice = buildkitd_toml.add(marks.remove(once), second, NAMESPACES, "/ca.crt")
        assert first.name not in twice
        assert twice == buildkitd_toml.add(BUILDKIT, second, NAMESPACES, "/ca.crt")
