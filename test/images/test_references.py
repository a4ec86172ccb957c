"""The grammar of names, and where images lie in a buildset registry."""

import pytest
from ansible.module_utils.image_gate.text.names import (
    address,
    buildset_alias,
    buildset_path,
    canonical_repository,
    digest_problem,
    host_problem,
    is_ip,
    port_problem,
    registry_problem,
    repository_problem,
    show,
    split_address,
    split_registry,
    tag_problem,
)


@pytest.mark.parametrize(
    "good",
    ["latest", "1.0", "_x", "A-b_c.d", "x" * 128, "change_1234_latest", "0"],
)
def test_good_tags(good):
    assert tag_problem(good) is None


@pytest.mark.parametrize(
    ("bad", "begins"),
    [
        ("", "is empty; "),
        ("x" * 129, "has 129 characters; "),
        (".hidden", "begins with '.'; "),
        ("-option", "begins with '-'; "),
        ("la test", "has a space in it; "),
        ("latest\n", "has '\\n' in it; "),
        ("a/b", "has '/' in it; "),
        ("latést", "has 'é' in it; "),
        ("१", "has '१' in it; "),
        ("{{ tag }}", "is a template that was not filled in; "),
    ],
)
def test_bad_tags(bad, begins):
    assert tag_problem(bad).startswith(begins)


@pytest.mark.parametrize(
    "good",
    ["app", "acme/app", "a/b/c/d", "a.b/c_d/e__f/g-h/i---j", "0/1", "library/debian", "x" * 255],
)
def test_good_repositories(good):
    assert repository_problem(good) is None


@pytest.mark.parametrize(
    ("bad", "begins"),
    [
        ("", "is empty; "),
        ("x" * 256, "has 256 characters; "),
        ("Acme/App", "has capital letters; repositories are lower case: 'acme/app'"),
        ("acme/app:1.0", "has a tag in it; write 'acme/app' and put '1.0' into tags"),
        ("acme/app@sha256:0", "has a digest in it; write the name alone: 'acme/app'"),
        ("https://user@quay.io/acme/app", "has an account in it; write the name alone"),
        ("https://quay.io/acme/app", "has a scheme in it; write the name alone: 'quay.io/acme/app'"),
        ("acme/{{ name }}", "is a template that was not filled in; "),
        ("acme//app", "is not well formed; "),
        ("/acme/app", "is not well formed; "),
        ("acme/app/", "is not well formed; "),
        ("acme/-app", "is not well formed; "),
        ("acme/a___b", "is not well formed; "),
        ("acme/a..b", "is not well formed; "),
        ("acme/../app", "is not well formed; "),
        ("acme/my app", "has a space in it; "),
        ("acme/app\n", "has '\\n' in it; "),
        ("acme/app\x00", "has '\\x00' in it; "),
        ("--dest-authfile", "is not well formed; "),
        ("a" * 64, "is 64 digits of 0-9 and a-f, "),
    ],
)
def test_bad_repositories(bad, begins):
    assert repository_problem(bad).startswith(begins)


@pytest.mark.parametrize(
    "good",
    [
        "quay.io",
        "localhost",
        "registry.example.org:5000",
        "10.1.2.3:5000",
        "[fd00::1]:5000",
        "[::1]",
        "Quay.IO",
    ],
)
def test_good_registries(good):
    assert registry_problem(good) is None


@pytest.mark.parametrize(
    ("bad", "begins"),
    [
        ("https://user:word@quay.io/", "has an account in it; write the host alone"),
        ("https://index.docker.io/v1/", "has a scheme in it; write the host alone: 'index.docker.io'"),
        ("https://quay.io/", "has a scheme in it; write the host alone: 'quay.io'"),
        ("quay.io/acme", "has a path in it; write 'quay.io' and begin the repository with 'acme'"),
        ("quay.io/", "has a path in it; write 'quay.io'"),
        ("quay.io:", "is not a port; "),
        ("quay.io:0", "is not a port; "),
        ("quay.io:65536", "is not a port; "),
        ("quay.io:x", "is not a port; "),
        ("fd00::1", "is not a port; "),
        ("[fd00::1", "is not a host name; "),
        ("[quay.io]:5000", "is not a host name; "),
        ("[fd00::1]5000", "is not a host name; "),
        ("-quay.io", "is not a host name; "),
        ("quay..io", "is not a host name; "),
        ("user@quay.io", "has an account in it; write the host alone"),
        ("quay.io\n", "is not a host name; "),
        ("{{ registry }}", "is a template that was not filled in; "),
    ],
)
def test_bad_registries(bad, begins):
    assert registry_problem(bad).startswith(begins)


