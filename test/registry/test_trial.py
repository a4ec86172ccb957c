"""Deleting: doubt after a step that cannot be taken back is never certainty, and no bad registry costs a second tag.

The registries are real; a proxy before them has the habits that were seen elsewhere.
"""

import base64
import re
import subprocess

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.tags.api import TagsLost, delete_all
from ansible.module_utils.image_gate.tags.distribution import SpecTags
from ansible.module_utils.image_gate.tags.staging import companion_of

# A registry that treats notes better than images, so that the trial does not find it out.
OF_IMAGES = "/manifests/change_[123]_a"


@pytest.fixture
def lab(started, connect, tls, repository):
    """Three images with a final and a staged tag each, behind a proxy; ``spoil`` gives it habits."""
    server = started("plain-3.1")
    with faults.fault_proxy(server.host, tls) as proxy:
        lab = Lab(server, proxy, repository)
        lab.registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        yield lab


class Lab:
    def __init__(self, server, proxy, repository):
        self.server, self.proxy, self.repository = server, proxy, repository
        self.made = [images.image([], comment=str(number)) for number in range(3)]
        for number, made in enumerate(self.made):
            server.peer.push(repository, made, f"final{number}", f"change_{number + 1}_a")

    def spoil(self, method, path, act, times=99):
        self.proxy.spoil(method, path, act, times)

    def delete(self, count=3):
        places = [(self.repository, f"change_{number + 1}_a") for number in range(count)]
        return delete_all(SpecTags(self.registry), places, jobs=8)

    def finals(self):
        """Which final tags are there, each with its own image."""
        return [
            number
            for number, made in enumerate(self.made)
            if self.server.peer.manifest(self.repository, f"final{number}") == made.body
        ]

    def staged(self):
        names = self.server.peer.request("GET", f"/v2/{self.repository}/tags/list")[2].decode()
        return re.findall(r"change_\d_a", names)


def test_a_good_registry(lab):
    assert lab.delete() == ["", "", ""]
    assert (lab.finals(), lab.staged()) == ([0, 1, 2], [])
    assert not any(companion_of(name) for name in lab.registry.tags(lab.repository))


def test_one_that_deletes_the_image_with_the_tag_is_found_out_with_a_note(lab):
    lab.spoil("DELETE", "/manifests/change_", faults.delete_the_image_too)
    reasons = lab.delete()
    assert (lab.finals(), len(lab.staged())) == ([0, 1, 2], 3)
    assert all("deletes the image with a tag" in reason for reason in reasons)


def test_what_was_lost_all_the_same_is_written_again(lab):
    lab.spoil("DELETE", OF_IMAGES, faults.delete_the_image_too)
    reasons = lab.delete()
    assert lab.proxy.count("DELETE", "change_[123]_a") == 1
    assert lab.finals() == [0, 1, 2]
    assert len(lab.staged()) == 2
    assert sorted(map(bool, reasons)) == [False, True, True]


def test_one_that_takes_nothing_back_costs_one_tag_and_says_which(lab):
    lab.spoil("DELETE", OF_IMAGES, faults.delete_the_image_too)
    lab.spoil("PUT", "/manifests/final", faults.refuse(403))

    with pytest.raises(TagsLost) as caught:
        lab.delete()

    assert lab.proxy.count("DELETE", "change_[123]_a") == 1
    (lost,) = {0, 1, 2} - set(lab.finals())
    message = str(caught.value)
    assert f"Missing, or perhaps missing: {lab.registry.host}/{lab.repository}:final{lost}; " in message
    assert lab.made[lost].digest in message
    # What the command would push is the manifest, byte for byte.
    command = next(line for line in message.splitlines() if line.startswith("echo "))
    coded, _, push = command.partition(" | base64 -d | ")
    shown = subprocess.run(["sh", "-c", f"{coded} | base64 -d"], capture_output=True, check=True)
    assert shown.stdout == base64.b64decode(coded.split()[1]) == lab.made[lost].body
    assert push == (
        f"oras manifest push --media-type {lab.made[lost].media_type} "
        f"{lab.registry.host}/{lab.repository}:final{lost} -"
    )


