"""Copies between all kinds of registries keep every byte, and send each only once."""

import dataclasses

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.oci import image as image_module
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.oci.registry import Registry as Client
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.publish.copy import copy_images
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target
from ansible.module_utils.image_gate.publish.expected import Expected, compare
from ansible.module_utils.image_gate.publish.judgement import advises
from ansible.module_utils.image_gate.publish.origin import origin_of
from habits import tags_that_stay
from misbehaving import Registry, running

SERVERS = ("distribution-2.8", "distribution-3.1", "zuul-registry", "front")


@pytest.mark.parametrize("target", SERVERS)
@pytest.mark.parametrize("source", SERVERS)
def test_copies_between_all_registries(started, connect, repository, source, target):
    here, there = started(source), started(target)
    made = images.image([images.layer(), images.layer(300_000)], docker=True)
    here.peer.push(repository, made, "latest")
    place = Place(connect(here), repository, "latest")
    copy = Copy(place, Target(connect(there), f"{repository}/to", ("one", "two")))

    (copied,) = copy_images([copy])

    assert (copied.digest, copied.media_type, copied.changed) == (made.digest, made.media_type, True)
    assert copied.size == len(made.body) + sum(map(len, made.blobs.values()))
    for tag in ("one", "two"):
        there.peer.has(f"{repository}/to", tag, made)


def test_a_registry_on_an_ipv6_address(started, connect, repository):
    here, there = started("plain-2.8"), started("ipv6")
    made = images.image([images.layer()])
    here.peer.push(repository, made, "latest")
    target = connect(there)
    _copy(connect(here), target, repository, "to")
    there.peer.has(repository, "to", made)
    assert list(target.requests) == [there.host]


def _kinds():
    layers = [images.layer() for _ in range(3)]
    oci, docker = images.image(layers[:2]), images.image(layers[1:], docker=True)
    subject = {"subject": oci.descriptor()}
    foreign = images.image(layers[:1], docker=True)
    nested = images.index([images.index([oci, images.artifact(b"deep")]), oci])
    config = {
        "mediaType": "application/vnd.buildkit.cacheconfig.v0",
        "digest": images.digest(b"cache"),
        "size": 5,
    }
    cache = images.index([], extra=(config,))
    cache.blobs[config["digest"]] = b"cache"
    return {
        "oci": oci,
        "docker": docker,
        "without mediaType": images.image(layers, named=False),
        "same layer twice": images.image([layers[0], layers[1], layers[0]]),
        "no layers": images.image([]),
        "empty blob": images.artifact(b""),
        "oci index": images.index([oci, images.image(layers)]),
        "docker list": images.index([docker, foreign], docker=True),
        "index with a child without mediaType": images.index([images.image(layers, named=False)]),
        "nested index": nested,
        "index that lists a deeper manifest too": images.index([nested, nested.children[0]]),
        "artifact": images.artifact(b"bill of materials"),
        "artifact without layers": images.artifact(),
        "artifact with subject": images.artifact(b"signature", **subject),
        "index with annotations": images.index([oci], annotations={"a": "ü"}),
    }


KINDS = _kinds()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("servers", [("plain-2.8", "distribution-3.1"), ("plain-3.1", "distribution-2.8")])
def test_every_kind_of_manifest_is_kept(started, connect, repository, kind, servers):
    here, there = map(started, servers)
    made = KINDS[kind]
    here.peer.push(repository, made, "latest")

    (copied,) = copy_images([
        Copy(Place(connect(here), repository, "latest"), Target(connect(there), repository, ("to",)))
    ])  # fmt: skip

    assert (copied.digest, copied.media_type) == (made.digest, made.media_type)
    there.peer.has(repository, "to", made)


