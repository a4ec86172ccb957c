"""The role that makes repositories at Quay, against a stand-in that speaks its documented interface."""

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hosts.executor import Build

TOKEN = "application-token-5521"
BOOK = "- hosts: localhost\n  gather_facts: false\n  roles: [ensure-quay-repo]\n"


@pytest.fixture
def quay(tls):
    """A server that knows one repository, and is busy at first; `asked` has what it was asked for."""
    asked, known = [], {("acme", "there")}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(content)
            place = (content["namespace"], content["repository"])
            if len(asked) == 1:
                status, answer = 503, {"message": "busy"}
            elif self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, answer = 401, {"message": "Invalid token"}
            elif self.path != "/api/v1/repository" or content["repo_kind"] != "image":
                status, answer = 404, {}
            elif place in known:
                status, answer = 400, {"message": "Repository already exists", "status": 400}
            else:
                known.add(place)
                status, answer = 201, {"namespace": place[0], "name": place[1]}
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    thread.join()


@pytest.fixture
def ensure(tmp_path, quay, tls):
    def run(*listed, **account):
        number = len(list(tmp_path.iterdir()))
        host, _ = quay
        own = {"username": "zuul", "password": "pw-9912", "cert": tls.pem, "api_token": TOKEN, **account}
        job = Build(
            tmp_path / str(number), "11", {"project": {}}, {}, job_vars={"container_images": list(listed)}
        )
        book = job.directory / "roles.yaml"
        book.write_text(BOOK)
        done = job.play(book, {"container_registry_credentials": {host: own}})
        assert TOKEN not in done.output and "pw-9912" not in done.output
        return done

    return run


def test_what_is_missing_is_made_and_what_is_left_out_is_told(quay, ensure, started):
    host, asked = quay
    public = {"visibility": "public", "registry": host}
    listed = [
        {**public, "repository": f"{host}/acme/new", "namespace": "acme", "repo_shortname": "new", "repo_description": "d"},
        {**public, "repository": f"{host}/acme/there", "visibility": "private"},
        {"registry": host, "repository": f"{host}/acme/hidden"},
        {"repository": "ghcr.io/acme/other", "visibility": "public"},
    ]  # fmt: skip
    done = ensure(*listed).must_succeed()
    made = {
        "namespace": "acme",
        "repository": "new",
        "visibility": "public",
        "description": "d",
        "repo_kind": "image",
    }
    there = {**made, "repository": "there", "visibility": "private", "description": ""}
    assert asked == [made, made, there]
    for said in ("it has no visibility", "has no account for ghcr.io", f"{host}/acme/new"):
        assert said in done.output
    assert ensure(*listed, api_token="").must_succeed() and len(asked) == 3


@pytest.mark.parametrize(
    "change, account, said",
    [
        ({"visibility": "secret"}, {}, "container_images[0].visibility: 'secret' is not one of public, private"),
        ({"repo_shortname": "x"}, {}, "container_images[0]: namespace and repo_shortname are acme/x, but repository is"),
        ({}, {"repository": "^other/"}, "container_images[0].repository: "),
        ({}, {"repository": "^ghcr.io/"}, ".repository: begins with another registry than the account stands under"),
        ({}, {"api_url": "http://127.0.0.1:1"}, "credentials are only sent by https"),
    ],
)  # fmt: skip
def test_what_is_refused(quay, ensure, started, change, account, said):
    host, asked = quay
    image = {"registry": host, "repository": f"{host}/acme/new", "visibility": "public", **change}
    assert said in ensure(image, **account).must_fail().output
    assert asked == []