@pytest.mark.parametrize("status", [403, 500])
def test_a_look_that_fails_afterwards_stops_everything(lab, status):
    """The image is gone, and what is left cannot be seen: nobody may take that for good."""

    def delete(handler):
        faults.delete_the_image_too(handler)
        lab.spoil("GET", "/manifests/(final|change)|/tags/list", faults.refuse(status), 999)

    lab.spoil("DELETE", OF_IMAGES, delete)

    with pytest.raises(TagsLost, match=r"(?s)perhaps missing: .*:final\d; each was sha256:"):
        lab.delete()

    assert lab.proxy.count("DELETE", "change_[123]_a") == 1
    assert len(lab.finals()) == 2


def test_a_look_that_fails_after_a_note_was_deleted_deletes_nothing(lab):
    lab.spoil("DELETE", "/manifests/change_", faults.delete_the_image_too)
    lab.spoil("GET", "/manifests/change_0_", faults.refuse(403))
    reasons = lab.delete()
    assert (lab.finals(), len(lab.staged())) == ([0, 1, 2], 3)
    assert all("it cannot be seen what else is gone" in reason for reason in reasons)


def test_a_look_that_fails_before_deletes_nothing(lab):
    lab.spoil("GET", "/manifests/final1", faults.refuse(403))
    reasons = lab.delete()
    assert (lab.finals(), len(lab.staged())) == ([0, 1, 2], 3)
    assert all("it cannot be seen which other tags are of the same image" in reason for reason in reasons)
    assert all("final1: HTTP 403" in reason for reason in reasons)


def test_head_is_not_asked(lab):
    lab.spoil("HEAD", "/manifests/", faults.refuse(404))
    assert lab.delete() == ["", "", ""]
    assert (lab.finals(), lab.staged()) == ([0, 1, 2], [])


def _only_say_so(handler):
    handler.read_body()
    handler.answer(202)


@pytest.mark.parametrize("path", ["/manifests/change_", OF_IMAGES])
def test_a_deletion_that_does_not_show_is_told(lab, path):
    lab.spoil("DELETE", path, _only_say_so)
    reasons = lab.delete()
    assert len(lab.staged()) == 3
    assert all("the registry answers that it is deleted, and still has it" in reason for reason in reasons)


def test_a_later_deletion_that_does_not_show_is_told(lab):
    lab.spoil("DELETE", "/manifests/change_2_a", _only_say_so)
    reasons = delete_all(SpecTags(lab.registry), [(lab.repository, f"change_{n}_a") for n in (1, 2)], jobs=1)
    assert reasons[0] == "" and "still has it" in reasons[1]
    assert lab.staged() == ["change_2_a", "change_3_a"]


def test_a_deletion_whose_answer_is_an_error_may_have_happened(lab):
    """It is looked at, and not reported as a tag that stays."""

    def delete(handler):
        handler.forward()
        handler.answer(500)

    lab.spoil("DELETE", OF_IMAGES, delete)
    assert lab.delete() == ["", "", ""]
    assert (lab.finals(), lab.staged()) == ([0, 1, 2], [])


def test_one_that_hides_what_is_not_there(lab):
    """Absence is told by the list."""

    def hide(handler):
        status, body, headers = handler.forward()
        handler.answer(403, b"") if status == 404 else handler.answer(status, body, headers)

    lab.spoil("GET", "/manifests/", hide, 999)
    assert lab.delete() == ["", "", ""]
    assert (lab.finals(), lab.staged()) == ([0, 1, 2], [])


@pytest.mark.parametrize("status", [400, 405, 501])
def test_one_that_deletes_nothing_is_asked_once_and_gets_no_note(lab, status):
    lab.spoil("DELETE", "/manifests/", faults.refuse(status))
    reasons = lab.delete()
    assert all("This registry deletes no tags" in reason for reason in reasons)
    assert lab.proxy.count("PUT", "/manifests/") == 0
    assert len(lab.staged()) == 3


