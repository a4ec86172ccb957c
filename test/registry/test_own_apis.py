"""Registries with an interface of their own: tags are listed, dated and deleted by it, and nothing else goes with them."""

import json
import re
from datetime import datetime, timezone

import images
import pytest
from ansible.module_utils.image_gate.ansible.registry_options import connect as connect_all
from ansible.module_utils.image_gate.ansible.registry_options import tags_of
from ansible.module_utils.image_gate.oci import name_list
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.tags.choice import APIS
from api_stand_ins import FORMS, TOKEN
from batches import Promotion, clean_up, promote
from processes import ROOT
from servers import PASSWORD, USER

KINDS = sorted(FORMS)


@pytest.fixture(autouse=True)
def swift(monkeypatch):
    monkeypatch.setattr(Retry, "delay", lambda *_: 0.01)


def clients(one, tls, **changes):
    """A client of the registry and of its tags, as a module makes them."""
    described = {
        "host": one.host, "username": USER, "password": PASSWORD, "cert": tls.pem, "plain_http": False,
        "type": one.kind, "api_url": f"https://{one.host}", "api_token": TOKEN, **changes,
    }  # fmt: skip
    (registry,) = connect_all([described]).values()
    return registry, tags_of(registry, described, "")


@pytest.mark.parametrize("kind", KINDS)
def test_all_pages_are_read_with_the_moment_of_each_push(served, tls, repository, kind):
    one = served(kind)
    # Of images of their own: GitHub tells one moment for all tags of an image.
    for number in range(5):
        one.registry.peer.push(repository, images.image([images.layer()]), f"t{number}")
        one.pushed[f"t{number}"] = f"2026-03-0{number + 1}T10:00:00Z"
    _, tags = clients(one, tls)
    moments = {tag.name: tag.pushed for tag in tags.tags(repository)}
    assert moments == {f"t{n}": datetime(2026, 3, n + 1, 10, tzinfo=timezone.utc) for n in range(5)}
    with pytest.raises(RegistryError, match="HTTP 404"):
        tags.tags("acme/none")


@pytest.mark.parametrize("kind", KINDS)
def test_a_deletion_takes_one_tag_and_leaves_those_of_the_same_image(served, tls, repository, kind):
    one = served(kind)
    made = images.image([images.layer()])
    one.registry.peer.push(repository, made, "change_1_latest", "latest", "v1")
    _, tags = clients(one, tls)
    tags.delete(repository, "change_1_latest")
    tags.delete(repository, "change_1_latest")
    assert one.registry.peer.manifest(repository, "change_1_latest") is None
    for tag in ("latest", "v1"):
        one.registry.peer.has(repository, tag, made)


@pytest.mark.parametrize("kind", KINDS)
def test_a_deletion_that_does_not_show_is_told(served, tls, repository, kind):
    one = served(kind)
    one.registry.peer.push(repository, images.image([images.layer()]), "change_5_latest")
    one.keeps = True
    registry, tags = clients(one, tls)
    done = promote(registry, tags, [Promotion(repository, "change_5_latest", "latest")])
    assert done.deleted == []
    ((_, _, reason),) = done.kept
    assert "its interface answers that it is deleted, and the registry still has it" in reason


@pytest.mark.parametrize("kind", KINDS)
def test_a_tag_that_may_not_be_deleted_stays_and_no_secret_is_told(served, tls, repository, kind):
    one = served(kind)
    one.registry.peer.push(repository, images.image([images.layer()]), "change_5_latest", "change_6_latest")
    one.refuse.update(("change_5_latest",))
    registry, tags = clients(one, tls)
    done = promote(registry, tags, [Promotion(repository, "change_5_latest", "latest")])
    ((_, tag, reason),) = done.kept
    assert (tag, "HTTP 403 insufficient rights" in reason) == ("change_5_latest", True)

    _, wrong = clients(one, tls, password="wrong-secret-7", api_token="wrong-secret-8")
    with pytest.raises(RegistryError) as caught:
        wrong.tags(repository)
    assert "HTTP 401" in str(caught.value)
    assert "wrong-secret" not in str(caught.value)