def test_hosts_and_ports():
    assert [host_problem(host) for host in ("a", "10.0.0.1", "fd00::1", "[fd00::1]")] == [None] * 4
    assert all(
        host_problem(host) for host in ("", "a b", "a:b", "[a]", "a/b", "a_b", "[::1", "::1]", "\u212a8s")
    )
    assert [port_problem(port) for port in (1, 65535, "5000")] == [None] * 3
    assert all(port_problem(port) for port in (0, 65536, -1, "", None, True, "5e3", "٣", "0" * 9999))


@pytest.mark.parametrize("host", ["::1%eth0", "fe80::1%1", "[::1%x]", "::1%x\n6.6.6.6\tdeb.debian.org"])
def test_an_address_with_a_zone_is_none(host):
    assert host_problem(host).startswith("is not a host name; ")
    assert not is_ip(host)
    assert registry_problem(host if host.startswith("[") else f"[{host}]")


def test_digests():
    assert digest_problem(f"sha256:{'0' * 64}") is None
    assert digest_problem(f"sha512:{'f' * 128}") is None
    for bad in ("", "latest", "sha256:", f"sha256:{'0' * 63}", f"sha256:{'F' * 64}", f"md5:{'0' * 32}"):
        assert digest_problem(bad) == "is not a digest; expected 'sha256:' and 64 digits of 0-9 and a-f"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("debian", ("", "debian")),
        ("acme/app", ("", "acme/app")),
        ("docker.io/acme/app", ("docker.io", "acme/app")),
        ("quay.io/acme/app", ("quay.io", "acme/app")),
        ("Quay.io/acme/app", ("quay.io", "acme/app")),
        ("localhost/app", ("localhost", "app")),
        ("registry:5000/app", ("registry:5000", "app")),
        ("[fd00::1]:5000/app", ("[fd00::1]:5000", "app")),
        ("app:1.0", ("", "app:1.0")),
    ],
)
def test_a_first_part_like_a_host_is_a_registry(name, parts):
    assert split_registry(name) == parts


@pytest.mark.parametrize(
    ("registry", "repository", "path"),
    [
        ("", "acme/app", "acme/app"),
        ("docker.io", "acme/app", "acme/app"),
        ("index.docker.io", "acme/app", "acme/app"),
        ("", "debian", "library/debian"),
        ("docker.io", "library/debian", "library/debian"),
        ("quay.io", "acme/app", "quay.io/acme/app"),
        ("quay.io", "app", "quay.io/app"),
        ("Quay.IO", "acme/app", "quay.io/acme/app"),
        ("registry.example.org:5000", "acme/app", "registry.example.org_5000/acme/app"),
        ("[fd00::1]:5000", "app", "fd00_0000_0000_0000_0000_0000_0000_0001_5000/app"),
        ("[::1]", "app", "0000_0000_0000_0000_0000_0000_0000_0001/app"),
    ],
)
def test_paths_in_a_buildset_registry(registry, repository, path):
    assert buildset_path(registry, repository) == path
    assert repository_problem(path) is None


def test_addresses():
    assert address("10.1.2.3", 5000) == "10.1.2.3:5000"
    assert address("FD00::1", "5000") == address("[fd00::1]", 5000) == "[fd00::1]:5000"
    assert address("Quay.io") == "quay.io"
    for text in ("quay.io", "quay.io:443", "[fd00::1]:5000", "[fd00::1]"):
        assert address(*split_address(text)) == text


def test_the_alias_stands_for_addresses_only():
    assert [buildset_alias(host) for host in ("10.1.2.3", "fd00::1")] == ["zuul-jobs.buildset-registry"] * 2
    assert buildset_alias("node1.example.org") == "node1.example.org"


def test_official_images_of_docker_hub_only():
    assert canonical_repository("docker.io", "debian") == "library/debian"
    assert canonical_repository("quay.io", "debian") == "debian"


def test_values_in_messages_are_short_and_printable():
    assert show("a\x1b[31m\n") == "'a\\x1b[31m\\n'"
    assert len(show("x" * 500)) == 80
    assert show("x" * 500).endswith("...'")
