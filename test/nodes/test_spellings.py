"""Configuration files in every spelling that their readers take: edited rightly, or refused; never spoilt."""

from __future__ import annotations

import json
import random

import pytest
import tomllib
from ansible.module_utils.image_gate.node import docker_daemon, json_document, json_edit
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.legible import legible
from ansible.module_utils.use_buildset_registry import (
    account,
    buildkitd_toml,
    marks,
    registries_conf,
    toml_text,
)
from ansible.module_utils.use_buildset_registry.address import Address

ADDRESS = Address("192.0.2.10", 5000)
NAME = "zuul-jobs.buildset-registry:5000"
NAMESPACES = ["docker.io", "quay.io"]
PIECES = (
    ["a", "b", '"a"', "'a'", "a.b", '"a.b"', "=", " = ", "1", "true", '"x"', "'x'", '"""x"""', '"""x""""']
    + ["'''x'''", "[", "[[", "]", "]]", "{", "}", ",", "\n", "\n", " ", "#c", "\r\n", '"\\n"', '"\\u0041"']
    + [
        '"\\q"',
        "1.0",
        "1979-05-27",
        "a = 1\n",
        "[a]\n",
        "[[a]]\n",
        "[a.b]\n",
        "b = [1, 2]\n",
        "c = {a = 1}\n",
    ]
    + ["a.b.c = 2\n", "[[a.b]]\n", '"""a\nb"""', '"""a\\\n  b"""', "d = [[1],[2,]]\n", '"', "'", '""', '"""']
    + ["\t", "-1", "01", "1_0", "inf", "07:32:00", "a-b", "\\"]
)


def read(text: str) -> list[toml_text.Statement] | None:
    try:
        return toml_text.statements(text.split("\n"), "x")
    except NodeError:
        return None


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def test_what_is_toml_is_what_python_takes_for_it() -> None:
    source = random.Random(7)
    texts = ["".join(source.choices(PIECES, k=source.randint(1, 9))) for _ in range(20_000)]
    good = [text for text in texts if is_toml(text)]
    assert len(good) > 500
    assert [text for text in texts if (read(text) is not None) is not (text in set(good))] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'''\ndocker.io'''", "docker.io"),
        ('"""\\\n  docker.io"""', "docker.io"),
        ('"\\u0064ocker\\U0000002eio"', "docker.io"),
        ('"""a""""', 'a"'),
        ("[\"a\", # ]\n  'b',\n]", ["a", "b"]),
        ('{location = "a", x.y = true}', {"location": "a", "x": {"y": True}}),
    ],
)
def test_values_mean_what_they_mean_to_python(text: str, value: object) -> None:
    found = toml_text.statements(f"key = {text}".split("\n"), "x")
    assert found[0].value == value == tomllib.loads(f"key = {text}")["key"]


def edited(text: str) -> str:
    result = registries_conf.edit(text, registries_conf.PATH, ADDRESS, NAMESPACES, ["docker.io"])
    missing = [name for name in NAMESPACES if name not in result.namespaces]
    return registries_conf.complete(result.text, ADDRESS, missing, ["docker.io"])


@pytest.mark.parametrize(
    "text",
    [
        '[["registry"]]\n"prefix" = \'docker.io\'\nlocation = """docker.io"""\n',
        "[[ registry ]] # ours\nprefix = '''docker.io'''\nlocation = \"\\u0064ocker.io\"",
        '[[registry]]\r\nlocation = "docker.io"\r\n[[registry.mirror]]\r\nlocation = "m"\r\n',
        '[[registry]]\nprefix = "docker.io/"\nlocation = "docker.io"\n',
        '[aliases]\n"unqualified-search-registries" = "docker.io/x/y"\nregistries = "docker.io/x/z"\n',
    ],
)
def test_registries_conf_in_other_spellings(text: str) -> None:
    result = tomllib.loads(edited(text))

    of_hub = [
        table
        for table in result["registry"]
        if table.get("prefix", table["location"]).rstrip("/") == "docker.io"
    ]
    assert [table["mirror"][0]["location"] for table in of_hub] == [NAME]
    assert result["unqualified-search-registries"] == ["docker.io"]
    before = tomllib.loads(text)
    assert result.get("aliases") == before.get("aliases")
    assert marks.remove(edited(text)) in (text, text + "\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'registry = [{prefix = "docker.io", location = "docker.io"}]\n',
            "line 1 has the registries as one value",
        ),
        ("a = 1\nregistry.x = 1\n", "registries are written there in a way that nothing can be added to"),
        ('[registry]\nprefix = "docker.io"\n', "line 1 has the registries as one value"),
        ("a = 1\na = 2\n", "line 2 says again what a is. Repair the file."),
        ('a = "x\n', "line 1 is not valid TOML. Repair the file."),
        ("a =\n", "line 1 is not valid TOML. Repair the file."),
        ("[t]\n[t]\n", "line 2 says again what t is. Repair the file."),
    ],
)
def test_registries_conf_that_is_refused(text: str, message: str) -> None:
    with pytest.raises(NodeError, match=message.replace("[", r"\[")):
        edited(text)