def test_what_takes_the_place_of_a_tag_at_github_is_never_promoted(served, tls, repository):
    one = served("github")
    one.registry.peer.push(repository, images.image([images.layer()]), "change_5_latest")
    registry, tags = clients(one, tls)
    promote(registry, tags, [Promotion(repository, "change_5_latest", "latest")], delete=False)
    one.keeps = True
    with pytest.raises(RegistryError):
        tags.delete(repository, "change_5_latest")
    before = one.tags(repository)
    with pytest.raises(RegistryError, match="promote change_5_latest"):
        promote(registry, tags, [Promotion(repository, "change_5_latest", "other")])
    assert one.tags(repository) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_that_is_busy_is_asked_again(served, tls, repository, kind):
    one = served(kind)
    one.registry.peer.push(repository, images.image([images.layer()]), "change_1_a")
    _, tags = clients(one, tls)
    one.busy = 2
    assert [tag.name for tag in tags.tags(repository)] == ["change_1_a"]
    one.busy = 2
    tags.delete(repository, "change_1_a")
    assert one.registry.peer.manifest(repository, "change_1_a") is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_up_goes_by_the_moment_of_the_push(served, tls, repository, kind):
    one = served(kind)
    for tag, day in (("change_1_a", 1), ("change_2_a", 9), ("latest", 1)):
        one.registry.peer.push(repository, images.image([images.layer()]), tag)
        one.pushed[tag] = f"2026-03-0{day}T00:00:00Z"
    _, tags = clients(one, tls)
    now = int(datetime(2026, 3, 9, 12, tzinfo=timezone.utc).timestamp())
    dry = clean_up(tags, [repository], {}, {}, 86400, now, check=True)
    assert [item.tag for item in dry.deleted] == ["change_1_a"]
    assert not any(method == "DELETE" for method, _ in one.seen)
    done = clean_up(tags, [repository, "acme/none"], {}, {}, 86400, now)
    assert [item.tag for item in done.deleted] == ["change_1_a"]
    assert {item.tag: item.reason for item in done.kept} == {
        "change_2_a": "it is not older than 86400 seconds"
    }
    assert sorted(one.tags(repository) or ()) == ["change_2_a", "latest"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "listed", [{}, [], "x", 5, {"tags": [{"name": "../x"}]}, [{"name": 5}], {"files": [5]}, [{"tags": [{}]}]]
)
def test_an_answer_that_is_no_list_deletes_nothing(served, tls, repository, kind, listed):
    one = served(kind)
    one.registry.peer.push(repository, images.image([images.layer()]), "change_1_a")
    one.listed = listed
    _, tags = clients(one, tls)
    try:
        found = tags.tags(repository)
    except RegistryError as error:
        assert "its answer holds no list of tags" in str(error)
    else:
        assert found == []


@pytest.mark.parametrize("kind", ["github", "gitlab", "harbor", "azure"])
def test_the_next_page_is_on_the_same_host(served, tls, repository, kind):
    one, other = served(kind), served(kind)
    for number in range(3):
        one.registry.peer.push(repository, images.image([images.layer()]), f"t{number}")
    one.leads_to = f"https://{other.host}"
    _, tags = clients(one, tls)
    assert len(tags.tags(repository)) == 3
    assert other.seen == []


@pytest.mark.parametrize("kind", ["quay", "harbor"])
def test_a_list_without_end(served, tls, repository, kind, monkeypatch):
    one = served(kind)
    one.registry.peer.push(repository, images.image([images.layer()]), *(f"t{number}" for number in range(7)))
    monkeypatch.setattr(name_list, "MOST_NAMES", 5)
    _, tags = clients(one, tls)
    with pytest.raises(RegistryError, match="its list does not end after"):
        tags.tags(repository)


