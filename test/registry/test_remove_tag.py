"""The role that takes tags away, by ansible-playbook: one, or those that are old; and never what shares an image with them."""

import datetime

import images
import pytest
from api_stand_ins import TOKEN
from hosts.executor import Build
from servers import PASSWORD, USER

BOOK = "- hosts: localhost\n  gather_facts: false\n  roles: [remove-registry-tag]\n"
ZUUL = {"pipeline": "periodic", "project": {"name": "acme/app", "short_name": "app"}}


@pytest.fixture
def remove(tmp_path, tls):
    """Run the role for a repository of a stand-in, and return what is said."""

    def run(one, repository, pattern="", works=True, **variables):
        number = len(list(tmp_path.iterdir()))
        names = {f"remove_registry_tag_{name}": value for name, value in variables.items()}
        names["remove_registry_tag_repository"] = f"{one.host}/{repository}"
        account = {
            "username": USER, "password": PASSWORD, "cert": tls.pem, "type": one.kind,
            "api_url": f"https://{one.host}", "api_token": TOKEN, "repository": pattern,
        }  # fmt: skip
        job = Build(tmp_path / str(number), "11", ZUUL, {}, job_vars=names)
        book = job.directory / "roles.yaml"
        book.write_text(BOOK)
        done = job.play(book, {"container_registry_credentials": {one.host: account}})
        (done.must_succeed if works else done.must_fail)()
        assert PASSWORD not in done.output and TOKEN not in done.output
        return done.output

    return run


@pytest.fixture
def quay(served, repository):
    """A repository with an old and a new staged tag, and final ones; one image has an old and a final one."""
    one = served("quay")
    now = datetime.datetime.now(datetime.timezone.utc)
    shared = images.image([images.layer()])
    for tag, days in (
        ("change_1_a", 3),
        ("periodic_a", 3),
        ("change_2_a", 0),
        ("latest", 3),
        ("nightly-1", 3),
    ):
        one.registry.peer.push(
            repository, shared if tag in ("change_1_a", "latest") else images.image([images.layer()]), tag
        )
        one.pushed[tag] = (now - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return one


def test_what_is_old_goes_and_a_dry_run_says_what(quay, repository, remove):
    before = sorted(quay.tags(repository))
    dry = remove(quay, repository, dry_run=True)
    assert sorted(quay.tags(repository)) == before
    for said in ("change_1_a", "periodic_a", "it is not older than 86400 seconds"):
        assert said in dry
    remove(quay, repository, pattern=".")
    assert sorted(quay.tags(repository)) == ["change_2_a", "latest", "nightly-1"]
    remove(quay, repository, regex="nightly-")
    assert sorted(quay.tags(repository)) == ["change_2_a", "latest"]


def test_one_tag_goes_whatever_its_age(quay, repository, remove):
    remove(quay, repository, tag="change_2_a", dry_run=True)
    assert "change_2_a" in quay.tags(repository)
    for _ in range(2):
        remove(quay, repository, tag="change_2_a")
        assert "change_2_a" not in quay.tags(repository)
    quay.refuse.add("nightly-1")
    failed = remove(quay, repository, works=False, tag="nightly-1")
    assert f"{repository}:nightly-1 stays: " in failed and "insufficient rights" in failed


@pytest.mark.parametrize(
    "variables, said",
    [
        ({"tag": "a/b"}, "remove_registry_tag_tag: 'a/b' "),
        ({"regex": "("}, "remove_registry_tag_regex: is not a regular expression of Python"),
        ({"regex": ""}, "remove_registry_tag_regex: empty, and so is remove_registry_tag_tag; set one of them"),
        ({"age": 0}, "remove_registry_tag_age: 0 is not a positive number of seconds"),
        ({"pattern": "^other/"}, "remove_registry_tag_repository: "),
        ({"pattern": "^ghcr.io/"}, ".repository: begins with another registry than the account stands under"),
    ],
)  # fmt: skip
def test_what_is_refused_before_anything_is_asked(quay, repository, remove, variables, said):
    before = list(quay.seen)
    assert said in remove(quay, repository, works=False, **variables)
    assert quay.seen == before
