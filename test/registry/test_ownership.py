"""What a buildset has built stays, whatever is pulled and in whatever order; in every kind of buildset registry."""

from concurrent.futures import ThreadPoolExecutor

import images
import pytest
from ansible.module_utils.image_gate.oci import registry
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.publish.built import compare_built
from ansible.module_utils.image_gate.publish.copy import copy_images
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target
from ansible.module_utils.image_gate.publish.expected import Expected, compare
from ansible.module_utils.image_gate.publish.ownership import (
    AHEAD,
    BUILDSET,
    BUILT,
    built_mark,
    own_image,
    pulled_mark,
)

SERVERS = ("front", "distribution-3.1", "zuul-registry")


@pytest.fixture(params=SERVERS)
def server(started, request):
    """A buildset registry: the library's own, another one, upstream's."""
    return started(request.param)


class Buildset:
    """A buildset registry and an intermediate registry, as the jobs of one buildset use them."""

    def __init__(self, server, intermediate, connect, repository):
        self.peer, self.repository = server.peer, repository
        self.registry, self.intermediate = connect(server), connect(intermediate)
        self.source = intermediate.peer

    def pull(self, made, origin=AHEAD):
        """Pull an image of another change as ``latest``, by its digest."""
        self.source.push(self.repository, made, f"kept-{made.digest[7:19]}")
        place = Place(self.intermediate, self.repository, made.digest)
        target = Target(self.registry, self.repository, ("latest",), origin=origin)
        return copy_images([Copy(place, target)])[0]

    def build(self, made, claim=True):
        """Push an image as an engine does, and claim it as the role does afterwards."""
        self.peer.push(self.repository, made, "latest")
        return self.claim(made) if claim else None

    def claim(self, made):
        """What follows the push of an engine."""
        place = Place(self.registry, self.repository, made.digest)
        return copy_images([Copy(place, Target(self.registry, self.repository, ("latest",), origin=BUILT))])[
            0
        ]

    def holds(self, made):
        """The tag is this image, down to the last blob."""
        self.peer.has(self.repository, "latest", made, by_digest=False)


@pytest.fixture
def buildset(server, started, connect, repository):
    """A buildset whose registry is empty."""
    return Buildset(server, started("plain-3.1"), connect, repository)


def made(**more):
    """An image as docker pushes it."""
    return images.image([images.layer(), images.layer()], docker=True, **more)


@pytest.mark.parametrize("claim", [True, False], ids=["ours", "upstream's"])
def test_what_was_built_is_not_pulled_over(buildset, claim):
    ahead, own = made(), made()
    buildset.build(own, claim)
    copied = buildset.pull(ahead)
    assert (copied.kept, copied.changed, copied.sent) == (["latest"], False, 0)
    buildset.holds(own)


@pytest.mark.parametrize("claim", [True, False], ids=["ours", "upstream's"])
def test_a_build_takes_the_place_of_what_was_pulled(buildset, claim):
    ahead, own = made(), made()
    buildset.pull(ahead)
    buildset.build(own, claim)
    for other in (ahead, made()):
        assert buildset.pull(other).kept == ["latest"]
        buildset.holds(own)


def test_what_is_not_rebuilt_stays_and_a_newer_one_takes_its_place(buildset):
    old, new = made(), made()
    assert buildset.pull(old).changed
    buildset.holds(old)
    assert (buildset.pull(old).changed, buildset.pull(new).kept) == (False, [])
    buildset.holds(new)
    buildset.pull(old)
    buildset.holds(old)


def test_a_build_that_makes_the_very_image_that_was_pulled(buildset):
    same = made()
    buildset.pull(same)
    buildset.build(same)
    assert buildset.pull(made()).kept == ["latest"]
    buildset.holds(same)


def test_a_pull_of_the_very_image_that_was_built(buildset):
    same = made()
    buildset.build(same)
    assert not buildset.pull(same).changed
    assert buildset.pull(made()).kept == ["latest"]
    buildset.holds(same)


