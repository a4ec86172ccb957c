"""Which repositories a secret's pattern permits."""

import pytest
from ansible.module_utils.image_gate.plan import Job, make_plan

TEMPLATED = "^acme/{{ zuul.project.short_name }}.*"


def errors(pattern, repository="acme/app", registry="", short_name="app", name="acme/app"):
    zuul = {"change": "1", "project": {"short_name": short_name, "name": name}}
    images = [{"context": ".", "repository": repository}]
    return make_plan(Job(images=images, registry=registry, zuul=zuul, credentials_repository=pattern))[
        1
    ].errors


@pytest.mark.parametrize(
    ("pattern", "repository", "registry"),
    [
        ("", "acme/app", ""),
        ("^acme/", "acme/app", ""),
        ("^acme/\n", "acme/app", ""),
        ("app$", "acme/app", ""),
        ("^acme/app$", "docker.io/acme/app", ""),
        ("^docker.io/acme/app$", "docker.io/acme/app", ""),
        ("^docker.io/acme/app$", "acme/app", ""),
        ("^acme/", "acme/app", "quay.io"),
        ("^quay.io/acme/", "acme/app", "quay.io"),
        ("^library/debian$", "debian", ""),
        (TEMPLATED, "acme/app", ""),
        (TEMPLATED, "acme/app-tools", ""),
        ("^acme/{{zuul.project.short_name}}$", "acme/app", ""),
        ("^{{   zuul.project.name }}$", "acme/app", ""),
    ],
)
def test_permitted(pattern, repository, registry):
    assert errors(pattern, repository, registry) == []


@pytest.mark.parametrize(
    ("pattern", "repository"),
    [
        ("^other/", "acme/app"),
        ("^acme$", "acme/app"),
        (TEMPLATED, "acme/other"),
        (TEMPLATED, "evil/acme/app"),
        ("^ACME/", "acme/app"),
    ],
)
def test_refused(pattern, repository):
    assert errors(pattern, repository) == [
        f"docker_images[0].repository: '{repository}' is not among the repositories that "
        "docker_credentials.repository "
        "in the secret permits; choose one that it permits, or have the secret's owner permit this one"
    ]


def test_a_projects_name_is_no_pattern():
    assert errors("^acme/{{ zuul.project.short_name }}$", "acme/axb", short_name="a.b") != []
    assert errors("^acme/{{ zuul.project.short_name }}$", "acme/a.b", short_name="a.b") == []
    assert errors("^acme/{{ zuul.project.short_name }}$", "acme/anything", short_name=".*") != []
    assert errors("^acme/{{ zuul.project.short_name }}$", "acme/app", short_name="\\g<0>") != []


@pytest.mark.parametrize(
    ("pattern", "short_name", "message"),
    [
        (
            "^{{ zuul.tenant }}/",
            "app",
            "cannot fill in the template 'zuul.tenant'; "
            "only zuul.project.short_name and zuul.project.name are known",
        ),
        (
            TEMPLATED,
            "",
            "cannot fill in the template 'zuul.project.short_name'; "
            "only zuul.project.short_name and zuul.project.name are known",
        ),
        (
            "^acme/(",
            "app",
            "is not a valid pattern: missing ), unterminated subpattern; correct it in the secret",
        ),
    ],
)
def test_useless_patterns(pattern, short_name, message):
    assert errors(pattern, short_name=short_name) == [f"docker_credentials.repository: {message}"]


def test_an_image_without_a_name_needs_no_permission():
    images = [{"context": ".", "tags": []}]
    assert make_plan(Job(images=images, zuul={}, credentials_repository="^other/"))[1].errors == []