@pytest.mark.parametrize(
    "kind", ["oci", "docker", "without mediaType", "oci index", "docker list", "artifact"]
)
def test_zuul_registry_takes_and_gives_what_it_can(started, connect, repository, kind):
    here, zuul = started("plain-3.1"), started("zuul-registry")
    made = KINDS[kind]
    here.peer.push(repository, made, "latest")
    middle, back = f"{repository}/docker.io/x", f"{repository}/back"

    intermediate = connect(zuul)
    copy_images(
        [Copy(Place(connect(here), repository, "latest"), Target(intermediate, middle, ("b_latest",)))]
    )
    copy_images([Copy(Place(intermediate, middle, "b_latest"), Target(connect(here), back, ("latest",)))])

    here.peer.has(back, "latest", made)


def test_foreign_layers_stay_where_they_are(started, connect, repository):
    server = started("zuul-registry")
    made = images.image([images.layer()], foreign=(b"far",))
    server.peer.push(repository, made, "latest")
    registry = connect(server)

    copied = _copy(registry, registry, repository, "to", f"{repository}/to")

    assert copied.size == len(made.body) + sum(map(len, made.blobs.values()))
    assert server.peer.manifest(f"{repository}/to", "to") == made.body


def test_an_index_that_lists_blobs_is_copied_with_them(started, connect, repository):
    # BuildKit's cache has this form; distribution 3 refuses it.
    here, there = started("plain-2.8"), started("distribution-2.8")
    made = images.index([], extra=(images.blob("application/vnd.buildkit.cacheconfig.v0", b"cache"),))
    made.blobs[images.digest(b"cache")] = b"cache"
    here.peer.push(repository, made, "latest")

    _copy(connect(here), connect(there), repository, "to")

    there.peer.has(repository, "to", made)


def _copy(source, target, repository, tag, destination=""):
    place = Place(source, repository, "latest")
    return copy_images([Copy(place, Target(target, destination or repository, (tag,)))])[0]


def test_shared_blobs_cross_the_wire_once(started, connect, repository):
    here, there = started("plain-2.8"), started("distribution-3.1")
    shared = [images.layer(50_000) for _ in range(3)]
    made = {f"{repository}/{n}": images.image([*shared, images.layer()]) for n in range(4)}
    for name, image in made.items():
        here.peer.push(name, image, "latest", "3")
    source, target = connect(here), connect(there)

    done = copy_images(
        [Copy(Place(source, n, "latest"), Target(target, n, ("latest", "3", "3.19"))) for n in made]
    )

    distinct = {name: body for image in made.values() for name, body in image.blobs.items()}
    assert sum(item.sent for item in done) == sum(map(len, distinct.values()))
    assert sum(item.mounted for item in done) == 3 * len(shared)
    assert here.log.count("GET /v2/" + repository) >= len(distinct)
    for name, image in made.items():
        for tag in ("latest", "3", "3.19"):
            there.peer.has(name, tag, image)
    # 4 manifests and 11 blobs with their config; nothing is asked twice.
    assert sum(source.requests.values()) == len(made) + len(distinct)

    again = copy_images(
        [Copy(Place(source, n, "latest"), Target(target, n, ("latest", "3", "3.19"))) for n in made]
    )
    assert [(item.changed, item.sent, item.mounted, item.present) for item in again] == [(False, 0, 0, 0)] * 4


def test_a_further_tag_needs_no_blobs(started, connect, repository):
    server = started("plain-3.1")
    made = images.index([images.image([images.layer()]), images.image([images.layer()])])
    server.peer.push(repository, made, "latest")
    registry = connect(server)

    copied = _copy(registry, registry, repository, "stable")

    assert (copied.changed, copied.sent, copied.size) == (True, 0, len(made.body))
    # Read, look whether the tag has it already, write, read what it is.
    assert sum(registry.requests.values()) == 4
    server.peer.has(repository, "stable", made)


def test_another_repository_of_the_registry_mounts(started, connect, repository):
    server = started("distribution-2.8")
    made = images.image([images.layer(), images.layer()])
    server.peer.push(repository, made, "latest")
    registry = connect(server)

    copied = _copy(registry, registry, repository, "latest", f"{repository}/other")

    assert (copied.sent, copied.mounted) == (0, 3)
    server.peer.has(f"{repository}/other", "latest", made)


