"""Promotion gives all final tags or none, completes what an earlier run began, and only then deletes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.registry import Registry as Client
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.publish import promote as promoting
from ansible.module_utils.image_gate.publish import promotion
from ansible.module_utils.image_gate.publish.origin import Change, Origin, why_older
from ansible.module_utils.image_gate.tags.distribution import SpecTags
from ansible.module_utils.image_gate.tags.staging import companion_of
from batches import Promotion, promote
from habits import tags_that_stay
from misbehaving import Registry, running

LABELS = {"org.zuul-ci.change": "1234"}
CHANGE = Change("1234")


def _staged(server, repository, tags=("latest", "3"), **more):
    """An image of change 1234 under its staged tags, and the promotions that are due."""
    made = images.image([images.layer()], labels=LABELS, **more)
    server.peer.push(repository, made, *(f"change_1234_{tag}" for tag in tags))
    return made, [Promotion(repository, f"change_1234_{tag}", tag) for tag in tags]


def test_all_tags_of_all_images(started, connect, repository):
    server = started("distribution-3.1")
    one, promotions = _staged(server, repository)
    two, more = _staged(server, f"{repository}/two", docker=True)
    registry = connect(server)

    done = promote(registry, SpecTags(registry), promotions + more, CHANGE)

    assert [(item.manifest.digest, item.previously) for item in done.promoted] == [
        (one.digest, False), (one.digest, False), (two.digest, False), (two.digest, False),
    ]  # fmt: skip
    for name, made in ((repository, one), (f"{repository}/two", two)):
        for tag in ("latest", "3"):
            server.peer.has(name, tag, made)
            assert server.peer.manifest(name, f"change_1234_{tag}") is None
    assert sorted(done.deleted) == sorted(item[:2] for item in promotions + more)
    assert done.kept == []


def test_an_index_is_promoted_whole(started, connect, repository):
    server = started("distribution-3.1")
    children = [images.image([images.layer()], labels=LABELS) for _ in range(2)]
    made = images.index(children)
    server.peer.push(repository, made, "change_1234_latest")
    registry = connect(server)
    promotions = [Promotion(repository, "change_1234_latest", "latest")]

    promote(registry, SpecTags(registry), promotions, CHANGE)
    again = promote(registry, SpecTags(registry), promotions, CHANGE)

    server.peer.has(repository, "latest", made)
    assert [item.previously for item in again.promoted] == [True]


def test_a_platform_that_was_never_copied_does_not_hinder_a_second_run(started, connect, repository):
    server = started("distribution-3.1")
    children = [images.image([images.layer()], labels=LABELS) for _ in range(2)]
    made = images.index(children)
    server.peer.push(repository, made, "latest")
    server.peer.request("DELETE", f"/v2/{repository}/manifests/{children[0].digest}")
    registry = connect(server)

    done = promote(registry, SpecTags(registry), [Promotion(repository, "change_1234_a", "latest")], CHANGE)

    assert [item.previously for item in done.promoted] == [True]


def test_four_requests_for_a_tag(started, connect, repository):
    server = started("plain-2.8")
    made, promotions = _staged(server, repository, [str(number) for number in range(12)])
    registry = connect(server)

    promote(registry, SpecTags(registry), promotions, delete=False)

    # Read the staged one, look at the final one, write it, and read what it is.
    assert sum(registry.requests.values()) == 48
    server.peer.has(repository, "11", made)
    server.peer.has(repository, "change_1234_11", made)


def test_nothing_is_written_if_anything_is_missing(started, connect, repository):
    server = started("distribution-3.1")
    _, promotions = _staged(server, repository)
    server.peer.push(repository, images.image([], labels={"org.zuul-ci.change": "7"}), "next")
    registry = connect(server)
    wrong = [
        Promotion(repository, "change_1234_next", "next"),
        Promotion(f"{repository}/no", "change_1234_a", "a"),
    ]

    with pytest.raises(RegistryError) as caught:
        promote(registry, SpecTags(registry), promotions + wrong, CHANGE)

    message = str(caught.value)
    assert message.startswith("2 problems:\n")
    assert (
        f"{server.host}/{repository}: cannot promote change_1234_next to next: there is no such staged tag, "
        "and next is not of change 1234 (it is of change 7). Check that the upload of this change succeeded"
        in message
    )
    assert f"{server.host}/{repository}/no: cannot promote change_1234_a to a" in message
    assert server.peer.manifest(repository, "latest") is None


def test_without_a_change_a_missing_staged_tag_is_missing(started, connect, repository):
    server = started("distribution-3.1")
    _, promotions = _staged(server, repository)
    registry = connect(server)
    promote(registry, SpecTags(registry), promotions)
    with pytest.raises(RegistryError, match="there is no such staged tag"):
        promote(registry, SpecTags(registry), promotions)


def test_a_second_run_completes_the_first(started, connect, tls, repository):
    server = started("plain-3.1")
    made, promotions = _staged(server, repository, ("a", "b", "c"))
    with faults.fault_proxy(server.host, tls) as proxy:
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        proxy.spoil("PUT", "/manifests/b", faults.refuse(403), times=1)

        with pytest.raises(RegistryError) as caught:
            promote(registry, SpecTags(registry), promotions, CHANGE, jobs=1)

        assert str(caught.value).endswith(
            f"Promoted so far: {proxy.host}/{repository}:a. All staged tags are kept: once the cause is gone, promote again to complete it."
        )
        assert proxy.count("DELETE") == 0
        server.peer.request("DELETE", f"/v2/{repository}/manifests/change_1234_a")

        done = promote(registry, SpecTags(registry), promotions, CHANGE)

    assert [item.previously for item in done.promoted] == [True, False, False]
    for tag in ("a", "b", "c"):
        server.peer.has(repository, tag, made)
        assert server.peer.manifest(repository, f"change_1234_{tag}") is None


def test_a_tag_that_only_seems_to_be_written(repository):
    """The old image would be published, and the staged one gone."""
    old, new = images.image([], comment="old"), images.image([], comment="new")
    promotions = [Promotion(repository, f"change_7_{tag}", tag) for tag in ("latest", "3")]
    with running(Registry(tags_that_stay)) as stuck:
        stuck.push(repository, old, "latest")
        stuck.push(repository, new, "change_7_latest", "change_7_3")
        registry = Client(stuck.host, plain_http=True, retry=Retry(attempts=2, first=0.01))

        with pytest.raises(RegistryError) as caught:
            promote(registry, SpecTags(registry), promotions, Change("7"))

    assert f"it still stands for {old.digest} instead of {new.digest}" in str(caught.value)
    assert stuck.has(repository, "latest", old)
    assert stuck.has(repository, "change_7_latest", new)


def test_another_media_type_in_a_registry_that_keeps_a_tag_for_each(started, connect, repository):
    """zuul-registry gives the one that it finds first, whatever was written last."""
    server = started("zuul-registry")
    finals = [images.image([images.layer()], docker=docker) for docker in (False, True)]
    for number, (old, new) in enumerate([finals, finals[::-1]]):
        name = f"{repository}/{number}"
        server.peer.push(name, old, "latest")
        server.peer.push(name, new, "change_7_latest")
        registry = connect(server)
        promotions = [Promotion(name, "change_7_latest", "latest")]
        try:
            promote(registry, SpecTags(registry), promotions, Change("7"), delete=False)
        except RegistryError as error:
            assert "does not replace a tag by an image of another media type" in str(error)
            continue
        server.peer.has(name, "latest", new)


def test_a_staged_tag_that_was_staged_anew_meanwhile_stays(started, connect, tls, repository):
    """Its companion too: without it nothing would tell its age."""
    server = started("plain-3.1")
    made, promotions = _staged(server, repository)
    newer = images.image([], labels=LABELS, comment="newer")

    def stage_anew(handler):
        status, body, headers = handler.forward()
        for tag in ("change_1234_latest",):
            name, note = images.companion(tag, newer.digest)
            server.peer.push(repository, note, name)
            server.peer.push(repository, newer, tag)
        handler.answer(status, body, headers)

    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("PUT", "/manifests/latest", stage_anew, times=1)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = promote(registry, SpecTags(registry), promotions, CHANGE)

    ((_, tag, reason),) = done.kept
    assert (tag, done.deleted) == ("change_1234_latest", [(repository, "change_1234_3")])
    assert f"it stands for {newer.digest} by now, instead of {made.digest}" in reason
    server.peer.has(repository, "latest", made)
    server.peer.has(repository, "change_1234_latest", newer)
    assert images.companion("change_1234_latest")[0] in connect(server).tags(repository)


def test_a_staged_tag_that_cannot_be_seen_any_more_stays(started, connect, tls, repository, monkeypatch):
    """It may have been staged anew meanwhile, and not every interface looks before it deletes."""
    monkeypatch.setattr(Retry, "delay", lambda *_: 0.01)
    server = started("plain-3.1")
    made, promotions = _staged(server, repository)

    class Trusting(SpecTags):
        def delete(self, repository, tag, doomed=()):
            server.peer.request("DELETE", f"/v2/{repository}/manifests/{tag}")

    def fail_from_now_on(handler):
        answer = handler.forward()
        for method in ("HEAD", "GET"):
            proxy.spoil(method, "/manifests/change_1234_latest", faults.refuse(500), times=99)
        handler.answer(*answer)

    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("PUT", "/manifests/latest", fail_from_now_on)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = promote(registry, Trusting(registry), promotions, CHANGE)

    ((_, tag, reason),) = done.kept
    assert (tag, done.deleted) == ("change_1234_latest", [(repository, "change_1234_3")])
    assert "HTTP 500" in reason
    server.peer.has(repository, tag, made)


@pytest.mark.parametrize("name", ["distribution-2.8", "zuul-registry"])
def test_a_registry_that_deletes_no_tags_keeps_them_and_says_so(started, connect, repository, name):
    server = started(name)
    made, promotions = _staged(server, repository)
    registry = connect(server)

    done = promote(registry, SpecTags(registry), promotions, CHANGE)

    for tag in ("latest", "3"):
        server.peer.has(repository, tag, made)
        server.peer.has(repository, f"change_1234_{tag}", made)
    assert done.deleted == []
    assert [item[:2] for item in done.kept] == [item[:2] for item in promotions]
    for _, tag, reason in done.kept:
        assert f"cannot delete tag {tag}: HTTP 4" in reason
        assert "This registry deletes no tags; remove it with the registry's own tools." in reason


def test_a_registry_is_on_trial_once_for_a_batch(started, connect, repository):
    server = started("distribution-3.1")
    _, promotions = _staged(server, repository, [str(number) for number in range(12)])
    registry = connect(server)

    done = promote(registry, SpecTags(registry), promotions)

    assert len(done.deleted) == 12
    # Beside one to find out how to log in: read, look, write, read, look, delete and look again each; once: read
    # and list; the trial with a note; the 12 final tags that the first deletion may take
    # away; and a list to find companions.
    trial = 1 + 3 + 2 + 2 + 1 + 2
    # Of those of one image, all are looked at once more after the first deletion.
    watched = 12 + 12
    assert sum(registry.requests.values()) == 1 + 7 * 12 + 2 + trial + watched + 1


@pytest.mark.parametrize("names", [("x", "gate_x"), ("gate_x", "x")])
def test_a_final_tag_that_looks_like_a_staged_one_stays(started, connect, repository, names):
    server = started("distribution-3.1")
    made, _ = _staged(server, repository, ())
    server.peer.push(repository, made, *(f"gate_{name}" for name in names))
    registry = connect(server)
    done = promote(
        registry, SpecTags(registry), [Promotion(repository, f"gate_{name}", name) for name in names]
    )
    assert done.deleted == [(repository, "gate_gate_x")]
    for name in names:
        server.peer.has(repository, name, made)


@pytest.mark.parametrize("missing", [0, 1])
def test_nothing_is_written_to_any_registry_if_something_is_missing_in_one(
    started, connect, repository, missing
):
    servers = [started("distribution-3.1"), started("plain-3.1")]
    staged = [_staged(server, f"{repository}/{number}") for number, server in enumerate(servers)]
    registries = [connect(server) for server in servers]
    asked = [
        promotion.Promotion(registry, *one)
        for registry, (_, promotions) in zip(registries, staged)
        for one in promotions
    ]
    tags = {registry: SpecTags(registry) for registry in registries}
    gone = promotion.Promotion(registries[missing], f"{repository}/{missing}", "change_1234_x", "x")

    with pytest.raises(RegistryError, match="there is no such staged tag"):
        promoting.promote([*asked, gone], tags, CHANGE)
    assert [
        server.peer.manifest(f"{repository}/{number}", "latest") for number, server in enumerate(servers)
    ] == [None, None]

    done = promoting.promote(asked, tags, CHANGE)
    for number, (server, (made, _)) in enumerate(zip(servers, staged)):
        server.peer.has(f"{repository}/{number}", "latest", made)
        assert server.peer.manifest(f"{repository}/{number}", "change_1234_latest") is None
    assert [at.registry.host for at in done.deleted] == [server.host for server in servers for _ in range(2)]


def test_check_mode_reads_only(started, connect, repository):
    server = started("distribution-3.1")
    made, promotions = _staged(server, repository)
    registry = connect(server)

    done = promote(registry, SpecTags(registry), promotions, CHANGE, check=True)

    assert [item.manifest.digest for item in done.promoted] == [made.digest] * 2
    assert done.deleted == [item[:2] for item in promotions]
    assert server.peer.manifest(repository, "latest") is None
    server.peer.has(repository, "change_1234_latest", made)


def test_two_sources_for_one_tag_are_refused(started, connect, repository):
    registry = connect(started("distribution-3.1"))
    promotions = [Promotion(repository, f"change_{number}_latest", "latest") for number in (1, 2)]
    with pytest.raises(RegistryError, match="both change_1_latest and change_2_latest are to become latest"):
        promote(registry, SpecTags(registry), promotions)
    assert registry.requests == {}


def test_companions_go_with_their_tags(started, connect, repository):
    server = started("distribution-3.1")
    _, promotions = _staged(server, repository)
    for tag in (*(one.staged_tag for one in promotions), "change_77_latest"):
        name, note = images.companion(tag)
        server.peer.push(repository, note, name)
    other, _ = images.companion("change_77_latest")
    registry = connect(server)
    promote(registry, SpecTags(registry), promotions, CHANGE)
    assert sorted(registry.tags(repository)) == sorted(["latest", "3", other])


def test_a_final_tag_that_is_right_is_not_written(started, connect, tls, repository):
    """As a registry whose tags cannot be changed refuses to write it, a second run would never end well."""
    server = started("plain-3.1")
    made, promotions = _staged(server, repository)
    server.peer.push(repository, made, "latest")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("PUT", "/manifests/latest", faults.refuse(400), times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = promote(registry, SpecTags(registry), promotions, CHANGE)
    assert [item.written for item in done.promoted] == [False, True]
    assert registry.tags(repository) == ["3", "latest"]


@pytest.mark.parametrize("status", [400, 401, 403, 405, 410, 412, 423, 451])
def test_a_final_tag_that_the_registry_does_not_show(started, connect, tls, repository, status):
    """It only advises; that nobody knows its age is said."""
    server = started("plain-3.1")
    made, _ = _staged(server, repository, ("latest",))
    promotions = [Promotion(repository, "change_1234_latest", "latest")]
    shown = []

    def hide(handler):
        answer = handler.forward()
        shown.append(1)
        handler.answer(*answer) if len(shown) > 1 else handler.answer(status)

    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", "/manifests/latest", hide, 99)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        (done,) = promote(registry, SpecTags(registry), promotions, CHANGE, delete=False).promoted
    server.peer.has(repository, "latest", made)
    (remark,) = done.remarks
    assert "nobody knows whether it was newer" in remark and f"HTTP {status}" in remark


# Whose image it is


def _of(number, hour="10", ahead=None, url="", text="", **labels):
    """An image of a change, built at an hour."""
    address = url or f"https://review.example.org/c/app/+/{number}"
    given = {"org.zuul-ci.change": str(number), "org.zuul-ci.change_url": address}
    if ahead is not None:
        given["org.zuul-ci.changes_ahead"] = " ".join(
            f"https://review.example.org/c/app/+/{one}" for one in ahead
        )
    made = {**given, **labels}
    return images.image([], labels=made, created=f"2026-03-01T{hour}:00:00Z", comment=text)


def _change(number):
    return Change(str(number), f"https://review.example.org/c/app/+/{number}")


@pytest.mark.parametrize(
    "made",
    [
        images.image([], labels={"org.zuul-ci.change": "8"}),
        # The same number in another project, as on GitHub.
        images.image([], labels={"org.zuul-ci.change": "7", "org.zuul-ci.change_url": "https://github.com/other/pull/7"}),
        images.index([_of(7), _of(8)]),
    ],
)  # fmt: skip
def test_an_image_of_another_change_is_refused(started, connect, repository, made):
    server = started("distribution-3.1")
    server.peer.push(repository, _of(7), "change_7_good")
    server.peer.push(repository, made, "change_7_latest")
    registry = connect(server)
    promotions = [Promotion(repository, f"change_7_{tag}", tag) for tag in ("good", "latest")]
    with pytest.raises(
        RegistryError, match=r"cannot promote change_7_latest to latest: its image is labelled as of"
    ):
        promote(registry, SpecTags(registry), promotions, _change(7))
    assert sorted(registry.tags(repository)) == ["change_7_good", "change_7_latest"]


@pytest.mark.parametrize(
    ("made", "change"),
    [
        (images.image([]), _change(7)),
        (images.image([], labels={"org.zuul-ci.change": "7"}), _change(7)),
        (_of(7), Change("7")),
        # Without a change the label is one of the image below it.
        (_of(8), None),
    ],
)
def test_an_image_of_this_change_or_of_none(started, connect, repository, made, change):
    server = started("distribution-3.1")
    server.peer.push(repository, made, "change_7_latest")
    registry = connect(server)
    promote(registry, SpecTags(registry), [Promotion(repository, "change_7_latest", "latest")], change)
    assert registry.tags(repository) == ["latest"]


TIME = "org.zuul-ci.build_time"


@pytest.mark.parametrize(
    ("staged", "final", "stays"),
    [
        (_of(7, "10"), _of(8, "11"), True),
        (_of(7, "11"), _of(8, "10"), False),
        (_of(7, "10"), _of(8, "10"), False),
        (_of(7, "10"), images.image([], created="2026-04-01T00:00:00Z"), False),
        (_of(7, "10"), _of(7, "11"), False),
        # What was built on top of the other counts more than the time.
        (_of(7, "12", ahead=[]), _of(8, "11", ahead=[6, 7]), True),
        (_of(9, "10", ahead=[8]), _of(8, "11", ahead=[]), False),
        # The date of an image may be that of a commit.
        (_of(7, "10", **{TIME: "2026-03-01T15:00:00Z"}), _of(8, "11", **{TIME: "2026-03-01T14:00:00Z"}), False),
        (_of(7, "12", **{TIME: "2026-03-01T15:00:00Z"}), _of(8, "11", **{TIME: "2026-03-01T16:00:00Z"}), True),
        # Only like is compared with like.
        (_of(7, "12", **{TIME: "2026-03-01T08:00:00Z"}), _of(8, "11"), False),
        (images.index([_of(7, "09"), _of(7, "10")]), images.index([_of(8, "08"), _of(8, "11")]), True),
    ],
)  # fmt: skip
def test_an_older_change_does_not_replace_a_newer_one(started, connect, repository, staged, final, stays):
    server = started("distribution-3.1")
    change = next(one for one in (_change(7), _change(9)) if one.url.encode() in b"".join(_configs(staged)))
    number = change.number
    server.peer.push(repository, staged, f"change_{number}_latest", f"change_{number}_new")
    server.peer.push(repository, final, "latest")
    registry = connect(server)
    promotions = [Promotion(repository, f"change_{number}_{tag}", tag) for tag in ("latest", "new")]

    done = promote(registry, SpecTags(registry), promotions, change)

    assert [bool(item.newer) for item in done.promoted] == [stays, False]
    server.peer.has(repository, "latest", final if stays else staged)
    server.peer.has(repository, "new", staged)
    # What was not promoted can still be, if somebody wants it.
    left = ["latest", "new"] + ([f"change_{number}_latest"] if stays else [])
    assert sorted(registry.tags(repository)) == sorted(left)
    promote(registry, SpecTags(registry), promotions[: 1 if stays else 0], change, allow_older=True)
    server.peer.has(repository, "latest", staged)


def _configs(made):
    return [body for child in made.children for body in _configs(child)] + list(made.blobs.values())


def test_two_promotions_at_once(started, connect, repository):
    """Each final tag is one of the two images, whole; nothing that is needed is deleted; nobody fails."""
    server = started("distribution-3.1")
    tags = [str(number) for number in range(6)]
    both = {7: _of(7, "10"), 8: _of(8, "10")}
    for number, made in both.items():
        server.peer.push(repository, made, *(f"change_{number}_{tag}" for tag in tags))

    def run(number):
        registry = connect(server)
        promotions = [Promotion(repository, f"change_{number}_{tag}", tag) for tag in tags]
        return promote(registry, SpecTags(registry), promotions, _change(number))

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(run, both))

    assert [len(one.deleted) for one in done] == [6, 6]
    for tag in tags:
        assert server.peer.manifest(repository, tag) in [made.body for made in both.values()]
    left = connect(server).tags(repository)
    assert sorted(name for name in left if not companion_of(name)) == tags


def test_one_promotion_twice_at_once(started, connect, repository):
    server = started("distribution-3.1")
    made, promotions = _staged(server, repository, [str(number) for number in range(6)])

    def run(_):
        registry = connect(server)
        return promote(registry, SpecTags(registry), promotions, CHANGE)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))

    for one in promotions:
        server.peer.has(repository, one.tag, made)
        assert server.peer.manifest(repository, one.staged_tag) is None


def test_two_projects_of_one_repository(started, connect, repository):
    """Each promotes its own final tags, and takes nothing of the other one's away."""
    server = started("distribution-3.1")
    one, two = _of(7), _of(8, url="https://review.example.org/c/other/+/8")
    server.peer.push(repository, one, "change_7_one")
    server.peer.push(repository, two, "change_8_two")
    registry = connect(server)
    promote(registry, SpecTags(registry), [Promotion(repository, "change_7_one", "one")], _change(7))
    assert sorted(registry.tags(repository)) == ["change_8_two", "one"]
    other = Change("8", "https://review.example.org/c/other/+/8")
    promote(registry, SpecTags(registry), [Promotion(repository, "change_8_two", "two")], other)
    server.peer.has(repository, "one", one)
    server.peer.has(repository, "two", two)


