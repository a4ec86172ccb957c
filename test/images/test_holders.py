"""Which images a job's own may have layers of, where they are written."""

import pytest
from ansible.module_utils.image_gate.plan.holders import MOST, holders_of
from ansible.module_utils.image_gate.plan.job import Job

INTERMEDIATE = ("ireg.example.org", "5000")
ADDRESS = "ireg.example.org:5000"
DIGEST = "sha256:" + "1" * 64


def artifact(repository, digest=DIGEST, path="acme/base", tag="abc_latest"):
    told = {"type": "container_image", "repository": repository, "tag": "latest"}
    url = f"docker://{ADDRESS}/{path}:{tag}"
    return {"name": "x", "url": url, "metadata": {**told, **({"digest": digest} if digest else {})}}


def holders(*artifacts, registry="docker.io", intermediate=INTERMEDIATE):
    job = Job(family="docker", images=[], zuul={"artifacts": list(artifacts)})
    return holders_of(job, intermediate, {registry})


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("acme/base", "docker.io"),
        ("index.docker.io/acme/base", "docker.io"),
        ("quay.io/acme/base", "quay.io"),
        ("r.io:5000/acme/base", "r.io:5000"),
    ],
)
def test_an_image_of_the_same_registry_is_there_by_its_digest(name, host):
    there = {"registry": host, "repository": "acme/base", "reference": DIGEST}
    assert holders(artifact(name), registry=host)["upload_holders"] == [there]


@pytest.mark.parametrize(
    "other", [artifact("quay.io/acme/base"), artifact("acme/base", digest=""), "x", artifact("../x")]
)
def test_others_are_not_asked_for(other):
    assert holders(other)["upload_holders"] == []


def test_all_of_the_intermediate_registry():
    kept = holders(artifact("acme/base"), artifact("quay.io/acme/old", digest="", path="acme/old"))
    assert kept["intermediate_holders"] == [
        {"registry": ADDRESS, "repository": "acme/base", "reference": DIGEST},
        {"registry": ADDRESS, "repository": "acme/old", "reference": "abc_latest"},
    ]
    assert holders(artifact("acme/base"), intermediate=None)["intermediate_holders"] == []


def test_the_nearest_count_if_there_are_many():
    many = [artifact(f"acme/base{number}") for number in range(MOST + 5)]
    asked = [held["repository"] for held in holders(*many)["upload_holders"]]
    assert asked == [f"acme/base{number}" for number in range(5, MOST + 5)]