def test_credentials_go_by_https_only(served, tls):
    one = served("harbor")
    with pytest.raises(RegistryError, match="api_url is 'http://.*credentials are only sent by https"):
        clients(one, tls, api_url=f"http://{one.host}")


HARBOR = 'Bearer realm="https://{}/service/token",service="harbor-registry"'
GITLAB = 'Bearer realm="https://{}/jwt/auth",service="container_registry"'


@pytest.mark.parametrize(
    ("host", "more", "kind"),
    [
        ("docker.io", {}, "HubTags"),
        ("quay.io", {"api_token": "x"}, "QUAY"),
        ("quay.io", {}, "SpecTags"),
        ("ghcr.io", {}, "GitHubTags"),
        ("registry.gitlab.com", {}, "GITLAB"),
        ("acme.azurecr.io", {}, "AZURE"),
        ("azurecr.io.example.org", {}, "_ChosenTags"),
        ("acme.jfrog.io", {}, "ARTIFACTORY"),
        ("registry.example.org:5000", {"type": "harbor"}, "HARBOR"),
        ("quay.io", {"type": "distribution", "api_token": "x"}, "SpecTags"),
        ("registry.example.org", {}, "_ChosenTags"),
    ],
)
def test_which_interface_a_registry_has(host, more, kind):
    described = {
        "host": host, "username": "x", "password": "y", "cert": "", "plain_http": False,
        "type": "", "api_url": "", "api_token": "", **more,
    }  # fmt: skip
    (registry,) = connect_all([described]).values()
    made = tags_of(registry, described, "https://hub.docker.com")
    names = {id(getattr(module, name.upper())): name.upper() for name, module in _interfaces().items()}
    found = names.get(id(getattr(made, "_interface", None)), type(made).__name__)
    assert found == kind


def test_the_documentation_has_every_interface():
    page = (ROOT / "docs/tags.md").read_text()
    assert re.findall(r"^\| `([a-z]+)`", page, re.MULTILINE)[1:] == list(APIS)


def _interfaces():
    from ansible.module_utils.image_gate.tags import artifactory, azure, gitlab, harbor, quay

    return {"quay": quay, "harbor": harbor, "gitlab": gitlab, "azure": azure, "artifactory": artifactory}


@pytest.mark.parametrize(("kind", "challenge"), [("harbor", HARBOR), ("gitlab", GITLAB)])
def test_a_registry_tells_what_it_is_when_it_asks_to_log_in(served, tls, repository, kind, challenge):
    one = served(kind, challenge)
    made = images.image([images.layer()])
    one.registry.peer.push(repository, made, "change_1_a", "latest")
    _, tags = clients(one, tls, type="", api_url="")
    assert [tag.name for tag in tags.tags(repository)] == ["change_1_a", "latest"]
    tags.delete(repository, "change_1_a")
    assert [method for method, _ in one.seen].count("DELETE") == 1
    one.registry.peer.has(repository, "latest", made)


def test_a_registry_that_asks_for_nothing_is_taken_by_the_specification(started, connect, repository):
    server = started("plain-3.1")
    server.peer.push(repository, images.image([images.layer()]), "change_1_a")
    described = {**server.options, "type": "", "api_url": "", "api_token": "", "username": "", "password": ""}
    described.setdefault("cert", "")
    described.setdefault("plain_http", True)
    (registry,) = connect_all([described]).values()
    tags = tags_of(registry, described, "")
    assert [tag.name for tag in tags.tags(repository)] == ["change_1_a"]
    tags.delete(repository, "change_1_a")
    assert server.peer.manifest(repository, "change_1_a") is None


def test_accounts_may_name_every_interface():
    schema = json.loads((ROOT / "schemas/docker_credentials.schema.json").read_text())
    assert schema["properties"]["type"]["enum"] == list(APIS)


def test_an_interface_that_is_not_known(served, tls):
    with pytest.raises(RegistryError, match="its type is 'quai'; expected one of: docker, quay, "):
        clients(served("quay"), tls, type="quai")
