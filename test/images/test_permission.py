"""Which repositories a secret's pattern permits."""

import re

import pytest
from ansible.module_utils.image_gate.plan.plan import Job, make_plan

TEMPLATED = "^acme/{{ zuul.project.short_name }}.*"


def findings(pattern="", repository="acme/app", registry="", short_name="app", name="acme/app", **job):
    zuul = {"change": "1", "project": {"short_name": short_name, "name": name}}
    images = [{"context": ".", "repository": repository}]
    return make_plan(Job(images=images, registry=registry, zuul=zuul, credentials_repository=pattern, **job))[
        1
    ]


def errors(*args, **job):
    return findings(*args, **job).errors


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
        ("^quay.io/acme/", "acme/app", "quay.io"),
        ("quay\\.io/acme/", "quay.io/acme/app", "quay.io"),
        ("^quay\\.io\\/acme/", "acme/app", "quay.io"),
        ("\\Aindex.docker.io/acme/", "acme/app", ""),
        ("^docker.io/debian$", "debian", ""),
        ("^localhost/acme/", "acme/app", "localhost"),
        ("^registry.example.org:5000/acme/", "acme/app", "registry.example.org:5000"),
        (r"^\[fd00::1\]:5000/acme/", "acme/app", "[fd00::1]:5000"),
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


@pytest.mark.parametrize(
    ("pattern", "registry"),
    [
        ("acme", "registry.acme.com"),
        ("^acme", "acme.example.com"),
        ("^{{ zuul.project.short_name }}", "app.io"),
    ],
)
@pytest.mark.parametrize("repository", ["evil/x", "{}/evil/x"])
def test_the_name_of_the_registry_permits_nothing(pattern, registry, repository):
    (message,) = errors(pattern, repository.format(registry), registry, credentials_registry=registry)
    assert "is not among the repositories" in message


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
            "has a template in it that is not known here; only zuul.project.short_name and zuul.project.name are",
        ),
        (
            TEMPLATED,
            "",
            "has a template in it that is not known here; only zuul.project.short_name and zuul.project.name are",
        ),
        ("^acme/(", "app", "is not a valid regular expression; correct it in the secret"),
        ("^[z-a]", "app", "is not a valid regular expression; correct it in the secret"),
        ("a{99999999999}", "app", "is not a valid regular expression; correct it in the secret"),
        (["^acme/"], "app", "is a list; expected text"),
        (5, "app", "is a number; expected text; put it in quotes"),
    ],
)
def test_useless_patterns(pattern, short_name, message):
    """Without a word of the pattern, which is part of a secret."""
    assert errors(pattern, short_name=short_name) == [f"docker_credentials.repository: {message}"]


def test_an_image_without_a_name_needs_no_permission():
    images = [{"context": ".", "tags": []}]
    assert make_plan(Job(images=images, zuul={}, credentials_repository="^other/"))[1].errors == []


@pytest.mark.parametrize(
    ("account", "registry"),
    [
        ({"credentials_registry": "quay.io"}, "quay.io"),
        ({"credentials_registry": "Quay.IO\n"}, "quay.io"),
        ({"credentials_registry": "docker.io"}, ""),
        ({"credentials_registry": ""}, "docker.io"),
        ({"credentials_registry": "index.docker.io"}, "docker.io"),
        ({"credentials_registry": "quay.io", "pattern": "^acme/"}, "quay.io"),
        ({"credentials_registry": "quay.io", "pattern": "^quay.io/acme/"}, "quay.io"),
        ({"credentials_registry": "registry.example.org:5000"}, "registry.example.org:5000"),
        ({"pattern": "^acme/"}, "docker.io"),
        ({}, "evil.example.net"),
    ],
)
def test_the_registry_of_an_account(account, registry):
    assert errors(registry=registry, **account) == []


BY_KEY = "set it to the one that 'registry' in the secret names, or give the job an account of its registry"
BY_PATTERN = "set it to the one with which 'repository' in the secret begins, or give the job an account of its registry"
HUB = "an account whose secret has 'repository' but no 'registry' is Docker Hub's; if this one is not, add "


