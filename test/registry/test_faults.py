"""What goes wrong between client and registry is healed, or reported without harm."""

import email.utils
import hashlib
import json
import time

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.oci.connection import Timeouts
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.oci.manifest import Descriptor
from ansible.module_utils.image_gate.publish.copy import copy_images
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target

BLOBS = r"/blobs/sha256:"
UPLOADS = r"/blobs/uploads/\S+digest="


@pytest.fixture
def lane(started, tls, connect, repository):
    """A copy from one registry to another, with a proxy before each."""
    source, target = started("plain-2.8"), started("plain-3.1")
    with faults.fault_proxy(source.host, tls) as before, faults.fault_proxy(target.host, tls) as after:
        yield Lane(source, target, before, after, connect, tls, repository)


class Lane:
    def __init__(self, source, target, before, after, connect, tls, repository):
        self.source, self.target, self.before, self.after = source, target, before, after
        self.repository = repository
        self.made = images.image([images.layer(), images.layer(400_000)])
        source.peer.push(repository, self.made, "latest")
        options = {"cert": tls.pem, "plain_http": False, "timeouts": Timeouts(connect=2, read=0.7)}
        self.reader = connect(source, host=before.host, **options)
        self.writer = connect(target, host=after.host, **options)

    def copy(self, tag="new"):
        place = Place(self.reader, self.repository, "latest")
        return copy_images([Copy(place, Target(self.writer, self.repository, (tag,)))])[0]

    def arrived(self, tag="new"):
        self.target.peer.has(self.repository, tag, self.made)

    def nothing_tagged(self, tag="new"):
        assert self.target.peer.manifest(self.repository, tag) is None


@pytest.mark.parametrize(
    ("side", "method", "path", "fault"),
    [
        ("before", "GET", "/manifests/", faults.reset),
        ("before", "GET", "/manifests/", faults.truncate),
        ("before", "GET", "/manifests/", faults.refuse(500)),
        ("before", "GET", "/manifests/", faults.refuse(503, b"<html>busy</html>", Content_Type="text/html")),
        ("before", "GET", "/manifests/", faults.refuse(408)),
        ("before", "GET", BLOBS, faults.reset),
        ("before", "GET", BLOBS, faults.truncate),
        ("before", "GET", BLOBS, faults.stall),
        ("before", "GET", BLOBS, faults.refuse(502)),
        ("after", "HEAD", BLOBS, faults.reset),
        ("after", "POST", "/blobs/uploads/", faults.refuse(500)),
        ("after", "POST", "/blobs/uploads/", faults.stall),
        ("after", "PUT", UPLOADS, faults.reset_in_upload),
        ("after", "PUT", UPLOADS, faults.lose_answer),
        ("after", "PUT", UPLOADS, faults.refuse(503)),
        ("after", "PUT", "/manifests/", faults.reset),
        ("after", "PUT", "/manifests/", faults.lose_answer),
        ("after", "PUT", "/manifests/", faults.refuse(500)),
    ],
)
def test_passing_faults_are_healed(lane, side, method, path, fault):
    proxy = getattr(lane, side)
    proxy.spoil(method, path, fault, times=2)

    assert lane.copy().changed

    lane.arrived()
    assert [left.times for left in proxy.faults] == [0]


def test_a_source_with_other_bytes_is_refused_before_anything_is_tagged(lane):
    lane.before.spoil("GET", BLOBS, faults.corrupt, times=99)

    with pytest.raises(RegistryError, match="other bytes than its digest"):
        lane.copy()

    lane.nothing_tagged()
    for name in lane.made.blobs:
        assert lane.target.peer.request("HEAD", f"/v2/{lane.repository}/blobs/{name}")[0] == 404
    assert lane.before.count("GET", BLOBS) <= len(lane.made.blobs)


def test_a_manifest_with_other_bytes_than_its_digest_is_refused(lane):
    lane.before.spoil("GET", "/manifests/", faults.corrupt, times=99)
    with pytest.raises(RegistryError, match="instead of sha256:"):
        lane.reader.get_manifest(lane.repository, lane.made.digest)


def test_a_registry_that_stores_another_digest_is_noticed(lane):
    other = "sha256:" + "0" * 64
    lane.after.spoil("PUT", "/manifests/", faults.refuse(201, Docker_Content_Digest=other))
    with pytest.raises(RegistryError, match=f"stored as {other} instead of {lane.made.digest}"):
        lane.copy()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 415])
