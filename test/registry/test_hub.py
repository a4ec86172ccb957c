"""Docker Hub: its registry under its names, its own interface for tags, both through a proxy."""

from datetime import datetime, timezone

import hub_stand_in
import images
import pytest
from ansible.module_utils.image_gate.ansible.registry_options import connect as connect_all
from ansible.module_utils.image_gate.ansible.registry_options import tags_of
from ansible.module_utils.image_gate.oci import name_list
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.publish.cleanup import UNKNOWN
from ansible.module_utils.image_gate.publish.origin import Change
from batches import Promotion, clean_up, promote

API = "https://hub.docker.com"


@pytest.fixture
def docker_hub(started, tls, monkeypatch):
    """Docker Hub as the environment's proxy leads to it, and how a module describes it."""
    server = started("distribution-3.1")
    address, port = server.host.split(":")
    with hub_stand_in.hub(server, tls) as hub:
        places = {"registry-1.docker.io:443": (address, int(port)), "hub.docker.com:443": hub.address}
        with hub_stand_in.tunnel(places) as proxy:
            monkeypatch.setenv("https_proxy", proxy)
            monkeypatch.setenv("no_proxy", "127.0.0.1")
            own = {"type": "", "api_url": "", "api_token": ""}
            hub.options = {**server.options, **own, "host": "docker.io", "plain_http": False}
            yield hub


def _clients(hub, **changes):
    options = {**hub.options, **changes}
    (registry,) = connect_all([options]).values()
    return registry, tags_of(registry, options, API)


@pytest.mark.parametrize("host", ["docker.io", "index.docker.io", "registry-1.docker.io"])
def test_promotion_deletes_by_the_tag_interface(docker_hub, repository, host):
    made = images.image([images.layer()], labels={"org.zuul-ci.change": "5"})
    peer = docker_hub.registry.peer
    peer.push(repository, made, "change_5_latest", "change_5_3")
    promotions = [Promotion(repository, f"change_5_{tag}", tag) for tag in ("latest", "3")]
    registry, tags = _clients(docker_hub, host=host)

    done = promote(registry, tags, promotions, Change("5"))

    assert sorted(tag for _, tag in done.deleted) == ["change_5_3", "change_5_latest"]
    assert peer.manifest(repository, "change_5_latest") is None
    peer.has(repository, "latest", made)
    assert [method for method, _, _ in docker_hub.seen].count("POST") == 1
    assert set(registry.requests) == {"registry-1.docker.io"}
    # To log in, delete, and look whether it is gone.
    assert tags.requests == {"hub.docker.com": 1 + 2 + 2}


@pytest.mark.parametrize("ways", ["documented", "older"])
def test_every_kind_of_account_lists_and_deletes(docker_hub, repository, ways):
    docker_hub.ways = ways
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_1_a", "change_2_a")
    _, tags = _clients(docker_hub)

    listed = [tag.name for tag in tags.tags(repository)]
    for tag in listed:
        tags.delete(repository, tag)
    tags.delete(repository, "gone-already")

    assert sorted(listed) == ["change_1_a", "change_2_a"]
    assert docker_hub.registry.peer.manifest(repository, "change_1_a") is None
    assert docker_hub.registry.peer.manifest(repository, "change_2_a") is None
    with pytest.raises(RegistryError, match="HTTP 404"):
        tags.tags("acme/none")


def test_a_deletion_that_does_not_show_is_told(docker_hub, repository, monkeypatch):
    monkeypatch.setattr(Retry, "delay", lambda *_: 0.01)
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_5_latest")
    docker_hub.keeps = True
    registry, tags = _clients(docker_hub)
    done = promote(registry, tags, [Promotion(repository, "change_5_latest", "latest")])
    assert done.deleted == []
    ((_, _, reason),) = done.kept
    assert "Docker Hub answers that it is deleted, and still shows it" in reason


def test_a_deletion_that_shows_a_moment_later_has_happened(docker_hub, repository, monkeypatch):
    monkeypatch.setattr(Retry, "delay", lambda *_: 0.01)
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_5_latest")
    docker_hub.late = 2
    _, tags = _clients(docker_hub)
    tags.delete(repository, "change_5_latest")
    assert docker_hub.registry.peer.manifest(repository, "change_5_latest") is None
    assert docker_hub.late < 0


def test_a_path_that_is_not_known_to_be_right_deletes_nothing(docker_hub, repository):
    """An account that sees nothing gets the same 404 as for what is gone."""
    docker_hub.ways = "none"
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_1_a")
    _, tags = _clients(docker_hub)
    with pytest.raises(RegistryError, match="HTTP 40[34]"):
        tags.delete(repository, "change_1_a")


