"""Images for the tests, and a way to put them into a registry without the client under test."""

import base64
import gzip
import hashlib
import io
import json
import os
import re
import ssl
import tarfile
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
EMPTY = "application/vnd.oci.empty.v1+json"


def digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


@dataclass
class Made:
    """A manifest with everything below it: children before it, blobs by digest."""

    body: bytes
    media_type: str
    blobs: dict[str, bytes] = field(default_factory=dict)
    children: list["Made"] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return digest(self.body)

    def descriptor(self, **more: object) -> dict[str, object]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.body), **more}


def layer(size: int = 20_000, name: str = "file") -> bytes:
    """A layer with one file of random bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = size
        archive.addfile(info, io.BytesIO(os.urandom(size)))
    return gzip.compress(packed.getvalue(), 1)


def image(
    layers: list[bytes],
    *,
    docker: bool = False,
    named: bool = True,
    labels: dict[str, str] | None = None,
    created: str | None = "2026-01-02T03:04:05Z",
    foreign: tuple[bytes, ...] = (),
    **more: object,
) -> Made:
    """An image of these layers; ``named`` false leaves the manifest without mediaType, as podman 4 does."""
    config = json.dumps({
        **({"created": created} if created else {}),
        "architecture": "amd64", "os": "linux", "config": {"Labels": labels or {}},
        "rootfs": {"type": "layers", "diff_ids": [digest(gzip.decompress(body)) for body in layers]},
    }).encode()  # fmt: skip
    far = [{**blob(DOCKER_FOREIGN, body), "urls": ["https://far.example/layer"]} for body in foreign]
    return assemble(config, layers, docker=docker, named=named, far=far, **more)


def assemble(
    config: bytes,
    layers: list[bytes],
    *,
    docker: bool = False,
    named: bool = True,
    far: list[dict] | None = None,
    **more: object,
) -> Made:
    """An image of a configuration and layers that exist, and of descriptors of layers that are elsewhere."""
    media_type, config_type, layer_type = (
        (DOCKER_MANIFEST, DOCKER_CONFIG, DOCKER_LAYER) if docker else (OCI_MANIFEST, OCI_CONFIG, OCI_LAYER)
    )
    manifest = {
        "schemaVersion": 2,
        **({"mediaType": media_type} if named else {}),
        "config": blob(config_type, config),
        "layers": [*(blob(layer_type, body) for body in layers), *(far or [])],
        **more,
    }
    # Indentation that no encoder of ours makes: a client that writes JSON anew is found out by the digest.
    return Made(
        json.dumps(manifest, indent=3).encode(), media_type, {digest(b): b for b in [config, *layers]}
    )


def index(
    children: list[Made], *, docker: bool = False, extra: tuple[dict, ...] = (), **more: object
) -> Made:
    media_type = DOCKER_LIST if docker else OCI_INDEX
    platforms = [{"architecture": f"arch{number}", "os": "linux"} for number in range(len(children))]
    entries = [child.descriptor(platform=platform) for child, platform in zip(children, platforms)]
    content = {"schemaVersion": 2, "mediaType": media_type, "manifests": [*entries, *extra], **more}
    return Made(json.dumps(content, indent=3).encode(), media_type, {}, children)


def artifact(payload: bytes | None = None, **more: object) -> Made:
    """An OCI 1.1 artifact: an empty config, and one layer or none at all."""
    blobs = {digest(body): body for body in [b"{}", *([payload] if payload is not None else [])]}
    content = {
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/vnd.example.sbom",
        "config": blob(EMPTY, b"{}"),
        "layers": [blob("application/spdx+json", payload)] if payload is not None else [], **more,
    }  # fmt: skip
    return Made(json.dumps(content, indent=3).encode(), OCI_MANIFEST, blobs)


def companion(tag: str, staged: str = "", moment: int = 1_767_323_045) -> tuple[str, Made]:
    """What an upload writes beside a staged tag: its name and itself; ``staged`` is the digest that it tells."""
    prefix = re.match(r"(change_\d+|[a-z]+)_", tag).group()
    name = f"{prefix}staged-{moment}-{hashlib.sha256(tag.encode()).hexdigest()[:16]}"
    words = {"io.image-gate.note": "a note", "io.image-gate.staged-tag": tag}
    return name, artifact(
        annotations={**words, **({"io.image-gate.staged-digest": staged} if staged else {})}
    )


def blob(media_type: str, body: bytes) -> dict[str, object]:
    return {"mediaType": media_type, "digest": digest(body), "size": len(body)}


class Peer:
    """A registry over urllib: what the tests put into it and read from it, independent of the client.

    It follows a Bearer challenge once per request and repository, and knows nothing of retries.
    """

    def __init__(self, base: str, user: str = "", password: str = "", pem: str = "") -> None:
        self.base, self.user, self.password = base, user, password
        self._context = ssl.create_default_context(cadata=pem) if pem else None
        self._known: dict[str, str] = {}
        self._holders: dict[str, str] = {}

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str):
        """Status, headers and body of one request."""
        url = urllib.parse.urljoin(self.base, path)
        basic = "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        repository = re.sub("/(manifests|blobs|tags)/.*", "", urllib.parse.urlsplit(url).path)[len("/v2/") :]
        if repository in self._known:
            return self._once(method, url, body, {**headers, "Authorization": self._known[repository]})
        status, answered, content = self._once(method, url, body, headers)
        challenge = answered.get("WWW-Authenticate", "")
        if status == 401 and challenge.startswith("Basic"):
            self._known[repository] = basic
        elif status == 401:
            values = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
            query = {"service": values.get("service", ""), "scope": f"repository:{repository}:pull,push"}
            realm = f"{values['realm']}?{urllib.parse.urlencode(query)}"
            token = json.loads(self._once("GET", realm, None, {"Authorization": basic})[2])["token"]
            self._known[repository] = f"Bearer {token}"
        if status != 401:
            return status, answered, content
        return self._once(method, url, body, {**headers, "Authorization": self._known[repository]})

    def _once(self, method, url, body, headers):
        request = urllib.request.Request(url, body, headers, method=method)
        if body is None and method == "POST":
            request.data = b""
        try:
            with urllib.request.urlopen(
                request, context=self._context if url.startswith("https") else None
            ) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def push(self, repository: str, made: Made, *references: str) -> None:
        """Put an image with all its parts under these references, or under its digest."""
        for child in made.children:
            self.push(repository, child)
        for name, body in made.blobs.items():
            if self.request("HEAD", f"/v2/{repository}/blobs/{name}")[0] == 200:
                continue
            query = f"?mount={name}&from={self._holders[name]}" if name in self._holders else ""
            status, headers, answer = self.request("POST", f"/v2/{repository}/blobs/uploads/{query}")
            self._holders[name] = repository
            if status == 201:
                continue
            if query and status != 202:
                status, headers, answer = self.request("POST", f"/v2/{repository}/blobs/uploads/")
            assert status == 202, (status, answer)
            location = headers["Location"]
            location += ("&" if "?" in location else "?") + urllib.parse.urlencode({"digest": name})
            status, _, answer = self.request(
                "PUT", location, body, **{"Content-Type": "application/octet-stream"}
            )
            assert status == 201, (status, answer)
        for reference in references or (made.digest,):
            status, _, answer = self.request(
                "PUT",
                f"/v2/{repository}/manifests/{reference}",
                made.body,
                **{"Content-Type": made.media_type},
            )
            assert status == 201, (status, answer)

    def manifest(self, repository: str, reference: str) -> bytes | None:
        """The bytes of a manifest, or None."""
        accept = ", ".join((OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST))
        status, _, body = self.request("GET", f"/v2/{repository}/manifests/{reference}", Accept=accept)
        assert status in (200, 404), (status, body)
        return body if status == 200 else None

    def has(self, repository: str, reference: str, made: Made, *, by_digest: bool = True) -> None:
        """Assert that a reference is exactly this image, down to the last blob."""
        assert self.manifest(repository, reference) == made.body
        for name, body in made.blobs.items():
            status, _, content = self.request("GET", f"/v2/{repository}/blobs/{name}")
            assert (status, digest(content)) == (200, digest(body))
        for child in made.children:
            if by_digest:
                self.has(repository, child.digest, child)