def test_other_refusals_are_not_tried_again(lane, status):
    answer = b'{"errors":[{"code":"DENIED","message":"not for you"}]}'
    lane.after.spoil("PUT", "/manifests/", faults.refuse(status, answer), times=9)

    with pytest.raises(
        RegistryError, match=f"cannot write manifest new: HTTP {status} DENIED: not for you"
    ) as caught:
        lane.copy()

    assert caught.value.status == status
    assert lane.after.count("PUT", "/manifests/") == 1


def test_who_waits_in_vain_does_so_twice_at_most(lane):
    lane.before.spoil("GET", "/manifests/", faults.stall, times=99)
    with pytest.raises(RegistryError, match=r"timed out \(2 attempts\)"):
        lane.copy()
    assert lane.before.count("GET", "/manifests/") == 2


@pytest.mark.parametrize("delay", [0, 0.3])
@pytest.mark.parametrize("encrypted", [True, False])
def test_an_upload_that_is_refused_early_ends_at_once_with_the_reason(
    started, connect, tls, repository, encrypted, delay
):
    def refuse_and_read_nothing(handler):
        time.sleep(delay)
        handler.answer(413, b'{"errors":[{"code":"SIZE_INVALID","message":"too large"}]}')
        handler.proxy.ended.wait(30)

    server = started("plain-3.1")
    body = images.layer(25_000_000)
    made = images.assemble(b"{}", [body])
    server.peer.push(f"{repository}/source", made, "latest")
    with faults.fault_proxy(server.host, tls if encrypted else None) as proxy:
        proxy.spoil("PUT", UPLOADS, refuse_and_read_nothing, times=99)
        options = {"cert": tls.pem, "plain_http": not encrypted, "timeouts": Timeouts(connect=2, read=5)}
        writer, reader = connect(server, host=proxy.host, **options), connect(server)
        blob = Descriptor("x", images.digest(body), len(body))
        began = time.monotonic()
        with pytest.raises(RegistryError, match="HTTP 413 SIZE_INVALID: too large"):
            writer.upload_blob(
                repository, blob, lambda: reader.open_blob(f"{repository}/source", blob.digest)
            )
        assert time.monotonic() - began < 3
        assert proxy.count("PUT") == 1


def test_a_registry_that_thanks_before_it_has_everything_is_not_believed(lane, connect, repository):
    def thank(handler):
        handler.answer(201)
        handler.proxy.ended.wait(30)

    body = images.layer(25_000_000)
    lane.source.peer.push(repository, images.assemble(b"{}", [body]), "large")
    lane.after.spoil("PUT", UPLOADS, thank, times=99)
    blob = Descriptor("x", images.digest(body), len(body))
    with pytest.raises(RegistryError, match="it answers 201 before it has everything"):
        lane.writer.upload_blob(repository, blob, lambda: lane.reader.open_blob(repository, blob.digest))


def test_an_interim_answer_is_not_the_answer(lane):
    def go_on(handler):
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 2)
        time.sleep(0.1)
        handler.answer(*handler.forward())

    lane.after.spoil("PUT", UPLOADS, go_on, times=9)
    assert lane.copy().changed
    lane.arrived()


def test_an_upload_that_stays_refused_is_sent_twice_at_most(lane):
    lane.after.demand_token("token")
    lane.after.spoil("PUT", UPLOADS, lambda handler: (handler.read_body(), handler.challenge()), times=99)
    with pytest.raises(RegistryError, match="HTTP 401 UNAUTHORIZED"):
        lane.copy()
    # What is sent are the bytes of one blob; several may be on their way before the first one is refused.
    paths = [seen.path.rpartition("digest=")[2] for seen in lane.after.seen if seen.method == "PUT"]
    assert max(paths.count(path) for path in paths) == 2


def test_an_empty_blob_is_verified_as_well(lane):
    name = "sha256:" + "0" * 64
    config = {"mediaType": images.OCI_CONFIG, "digest": name, "size": 0}
    body = json.dumps({"schemaVersion": 2, "config": config, "layers": []}).encode()
    lane.before.spoil("GET", "/manifests/", faults.refuse(200, body, Content_Type=images.OCI_MANIFEST))
    lane.before.spoil("GET", BLOBS, faults.refuse(200), times=99)
    lane.after.spoil("PUT", UPLOADS, faults.refuse(201), times=99)
    lane.after.spoil("PUT", "/manifests/", faults.refuse(201, Docker_Content_Digest=images.digest(body)))
    with pytest.raises(RegistryError, match="other bytes than its digest"):
        lane.copy()
    assert lane.after.count("PUT", "/manifests/") == 0


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_obeyed(lane, form):
    def limit(handler):
        wait = "1" if form == "seconds" else email.utils.formatdate(time.time() + 2, usegmt=True)
        handler.answer(429, b'{"errors":[{"code":"TOOMANYREQUESTS"}]}', {"Retry-After": wait})

    lane.before.spoil("GET", "/manifests/", limit)
    began = time.monotonic()
    lane.copy()
    # The usual delays of these tests are a tenth of a second at most; a date has whole seconds.
    assert time.monotonic() - began > 0.9
    lane.arrived()


