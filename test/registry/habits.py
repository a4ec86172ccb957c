"""The habits of registries: what each does is its docstring, which docs/registries.md repeats."""

import base64
import gzip
import json
from typing import Callable, NamedTuple

from misbehaving import MISSING, Answer, Registry, Request, error

USER, PASSWORD = "robot", "pass-word-of-a-robot"
LOGIN = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


class Habit(NamedTuple):
    """A habit, and whether staged tags are ``sure`` to go; else some may stay, with a word about each."""

    name: str
    act: Callable[[Registry, Request], Answer]
    sure: bool

    @property
    def words(self) -> str:
        return " ".join((self.act.__doc__ or "").split()).rstrip(".")


HABITS: dict[str, Habit] = {}


def habit(act: Callable[[Registry, Request], Answer]) -> Callable[[Registry, Request], Answer]:
    name = act.__name__.replace("_", "-")
    HABITS[name] = Habit(name, act, sure=True)
    return act


def may_keep_staged_tags(act: Callable[[Registry, Request], Answer]) -> Callable[[Registry, Request], Answer]:
    name = act.__name__.replace("_", "-")
    HABITS[name] = Habit(name, act, sure=False)
    return act


# Looking


@habit
def head_404(registry, request):
    """Answers 404 to HEAD of a manifest that GET gives."""
    return MISSING if request.kind == "manifests" and request.method == "HEAD" else registry.serve(request)


@habit
def head_405(registry, request):
    """Knows no HEAD: 405 for manifests and blobs."""
    return error(405, "UNSUPPORTED") if request.method == "HEAD" else registry.serve(request)


@habit
def head_403(registry, request):
    """Answers 403 to HEAD of manifests and blobs, whatever it has."""
    return error(403, "DENIED") if request.method == "HEAD" else registry.serve(request)


@habit
def head_500(registry, request):
    """Answers 500 to HEAD of what is not there."""
    answer = registry.serve(request)
    return error(500, "UNKNOWN") if request.method == "HEAD" and answer.status == 404 else answer


@may_keep_staged_tags
def missing_403(registry, request):
    """Answers 403 instead of 404 to HEAD and GET of a manifest that is not there."""
    answer = registry.serve(request)
    return error(403, "DENIED") if request.reads("manifests") and answer.status == 404 else answer


@habit
def missing_401(registry, request):
    """Answers 401, without a challenge, to HEAD of what is not there."""
    answer = registry.serve(request)
    return error(401, "UNAUTHORIZED") if request.method == "HEAD" and answer.status == 404 else answer


@habit
def head_without_length(registry, request):
    """Says at HEAD of a blob that it has 0 bytes."""
    answer = registry.serve(request)
    headers = {**answer.headers, "Content-Length": "0"}
    return (
        answer._replace(headers=headers) if request.method == "HEAD" and request.kind == "blobs" else answer
    )


@habit
def no_digest(registry, request):
    """Never says Docker-Content-Digest."""
    answer = registry.serve(request)
    return answer._replace(headers={k: v for k, v in answer.headers.items() if k != "Docker-Content-Digest"})


@habit
def digest_nonsense(registry, request):
    """Says something as Docker-Content-Digest that is no digest."""
    answer = registry.serve(request)
    given = {"Docker-Content-Digest": "none"} if "Docker-Content-Digest" in answer.headers else {}
    return answer._replace(headers={**answer.headers, **given})


@habit
def type_octets(registry, request):
    """Gives every manifest the type application/octet-stream."""
    answer = registry.serve(request)
    given = {"Content-Type": "application/octet-stream"} if request.reads("manifests") else {}
    return answer._replace(headers={**answer.headers, **given})


@habit
def packs(registry, request):
    """Packs manifests and lists with gzip, although it was asked not to."""
    answer = registry.serve(request)
    if request.method != "GET" or request.kind == "blobs" or answer.status != 200:
        return answer
    return answer._replace(
        body=gzip.compress(answer.body), headers={**answer.headers, "Content-Encoding": "gzip"}
    )


@habit
def chunks(registry, request):
    """Says of no answer how long it is."""
    answer = registry.serve(request)
    return (
        answer._replace(headers={**answer.headers, "Transfer-Encoding": "chunked"}) if answer.body else answer
    )


@habit
def closes_silently(registry, request):
    """Closes the connection after every answer, and does not say so."""
    return registry.serve(request)._replace(closes=True)


@habit
def closes(registry, request):
    """Closes the connection after every answer."""
    answer = registry.serve(request)
    return answer._replace(headers={**answer.headers, "Connection": "close"})


