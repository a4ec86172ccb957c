"""Artifacts of other jobs: which are taken, and that no hostile one is."""

import pytest
from ansible.module_utils.image_gate.input.artifacts import read_artifacts
from ansible.module_utils.image_gate.input.findings import Findings
from rules import REPOSITORY_RULE, TAG_RULE

REGISTRY = "ireg.example.org:5000"
FORM = f"expected 'docker://{REGISTRY}/REPOSITORY:TAG'"


def artifact(url=f"docker://{REGISTRY}/acme/app:abc_latest", repository="acme/app", tag="latest", **more):
    return {
        "name": "x",
        "url": url,
        "metadata": {"type": "container_image", "repository": repository, "tag": tag},
        **more,
    }


def read(*artifacts, registry=REGISTRY):
    found = Findings()
    images = read_artifacts(list(artifacts), registry, found)
    return [(i.source_repository, i.source_tag, i.repository, i.tag) for i in images], found.errors


@pytest.mark.parametrize(
    ("path", "repository", "destination"),
    [
        ("acme/app", "acme/app", "acme/app"),
        ("docker.io/acme/app", "docker.io/acme/app", "acme/app"),
        ("quay.io/acme/app", "quay.io/acme/app", "quay.io/acme/app"),
        ("debian", "debian", "library/debian"),
        ("docker.io/debian", "docker.io/debian", "library/debian"),
        ("r.io_5000/acme/app", "r.io:5000/acme/app", "r.io_5000/acme/app"),
    ],
)
def test_where_images_of_other_changes_go(path, repository, destination):
    got = read(artifact(f"docker://{REGISTRY}/{path}:abc_latest", repository))
    assert got == ([(path, "abc_latest", destination, "latest")], [])


def test_the_nearest_change_wins():
    far = artifact(f"docker://{REGISTRY}/acme/app:far_latest")
    near = artifact(f"docker://{REGISTRY}/docker.io/acme/app:near_latest", "docker.io/acme/app")
    other = artifact(f"docker://{REGISTRY}/acme/app:far_1.0", tag="1.0")
    assert read(far, other, near)[0] == [
        ("docker.io/acme/app", "near_latest", "acme/app", "latest"),
        ("acme/app", "far_1.0", "acme/app", "1.0"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "docs", "url": "https://example.org/"},
        {"name": "docs", "url": "https://example.org/", "metadata": None},
        {"name": "docs", "url": "dir:/etc", "metadata": {"type": "docs_site"}},
        {"name": "docs", "url": "dir:/etc", "metadata": "container_image"},
        "docs",
        None,
    ],
)
def test_other_artifacts_do_not_count(other):
    assert read(other, artifact()) == ([("acme/app", "abc_latest", "acme/app", "latest")], [])


@pytest.mark.parametrize("nothing", [None, "", []])
def test_no_artifacts(nothing):
    assert read_artifacts(nothing, REGISTRY, Findings()) == []


def test_something_else_than_a_list():
    found = Findings()
    assert read_artifacts("{{ zuul.artifacts }}", REGISTRY, found) == []
    assert found.errors == ["zuul.artifacts: '{{ zuul.artifacts }}' is not a list"]


def test_addresses_are_compared_not_their_spelling():
    assert read(artifact("docker://IREG.Example.org:5000/acme/app:abc_latest"))[1] == []
    assert read(artifact("docker://[FD00::1]:5000/acme/app:abc_latest"), registry="[fd00::1]:5000")[1] == []


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("dir:/etc/passwd", f"does not begin with 'docker://'; {FORM}"),
        ("docker-archive:/x.tar", f"does not begin with 'docker://'; {FORM}"),
        ("oci:/x", f"does not begin with 'docker://'; {FORM}"),
        ("DOCKER://ireg.example.org:5000/a:b", f"does not begin with 'docker://'; {FORM}"),
        ("--dest-authfile x dir:/x", f"does not begin with 'docker://'; {FORM}"),
        (" docker://ireg.example.org:5000/a:b", f"does not begin with 'docker://'; {FORM}"),
        ("", f"does not begin with 'docker://'; {FORM}"),
        ("docker://", f"is not well formed; {FORM}"),
        ("docker://ireg.example.org:5000", f"is not well formed; {FORM}"),
        ("docker://ireg.example.org:5000/acme/app", f"is not well formed; {FORM}"),
        ("docker:///acme/app:b", f"is not well formed; {FORM}"),
        ("docker://ireg.example.org:5000 --x/a:b", f"is not well formed; {FORM}"),
        ("docker://user:pw@ireg.example.org:5000/a:b", f"is not well formed; {FORM}"),
        ("docker://ireg.example.org:5000@evil.example/a:b", f"is not well formed; {FORM}"),
        ("docker://ireg.example.org\n:5000/a:b", f"is not well formed; {FORM}"),
        ("docker://evil.example.org:5000/acme/app:b", f"is not in the intermediate registry; {FORM}"),
        ("docker://ireg.example.org:5001/acme/app:b", f"is not in the intermediate registry; {FORM}"),
        ("docker://ireg.example.org/acme/app:b", f"is not in the intermediate registry; {FORM}"),
        ("docker://127.0.0.1:5000/acme/app:b", f"is not in the intermediate registry; {FORM}"),
        (
            "docker://ireg.example.org:5000/acme/../x:b",
            f"has a bad repository: 'acme/../x' is not well formed; {REPOSITORY_RULE}",
        ),
        (
            "docker://ireg.example.org:5000/acme/app dir:/x:b",
            f"has a bad repository: 'acme/app dir:/x' has a space in it; {REPOSITORY_RULE}",
        ),
        (
            "docker://ireg.example.org:5000/acme/app\x1b[2J:b",
            f"has a bad repository: 'acme/app\\x1b[2J' has '\\x1b' in it; {REPOSITORY_RULE}",
        ),
        (
            "docker://ireg.example.org:5000/acme/app:b\n",
            f"has a bad tag: 'b\\n' has '\\n' in it; {TAG_RULE}",
        ),
        (
            "docker://ireg.example.org:5000/acme/app:b?x=1",
            f"has a bad tag: 'b?x=1' has '?' in it; {TAG_RULE}",
        ),
        (
            f"docker://ireg.example.org:5000/a@sha256:{'0' * 64}",
            "has a bad repository: 'a@sha256' has a digest in it; write the name alone: 'a'",
        ),
        (None, "is not text"),
        (["docker://ireg.example.org:5000/a:b"], "is not text"),
    ],
)
def test_hostile_urls(url, problem):
    images, (message,) = read(artifact(), artifact(url))
    assert images == [("acme/app", "abc_latest", "acme/app", "latest")]
    assert message.startswith("zuul.artifacts[1].url: ")
    assert message.endswith(f" {problem}")
    assert message.isprintable()