def test_what_another_library_has_pulled_does_not_pass_for_a_build(buildset):
    """Upstream's roles leave no mark; a pull of the same image tells whose it is."""
    old, new = made(), made()
    buildset.build(old, claim=False)
    assert buildset.pull(old).kept == []
    assert own_image(buildset.registry, buildset.repository, "latest") is None
    buildset.pull(new)
    buildset.holds(new)


def test_a_pull_that_was_cut_short_does_not_pass_for_a_build(buildset):
    old, new = made(), made()
    buildset.pull(old)
    # Marked, but not written.
    buildset.peer.push(buildset.repository, new, pulled_mark("latest", new.digest))
    buildset.pull(new)
    buildset.holds(new)


def test_a_rebuild_counts(buildset):
    first, second = made(), made()
    buildset.build(first)
    buildset.build(second)
    buildset.pull(made())
    buildset.holds(second)
    assert buildset.peer.manifest(buildset.repository, built_mark("latest")) == second.body


def test_a_claim_of_a_tag_that_another_node_pushed_too(buildset):
    first, second = made(), made()
    buildset.build(first, claim=False)
    buildset.build(second, claim=False)
    buildset.claim(first)
    buildset.holds(first)


def _interrupted(buildset, tag, when, between):
    """The registry as a client sees it whose write of a tag others precede, or follow, by a moment."""
    write = buildset.registry.put_manifest

    def put(repository, reference, manifest):
        if reference == tag and when == "before":
            between()
        write(repository, reference, manifest)
        if reference == tag and when == "after":
            between()

    buildset.registry.put_manifest = put


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_build_in_the_middle_of_a_pull(buildset, started, connect, server, when):
    own, ahead = made(), made()
    other = Buildset(server, started("plain-3.1"), connect, buildset.repository)
    _interrupted(buildset, "latest", when, lambda: other.build(own))
    assert buildset.pull(ahead).kept == ["latest"]
    buildset.holds(own)


def test_a_pull_between_push_and_claim(buildset, started, connect, server):
    own, ahead = made(), made()
    other = Buildset(server, started("plain-3.1"), connect, buildset.repository)
    # The pull has looked before the push, and writes after it.
    _interrupted(other, "latest", "before", lambda: buildset.build(own, claim=False))
    other.pull(ahead)
    buildset.holds(ahead)
    buildset.claim(own)
    buildset.holds(own)


def test_pulls_and_a_build_at_once(started, connect, repository):
    server, intermediate = started("front"), started("plain-3.1")
    for number in range(5):
        name = f"{repository}/{number}"
        own, others = made(), [made() for _ in range(4)]
        sides = [Buildset(server, intermediate, connect, name) for _ in range(5)]
        with ThreadPoolExecutor(5) as pool:
            pulls = [pool.submit(side.pull, other) for side, other in zip(sides, others)]
            pool.submit(sides[-1].build, own).result()
            for pull in pulls:
                pull.result()
        sides[0].holds(own)


def test_an_image_of_this_buildset_must_be_the_one_that_is_there(buildset):
    told, pushed = made(), made()
    buildset.build(pushed)
    with pytest.raises(RegistryError) as caught:
        buildset.pull(told, BUILDSET)
    assert f"cannot use tag latest: it stands for {pushed.digest} instead of {told.digest}." in str(
        caught.value
    )
    assert "let one job alone build it" in str(caught.value)
    buildset.holds(pushed)
    assert not buildset.pull(pushed, BUILDSET).changed


def test_an_image_of_this_buildset_replaces_what_was_pulled(buildset):
    ahead, told = made(), made()
    buildset.pull(ahead)
    buildset.pull(told, BUILDSET)
    buildset.holds(told)


def test_an_image_of_a_change_ahead_is_not_published_as_that_of_this_one(buildset):
    """An upload whose list is another one than that of the build."""

    def publish():
        place = Place(buildset.registry, buildset.repository, "latest")
        copy_images([Copy(place, Target(buildset.intermediate, buildset.repository, ("published",)), True)])

    ahead, own = made(), made()
    buildset.pull(ahead)
    with pytest.raises(RegistryError, match="it was pulled from a change ahead, and no job of this buildset"):
        publish()
    assert buildset.source.manifest(buildset.repository, "published") is None
    for claim in (False, True):
        buildset.build(own, claim)
        publish()
        buildset.source.has(buildset.repository, "published", own)


