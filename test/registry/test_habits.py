"""Whatever habit a registry has: images arrive, promotions end, and no tag is lost that nobody gave up."""

import re
import time
from datetime import datetime, timezone

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry as Client
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.publish.copy import copy_images
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target
from habits import HABITS, PASSWORD, USER, stores_anything
from misbehaving import Registry, running
from module_calls import call
from processes import ROOT

OLD, NOW = "2020-01-01T00:00:00Z", datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(autouse=True)
def swift(monkeypatch):
    """Nobody waits between attempts."""
    monkeypatch.setattr(Retry, "delay", lambda *_: 0.01)


@pytest.fixture(params=sorted(HABITS))
def habit(request):
    return HABITS[request.param]


@pytest.fixture
def registry(habit):
    with running(Registry(habit.act)) as target:
        yield target


def _options(registry):
    return {"host": registry.host, "plain_http": True, "username": USER, "password": PASSWORD}


def _made(change, created=NOW, shared=()):
    labels = {"org.zuul-ci.change": change}
    return images.image([images.layer(), *shared], labels=labels, created=created)


def _stage(registry, made, change, tag, moment):
    """A staged tag, with the companion by which an upload notes its moment."""
    name = f"change_{change}_{tag}"
    companion, note = images.companion(name, made.digest, moment)
    registry.push("acme/app", note, companion)
    registry.push("acme/app", made, name)


def test_copies(started, repository, registry):
    source = started("plain-3.1")
    shared = images.layer()
    copies, expected = [], []
    for name in ("one", "two"):
        made = _made("7", shared=[shared])
        source.peer.push(f"{repository}/{name}", made, "latest")
        expected.append((f"acme/{name}", made))
        here = {"registry": source.host, "repository": f"{repository}/{name}", "reference": "latest"}
        there = {"registry": registry.host, "repository": f"acme/{name}", "tags": ["change_7_latest"]}
        copies.append({"source": here, "destination": there})
    arguments = {"registries": [{"host": source.host, "plain_http": True}, _options(registry)]}

    first = call("registry_copy", {**arguments, "copies": copies})
    again = call("registry_copy", {**arguments, "copies": copies})

    assert first.get("msg") is None
    assert again.get("msg") is None
    for name, made in expected:
        assert registry.has(name, "change_7_latest", made)


def test_many_at_once_find_out_that_they_have_to_log_in():
    """What everybody may see came first, so nobody has been asked for a login yet."""

    def act(registry, request):
        return (
            registry.serve(request)
            if request.repository == "acme/public"
            else HABITS["hides"].act(registry, request)
        )

    made = _made("7")
    with running(Registry(act)) as registry:
        registry.push("acme/public", made, "latest")
        names = [f"tag{number}" for number in range(16)]
        registry.push("acme/app", made, *names)
        client = Client(registry.host, USER, PASSWORD, plain_http=True)
        assert client.find_manifest("acme/public", "latest")
        found = each(lambda name: client.find_manifest("acme/app", name), names, 8, to_the_end=True)
        assert [one.digest for one in found] == [made.digest] * len(names)
        assert client.find_manifest("acme/app", "nothing") is None
        assert [request.path for request in registry.seen].count("/v2/") == 1


def test_bytes_are_compared_before_the_last_of_them_leaves(started, connect, repository):
    source, blob = started("plain-3.1"), images.layer(600_000)
    made = images.assemble(b"{}", [blob])
    source.peer.push(repository, made, "latest")
    with faults.fault_proxy(source.host, None) as before, running(Registry(stores_anything)) as target:
        before.spoil("GET", images.digest(blob), faults.corrupt, times=99)
        reader = connect(source, host=before.host)
        writer = Client(target.host, plain_http=True)
        with pytest.raises(RegistryError, match="other bytes than its digest"):
            copy_images([Copy(Place(reader, repository, "latest"), Target(writer, "acme/app", ("latest",)))])
    assert ("acme/app", images.digest(blob)) not in target.blobs
    assert target.tags == {}


def test_promotions(registry, habit):
    final, other, new = _made("5"), _made("6"), _made("7")
    registry.push("acme/app", final, *([] if habit.name == "immutable" else ["latest"]), "1.0")
    _stage(registry, other, "6", "latest", int(time.time()))
    for tag in ("latest", "2.0"):
        _stage(registry, new, "7", tag, int(time.time()))
    place = {"registry": registry.host, "repository": "acme/app"}
    promotions = [{**place, "staged_tag": f"change_7_{tag}", "tag": tag} for tag in ("latest", "2.0")]
    arguments = {"registries": [_options(registry)], "promotions": promotions, "change": "7"}

    done = call("registry_promote", arguments)
    assert done.get("msg") is None
    again = call("registry_promote", arguments)

    assert again.get("msg") is None or habit.name == "missing-403"
    for tag, made in (("latest", new), ("2.0", new), ("1.0", final), ("change_6_latest", other)):
        assert registry.has("acme/app", tag, made), tag
    _told(registry, habit, done, ["change_7_latest", "change_7_2.0"])


def test_clean_up(registry, habit):
    final, young, old = _made("5"), _made("6"), _made("8", created=OLD)
    released = _made("7", created=OLD)
    registry.push("acme/app", final, "latest")
    registry.push("acme/app", released, "1.0")
    _stage(registry, young, "6", "latest", int(time.time()))
    # One that was promoted and stayed: it has the image of a final tag.
    _stage(registry, released, "7", "latest", 1577836800)
    _stage(registry, old, "8", "latest", 1577836800)
    keep = [{"repository": "acme/app", "tags": ["latest", "1.0"]}]

    done = call(
        "registry_cleanup", {"registry": _options(registry), "repositories": ["acme/app"], "keep": keep}
    )

    for tag, made in (("latest", final), ("1.0", released), ("change_6_latest", young)):
        assert registry.has("acme/app", tag, made), tag
    _told(registry, habit, done, ["change_7_latest", "change_8_latest"])


def _told(registry, habit, done, staged):
    """What is said to be deleted is, and what stays is named."""
    deleted = {item["tag"] for item in done["deleted"]} & set(staged)
    left = {tag for tag in staged if ("acme/app", tag) in registry.tags}
    said = "\n".join([str(done.get("kept")), *done["warnings_found"], done.get("msg", "")])
    assert not deleted & left
    assert all(tag in said for tag in left)
    if habit.sure:
        assert (left, deleted) == (set(), set(staged))


def test_the_documentation_has_every_habit():
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` +\| (.*?) +\|", (ROOT / "docs/registries.md").read_text(), re.MULTILINE
    )
    assert dict(rows) == {name: habit.words for name, habit in HABITS.items()}
    assert len(rows) == len(HABITS)