def test_a_pipeline_without_changes(started, connect, repository):
    server = started("distribution-3.1")
    server.peer.push(repository, images.image([]), "periodic_latest")
    registry = connect(server)
    promote(registry, SpecTags(registry), [Promotion(repository, "periodic_latest", "latest")])
    assert registry.tags(repository) == ["latest"]


@pytest.mark.parametrize(("hour", "told"), [("09", True), ("11", False)])
def test_an_image_without_a_change_that_may_lack_one(started, connect, repository, hour, told):
    """A nightly build that began before a change merged, and is promoted after it: it is written, and said."""
    server = started("distribution-3.1")
    nightly = images.image([], created=f"2026-03-01T{hour}:00:00Z")
    server.peer.push(repository, _of(8, "10"), "latest")
    server.peer.push(repository, nightly, "periodic_latest")
    registry = connect(server)
    (done,) = promote(
        registry, SpecTags(registry), [Promotion(repository, "periodic_latest", "latest")]
    ).promoted
    server.peer.has(repository, "latest", nightly)
    assert [f"what it was is of change 8 ({_change(8).url}) and made at" in one for one in done.remarks] == (
        [True] if told else []
    )


def test_a_time_that_is_still_to_come_tells_nothing():
    future = datetime(2099, 1, 1, tzinfo=timezone.utc)
    staged = Origin(
        frozenset("7"), frozenset([_change(7).url]), labelled=datetime(2026, 3, 1, tzinfo=timezone.utc)
    )
    final = Origin(frozenset("8"), frozenset([_change(8).url]), labelled=future)
    assert why_older(staged, final, _change(7)) == ""
    assert "built at 2099" in why_older(staged, final, _change(7), now=future)