@pytest.mark.parametrize("server", ["distribution-2.8", "distribution-3.1", "front"])
@pytest.mark.parametrize("of_platforms", [False, True])
def test_layers_of_an_image_that_lies_there_are_mounted(started, connect, repository, server, of_platforms):
    here, there = started("plain-2.8"), started(server)
    layers = [images.layer(50_000) for _ in range(3)]
    base, made = images.image(layers), images.image([*layers, images.layer()])
    base = images.index([base]) if of_platforms else base
    there.peer.push(f"{repository}/base", base, "latest")
    here.peer.push(repository, made, "latest")
    source, target = connect(here), connect(there)
    held = [
        Place(target, f"{repository}/base", "latest"),
        Place(target, f"{repository}/gone", "latest"),
        Place(source, repository, "latest"),
    ]

    copy = Copy(Place(source, repository, "latest"), Target(target, repository, ("latest",)))
    (copied,) = copy_images([copy], holders=held)

    own = [body for digest, body in made.blobs.items() if digest not in map(images.digest, layers)]
    assert (copied.mounted, copied.sent) == (3, sum(map(len, own)))
    there.peer.has(repository, "latest", made)
    before = sum(target.requests.values())
    copy_images([copy], holders=held)
    # Where nothing is to be sent nobody is asked who has it: a look, and the certainty.
    assert sum(target.requests.values()) - before == 2


def test_a_mount_that_is_refused_is_an_upload(started, connect, repository):
    here, there = started("plain-2.8"), started("zuul-registry")
    layer = images.layer(50_000)
    base, made = images.image([layer], docker=True), images.image([layer, images.layer()], docker=True)
    there.peer.push(f"{repository}/base", base, "latest")
    here.peer.push(repository, made, "latest")
    target = connect(there)
    copy = Copy(Place(connect(here), repository, "latest"), Target(target, repository, ("latest",)))
    (copied,) = copy_images([copy], holders=[Place(target, f"{repository}/base", "latest")])
    assert copied.mounted == 0
    there.peer.has(repository, "latest", made)


