"""What stages a tag notes the time in the name of a companion, which every registry keeps, and no image is changed."""

import json
import time
from datetime import datetime, timedelta, timezone

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.publish.copy import copy_images
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target
from ansible.module_utils.image_gate.tags import staging
from module_calls import call

TAGS = ("change_12_latest", "change_12_3")


def _upload(connect, here, target, repository, made, **more):
    here.peer.push(repository, made, "latest")
    place = Place(connect(here), repository, "latest")
    return copy_images([Copy(place, Target(target, repository, TAGS, staged_prefix="change_12_"))], **more)


@pytest.mark.parametrize(
    "name", ["distribution-2.8", "distribution-3.1", "zuul-registry", "token-3.1", "front"]
)
def test_a_staged_tag_has_a_companion_in_every_registry(started, connect, repository, name):
    here, there = started("plain-2.8"), started(name)
    made = images.image([images.layer()])
    target = connect(there)
    before = int(time.time())

    _upload(connect, here, target, repository, made)

    for tag in TAGS:
        there.peer.has(repository, tag, made)
    companions = staging.companions_of(target.tags(repository))
    assert len(companions) == 2
    for tag in TAGS:
        (one,) = [companion for companion in companions if companion.is_of(tag)]
        assert before - 1 <= one.moment <= time.time() + 1
        content = json.loads(there.peer.manifest(repository, one.name))
        assert content["annotations"][staging.STAGED_TAG] == tag
        assert content["layers"] == []