@habit
def redirects(registry, request):
    """Answers every first request with a redirect (307) to the same place with a query."""
    if request.query.get("again") or request.method == "PUT" and request.kind == "uploads":
        return registry.serve(request)
    query = "&".join(f"{name}={value}" for name, value in {**request.query, "again": "1"}.items())
    return Answer(307, b"", {"Location": f"{request.path}?{query}"})


@habit
def other_scope(registry, request):
    """Calls a repository by another name in the scope of its challenge, and gives tokens for that name alone."""
    if request.path == "/token":
        scopes = request.query.get("scope", "").split()
        good = scopes and all(scope.startswith("repository:internal/") for scope in scopes)
        return Answer(200, json.dumps({"token": ";".join(scopes)}).encode()) if good else error(403, "DENIED")
    granted = set()
    for scope in request.headers.get("Authorization", "")[len("Bearer ") :].split(";"):
        name, _, actions = scope.rpartition(":")
        granted |= {f"{name}:{action}" for action in actions.split(",")}
    action = {"GET": "pull", "HEAD": "pull", "DELETE": "delete"}.get(request.method, "push")
    wanted = [f"repository:internal/{request.repository}:{action}"]
    wanted += [f"repository:internal/{request.query['from']}:pull"] if "from" in request.query else []
    if granted >= set(wanted):
        return registry.serve(request)
    challenge = f'Bearer realm="{registry.base}/token",service="lab",scope="{" ".join(wanted)}"'
    return error(401, "UNAUTHORIZED")._replace(headers={"WWW-Authenticate": challenge})


# Writing


@habit
def stores_anything(registry, request):
    """Stores bytes under a digest that is not theirs, if it is told to."""
    if request.kind == "uploads" and request.method == "PUT":
        registry.blobs[request.repository, request.query["digest"]] = request.body
        return Answer(201)
    return registry.serve(request)


@habit
def manifest_200(registry, request):
    """Answers 200 to a manifest that it has written."""
    answer = registry.serve(request)
    return answer._replace(status=200) if request.kind == "manifests" and answer.status == 201 else answer


@habit
def manifest_202(registry, request):
    """Answers 202 to a manifest that it has written, without a digest."""
    answer = registry.serve(request)
    return Answer(202) if request.kind == "manifests" and answer.status == 201 else answer


@habit
def blob_204(registry, request):
    """Answers 204 to a blob that it has taken, without a digest."""
    answer = registry.serve(request)
    return (
        Answer(204)
        if request.kind == "uploads" and request.method == "PUT" and answer.status == 201
        else answer
    )


@habit
def upload_200(registry, request):
    """Answers 200 to the start of an upload."""
    answer = registry.serve(request)
    return answer._replace(status=200) if request.method == "POST" and answer.status == 202 else answer


@habit
def shows_later(registry, request):
    """Shows a tag that was written at the second look only, and names no digest."""
    answer = no_digest(registry, request)
    if request.method == "PUT" and request.kind == "manifests":
        registry.notes["hidden", request.path] = 1
        return answer
    hidden = registry.notes.pop(("hidden", request.path), 0) if request.method == "GET" else 0
    return MISSING if hidden else answer


@may_keep_staged_tags
def scans(registry, request):
    """Gives no manifest that came by a PUT until it is scanned, for which nobody waits here: 412."""
    before = set(registry.manifests)
    answer = registry.serve(request)
    registry.notes.update({("scanned", name): 0 for _, name in set(registry.manifests) - before})
    known = registry.notes.get(("scanned", registry.named(request)), 1) if request.reads("manifests") else 1
    return answer if known else error(412, "PROJECTPOLICYVIOLATION")


@habit
def hides(registry, request):
    """Says to strangers that nothing is there (404), and asks for a login at /v2/ and at writes only."""
    if request.headers.get("Authorization") == LOGIN:
        return registry.serve(request) if request.kind else Answer(200)
    if request.kind and request.method in ("GET", "HEAD"):
        return MISSING
    return error(401, "UNAUTHORIZED")._replace(headers={"WWW-Authenticate": 'Basic realm="x"'})


@habit
def loses_uploads(registry, request):
    """Does not know every second upload any more (404), which it has begun a moment ago."""
    if request.kind == "uploads" and request.method == "PUT":
        count = registry.notes["uploads"] = registry.notes.get("uploads", 0) + 1
        if count % 2:
            return error(404, "BLOB_UPLOAD_UNKNOWN")
    return registry.serve(request)


@habit
def processing(registry, request):
    """Says twice that it is at work (102, 103) before it answers."""
    return registry.serve(request)._replace(
        before=b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 x\r\nLink: </x>\r\n\r\n"
    )