def test_tags_that_are_not_what_was_recorded(buildset):
    there, other = made(), made()
    buildset.build(there)
    place = (buildset.registry, buildset.repository)
    compare([Expected(*place, "latest", there.digest)], 8)
    with pytest.raises(RegistryError) as caught:
        compare([Expected(*place, "latest", other.digest), Expected(*place, "gone", other.digest)], 8)
    first, second = sorted(str(caught.value).splitlines()[1:], reverse=True)
    assert f"cannot use tag latest: it stands for {there.digest} instead of {other.digest}" in first
    assert f"cannot use tag gone: there is no such tag any more; {other.digest} was recorded for it" in second


@pytest.mark.parametrize("name", ["front", "distribution-3.1"])
def test_the_end_of_a_buildset(started, connect, repository, name):
    buildset = Buildset(started(name), started("plain-3.1"), connect, repository)
    own, other = made(), made()
    buildset.pull(other)
    buildset.build(own)
    same = compare_built(buildset.registry, 8)
    assert f"{repository}:latest" in same.tags
    assert [error for error in same.differences if error.repository == repository] == []
    buildset.build(other, claim=False)
    (error,) = [
        one for one in compare_built(buildset.registry, 8).differences if one.repository == repository
    ]
    assert f"cannot use tag latest: it stands for {other.digest} instead of {own.digest}" in str(error)
    # The same tests ran before in this registry: it is put right for them.
    buildset.build(own)


def test_a_list_of_repositories_has_pages_and_an_end(started, connect, repository, monkeypatch):
    buildset = Buildset(started("front"), started("plain-3.1"), connect, repository)
    buildset.build(made())
    whole = buildset.registry.repositories()
    assert repository in whole
    buildset.peer.push(f"{repository}/more", made(), "latest")
    monkeypatch.setattr(registry, "REPOSITORIES_PER_PAGE", 1)
    assert set(buildset.registry.repositories()) == {*whole, f"{repository}/more"}
    monkeypatch.setattr(registry, "MOST_REPOSITORIES", 1)
    with pytest.raises(
        RegistryError,
        match="cannot list repositories: its list does not end after 2 pages with 2 repositories",
    ):
        buildset.registry.repositories()


def test_what_was_built_under_a_tag_that_is_gone(started, connect, repository, monkeypatch):
    buildset = Buildset(started("distribution-3.1"), started("plain-3.1"), connect, repository)
    own = made()
    buildset.build(own)
    buildset.peer.request("DELETE", f"/v2/{repository}/manifests/latest")
    # Others of this registry were left in all sorts of states.
    monkeypatch.setattr(buildset.registry, "repositories", lambda: [repository])
    assert compare_built(buildset.registry, 8) == ([], [], [f"{repository}@{own.digest}"])


def test_a_registry_that_does_not_list_what_it_holds(started, connect):
    assert compare_built(connect(started("zuul-registry")), 8) is None


def test_a_registry_that_does_not_replace_a_tag_is_noticed(started, connect, repository):
    """zuul-registry gives a docker list as long as the tag had one once."""
    buildset = Buildset(started("zuul-registry"), started("plain-3.1"), connect, repository)
    ahead, own = images.index([made()], docker=True), made()
    buildset.pull(ahead)
    with pytest.raises(RegistryError) as caught:
        buildset.build(own)
    assert f"it stands for {ahead.digest} instead of {own.digest}" in str(caught.value)
    assert "does not replace a tag by an image of another media type" in str(caught.value)


def test_an_index_gives_way_to_an_image(started, connect, repository):
    buildset = Buildset(started("front"), started("plain-3.1"), connect, repository)
    own = made()
    buildset.pull(images.index([made(), made()], docker=True))
    buildset.build(own)
    buildset.holds(own)
