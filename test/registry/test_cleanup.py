"""Cleanup deletes old staged tags, all of them, and nothing else."""

from datetime import datetime, timedelta, timezone

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.cleanup import clean_up, is_staged
from ansible.module_utils.image_gate.moment import moment_of
from ansible.module_utils.image_gate.tags import SpecTags

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=timezone.utc)
DAY = 86400


def _image(days: float, **more):
    created = (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.123456789Z")
    return images.image([], created=created, comment=str(days), **more)


def _clean(registry, repositories, keep=(), staged=("periodic_latest",), **more):
    final, ours = (dict.fromkeys(repositories, tags) for tags in (keep, staged))
    return clean_up(registry, SpecTags(registry), repositories, final, ours, DAY, NOW, **more)


def test_old_staged_tags_go_and_all_others_stay(started, connect, repository):
    server = started("distribution-3.1")
    old, young = _image(4), _image(0.5)
    server.peer.push(
        repository,
        old,
        "latest",
        "change_1_latest",
        "change_22_3",
        "periodic_latest",
        "change_x",
        "periodical",
    )
    server.peer.push(repository, young, "change_3_latest")
    server.peer.push(repository, images.index([_image(9), _image(0.9)]), "change_4_latest")
    server.peer.push(repository, images.index([_image(9), _image(1.1)]), "change_5_latest")
    server.peer.push(repository, images.image([], created=None), "change_6_latest")
    server.peer.push(repository, images.image([], created="1970-01-01T00:00:00Z"), "change_7_latest")
    server.peer.push(repository, images.artifact(b"sbom"), "change_8_latest")
    registry = connect(server)

    done = _clean(registry, [repository, f"{repository}/none"])

    gone = ["change_1_latest", "change_22_3", "change_5_latest", "periodic_latest"]
    stay = ["change_3_latest", "change_4_latest", "change_6_latest", "change_7_latest", "change_8_latest"]
    assert sorted(item.tag for item in done.deleted) == gone
    assert {item.tag: item.age for item in done.deleted}["change_1_latest"] == 4 * DAY
    assert sorted(item.tag for item in done.kept) == stay
    reasons = {item.tag: item.reason for item in done.kept}
    assert reasons["change_3_latest"] == "it is not older than 86400 seconds"
    for tag in stay[2:]:
        assert reasons[tag] == "its age is unknown: neither the registry nor the image tells it"
    assert sorted(registry.tags(repository)) == sorted([*stay, "latest", "change_x", "periodical"])
    server.peer.has(repository, "latest", old)


def test_check_mode_lists_only(started, connect, repository):
    server = started("distribution-3.1")
    server.peer.push(repository, _image(4), "change_1_latest")
    done = _clean(connect(server), [repository], check=True)
    assert [item.tag for item in done.deleted] == ["change_1_latest"]
    assert server.peer.manifest(repository, "change_1_latest") is not None


@pytest.mark.parametrize("name", ["distribution-2.8", "zuul-registry"])
def test_a_registry_that_deletes_no_tags(started, connect, repository, name):
    server = started(name)
    server.peer.push(repository, _image(4), "change_1_latest")
    done = _clean(connect(server), [repository])
    assert done.deleted == []
    assert [(item.tag, item.age) for item in done.kept] == [("change_1_latest", 4 * DAY)]
    assert "This registry deletes no tags" in done.kept[0].reason


def test_all_pages_are_read(started, connect, tls, repository):
    server = started("plain-3.1")
    made = _image(4)
    server.peer.push(repository, made, *(f"change_{number}_latest" for number in range(130)))
    with faults.fault_proxy(server.host, tls) as proxy:
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        assert len(registry.tags(repository)) == 130
        assert proxy.count("GET", "/tags/list") == 2


@pytest.mark.parametrize(
    "link",
    [
        '<{path}?{query}>; rel="next"',
        "<{base}{path}?{query}>;rel=next",
        '<list?{query}>; title="a,b"; rel="last next"',
        '<?{query}>; rel=next; title="a;b"',
        '<https://elsewhere.example/>; rel=first, <{path}?{query}>; rel="next"; x',
    ],
)
def test_pages_are_found_whatever_the_form_of_the_link(started, connect, tls, repository, link):
    server = started("plain-3.1")
    server.peer.push(repository, _image(4), *(f"tag{number}" for number in range(130)))

    def page(handler):
        status, body, headers = handler.forward()
        path, _, query = headers["Link"].partition(">")[0].lstrip("<").partition("?")
        words = {"base": proxy.base, "path": path, "query": query}
        handler.answer(status, body, {**headers, "Link": link.format(**words)})

    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", r"/tags/list\?n=100$", page)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        assert len(registry.tags(repository)) == 130


def test_final_tags_stay_whatever_their_form(started, connect, repository):
    server = started("distribution-3.1")
    names = ["change_2024_01", "gate_x", "gate_old", "gate_latest", "change_2025_02", "latest"]
    server.peer.push(repository, _image(9), *names)
    registry = connect(server)
    done = _clean(registry, [repository], ["change_2024_01", "gate_x", "latest"], ["gate_latest", "gate_x"])
    # What begins like the pipeline's tags, and is neither of the plan, is somebody's final tag.
    assert sorted(item.tag for item in done.deleted) == ["change_2025_02", "gate_latest"]
    assert sorted(registry.tags(repository)) == ["change_2024_01", "gate_old", "gate_x", "latest"]


def test_a_registry_that_deletes_the_image_with_the_tag_loses_nothing(started, connect, tls, repository):
    server = started("plain-3.1")
    made = _image(4)
    server.peer.push(repository, made, "change_1_latest", "change_2_latest", "latest", "v1")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("DELETE", "/manifests/change_", faults.delete_the_image_too, times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = _clean(registry, [repository])
    assert len(done.deleted) == len(done.kept) == 1
    assert done.kept[0].failed and "deletes the image with a tag" in done.kept[0].reason
    for tag in ("latest", "v1", done.kept[0].tag):
        server.peer.has(repository, tag, made)


def test_an_image_that_goes_with_its_only_tag_is_no_loss(started, connect, tls, repository):
    server = started("plain-3.1")
    for number in range(3):
        server.peer.push(repository, _image(4 + number), f"change_{number}_latest")
    server.peer.push(repository, _image(9), "latest")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("DELETE", "/manifests/change_", faults.delete_the_image_too, times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = _clean(registry, [repository])
    assert (len(done.deleted), done.kept) == (3, [])
    assert registry.tags(repository) == ["latest"]


def test_a_repository_that_may_not_be_listed_hinders_no_other(started, connect, tls, repository):
    server = started("plain-3.1")
    server.peer.push(repository, _image(4), "change_1_latest")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", "/v2/acme/closed/tags/list", faults.refuse(403), times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = _clean(registry, ["acme/closed", repository])
    assert [item.tag for item in done.deleted] == ["change_1_latest"]
    (closed,) = done.kept
    assert (closed.repository, closed.tag, closed.failed) == ("acme/closed", "", True)
    assert "cannot list tags: HTTP 403" in closed.reason


@pytest.mark.parametrize(
    ("tag", "staged"),
    [
        ("change_1_latest", True),
        ("change_123456_3.19", True),
        ("periodic_latest", True),
        ("periodic_other", False),
        ("change_1_final", False),
        ("change_1_", False),
        ("change_1", False),
        ("change__latest", False),
        ("xchange_1_latest", False),
        ("periodic_", False),
        ("latest", False),
    ],
)
def test_what_a_staged_tag_is(tag, staged):
    assert is_staged(tag, ["latest", "change_1_final"], ["periodic_latest"]) is staged


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)),
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)),
        ("2026-01-02T03:04:05.1+02:00", datetime(2026, 1, 2, 1, 4, 5, tzinfo=timezone.utc)),
        ("2026-13-02T03:04:05Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("yesterday", None),
        (None, None),
        (5, None),
    ],
)
def test_moments(text, moment):
    assert moment_of(text) == moment