def test_a_limit_that_stays_is_reported_with_advice(lane):
    answer = b'{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}'
    lane.before.spoil("GET", "/manifests/", faults.refuse(429, answer), times=99)

    with pytest.raises(RegistryError) as caught:
        lane.copy()

    place = f"{lane.before.host}/{lane.repository}"
    assert str(caught.value) == (
        f"{place}: cannot read manifest latest: HTTP 429 TOOMANYREQUESTS: slow down (4 attempts). "
        "The registry limits the rate of requests: log in, or run fewer jobs at a time."
    )
    lane.nothing_tagged()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_blobs_are_followed_to_another_host_without_credentials(lane, tls, started, status):
    lane.before.demand_token("secret-read-token")
    with faults.fault_proxy(lane.source.host, tls) as storage:
        lane.before.spoil("GET", BLOBS, faults.redirect(status, storage.base), times=99)
        lane.copy()

        lane.arrived()
        assert storage.count("GET", BLOBS) == len(lane.made.blobs)
        assert {seen.authorization for seen in storage.seen} == {""}


def test_a_redirect_to_plain_http_is_refused(lane):
    lane.before.spoil("GET", BLOBS, faults.redirect(307, f"http://{lane.source.host}"), times=99)
    with pytest.raises(RegistryError, match="refers to .* without TLS"):
        lane.copy()


def test_redirects_in_a_circle_end(lane):
    lane.before.spoil("GET", BLOBS, faults.redirect(307, lane.before.base), times=99)
    with pytest.raises(RegistryError, match="more than 5 redirects"):
        lane.copy()


@pytest.mark.parametrize("kind", ["absolute", "as plain http", "another host"])
def test_uploads_go_where_the_location_says(lane, tls, kind):
    lane.after.demand_token("secret-write-token")
    with faults.fault_proxy(lane.target.host, tls) as storage:
        base = {
            "absolute": lane.after.base,
            "as plain http": lane.after.base.replace("https:", "http:"),
            "another host": storage.base,
        }[kind]

        def elsewhere(handler):
            status, body, headers = handler.forward()
            handler.answer(status, body, {**headers, "Location": base + headers["Location"]})

        def start(handler):
            allowed = handler.headers.get("Authorization") == "Bearer secret-write-token"
            elsewhere(handler) if allowed else (handler.read_body(), handler.challenge())

        lane.after.spoil("POST", "/blobs/uploads/", start, times=99)
        lane.copy()

        lane.arrived()
        assert storage.count("PUT") == (len(lane.made.blobs) if kind == "another host" else 0)
        assert {seen.authorization for seen in storage.seen} <= {""}


def test_errors_name_the_address_that_was_really_asked(lane, tls):
    with faults.fault_proxy(lane.source.host, tls) as storage:
        lane.before.spoil("GET", BLOBS, faults.redirect(307, storage.base), times=99)
        storage.spoil("GET", BLOBS, faults.refuse(403, b"<Error>AccessDenied</Error>"), times=99)
        with pytest.raises(RegistryError, match=rf"HTTP 403 <Error>.* \(at {storage.host}\)"):
            lane.copy()
        storage.faults.clear()
        storage.spoil("GET", BLOBS, faults.reset, times=99)
        with pytest.raises(RegistryError, match=rf"\(at {storage.host}, 4 attempts\)"):
            lane.copy()
    with pytest.raises(RegistryError, match=rf"connection refused \(at {storage.host}, 4 attempts\)"):
        lane.copy()


def test_errors_name_the_place_of_an_upload_without_its_query(lane, tls):
    with faults.fault_proxy(lane.target.host, tls) as storage:

        def elsewhere(handler):
            status, body, headers = handler.forward()
            location = f"{storage.base}{headers['Location']}&sig=SECRET-55"
            handler.answer(status, body, {**headers, "Location": location})

        lane.after.spoil("POST", "/blobs/uploads/", elsewhere, times=99)
        storage.spoil("PUT", UPLOADS, faults.refuse(403), times=99)
        with pytest.raises(RegistryError, match=rf"cannot upload blob .* \(at {storage.host}\)") as caught:
            lane.copy()
    assert "SECRET-55" not in str(caught.value)