def test_an_older_change_whose_staged_tag_is_gone(started, connect, repository):
    """What was built on top of it has it in it: nothing is left to do."""
    server = started("distribution-3.1")
    newer = _of(8, ahead=[7])
    server.peer.push(repository, newer, "latest")
    registry = connect(server)
    (done,) = promote(
        registry, SpecTags(registry), [Promotion(repository, "change_7_latest", "latest")], _change(7)
    ).promoted
    assert (done.previously, done.written) == (True, False)
    assert "built on top of change 7" in done.newer
    server.peer.has(repository, "latest", newer)


@pytest.mark.parametrize("order", [(7, 8), (8, 7)])
def test_changes_that_merge_together(started, connect, repository, order):
    """Each has its own image of the same content: whichever is promoted last has the final tag, without a word."""
    server = started("distribution-3.1")
    both = " ".join(_change(number).url for number in (7, 8))
    for number, hour in ((7, "11"), (8, "10")):
        made = _of(number, hour, [], **{"org.zuul-ci.changes_together": both})
        server.peer.push(repository, made, f"change_{number}_latest")
    registry = connect(server)
    for number in (*order, order[0]):
        promotions = [Promotion(repository, f"change_{number}_latest", "latest")]
        (done,) = promote(registry, SpecTags(registry), promotions, _change(number)).promoted
        assert done.newer == ""
    # The third promotion repeats the first one.
    assert (done.previously, done.written) == (True, False)
    assert registry.tags(repository) == ["latest"]
    server.peer.has(
        repository,
        "latest",
        _of(order[1], "11" if order[1] == 7 else "10", [], **{"org.zuul-ci.changes_together": both}),
    )