def test_many_tags_are_not_looked_at(lab):
    lab.server.peer.push(lab.repository, lab.made[0], *(f"v{number}" for number in range(150)))
    assert lab.delete() == ["", "", ""]
    assert sum(lab.registry.requests.values()) < 40


def test_one_that_takes_no_note_keeps_everything(lab):
    lab.spoil("PUT", "/manifests/change_0_", faults.refuse(400, b'{"errors":[{"code":"NOT_NOW"}]}'))
    reasons = lab.delete()
    assert (lab.finals(), len(lab.staged())) == ([0, 1, 2], 3)
    assert all(
        "it takes no note by which to try out that it deletes a tag alone: NOT_NOW" in one for one in reasons
    )
    assert lab.proxy.count("PUT", "/manifests/") == 1


@pytest.mark.parametrize("status", [403, 500])
def test_an_account_that_may_not_delete_is_told_once(lab, status):
    lab.spoil("DELETE", "/manifests/", faults.refuse(status))
    reasons = lab.delete()
    assert all(
        f"cannot delete tag change_{n}_a: HTTP {status}" in reason for n, reason in enumerate(reasons, 1)
    )
    assert lab.proxy.count("DELETE", "change_[123]_a") == lab.proxy.count("PUT", "/manifests/") == 0


def test_a_deletion_without_other_tags_proves_nothing(lab):
    """The first tag that goes stands alone: what happens to the others of an image shows at the second one."""
    alone = images.image([], comment="alone")
    lab.server.peer.push(lab.repository, alone, "change_0_a")
    lab.spoil("DELETE", OF_IMAGES, faults.delete_the_image_too)
    tags = SpecTags(lab.registry)
    assert delete_all(tags, [(lab.repository, "change_0_a")], jobs=1) == [""]
    reasons = delete_all(tags, [(lab.repository, f"change_{number}_a") for number in (1, 2, 3)], jobs=1)
    assert lab.finals() == [0, 1, 2]
    assert [bool(reason) for reason in reasons] == [False, True, True]


@pytest.fixture
def many(lab, monkeypatch):
    """A repository with more tags than can be looked at, whose registry deletes images whole, but notes alone."""
    monkeypatch.setattr("ansible.module_utils.image_gate.tags.distribution.MOST_WATCHED", 2)
    lab.server.peer.push(lab.repository, lab.made[0], "a", "other")
    doomed = {made.digest for made in lab.made}

    def delete(handler):
        body = lab.server.peer.manifest(lab.repository, handler.path.rpartition("/")[2])
        if body and images.digest(body) in doomed:
            faults.delete_the_image_too(handler)
        else:
            handler.answer(*handler.forward())

    lab.spoil("DELETE", "/manifests/", delete)
    return lab


def test_of_many_tags_none_is_lost(many):
    """Nobody has looked at them before; what the trial takes away is written again, and nothing else is deleted."""
    reasons = many.delete()
    assert all("deletes the image with a tag" in reason for reason in reasons)
    assert (many.finals(), sorted(many.staged())) == (
        [0, 1, 2],
        [f"change_{number}_a" for number in (1, 2, 3)],
    )
    for tag in ("a", "other"):
        assert many.server.peer.manifest(many.repository, tag) == many.made[0].body


def test_of_many_tags_those_that_stay_away_are_named(many):
    many.spoil("PUT", "/manifests/other", faults.refuse(403))
    with pytest.raises(TagsLost) as caught:
        delete_all(SpecTags(many.registry), [(many.repository, "change_1_a")], jobs=1)
    assert f"{many.repository}:other" in str(caught.value)
    assert many.made[0].digest in str(caught.value)


@pytest.mark.parametrize("act", [faults.refuse(404), lambda handler: handler.answer(202, b"", {})])
def test_notes_that_cannot_be_deleted_do_not_become_more(lab, act, monkeypatch):
    lab.spoil("DELETE", "/manifests/", act, 999)
    moment = 1_767_323_045
    for hours in range(4):
        monkeypatch.setattr("time.time", lambda now=moment + 7200 * hours: now)
        assert all(lab.delete())
    assert len([name for name in lab.registry.tags(lab.repository) if companion_of(name)]) == 2