def test_the_companion_is_there_before_the_tag(started, connect, tls, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    with faults.fault_proxy(there.host, tls) as proxy:
        target = connect(there, host=proxy.host, cert=tls.pem, plain_http=False)
        _upload(connect, here, target, repository, images.image([]))
        written = [
            seen.path.rpartition("/")[2]
            for seen in proxy.seen
            if seen.method == "PUT" and "manifests" in seen.path
        ]
    assert [bool(staging.companion_of(name)) for name in written] == [True, True, False, False]


def test_a_tag_that_is_staged_again_is_young_again(started, connect, repository, monkeypatch):
    """Also where it has the digest already, and is not written."""
    here, there = started("plain-2.8"), started("plain-3.1")
    made, target = images.image([]), connect(there)
    _upload(connect, here, target, repository, made)
    time.sleep(1.1)
    (copied,) = _upload(connect, here, target, repository, made)
    assert not copied.changed
    moments = {one.moment for one in staging.companions_of(target.tags(repository)) if one.is_of(TAGS[0])}
    assert len(moments) == 2


def test_a_registry_that_refuses_companions_gets_the_images(started, connect, tls, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    made = images.image([images.layer()])
    with faults.fault_proxy(there.host, tls) as proxy:
        proxy.spoil("PUT", "/manifests/change_12_staged", faults.refuse(400), times=9)
        target = connect(there, host=proxy.host, cert=tls.pem, plain_http=False)
        _upload(connect, here, target, repository, made)
    assert sorted(target.tags(repository)) == sorted(TAGS)
    there.peer.has(repository, TAGS[0], made)


def test_a_tag_that_would_be_taken_for_old_is_not_staged(started, connect, tls, repository):
    """Its companion of the last time is there, and tells a moment that is long ago."""
    here, there = started("plain-2.8"), started("plain-3.1")
    old = staging.companion_name("change_12_", TAGS[0], 1_767_323_045)
    there.peer.push(repository, images.image([]), old)
    with faults.fault_proxy(there.host, tls) as proxy:
        proxy.spoil("PUT", "/manifests/change_12_staged", faults.refuse(403), times=9)
        target = connect(there, host=proxy.host, cert=tls.pem, plain_http=False)
        with pytest.raises(RegistryError, match=f"cannot note when {TAGS[0]} is staged: HTTP 403"):
            _upload(connect, here, target, repository, images.image([]))
    assert target.tags(repository) == [old]


def test_what_companions_cost(started, connect, repository):
    target = connect(started("plain-3.1"))
    for sends in (2, 0):
        before = sum(target.requests.values())
        wanted = [staging.Staged(target, repository, "change_12_", f"change_12_{tag}") for tag in range(5)]
        staging.write_companions(wanted)
        # The time, whether the configuration is there, sending it, and a companion for each tag.
        assert sum(target.requests.values()) - before == 1 + 1 + sends + 5


def test_a_staged_tag_is_replaced_by_the_next_run_of_the_gate(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    target = connect(there)
    for made in (images.image([], comment="one"), images.image([], comment="two")):
        _upload(connect, here, target, repository, made)
    for tag in TAGS:
        there.peer.has(repository, tag, made)


def test_a_registry_whose_staged_tags_cannot_be_replaced(started, connect, tls, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    first, second = (images.image([], comment=text) for text in ("one", "two"))
    there.peer.push(repository, first, TAGS[0])
    with faults.fault_proxy(there.host, tls) as proxy:
        proxy.spoil("PUT", f"/manifests/{TAGS[0]}", faults.refuse(412), times=9)
        target = connect(there, host=proxy.host, cert=tls.pem, plain_http=False)
        with pytest.raises(RegistryError) as caught:
            _upload(connect, here, target, repository, second)
    assert (
        f"The tag stands for {first.digest}: where tags may not be replaced (immutable tags), exempt"
        in str(caught.value)
    )


def test_check_mode_and_final_tags_have_none(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    target = connect(there)
    _upload(connect, here, target, repository, images.image([]), check=True)
    place = Place(connect(here), repository, "latest")
    copy_images([Copy(place, Target(target, repository, ("latest",)))])
    assert target.tags(repository) == ["latest"]


def _dated(moment):
    def act(handler):
        status, body, headers = handler.forward()
        handler.date_time_string = lambda: moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        handler.answer(status, body, headers)

    return act


@pytest.mark.parametrize("hours", [-30, 30])
def test_of_two_clocks_the_one_counts_that_makes_tags_younger(started, connect, tls, hours):
    now = datetime.now(timezone.utc)
    server = started("plain-3.1")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", "/v2/$", _dated(now + timedelta(hours=hours)))
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        earlier, later = staging.clocks(registry)
    there, here = int((now + timedelta(hours=hours)).timestamp()), int(now.timestamp())
    assert abs(earlier - min(there, here)) < 30
    assert abs(later - max(there, here)) < 30


def test_a_companion_tells_the_later_of_two_moments(started, connect, tls, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    later = datetime.now(timezone.utc) + timedelta(hours=30)
    with faults.fault_proxy(there.host, tls) as proxy:
        proxy.spoil("GET", "/v2/$", _dated(later), times=9)
        target = connect(there, host=proxy.host, cert=tls.pem, plain_http=False)
        _upload(connect, here, target, repository, images.image([]))
        companions = staging.companions_of(target.tags(repository))
    assert len(companions) == len(TAGS)
    assert all(abs(one.moment - later.timestamp()) < 60 for one in companions)


def test_a_clean_up_goes_by_the_earlier_of_two_clocks(started, tls, repository):
    server = started("plain-3.1")
    made = images.image([])
    name, note = images.companion("change_1_latest", moment=int(time.time()) - 60)
    server.peer.push(repository, note, name)
    server.peer.push(repository, made, "change_1_latest")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", "/v2/$", _dated(datetime.now(timezone.utc) + timedelta(hours=30)), times=9)
        login = {**server.options, "host": proxy.host, "cert": tls.pem, "plain_http": False}
        options = {"registry": login, "repositories": [repository], "max_age": 3600}
        result = call("registry_cleanup", options)
    ((tag, reason),) = [(kept["tag"], kept["reason"]) for kept in result["kept"]]
    assert (tag, reason, result["deleted"]) == (
        "change_1_latest",
        "it is not older than 3600 seconds",
        [],
    )
    server.peer.has(repository, tag, made)


def test_a_registry_that_does_not_tell_the_time(started, connect, tls):
    server = started("plain-3.1")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("GET", "/v2/$", faults.reset, times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        earlier, later = staging.clocks(registry)
    assert 0 <= later - earlier <= 1
    assert abs(later - time.time()) < 30


@pytest.mark.parametrize(
    ("prefix", "tag"),
    [("change_1_", "change_1_latest"), ("periodic_", "periodic_1.0"), ("a_b_", "a_b_" + "x" * 90)],
)
def test_names(prefix, tag):
    name = staging.companion_name(prefix, tag, 1_767_323_045)
    assert len(name) <= 128
    companion = staging.companion_of(name)
    assert (companion.prefix, companion.moment, companion.is_of(tag)) == (prefix, 1_767_323_045, True)
    assert not companion.is_of(tag + "x")


@pytest.mark.parametrize(
    "name",
    [
        "change_1_latest",
        "change_1_staged",
        "change_1_staged-5-0123456789abcdef",
        "staged-1767323045-0123456789abcdef",
    ],
)
def test_other_names(name):
    assert staging.companion_of(name) is None


@pytest.mark.parametrize(
    ("tag", "form"),
    [
        ("change_1_latest", "change_<number>_"),
        ("change_2024_01", "change_<number>_"),
        ("periodic_latest", "periodic_"),
        ("periodic", None),
        ("periodic_", None),
        ("change_x", None),
        ("change_1", None),
        ("latest", None),
        ("gate_latest", None),
    ],
)
def test_final_tags_that_look_staged(tag, form):
    problem = staging.staged_form_problem(tag, ["", "periodic"])
    assert problem == (form and (
        f"has the form of a staged tag (it begins with '{form}'), which a clean-up deletes and another upload overwrites; "
        "choose another final tag"
    ))  # fmt: skip