def test_a_redirect_that_leads_nowhere(lane):
    lane.before.spoil("GET", BLOBS, faults.refuse(307), times=99)
    with pytest.raises(RegistryError, match="it redirects without a Location"):
        lane.copy()


def test_an_upload_that_has_no_place(lane):
    lane.after.spoil("POST", "/blobs/uploads/", faults.refuse(202), times=99)
    with pytest.raises(RegistryError, match="cannot start to upload .* its answer has no Location"):
        lane.copy()


def test_a_tag_whose_digest_is_told_otherwise_is_refused(lane):
    other = "sha256:" + "0" * 64

    def lie(handler):
        status, body, headers = handler.forward()
        handler.answer(status, body, {**headers, "Docker-Content-Digest": other})

    lane.before.spoil("GET", "/manifests/latest", lie, times=99)
    with pytest.raises(
        RegistryError, match=f"its bytes are {lane.made.digest}, but Docker-Content-Digest says {other}"
    ):
        lane.copy()
    lane.nothing_tagged()


def test_a_digest_of_another_algorithm_is_compared_by_that(lane):
    def other(handler):
        status, body, headers = handler.forward()
        told = "sha512:" + hashlib.sha512(body or lane.made.body).hexdigest()
        handler.answer(status, body, {**headers, "Docker-Content-Digest": told})

    lane.before.spoil("GET", "/manifests/", other, times=99)
    lane.after.spoil("PUT", "/manifests/", other, times=99)
    assert lane.copy().changed
    lane.arrived()


def test_a_blob_that_was_not_stored_is_missed_at_once(lane):
    lane.after.spoil("PUT", UPLOADS, lambda handler: (handler.read_body(), handler.answer(204)), times=99)
    with pytest.raises(RegistryError, match="it answers 204, and does not have it"):
        lane.copy()
    lane.nothing_tagged()


def test_a_refused_password_is_not_taken_for_advice(started, connect, repository):
    registry = connect(started("distribution-3.1"), password="wrong-secret-99")
    for look in (registry.look, registry.find_manifest):
        with pytest.raises(RegistryError, match="Check the user name and the password"):
            look(repository, "latest")


def test_a_token_that_expires_inside_an_upload_is_renewed(lane):
    lane.after.demand_token("token-1")
    lane.after.spoil("PUT", UPLOADS, faults.expire("token-2"))

    assert lane.copy().changed

    lane.arrived()
    assert "Bearer token-1" in {seen.authorization for seen in lane.after.seen}
    assert "Bearer token-2" in {seen.authorization for seen in lane.after.seen}
    # To look and to write, each once more at most, whatever the number of threads that were refused.
    assert lane.after.tokens_given <= 4


def test_a_kept_connection_that_was_closed_is_replaced_at_once(lane):
    lane.reader.get_manifest(lane.repository, "latest")

    def answer_and_close(handler):
        handler.answer(*handler.forward())
        handler.close_connection = True

    lane.before.spoil("GET", "/manifests/", answer_and_close)
    lane.reader.get_manifest(lane.repository, "latest")
    lane.reader.retry = lane.reader.retry.__class__(attempts=1)
    lane.reader.get_manifest(lane.repository, "latest")


def test_errors_hold_no_secret(lane, connect, started):
    def echo(handler):
        handler.answer(
            400, f"you sent {handler.headers.get('Authorization')}".encode(), {"Content-Type": "text/plain"}
        )

    lane.before.demand_token("secret-token-77")
    lane.before.spoil("HEAD", "/manifests/", echo)
    reader = lane.reader
    reader.get_manifest(lane.repository, "latest")
    lane.before.spoil("GET", "/manifests/", echo, times=9)
    with pytest.raises(RegistryError) as caught:
        reader.get_manifest(lane.repository, "latest")
    assert "you sent Bearer ***" in str(caught.value)


@pytest.mark.parametrize("status", [202, 400, 401, 403, 404, 405, 422])
def test_where_nothing_is_mounted_it_is_uploaded(lane, status):
    def no_mount(handler):
        handler.path = handler.path.partition("?")[0]
        handler.answer(*handler.forward()) if status == 202 else faults.refuse(status)(handler)

    other = f"{lane.repository}/other"
    lane.after.spoil("POST", "mount=", no_mount, times=99)
    place = Place(lane.reader, lane.repository, "latest")
    names = (lane.repository, other)
    done = copy_images([Copy(place, Target(lane.writer, name, ("new",))) for name in names])

    assert [item.mounted for item in done] == [0, 0]
    lane.target.peer.has(other, "new", lane.made)
    # Who does not know mounts is not asked for each blob.
    assert lane.after.count("POST", "mount=") <= len(lane.made.blobs)
