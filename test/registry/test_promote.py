"""Promotion gives all final tags or none, completes what an earlier run began, and only then deletes."""

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.promote import Promotion, promote
from ansible.module_utils.image_gate.tags import SpecTags

LABELS = {"org.zuul-ci.change": "1234"}


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

    done = promote(registry, SpecTags(registry), promotions + more, "1234")

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

    promote(registry, SpecTags(registry), promotions, "1234")
    again = promote(registry, SpecTags(registry), promotions, "1234")

    server.peer.has(repository, "latest", made)
    assert [item.previously for item in again.promoted] == [True]


def test_a_platform_that_was_never_copied_does_not_hinder_a_second_run(started, connect, repository):
    server = started("distribution-3.1")
    children = [images.image([images.layer()], labels=LABELS) for _ in range(2)]
    made = images.index(children)
    server.peer.push(repository, made, "latest")
    server.peer.request("DELETE", f"/v2/{repository}/manifests/{children[0].digest}")
    registry = connect(server)

    done = promote(registry, SpecTags(registry), [Promotion(repository, "change_1234_a", "latest")], "1234")

    assert [item.previously for item in done.promoted] == [True]


def test_two_requests_for_a_tag(started, connect, repository):
    server = started("plain-2.8")
    made, promotions = _staged(server, repository, [str(number) for number in range(12)])
    registry = connect(server)

    promote(registry, SpecTags(registry), promotions, delete_staged=False)

    assert sum(registry.requests.values()) == 24
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
        promote(registry, SpecTags(registry), promotions + wrong, "1234")

    message = str(caught.value)
    assert message.startswith("2 problems:\n")
    assert (
        f"{server.host}/{repository}: cannot promote change_1234_next to next: there is no such staged tag, "
        "and next is not of change 1234. Check that the upload of this change succeeded" in message
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
            promote(registry, SpecTags(registry), promotions, "1234", jobs=1)

        assert str(caught.value).endswith(
            f"Promoted so far: {repository}:a. All staged tags are kept: promote again to complete it."
        )
        assert proxy.count("DELETE") == 0
        server.peer.request("DELETE", f"/v2/{repository}/manifests/change_1234_a")

        done = promote(registry, SpecTags(registry), promotions, "1234")

    assert [item.previously for item in done.promoted] == [True, False, False]
    for tag in ("a", "b", "c"):
        server.peer.has(repository, tag, made)
        assert server.peer.manifest(repository, f"change_1234_{tag}") is None


@pytest.mark.parametrize("name", ["distribution-2.8", "zuul-registry"])
def test_a_registry_that_deletes_no_tags_keeps_them_and_says_so(started, connect, repository, name):
    server = started(name)
    made, promotions = _staged(server, repository)
    registry = connect(server)

    done = promote(registry, SpecTags(registry), promotions, "1234")

    for tag in ("latest", "3"):
        server.peer.has(repository, tag, made)
        server.peer.has(repository, f"change_1234_{tag}", made)
    assert done.deleted == []
    assert [item[:2] for item in done.kept] == [item[:2] for item in promotions]
    for _, tag, reason in done.kept:
        assert f"cannot delete tag {tag}: HTTP 4" in reason
        assert "This registry deletes no tags; remove it with the registry's own tools." in reason


def test_a_registry_that_deletes_the_digest_gets_the_final_tags_again(started, connect, tls, repository):
    server = started("plain-3.1")
    made, promotions = _staged(server, repository)
    # Of the same image, and none of this job's business: a release, and what an earlier run has promoted.
    server.peer.push(repository, made, "v1", "py3")
    other = images.image([])
    server.peer.push(repository, other, "other")

    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("DELETE", "/manifests/change_", faults.delete_the_image_too, times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        promotions.append(Promotion(repository, "change_1234_py3", "py3"))
        done = promote(registry, SpecTags(registry), promotions, "1234")
        assert proxy.count("DELETE") == 1

    assert [item.previously for item in done.promoted] == [False, False, True]
    for tag in ("latest", "3", "v1", "py3"):
        server.peer.has(repository, tag, made)
    server.peer.has(repository, "other", other)
    ((_, deleted),), ((_, kept, reason),) = done.deleted, done.kept
    assert {deleted, kept} == {"change_1234_latest", "change_1234_3"}
    assert server.peer.manifest(repository, deleted) is None
    server.peer.has(repository, kept, made)
    assert "the registry deletes the image with a tag, and so every other tag of the image" in reason


def test_tags_that_are_lost_fail_the_promotion(started, connect, tls, repository):
    server = started("plain-3.1")
    made, promotions = _staged(server, repository, ("latest",))
    server.peer.push(repository, made, "v1")
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("DELETE", "/manifests/change_", faults.delete_the_image_too)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        proxy.spoil("PUT", "/manifests/v1", faults.refuse(403))
        with pytest.raises(
            RegistryError, match=r"deleted its image, .*, and so the tags latest, v1\. Write those"
        ):
            promote(registry, SpecTags(registry), promotions, "1234")
    server.peer.has(repository, "latest", made)


def test_a_registry_is_on_trial_once_for_a_batch(started, connect, repository):
    server = started("distribution-3.1")
    _, promotions = _staged(server, repository, [str(number) for number in range(12)])
    registry = connect(server)

    done = promote(registry, SpecTags(registry), promotions)

    assert len(done.deleted) == 12
    # Beside one to find out how to log in: read, write and delete each; and once: read, list, look twice, and make sure.
    assert sum(registry.requests.values()) == 1 + 3 * 12 + 5


def test_a_deletion_is_not_believed_unseen(started, connect, tls, repository):
    server = started("plain-3.1")
    made, promotions = _staged(server, repository)
    with faults.fault_proxy(server.host, tls) as proxy:
        proxy.spoil("DELETE", "/manifests/", faults.refuse(202), times=9)
        registry = connect(server, host=proxy.host, cert=tls.pem, plain_http=False)
        done = promote(registry, SpecTags(registry), promotions, "1234")
    assert done.deleted == []
    assert [tag for _, tag, _ in done.kept] == ["change_1234_latest", "change_1234_3"]
    assert "the registry answers that it is deleted, and still has it" in done.kept[0][2]


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


def test_check_mode_reads_only(started, connect, repository):
    server = started("distribution-3.1")
    made, promotions = _staged(server, repository)
    registry = connect(server)

    done = promote(registry, SpecTags(registry), promotions, "1234", check=True)

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