@pytest.mark.parametrize(
    "text",
    [
        "registry = {}\n",
        '[registry]\n"docker.io".mirrors = ["a"]\n',
        '[registry."docker.io"]\nmirrors = ["a"]\nmirrors = ["b"]\n',
    ],
)
def test_buildkitd_toml_that_is_refused(text: str) -> None:
    with pytest.raises(NodeError, match="/etc/buildkit/buildkitd.toml: "):
        buildkitd_toml.add(text, ADDRESS, NAMESPACES, "/ca.crt")


def test_buildkitd_toml_that_knows_the_registry_already() -> None:
    text = f'[registry."{NAME}"]\ninsecure = false\nca = ["/site.crt"]\n[[registry."docker.io".keypair]]\nkey = "k"\n'
    result = tomllib.loads(buildkitd_toml.add(text, ADDRESS, NAMESPACES, "/ca.crt"))
    assert result["registry"][NAME] == {"insecure": False, "ca": ["/ca.crt", "/site.crt"]}
    assert result["registry"]["docker.io"] == {"keypair": [{"key": "k"}], "mirrors": [NAME]}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_are_found_whatever_the_line_ends(end: str) -> None:
    text = edited("# site\n").replace("\n", end)
    assert marks.remove(text) == f"# site{end}"


CONFIGS = [
    "{}",
    "{ }\n",
    '{"auths":{}}',
    '{"auths":{"quay.io":{"auth":"eDp5"}}}',
    '{\n\t"auths": {\n\t\t"quay.io": {\n\t\t\t"auth": "eDp5"\n\t\t}\n\t},\n\t"HttpHeaders": {}\n}',
    '{"credsStore": "pass"}',
    '{\r\n   "credsStore" :"pass" , "auths": { } }',
    '{"CredsStore": "pass", "Auths": {"quay.io": {}}}',
    f'{{"credHelpers": {{"{NAME}": "ecr-login", "quay.io": "x"}}, "x": [1,\n2]}}',
    f'{{"credHelpers": {{"{NAME}": "ecr-login"}}}}',
    '{"credsStore": "pass", "credHelpers": {}}',
    f'{{"credsStore": "pass", "credHelpers": {{"{NAME}": ""}}}}',
]


@pytest.mark.parametrize("text", CONFIGS)
def test_an_account_comes_and_goes_without_a_trace(text: str) -> None:
    before = account.before(text, "x", NAME)
    result = account.logged_in(text, "x", NAME, "zuul", "p")

    config = {name.lower(): value for name, value in json.loads(result).items()}
    assert config["auths"][NAME] == {"auth": "enV1bDpw"}
    if "pass" in text or "ecr" in text:
        assert config["credhelpers"][NAME] == ""
        assert account.sends_docker_to_the_file(result, "x", NAME)
    assert account.logged_in(result, "x", NAME, "zuul", "p") == result
    assert account.logged_out(result, "x", NAME, before) == text
    # docker, or a job, has written it anew meanwhile
    again = account.logged_out(json.dumps(json.loads(result), indent="\t"), "x", NAME, before)
    assert again is not None and json.loads(again) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"auths": {"a": {}}, "auths": {"b": {}}}', "x has 'auths' twice in one object. Leave one of them."),
        ('\ufeff{"auths": {}}', "x begins with a byte order mark, which docker refuses. Save it without."),
        ('{"auths": NaN}', "x is not valid JSON"),
        ("[" * 100_000, "x is not valid JSON"),
        ('{"credHelpers": []  , "auths": [1]}', 'x: "auths" must be an object'),
    ],
)
def test_logins_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(NodeError) as caught:
        account.logged_in(text, "x", NAME, "zuul", "p")
    assert message in str(caught.value)


def test_a_member_goes_from_wherever_it_stands() -> None:
    text = '{ "a": 1,\n "b": {"c": [2, {}]}, "d": "\\"}"\n}'
    assert json_edit.cut(text, ["a"]) == '{ "b": {"c": [2, {}]}, "d": "\\"}"\n}'
    assert json_edit.cut(text, ["b"]) == '{ "a": 1,\n "d": "\\"}"\n}'
    assert json_edit.cut(text, ["d"]) == '{ "a": 1,\n "b": {"c": [2, {}]}\n}'
    assert json_edit.cut(text, ["b", "x"]) == json_edit.cut(text, ["a", "x"]) == text
    assert json.loads(json_edit.put(text, ["b", "e"], 3))["b"] == {"e": 3, "c": [2, {}]}


def test_daemon_json_with_a_byte_order_mark_keeps_it() -> None:
    text = '\ufeff{\n    "mtu": 1400\n}\n'
    result = docker_daemon.with_first_mirror(text, ADDRESS.url, lambda _: False)
    assert result.startswith("\ufeff") and json_document.load(result, "x")["registry-mirrors"] == [
        ADDRESS.url
    ]
    assert docker_daemon.without_mirrors(result, lambda url: url == ADDRESS.url) == text


def test_nothing_of_others_moves_the_readers_cursor() -> None:
    error = NodeError("a\x1b[2Jb\u202ec\r\u2028d\ne")
    assert str(error) == "a\\x1b[2Jb\\u202ec\\r\\u2028d\ne"
    assert len(legible("x" * 100_000)) < 5000
