"""Manifests are read for what they list; what cannot be copied safely is refused."""

import hashlib
import json
import tracemalloc

import images
import pytest
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.oci.manifest import parse
from ansible.module_utils.image_gate.publish.copy import copy_images
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target

GOOD = "sha256:" + "a" * 64
LONG = "sha512:" + "b" * 128


def _parsed(content, content_type=images.OCI_MANIFEST, digest=""):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return parse(body, content_type, digest)


@pytest.mark.parametrize(
    ("content", "content_type", "media_type"),
    [
        ({"mediaType": images.DOCKER_MANIFEST}, images.DOCKER_MANIFEST, images.DOCKER_MANIFEST),
        ({"mediaType": images.OCI_INDEX}, "text/plain", images.OCI_INDEX),
        ({}, f"{images.OCI_MANIFEST}; charset=utf-8", images.OCI_MANIFEST),
        ({"manifests": []}, "application/json", images.OCI_INDEX),
        (
            {"config": {"mediaType": images.DOCKER_CONFIG, "digest": GOOD, "size": 1}},
            "",
            images.DOCKER_MANIFEST,
        ),
        ({"config": {"mediaType": images.OCI_CONFIG, "digest": GOOD, "size": 1}}, "", images.OCI_MANIFEST),
    ],
)
def test_media_types(content, content_type, media_type):
    assert _parsed({"schemaVersion": 2, **content}, content_type).media_type == media_type


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"no json", "it is not JSON"),
        (b"[]", "it is not a JSON object"),
        (
            {"schemaVersion": 1, "mediaType": "application/vnd.docker.distribution.manifest.v1+json"},
            "neither an OCI",
        ),
        ({"layers": [{"digest": GOOD}]}, "lacks mediaType, digest or size"),
        ({"layers": ["x"]}, "lacks mediaType, digest or size"),
        ({"layers": [{"digest": "../../etc/passwd", "size": 1}]}, "is not a digest"),
        ({"layers": [{"digest": GOOD.upper(), "size": 1}]}, "is not a digest"),
        ({"layers": [{"digest": GOOD, "size": -1}]}, "is not a size"),
        ({"layers": [{"digest": GOOD, "size": "1"}]}, "is not a size"),
    ],
)
def test_what_is_refused(content, problem):
    with pytest.raises(ValueError, match=problem):
        _parsed(content)


def test_a_digest_is_verified_by_its_own_algorithm():
    body = b'{"schemaVersion":2}'
    digest = "sha512:" + hashlib.sha512(body).hexdigest()
    assert _parsed(body, digest=digest).digest == digest
    with pytest.raises(ValueError, match="instead of sha512:bbb"):
        _parsed(body, digest=LONG)


def test_memory_does_not_grow_with_the_image(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    made = images.image([images.layer(12_000_000) for _ in range(4)])
    here.peer.push(repository, made, "latest")
    copy = Copy(Place(connect(here), repository, "latest"), Target(connect(there), repository, ("to",)))
    tracemalloc.start()
    try:
        copy_images([copy])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Eight streams with a piece each, whatever the 48 MB of the image.
    assert peak < 8_000_000