def test_what_was_compared_is_not_read_again(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    made = images.image([images.layer()])
    here.peer.push(repository, made, "latest")
    source = connect(here)
    compared = compare([Expected(source, repository, "latest", made.digest)], jobs=1)
    copy = Copy(Place(source, repository, made.digest), Target(connect(there), repository, ("latest",)))
    copy_images([copy], read_before=compared)
    assert sum(source.requests.values()) == 1 + len(made.blobs)
    there.peer.has(repository, "latest", made)


def test_a_tag_more_of_an_image_that_is_there_is_one_write(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    here.peer.push(repository, KINDS["oci index"], "latest")
    source, target = connect(here), connect(there)
    place = Place(source, repository, "latest")
    copy_images([Copy(place, Target(target, repository, ("one",)))])
    before = sum(target.requests.values())

    copy_images([Copy(place, Target(target, repository, ("one", "two")))])

    # A look at each, the certainty about the one that stays, the other one, and what that is.
    assert sum(target.requests.values()) - before == 5


def test_the_last_copy_to_a_tag_wins(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    old, new = images.image([images.layer()]), images.image([images.layer()])
    here.peer.push(repository, old, "old")
    here.peer.push(repository, new, "new")
    source, target = connect(here), connect(there)

    done = copy_images([
        Copy(Place(source, repository, "old"), Target(target, repository, ("latest", "both"))),
        Copy(Place(source, repository, "new"), Target(target, repository, ("latest",))),
    ])  # fmt: skip

    assert [item.digest for item in done] == [old.digest, new.digest]
    there.peer.has(repository, "latest", new)
    there.peer.has(repository, "both", old)


def test_by_digest_and_without_a_tag(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    made = KINDS["oci index"]
    here.peer.push(repository, made, "latest")
    copy = Copy(Place(connect(here), repository, made.digest), Target(connect(there), repository, ()))

    (copied,) = copy_images([copy])

    assert copied.changed
    there.peer.has(repository, made.digest, made)
    assert [item.changed for item in copy_images([copy])] == [False]


def test_check_mode_reads_only(started, connect, repository):
    here, there = started("plain-2.8"), started("plain-3.1")
    here.peer.push(repository, KINDS["oci"], "latest")

    copy = Copy(Place(connect(here), repository, "latest"), Target(connect(there), repository, ("to",)))
    (copied,) = copy_images([copy], check=True)

    assert (copied.changed, copied.sent) == (True, 0)
    assert there.peer.manifest(repository, "to") is None


def test_all_missing_sources_are_named_before_anything_is_written(started, connect, repository):
    here, there = started("distribution-2.8"), started("plain-3.1")
    here.peer.push(repository, KINDS["oci"], "latest")
    source, target = connect(here), connect(there)
    wanted = [(repository, "latest"), (repository, "gone"), (f"{repository}/none", "latest")]

    with pytest.raises(RegistryError) as caught:
        copy_images([Copy(Place(source, *place), Target(target, repository, ("to",))) for place in wanted])

    message = str(caught.value)
    assert message.startswith("2 problems:\n")
    assert (
        f"{here.host}/{repository}: cannot read manifest gone: HTTP 404 MANIFEST_UNKNOWN: manifest unknown."
        in message
    )
    assert f"{here.host}/{repository}/none: cannot read manifest latest: HTTP 404" in message
    assert there.peer.manifest(repository, "to") is None


def test_large_blobs_pass_in_pieces(started, connect, repository):
    here, there = started("plain-2.8"), started("front")
    made = images.image([images.layer(3_000_000) for _ in range(3)])
    here.peer.push(repository, made, "latest")
    _copy(connect(here), connect(there), repository, "latest")
    there.peer.has(repository, "latest", made)


@pytest.mark.parametrize(
    ("name", "reference", "problem"),
    [
        ("../../evil", "latest", "its name is not valid. A repository name has lower case letters"),
        ("acme/App", "latest", "its name is not valid"),
        ("acme/app", "../latest", "is neither a tag nor a digest"),
        ("acme/app", "sha256:12", "is neither a tag nor a digest"),
        ("acme/app", "a?b", "is neither a tag nor a digest"),
    ],
)
def test_names_that_leave_their_place_are_refused(started, connect, name, reference, problem):
    registry = connect(started("plain-3.1"))
    with pytest.raises(RegistryError, match=problem):
        registry.get_manifest(name, reference)
    assert registry.requests == {}


@pytest.mark.parametrize("host", ["", "a b", "host:port", "[::1", "user@host"])
def test_hosts_that_are_none_are_refused(connect, started, host):
    with pytest.raises(RegistryError, match="its host is not a name or address with an optional port"):
        connect(started("plain-3.1"), host=host)


def _with_indexes_within(started, connect, repository):
    """A client of a registry that has an image below more indexes than are followed."""
    made = images.image([])
    for _ in range(12):
        made = images.index([made])
    server = started("plain-3.1")
    server.peer.push(repository, made, "latest")
    return connect(server)


def test_an_image_without_an_end_is_not_followed(started, connect, repository):
    """A registry may list indexes within indexes, or manifests, for ever: the executor does not read on."""
    registry = _with_indexes_within(started, connect, repository)
    before = sum(registry.requests.values())
    with pytest.raises(RegistryError, match="more than 8 indexes lie within each other"):
        _copy(registry, connect(started("token-3.1")), repository, "to")
    assert sum(registry.requests.values()) - before < 12


def test_an_image_is_asked_for_the_same_once(started, connect, repository):
    """An index may list one other index many times, which does the same: they would be width ** depth requests."""
    made = images.image([], labels={"org.zuul-ci.change": "7"})
    for _ in range(6):
        made = dataclasses.replace(images.index([made] * 10), children=[made])
    server = started("plain-3.1")
    server.peer.push(repository, made, "latest")
    registry = connect(server)
    top = registry.get_manifest(repository, "latest")
    before = sum(registry.requests.values())
    assert origin_of(registry, repository, top).numbers == {"7"}
    assert sum(registry.requests.values()) - before == 7


def test_the_origin_of_an_image_without_an_end_is_not_followed(started, connect, repository):
    registry = _with_indexes_within(started, connect, repository)
    with pytest.raises(RegistryError, match="more than 8 indexes lie within each other") as caught:
        origin_of(registry, repository, registry.get_manifest(repository, "latest"))
    # A final tag that nobody can follow is replaced, like one whose image is broken.
    assert advises(caught.value)


def test_an_image_of_many_lists_is_not_followed(started, connect, repository, monkeypatch):
    """None of its lists is too long, and together they are."""
    monkeypatch.setattr(image_module, "MOST_MANIFESTS", 20)
    lists = [
        images.index([images.image([], labels={"of": f"{one} {other}"}) for other in range(5)])
        for one in range(5)
    ]
    server = started("plain-3.1")
    server.peer.push(repository, images.index(lists), "latest")
    registry = connect(server)
    with pytest.raises(RegistryError, match="more than 20 manifests"):
        _copy(registry, connect(started("token-3.1")), repository, "to")
    assert sum(registry.requests.values()) == 6


@pytest.mark.parametrize("what", ["manifests", "configurations", "layers"])
def test_what_is_read_of_all_images_has_a_limit(started, connect, repository, what, monkeypatch):
    """Each is short enough, and together they would take the memory of the executor."""
    monkeypatch.setattr(image_module, "MOST_BYTES", 100_000)
    monkeypatch.setattr(image_module, "BLOB_BYTES", 10_000)
    labels = {f"long-{number}": "x" * 10_000 for number in range(3)}
    notes = {"manifests": {"annotations": labels}, "configurations": {"labels": labels}}.get(what, {})
    layers = [images.layer(10, str(number)) for number in range(2 if what == "layers" else 0)]
    made = [images.image(layers, created=f"2026-01-01T00:00:0{number}Z", **notes) for number in range(5)]
    server = started("plain-3.1")
    server.peer.push(repository, images.index(made), "latest")
    registry = connect(server)
    with pytest.raises(RegistryError, match="of all images together have more than") as caught:
        if what != "configurations":
            _copy(registry, connect(started("token-3.1")), repository, "to")
        else:
            origin_of(registry, repository, registry.get_manifest(repository, "latest"))
    assert len(str(caught.value).splitlines()) == 1


def test_a_look_that_is_out_of_date_does_not_keep_a_tag(started, connect, tls, repository):
    """Some caches answer HEAD for what a tag has been; no write would follow that finds it out."""
    here, there = started("plain-2.8"), started("plain-3.1")
    wanted, standing = images.image([images.layer()]), images.image([images.layer()])
    here.peer.push(repository, wanted, "latest")
    there.peer.push(repository, standing, "latest")

    def act(handler):
        handler.answer(200, b"", {"Docker-Content-Digest": wanted.digest})

    with faults.fault_proxy(there.host, tls) as proxy:
        proxy.spoil("HEAD", "/manifests/latest", act, times=9)
        target = connect(there, host=proxy.host, cert=tls.pem, plain_http=False)
        place = Place(connect(here), repository, "latest")
        (copied,) = copy_images([Copy(place, Target(target, repository, ("latest",)))])
    assert copied.changed
    there.peer.has(repository, "latest", wanted)


def test_a_tag_that_only_seems_to_be_written_fails_the_copy(started, connect, repository):
    """Such as zuul-registry's where the media type is another one."""
    here = started("plain-2.8")
    old, new = images.image([images.layer()]), images.image([images.layer()])
    here.peer.push(repository, new, "latest")

    with running(Registry(tags_that_stay)) as there:
        there.push("acme/app", old, "latest")
        target = Client(there.host, plain_http=True, retry=Retry(attempts=2, first=0.01))
        place = Place(connect(here), repository, "latest")
        with pytest.raises(RegistryError, match=f"still stands for {old.digest} instead of {new.digest}"):
            copy_images([Copy(place, Target(target, "acme/app", ("latest",)))])