@pytest.mark.parametrize(
    ("account", "registry", "way_out"),
    [
        ({"credentials_registry": "quay.io"}, "evil.example.net", BY_KEY),
        ({"credentials_registry": "quay.io"}, "quay.io:8443", BY_KEY),
        ({"credentials_registry": "quay.io"}, "docker.io", BY_KEY),
        ({"credentials_registry": "quay.io", "pattern": "^acme/"}, "evil.example.net", BY_KEY),
        ({"pattern": "^quay.io/acme/"}, "evil.example.net", BY_PATTERN),
        ({"pattern": "^quay.io/acme/|^acme/"}, "evil.example.net", BY_PATTERN),
        ({"pattern": "^docker.io/acme/"}, "quay.io", BY_PATTERN),
        ({"pattern": "^acme/"}, "evil.example.net", f"{HUB}'registry: evil.example.net' to the secret"),
        # What matches several registries is none: one that begins like the pattern can be had by anybody.
        ({"pattern": "^acme.*/app"}, "acme.example.net", f"{HUB}'registry: acme.example.net' to the secret"),
        ({"pattern": "^(quay|ghcr).io/"}, "quay.io", f"{HUB}'registry: quay.io' to the secret"),
        ({"pattern": "."}, "quay.io", f"{HUB}'registry: quay.io' to the secret"),
    ],
)
def test_another_registry_than_that_of_the_account(account, registry, way_out):
    message = f"docker_registry: '{registry}' is not the registry for which docker_credentials are; {way_out}"
    assert message in errors(registry=registry, **account)


def test_an_account_of_another_registry_where_the_job_names_none():
    (message,) = errors(credentials_registry="quay.io")
    assert message.startswith(
        "docker_registry: not set, which means Docker Hub, but that is not the registry "
    )


@pytest.mark.parametrize("value", ["https://quay.io", "quay.io/acme", "quay io", ["quay.io"], 5])
def test_a_registry_in_the_secret_that_is_none(value):
    (message,) = errors(credentials_registry=value)
    assert re.match("docker_credentials[.]registry: (its value |is )", message)
    assert "https" not in message


def test_a_secret_that_names_two_registries():
    assert errors("^ghcr.io/acme/", registry="ghcr.io", credentials_registry="quay.io") == [
        "docker_credentials.repository: begins with another registry than 'registry' names; correct it in the secret"
    ]


def test_a_path_that_begins_like_the_registry_is_none():
    name = "registry.example.org/registry.example.org/acme/app"
    assert errors("registry.example.org/acme/", name, "registry.example.org") != []


def test_an_account_without_limits_is_told_where_it_goes():
    whole = {"credentials_keys": ["username", "password"]}
    (warning,) = findings(registry="quay.io", **whole).warnings
    assert warning.startswith("docker_credentials: the secret does not say for which registry the account is")
    assert "add 'registry: quay.io' to the secret" in warning
    assert findings(**whole).warnings == []
    assert findings(registry="quay.io").warnings == []
    assert findings(registry="quay.io", credentials_registry="quay.io", **whole).warnings == []


@pytest.mark.parametrize("post_review", [True, None, "absent", "true", "True"])
def test_publishing_after_review(post_review):
    zuul = {"change": "1", "pipeline": "gate", "post_review": post_review}
    if post_review == "absent":
        del zuul["post_review"]
    assert make_plan(Job(zuul=zuul, publishes=True))[1].errors == []


@pytest.mark.parametrize("post_review", [False, "false", "False", 0, "no"])
def test_publishing_before_review(post_review):
    zuul = {"change": "1", "pipeline": "check", "post_review": post_review}
    (message,) = make_plan(Job(zuul=zuul, publishes=True))[1].errors
    assert message.startswith("zuul.post_review: the pipeline 'check' runs changes before review")
    assert "publish-before-review: true" in message
    assert make_plan(Job(zuul=zuul, publishes=True, before_review=True))[1].errors == []
    assert make_plan(Job(zuul=zuul))[1].errors == []


@pytest.mark.parametrize(
    ("key", "slip"), [("repositry", "repository"), ("regestry", "registry"), ("certs", "cert")]
)
def test_a_limit_that_is_misspelt_is_no_limit(key, slip):
    (error,) = errors(credentials_keys=["username", "password", key])
    assert error == f'docker_credentials.{key}: is not a known key; did you mean "{slip}"?'


def test_other_keys_of_the_secret_are_for_others():
    assert errors(credentials_keys=["username", "password", "api_token", "note"]) == []
