"""Cleanup deletes old staged tags, all of them, and nothing else."""

from datetime import datetime, timezone

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.oci.registry import Registry as Client
from ansible.module_utils.image_gate.publish.cleanup import ANEW, UNKNOWN, is_staged
from ansible.module_utils.image_gate.tags.distribution import SpecTags
from ansible.module_utils.image_gate.tags.staging import companion_name, companion_of
from ansible.module_utils.image_gate.text.moment import moment_of
from batches import clean_up
from misbehaving import Registry, running

NOW = int(datetime(2026, 3, 10, 12, 0, tzinfo=timezone.utc).timestamp())
DAY = 86400


def _image(**more):
    """An image that is older than any staged tag: its date tells nothing."""
    return images.image([], created="2025-06-01T12:00:00Z", **more)


def _stage(server, repository, tags, made=None, told=""):
    """Push staged tags (name and age in days) with their companions, which tell of a digest or of none."""
    for tag, days in tags.items():
        server.peer.push(repository, made or _image(comment=tag), tag)
        name, note = images.companion(tag, told, int(NOW - days * DAY))
        server.peer.push(repository, note, name)


def _clean(registry, repositories, keep=(), staged=("periodic_latest",), **more):
    final, ours = (dict.fromkeys(repositories, tags) for tags in (keep, staged))
    return clean_up(SpecTags(registry), repositories, final, ours, DAY, NOW, **more)


def _real(items):
    return sorted(item.tag for item in items if not item.companion)


def test_old_staged_tags_go_and_all_others_stay(started, connect, repository):
    server = started("distribution-3.1")
    _stage(server, repository, {"change_1_latest": 4, "change_22_3": 1.1, "periodic_latest": 3})
    _stage(server, repository, {"change_3_latest": 0.5, "change_5_latest": 4})
    # Staged anew: the newest companion counts.
    _stage(server, repository, {"change_5_latest": 0.9})
    made = _image()
    server.peer.push(repository, made, "latest", "change_x", "periodical", "change_6_latest")
    registry = connect(server)

    done = _clean(registry, [repository, f"{repository}/none"])

    assert _real(done.deleted) == ["change_1_latest", "change_22_3", "periodic_latest"]
    assert {item.tag: item.age for item in done.deleted}["change_1_latest"] == 4 * DAY
    assert {item.tag: item.reason for item in done.kept} == {
        "change_3_latest": "it is not older than 86400 seconds",
        "change_5_latest": "it is not older than 86400 seconds",
        "change_6_latest": UNKNOWN,
    }
    left = registry.tags(repository)
    # The companions of what is left, and the older one of a tag that was staged twice.
    assert len([name for name in left if companion_of(name)]) == 3
    assert sorted(name for name in left if not companion_of(name)) == [
        "change_3_latest", "change_5_latest", "change_6_latest", "change_x", "latest", "periodical",
    ]  # fmt: skip
    server.peer.has(repository, "latest", made)