def test_a_login_that_has_expired_is_renewed_once(docker_hub, repository):
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_1_a")
    _, tags = _clients(docker_hub)
    docker_hub.expired = 1
    assert [tag.name for tag in tags.tags(repository)] == ["change_1_a"]
    docker_hub.expired = 2
    with pytest.raises(RegistryError, match="HTTP 401 authentication required"):
        tags.tags(repository)


def test_a_tag_that_may_not_be_deleted_stays(docker_hub, repository):
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_5_latest")
    docker_hub.refuse.add("change_5_latest")
    registry, tags = _clients(docker_hub)
    done = promote(registry, tags, [Promotion(repository, "change_5_latest", "latest")])
    ((_, tag, reason),) = done.kept
    assert tag == "change_5_latest"
    assert "cannot delete tag change_5_latest: HTTP 403 insufficient scopes" in reason


def test_cleanup_reads_all_pages_and_the_moment_of_the_push(docker_hub, repository):
    # The image itself is old: the moment of the push counts.
    made = images.image([], created="2020-01-01T00:00:00Z")
    names = ["change_1_a", "change_2_a", "change_3_a", "change_4_a", "latest"]
    docker_hub.registry.peer.push(repository, made, *names)
    docker_hub.pushed.update({
        "change_1_a": "2026-03-01T00:00:00.5Z", "change_2_a": "2026-03-09T00:00:00Z",
        "change_3_a": "2026-03-01T00:00:00Z", "latest": "2026-03-01T00:00:00Z",
    })  # fmt: skip
    registry, tags = _clients(docker_hub)
    now = int(datetime(2026, 3, 9, 12, tzinfo=timezone.utc).timestamp())

    done = clean_up(tags, [repository, "acme/none"], {}, {}, 86400, now)

    assert sorted(item.tag for item in done.deleted) == ["change_1_a", "change_3_a"]
    # Without a moment of the push nothing tells: the date of the image does not count.
    assert {item.tag: item.reason for item in done.kept} == {
        "change_2_a": "it is not older than 86400 seconds",
        "change_4_a": UNKNOWN,
    }
    assert sorted(registry.tags(repository)) == ["change_2_a", "change_4_a", "latest"]


def test_official_images_have_their_namespace(docker_hub):
    made = images.image([images.layer()])
    docker_hub.registry.peer.push("library/busybox", made, "latest")
    registry, _ = _clients(docker_hub)
    assert registry.get_manifest("busybox", "latest").digest == made.digest


def test_a_wrong_password_is_told_without_it(docker_hub, repository):
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_1_latest")
    _, tags = _clients(docker_hub, password="wrong-secret-7")
    with pytest.raises(RegistryError) as caught:
        tags.delete(repository, "change_1_latest")
    assert str(caught.value) == (
        "docker.io: cannot log in: HTTP 401 Incorrect authentication credentials (at hub.docker.com). "
        "Check the user name and the password for this registry, and the account's rights."
    )


def test_the_tag_interface_needs_tls(docker_hub):
    (registry,) = connect_all([docker_hub.options]).values()
    with pytest.raises(RegistryError, match="credentials are only sent by https"):
        tags_of(registry, docker_hub.options, "http://hub.docker.com")


def test_a_login_is_not_led_to_another_host(docker_hub, repository, tls):
    docker_hub.registry.peer.push(repository, images.image([images.layer()]), "change_1_a")
    with hub_stand_in.hub(docker_hub.registry, tls) as other:
        docker_hub.leads_to = f"https://127.0.0.1:{other.address[1]}"
        _, tags = _clients(docker_hub)
        with pytest.raises(RegistryError, match="it redirects to 127.*; credentials are not sent there"):
            tags.tags(repository)
        assert other.seen == []
    docker_hub.leads_to = API
    assert [tag.name for tag in tags.tags(repository)] == ["change_1_a"]


@pytest.mark.parametrize("name", ["../../v2", "a\u202eb", "", None, 5, ["x"], "a" * 129])
def test_names_of_tags_that_are_none(docker_hub, repository, name):
    docker_hub.listed = [{"name": name}]
    _, tags = _clients(docker_hub)
    with pytest.raises(RegistryError, match="its answer holds no list of tags"):
        tags.tags(repository)


def test_a_list_without_end(docker_hub, repository, monkeypatch):
    monkeypatch.setattr(name_list, "MOST_NAMES", 10)
    docker_hub.listed = [{"name": f"t{number}"} for number in range(11)]
    _, tags = _clients(docker_hub)
    with pytest.raises(RegistryError, match="its list does not end after 1 pages with 11 tags"):
        tags.tags(repository)