@habit
def immutable(registry, request):
    """Refuses to write a tag that is there, even as what it is (immutable tags)."""
    there = (request.repository, request.reference) in registry.tags
    return error(412, "DENIED") if request.method == "PUT" and there else registry.serve(request)


@habit
def mount_500(registry, request):
    """Answers 500 to a mount."""
    return error(500, "UNKNOWN") if "mount" in request.query else registry.serve(request)


@habit
def mount_405(registry, request):
    """Answers 405 to a mount."""
    return error(405, "UNSUPPORTED") if "mount" in request.query else registry.serve(request)


@habit
def mount_ends(registry, request):
    """Ends the connection at a mount."""
    return Answer(0) if "mount" in request.query else registry.serve(request)


@habit
def location_absolute(registry, request):
    """Names the place of an upload by an absolute address, with an account and a fragment in it."""
    answer = registry.serve(request)
    if answer.status != 202 or request.method != "POST":
        return answer
    location = f"http://user:secret@{registry.host}{answer.headers['Location']}#part"
    return answer._replace(headers={"Location": location})


@habit
def location_relative(registry, request):
    """Names the place of an upload relative to the request."""
    answer = registry.serve(request)
    if answer.status != 202 or request.method != "POST":
        return answer
    return answer._replace(headers={"Location": answer.headers["Location"].rpartition("/")[2]})


@habit
def limits(registry, request):
    """Answers 429 to every fifth request, and asks to come back in a hundred days."""
    if len(registry.seen) % 5:
        return registry.serve(request)
    return error(429, "TOOMANYREQUESTS")._replace(headers={"Retry-After": "8640000"})


# Lists


@habit
def no_pages(registry, request):
    """Refuses the parameters of a page of a list, and gives the whole list."""
    if request.kind == "tags" and request.query:
        return error(404, "NOT_FOUND")
    tags = sorted(tag for repository, tag in registry.tags if repository == request.repository)
    return Answer(200, b'{"tags": %s}' % str(tags).replace("'", '"').encode()) if request.kind == "tags" else registry.serve(request)  # fmt: skip


@habit
def next_page_elsewhere(registry, request):
    """Names the next page of a list by a host that only itself knows."""
    answer = registry.serve(request)
    link = answer.headers.get("Link", "").replace("</", "<http://registry.internal:5000/")
    return answer._replace(headers={"Link": link}) if link else answer


@habit
def same_page(registry, request):
    """Names the last page of a list as the next one, without end."""
    answer = registry.serve(request)
    if request.kind != "tags" or "Link" in answer.headers or not request.query.get("last"):
        return answer
    return answer._replace(headers={"Link": f'<{request.path}?n=3&last={request.query["last"]}>; rel="next"'})


# Deleting


@may_keep_staged_tags
def delete_405(registry, request):
    """Deletes no tags: 405."""
    return error(405, "UNSUPPORTED") if request.method == "DELETE" else registry.serve(request)


@may_keep_staged_tags
def delete_404(registry, request):
    """Answers 404 to every deletion, since it knows none."""
    return MISSING if request.method == "DELETE" else registry.serve(request)


@may_keep_staged_tags
def delete_403(registry, request):
    """Lets the account write, and delete nothing: 403."""
    return error(403, "DENIED") if request.method == "DELETE" else registry.serve(request)


@may_keep_staged_tags
def delete_is_a_lie(registry, request):
    """Answers 202 to a deletion, and keeps the tag."""
    return Answer(202) if request.method == "DELETE" else registry.serve(request)


@habit
def deletes_later(registry, request):
    """Shows a tag that was deleted at the first look still."""
    place = (request.repository, request.reference)
    late = registry.notes.pop(("late", place), None)
    if late is not None and request.reads("manifests"):
        return late
    if request.method == "DELETE" and place in registry.tags:
        registry.notes["late", place] = registry.serve(request._replace(method="GET"))
    return registry.serve(request)


@habit
def delete_200(registry, request):
    """Answers 200 to a deletion that it has done."""
    answer = registry.serve(request)
    return answer._replace(status=200) if request.method == "DELETE" and answer.status == 202 else answer


@may_keep_staged_tags
def delete_takes_the_image(registry, request):
    """Deletes the image with a tag, and so every other tag of the image."""
    if request.method == "DELETE" and registry.named(request):
        registry.forget(request.repository, registry.named(request))
        return Answer(202)
    return registry.serve(request)


# What nobody can do anything about but say so: no habit to live with.


def tags_that_stay(registry, request):
    """Answers 201 and the right digest to the write of a tag that is there, and leaves the tag what it was."""
    there = registry.tags.get((request.repository, request.reference))
    answer = registry.serve(request)
    if request.method == "PUT" and there:
        registry.tags[request.repository, request.reference] = there
    return answer