# What stands under the final tag


def test_a_final_tag_whose_image_is_broken_is_replaced(started, connect, repository):
    server = started("distribution-3.1")
    broken = _of(6)
    server.peer.push(repository, broken, "latest")
    (config,) = broken.blobs
    server.peer.request("DELETE", f"/v2/{repository}/blobs/{config}")
    made = _of(7)
    server.peer.push(repository, made, "change_7_latest")
    registry = connect(server)
    promote(registry, SpecTags(registry), [Promotion(repository, "change_7_latest", "latest")], _change(7))
    server.peer.has(repository, "latest", made)


@pytest.mark.parametrize("body", [b"no JSON", b'{"schemaVersion": 1, "name": "x", "tag": "latest"}'])
def test_a_final_tag_that_is_no_image_is_replaced(started, connect, tls, repository, body):
    """Such as one of Docker's first format, which registries still give."""
    server = started("plain-3.1")
    made = _of(7)
    server.peer.push(repository, made, "change_7_latest")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", "/manifests/latest", lambda handler: handler.answer(200, body, {}), times=1)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        asked = [Promotion(repository, "change_7_latest", "latest")]
        promote(registry, SpecTags(registry), asked, _change(7), delete=False)
        server.peer.has(repository, "latest", made)
        # Without a staged image, what cannot be read proves nothing.
        proxy.spoil("GET", "/manifests/latest", lambda handler: handler.answer(200, body, {}), times=1)
        with pytest.raises(RegistryError, match="cannot read manifest latest"):
            asked = [Promotion(repository, "change_7_x", "latest")]
            promote(registry, SpecTags(registry), asked, _change(7))


