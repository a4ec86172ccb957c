"""The list of images to mirror: what is copied from where, and what is refused before anything is read."""

import pytest
from ansible.module_utils.image_gate.plan.mirrors import plan_mirrors

ZUUL = {"post_review": True, "project": {"name": "acme/mirror", "short_name": "mirror"}}
DEBIAN = {"src_repository": "debian", "dest_repository": "quay.io/acme/debian"}


def accounts(**patterns):
    names = [name.replace("_", ".") for name in patterns]
    known = ["username", "password", "repository"]
    return {
        "registries": names,
        "whole": names,
        "keys": [known] * len(names),
        "texts": [known] * len(names),
        "repositories": list(patterns.values()),
        "types": [""] * len(names),
    }


def plan(*images, told=None, zuul=ZUUL):
    return plan_mirrors(list(images), told or accounts(quay_io="^acme/"), zuul, False)


def test_tags_and_registries_may_be_left_out():
    whole = {
        "src_repository": "gcr.io/x/tool",
        "src_tag": 1,
        "dest_registry": "quay.io",
        "dest_repository": "acme/tool",
        "dest_tag": "new",
    }
    made, found = plan(DEBIAN, whole)
    assert (found.errors, len(found.warnings)) == ([], 1)
    assert [
        tuple(
            one[side][key]
            for side, last in (("source", "reference"), ("destination", "tags"))
            for key in ("registry", "repository", last)
        )
        for one in made["copies"]
    ] == [
        ("docker.io", "library/debian", "latest", "quay.io", "acme/debian", ["latest"]),
        ("gcr.io", "x/tool", "1", "quay.io", "acme/tool", ["new"]),
    ]
    assert made["anonymous"] == [{"host": "docker.io"}, {"host": "gcr.io"}]


def test_a_source_with_an_account_is_read_with_it():
    made, found = plan(DEBIAN, told=accounts(quay_io="", docker_io="^acme/"))
    assert (found.errors, made["anonymous"]) == ([], [])


@pytest.mark.parametrize(
    "images, said",
    [
        ("debian", "mirror_container_images_images: 'debian' is text; expected a list"),
        (["debian"], "mirror_container_images_images[0]: 'debian' is text; expected a mapping"),
        ([{"src_repository": "debian"}], "mirror_container_images_images[0]: dest_repository is missing; expected a repository"),
        ([{**DEBIAN, "dst_tag": "1"}], 'mirror_container_images_images[0].dst_tag: is not a known key; did you mean "dest_tag"?'),
        ([{**DEBIAN, "dest_tag": "a/b"}], "mirror_container_images_images[0].dest_tag: 'a/b' "),
        (
            [{**DEBIAN, "dest_registry": "ghcr.io"}],
            "mirror_container_images_images[0].dest_repository: 'quay.io/acme/debian' names the registry 'quay.io', but dest_registry is 'ghcr.io'",
        ),
        ([DEBIAN, DEBIAN], "mirror_container_images_images[1]: 'quay.io/acme/debian:latest' is already written by"),
        (
            [{**DEBIAN, "src_repository": "quay.io/acme/debian"}],
            "mirror_container_images_images[0]: 'quay.io/acme/debian:latest' is its own source",
        ),
        (
            [{**DEBIAN, "dest_repository": "quay.io/other/debian"}],
            "mirror_container_images_images[0].dest_repository: 'quay.io/other/debian' is not among the repositories that",
        ),
        (
            [{**DEBIAN, "dest_repository": "ghcr.io/acme/debian"}],
            "container_registry_credentials: no account for 'ghcr.io', the registry of mirror_container_images_images[0]",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(images, said):
    _, found = plan_mirrors(images, accounts(quay_io="^acme/"), ZUUL, False)
    assert [error for error in found.errors if error.startswith(said)], found.errors


def test_nothing_is_published_before_review():
    _, found = plan(DEBIAN, zuul={**ZUUL, "post_review": False})
    assert any("review" in error for error in found.errors)
    assert plan_mirrors([DEBIAN], accounts(quay_io=""), {**ZUUL, "post_review": False}, True)[1].errors == []


def test_without_any_account():
    _, found = plan_mirrors([DEBIAN], None, ZUUL, False)
    assert found.errors[0].startswith("container_registry_credentials: not defined")
