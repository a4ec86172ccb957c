"""The module image_plan in a real ansible-playbook: how templated values arrive, and how errors leave."""

import playbook
import pytest

ZUUL = {"change": "1234", "pipeline": "gate", "build": "0" * 32, "project": {"short_name": "app"}}
IMAGES = [{"context": ".", "repository": "acme/app", "tags": "{{ wanted_tags }}"}]


def plan(directory, ansible, variables=None, check=False, **options):
    task = {"image_plan": {"zuul": "{{ zuul }}", **options}}
    return playbook.run(directory, ansible, task, variables={"zuul": ZUUL, **(variables or {})}, check=check)


def test_templates_that_give_lists(tmp_path, ansible):
    variables = {
        "wanted_tags": "{{ ['latest', '1.0'] if true else [] }}",
        "docker_images": IMAGES,
        "buildset_registry": {"host": "10.1.2.3", "port": 5000, "password": "not-for-this-module"},
    }
    outcome = plan(
        tmp_path,
        ansible,
        variables,
        images="{{ docker_images }}",
        promote="false",
        work_dir="src/x",
        buildset_registry={"host": "{{ buildset_registry.host }}", "port": "{{ buildset_registry.port }}"},
    )
    got = outcome.good()
    assert got["changed"] is False
    assert got["images"][0]["tags"] == ["latest", "1.0"]
    assert got["images"][0]["workdir"] == "src/x"
    assert [upload["destination"]["tags"] for upload in got["uploads"]] == [["latest"], ["1.0"]]
    assert got["pushes"][0]["remote"] == "zuul-jobs.buildset-registry:5000/acme/app:latest"
    assert "not-for-this-module" not in outcome.output


def test_a_dictionary_as_text_and_registries_that_are_undefined(tmp_path, ansible):
    absent = {
        "host": "{{ buildset_registry.host | default('') }}",
        "port": "{{ buildset_registry.port | default('') }}",
    }
    got = plan(
        tmp_path, ansible, images="{{ undefined_images | default(omit) }}", buildset_registry=absent
    ).good()
    assert (got["images"], got["buildset_address"]) == ([], "")


@pytest.mark.parametrize(
    ("promote", "tag"),
    [
        ("no", "latest"),
        ("False", "latest"),
        (False, "latest"),
        ("yes", "change_1234_latest"),
        (True, "change_1234_latest"),
    ],
)
def test_booleans_as_ansible_reads_them(tmp_path, promote, tag):
    images = [{"context": ".", "repository": "acme/app"}]
    got = plan(tmp_path, "11", images=images, promote=promote).good()
    assert got["engine_uploads"][0]["tag"] == tag


def test_all_errors_in_one_message(tmp_path, ansible):
    outcome = plan(
        tmp_path,
        ansible,
        images=[{"context": "x", "repositry": "acme/app"}, {"context": "../x", "repository": "acme/b"}],
        promote="flase",
        check=True,
    )
    assert outcome.message.splitlines() == [
        "upload_docker_image_promote: 'flase' is text; expected true or false",
        'docker_images[0].repositry: is not a known key; did you mean "repository"?',
        "docker_images[1].context: '../x' leaves zuul_work_dir; expected a directory below it, "
        "or set zuul_work_dir to the one above",
        "More: docs/lint/wrong-value.md, docs/lint/unknown-key.md",
    ]
    assert outcome.result["errors"] == outcome.message.splitlines()[:-1]


def test_text_where_a_list_is_expected(tmp_path, ansible):
    assert plan(tmp_path, ansible, images="acme/app").message == (
        "docker_images: 'acme/app' is text; expected a list; begin each item with \"- \"; if a template made it, "
        "check that its variables are defined and that it yields a list\nMore: docs/lint/wrong-value.md"
    )


def test_warnings_do_not_stop_the_job(tmp_path, ansible):
    outcome = plan(tmp_path, ansible, images=[{"context": ".", "repository": "acme/app", "zanzibar": 1}])
    (warning,) = outcome.good()["warnings"]
    assert warning.startswith("docker_images[0].zanzibar: is not a known key, and is ignored; ")
    assert outcome.result["warnings_found"] == [warning]


def test_warnings_are_told_beside_errors_too(tmp_path):
    outcome = plan(tmp_path, "11", images=[{"context": "x", "zanzibar": 1}])
    assert "repository is missing" in outcome.message
    assert [warning[:25] for warning in outcome.result["warnings_found"]] == ["docker_images[0].zanzibar"]


def test_a_pattern_with_a_template_that_ansible_left_alone(tmp_path, ansible):
    (tmp_path / "host_vars").mkdir()
    (tmp_path / "host_vars/localhost.yaml").write_text(
        'docker_credentials: {repository: !unsafe "^acme/{{ zuul.project.short_name }}$"}\n'
    )
    task = {
        "image_plan": {
            "images": [{"context": ".", "repository": "acme/app"}, {"context": ".", "repository": "acme/x"}],
            "zuul": "{{ zuul }}",
            "credentials": "{{ {'keys': docker_credentials | list, 'repository': docker_credentials.repository} }}",
        },
    }
    outcome = playbook.run(tmp_path, ansible, task, variables={"zuul": ZUUL})
    assert outcome.message.splitlines() == [
        "docker_credentials: username is missing; expected the name of the account",
        "docker_credentials: password is missing; expected the password or access token of the account",
        "docker_images[1].repository: 'acme/x' is not among the repositories that "
        "docker_credentials.repository "
        "in the secret permits; choose one that it permits, or have the secret's owner permit this one",
        "More: docs/lint/wrong-value.md, docs/lint/repository-not-permitted.md",
    ]