def test_a_staged_image_that_is_broken_is_not_promoted(started, connect, repository):
    server = started("distribution-3.1")
    made = _of(7)
    server.peer.push(repository, made, "change_7_latest")
    (config,) = made.blobs
    server.peer.request("DELETE", f"/v2/{repository}/blobs/{config}")
    registry = connect(server)
    with pytest.raises(RegistryError, match="404"):
        promote(
            registry, SpecTags(registry), [Promotion(repository, "change_7_latest", "latest")], _change(7)
        )
    assert registry.tags(repository) == ["change_7_latest"]


# What this buildset has built


def test_a_staged_tag_that_another_buildset_has_replaced(started, connect, repository):
    """A pipeline without changes stages all its items under one name."""
    server = started("distribution-3.1")
    own, other = images.image([], comment="own"), images.image([], comment="other")
    registry = connect(server)
    asked = [Promotion(repository, "periodic_latest", "latest", own.digest)]

    server.peer.push(repository, other, "periodic_latest")
    with pytest.raises(RegistryError) as caught:
        promote(registry, SpecTags(registry), asked)
    assert f"it stands for {other.digest} instead of {own.digest}" in str(caught.value)
    assert registry.tags(repository) == ["periodic_latest"]

    server.peer.push(repository, own, "periodic_latest")
    promote(registry, SpecTags(registry), asked)
    (again,) = promote(registry, SpecTags(registry), asked).promoted
    assert (again.previously, again.written) == (True, False)
    server.peer.has(repository, "latest", own)