def test_companions_of_tags_that_are_gone_go_when_they_are_old(started, connect, repository):
    server = started("distribution-3.1")
    for days in (0.5, 2):
        name, note = images.companion("change_7_x", moment=int(NOW - days * DAY))
        server.peer.push(repository, note, name)
    registry = connect(server)
    done = _clean(registry, [repository])
    (deleted,) = done.deleted
    assert (deleted.companion, deleted.age) == (True, 2 * DAY)
    # A young one may have been written just before its tag.
    assert registry.tags(repository) == [companion_name("change_7_", "change_7_x", NOW - DAY // 2)]


def test_a_companion_from_the_future_keeps_its_tag(started, connect, repository):
    server = started("distribution-3.1")
    _stage(server, repository, {"change_1_latest": -30})
    done = _clean(connect(server), [repository])
    assert [(item.tag, item.age) for item in done.kept] == [("change_1_latest", -30 * DAY)]


def test_check_mode_lists_only(started, connect, repository):
    server = started("distribution-3.1")
    _stage(server, repository, {"change_1_latest": 4})
    done = _clean(connect(server), [repository], check=True)
    assert [(item.companion, item.age) for item in done.deleted] == [(False, 4 * DAY), (True, 4 * DAY)]
    assert server.peer.manifest(repository, "change_1_latest") is not None


def test_a_tag_that_was_staged_anew_without_a_companion_stays(started, connect, repository):
    """Somebody else's tool has pushed it: the old companion tells of another image."""
    server = started("distribution-3.1")
    old, new = _image(comment="old"), _image(comment="new")
    _stage(server, repository, {"change_1_latest": 4, "change_1_3": 4}, old, told=old.digest)
    server.peer.push(repository, new, "change_1_latest")
    done = _clean(connect(server), [repository])
    assert _real(done.deleted) == ["change_1_3"]
    assert [(item.tag, item.reason) for item in done.kept] == [("change_1_latest", ANEW)]
    server.peer.has(repository, "change_1_latest", new)


def test_an_image_whose_tag_looks_like_a_companion_stays(started, connect, repository):
    server = started("distribution-3.1")
    made = _image()
    name, _ = images.companion("change_1_latest", moment=NOW - 4 * DAY)
    server.peer.push(repository, made, name, "change_1_latest")
    done = _clean(connect(server), [repository])
    assert (done.deleted, [item.reason for item in done.kept]) == ([], [UNKNOWN])
    server.peer.has(repository, name, made)


@pytest.mark.parametrize("name", ["distribution-2.8", "zuul-registry"])
def test_a_registry_that_deletes_no_tags(started, connect, repository, name):
    server = started(name)
    _stage(server, repository, {"change_1_latest": 4})
    done = _clean(connect(server), [repository])
    assert done.deleted == []
    assert [(item.tag, item.age) for item in done.kept] == [("change_1_latest", 4 * DAY)]
    assert "This registry deletes no tags" in done.kept[0].reason


def test_a_thousand_staged_tags_cost_no_request_each(repository):
    """Ages come with the list; a deletion costs a handful, and nothing is looked at that stays."""
    with running(Registry(page=100)) as server:
        for number in range(1000):
            tag, made = f"change_{number}_latest", _image()
            name, note = images.companion(tag, made.digest, NOW - (5 * DAY if number < 3 else 60))
            server.push(repository, made, tag)
            server.push(repository, note, name)
        client = Client(server.host, plain_http=True)

        done = _clean(client, [repository])

        assert _real(done.deleted) == ["change_0_latest", "change_1_latest", "change_2_latest"]
        assert len(done.kept) == 997
        pages = 2 * (2000 // 100 + 1)
        assert sum(client.requests.values()) < pages + 40


def test_all_pages_are_read(started, connect, tls, repository):
    server = started("plain-3.1")
    made = _image()
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
    server.peer.push(repository, _image(), *(f"tag{number}" for number in range(130)))

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
    _stage(server, repository, dict.fromkeys(names[:-1], 9))
    server.peer.push(repository, _image(), "latest")
    registry = connect(server)
    done = _clean(registry, [repository], ["change_2024_01", "gate_x", "latest"], ["gate_latest", "gate_x"])
    # What begins like the pipeline's tags, and is neither of the plan, is somebody's final tag.
    assert _real(done.deleted) == ["change_2025_02", "gate_latest"]
    left = [name for name in registry.tags(repository) if not companion_of(name)]
    assert sorted(left) == ["change_2024_01", "gate_old", "gate_x", "latest"]


def test_a_registry_that_deletes_the_image_with_the_tag_loses_nothing(started, connect, tls, repository):
    server = started("plain-3.1")
    made = _image()
    _stage(server, repository, {"change_1_latest": 4, "change_2_latest": 4}, made)
    server.peer.push(repository, made, "latest", "v1")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("DELETE", "/manifests/change_", faults.delete_the_image_too, times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = _clean(registry, [repository])
    assert (done.deleted, len(done.kept)) == ([], 2)
    assert all(item.failed and "deletes the image with a tag" in item.reason for item in done.kept)
    for tag in ("latest", "v1", "change_1_latest", "change_2_latest"):
        server.peer.has(repository, tag, made)


def test_a_repository_that_may_not_be_listed_hinders_no_other(started, connect, tls, repository):
    server = started("plain-3.1")
    _stage(server, repository, {"change_1_latest": 4})
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", "/v2/acme/closed/tags/list", faults.refuse(403), times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = _clean(registry, ["acme/closed", repository])
    assert _real(done.deleted) == ["change_1_latest"]
    (closed,) = done.kept
    assert (closed.folder.repository, closed.tag, closed.failed) == ("acme/closed", "", True)
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
        ("change_1_staged-1767323045-0123456789abcdef", False),
        ("change_1_staged-1767323045", True),
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