@pytest.mark.parametrize(
    "repository",
    [
        "../x",
        "acme/app --x",
        "/etc/passwd",
        "a b/c",
        "evil.example:99999/x",
        "acme/app:x",
        "Acme",
        "",
        None,
        7,
        "-x",
    ],
)
def test_hostile_repositories(repository):
    images, (message,) = read(artifact(repository=repository))
    assert images == []
    assert message.startswith("zuul.artifacts[0].metadata.repository: ")


@pytest.mark.parametrize("tag", ["a b", "--x", "../x", "a/b", "a\n", "", None, 1.0, "x" * 129])
def test_hostile_tags(tag):
    images, (message,) = read(artifact(tag=tag))
    assert images == []
    assert message.startswith("zuul.artifacts[0].metadata.tag: ")


def test_hostile_digests():
    bad = artifact()
    bad["metadata"]["digest"] = "sha256:../x"
    assert read(bad) == (
        [],
        [
            "zuul.artifacts[0].metadata.digest: 'sha256:../x' is not a digest; "
            "expected 'sha256:' and 64 digits of 0-9 and a-f"
        ],
    )


DIGEST = f"sha256:{1:064x}"
ZUUL = {"project": {"name": "acme/app"}, "change": "12"}


def test_the_digest_of_an_artifact():
    told = artifact()
    told["metadata"]["digest"] = DIGEST
    found = Findings()
    assert [one.digest for one in read_artifacts([told], REGISTRY, found)] == [DIGEST]
    assert [one.digest for one in read_artifacts([artifact()], REGISTRY, found)] == [""]
    assert found.errors == []


def test_what_the_change_itself_has_built_counts_wherever_it_stands():
    def of(change, url):
        return {**artifact(url=url), "project": "acme/app", "change": change}

    listed = [
        of("12", f"docker://{REGISTRY}/acme/app:own_latest"),
        of("11", f"docker://{REGISTRY}/acme/app:ahead_latest"),
    ]
    for raw in (listed, listed[::-1]):
        (image,) = read_artifacts(raw, REGISTRY, Findings(), ZUUL)
        assert (image.source_tag, image.own) == ("own_latest", True)


@pytest.mark.parametrize(
    ("origin", "zuul", "own"),
    [
        ({"project": "acme/app", "change": 11, "patchset": "1", "job": "x"}, ZUUL, False),
        ({"project": "acme/app", "change": "12", "patchset": "1", "job": "x", "branch": "main"}, ZUUL, True),
        ({"project": "acme/other", "change": "12", "job": "x"}, ZUUL, False),
        ({"project": "acme/other", "change": 13, "job": "x"}, ZUUL, False),
        # The changes of a cycle are one buildset, but each has its builds and its registry; unless a job runs once for both.
        *(
            (
                {"project": "acme/other", "change": 13, "job": "x"},
                {**ZUUL, key: [ZUUL, {"project": {"name": "acme/other"}, "change": "13"}]},
                key == "build_refs",
            )
            for key in ("buildset_refs", "build_refs")
        ),
        # Periodic pipelines and tags have no changes ahead.
        (
            {"project": "acme/app", "branch": "main", "job": "x"},
            {"project": ZUUL["project"], "branch": "main"},
            True,
        ),
        (
            {"project": "acme/app", "ref": "refs/tags/1", "job": "x"},
            {"project": ZUUL["project"], "tag": "1"},
            True,
        ),
        ({}, ZUUL, False),
        ({}, {}, False),
        ({"project": "acme/app", "change": ""}, {"project": ZUUL["project"], "change": ""}, False),
    ],
)
def test_artifacts_of_the_buildset_itself(origin, zuul, own):
    (image,) = read_artifacts([artifact(**origin)], REGISTRY, Findings(), zuul)
    assert image.own is own


def test_a_message_says_whose_artifact_it_is():
    origin = {"job": "build\nimage", "project": "acme/base", "change": 12}
    assert read(artifact("dir:/x", **origin))[1] == [
        f"zuul.artifacts[0].url: 'dir:/x' does not begin with 'docker://'; {FORM} "
        "(returned by job 'build\\nimage', project 'acme/base', change '12')"
    ]
