"""Zuul artifacts of container images: what this build returns, and what the builds of changes ahead returned.

Any job may return artifacts, also one that runs an unreviewed change's code: all of it is checked first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Mapping

from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import ListedImage
from ansible.module_utils.image_gate.text.names import (
    address,
    buildset_path,
    digest_problem,
    registry_problem,
    repository_problem,
    show,
    split_address,
    split_registry,
    tag_problem,
)

CONTAINER_IMAGE = "container_image"
SCHEME = "docker://"


@dataclass(frozen=True)
class AheadImage:
    """Another build's image: where it is in the intermediate registry, and its place in the buildset one.

    ``digest`` is empty where its build did not tell; ``published`` is the registry ('' for Docker Hub) and the repository
    that it is made for; ``own`` says that a build of this very buildset made it.
    """

    source_repository: str
    source_tag: str
    repository: str
    tag: str
    digest: str = ""
    published: tuple[str, str] = ("", "")
    own: bool = False


def make_artifact(image: ListedImage, tag: str, registry: str, build: str) -> dict[str, Any]:
    """The artifact of one image and tag, but for its digest; ``registry`` is the intermediate registry's address."""
    return {
        "name": f"{image.artifact_repository}:{tag}",
        "url": f"{SCHEME}{registry}/{image.intermediate_path}:{build}_{tag}",
        "metadata": {"type": CONTAINER_IMAGE, "repository": image.artifact_repository, "tag": tag},
    }


def read_artifacts(
    raw: Any, registry: str, found: Findings, zuul: Mapping[str, Any] | None = None
) -> list[AheadImage]:
    """The images among the artifacts ``raw``; problems go to ``found``. ``zuul`` tells which changes the build is for.

    ``registry`` is the address of the intermediate registry, where all of them have to be; without one, they may be anywhere.
    Of several with one name the last counts: Zuul lists the nearest change last, then the jobs of the buildset. One
    that the build's own change has made counts in any case.
    """
    if raw in (None, ""):
        return []
    if not isinstance(raw, list):
        found.error("zuul.artifacts", f"{show(raw)} is not a list")
        return []
    changes = _changes_of(zuul or {})
    images: dict[tuple[str, str], AheadImage] = {}
    for index, item in enumerate(raw):
        metadata = item.get("metadata") if isinstance(item, dict) else None
        if not isinstance(metadata, dict) or metadata.get("type") != CONTAINER_IMAGE:
            continue
        image = _read(item, metadata, f"zuul.artifacts[{index}]", registry, found)
        if image:
            name, own = (image.repository, image.tag), _is_own(item, changes)
            if own or name not in images or not images[name].own:
                images[name] = replace(image, own=own)
    return list(images.values())


def _read(
    item: dict[str, Any], metadata: dict[str, Any], where: str, registry: str, found: Findings
) -> AheadImage | None:
    before = len(found.errors)

    def text(values: dict[str, Any], key: str, place: str, problem: Callable[[str], str | None]) -> str:
        value = values.get(key)
        words = problem(value) if isinstance(value, str) else "is not text"
        found.check(f"{where}.{place}", value, words and words + _origin(item))
        return str(value)

    url = text(item, "url", "url", lambda value: _url_problem(value, registry))
    name = text(metadata, "repository", "metadata.repository", _name_problem)
    tag = text(metadata, "tag", "metadata.tag", tag_problem)
    told = metadata.get("digest") is not None
    digest = text(metadata, "digest", "metadata.digest", digest_problem) if told else ""
    if len(found.errors) > before:
        return None
    source, source_tag = url[len(SCHEME) :].partition("/")[2].rsplit(":", 1)
    published = split_registry(name)
    return AheadImage(source, source_tag, buildset_path(*published), tag, digest, published)


def _changes_of(zuul: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Project and number of each change that the build is for.

    The other changes of a cycle of dependencies have builds and buildset registries of their own.
    """
    listed = zuul.get("build_refs")
    refs = [zuul, *(ref for ref in (listed if isinstance(listed, list) else []) if isinstance(ref, dict))]
    return {_change(ref, ref.get("project")) for ref in refs if ref.get("change")}


def _is_own(item: Mapping[str, Any], changes: set[tuple[str, str]]) -> bool:
    """Whether a build for the same change returned the artifact; Zuul itself says of each whose it is.

    Those of changes ahead always have a change. Without one, it is a job of a buildset without changes that Zuul
    names the branch or the ref of.
    """
    if item.get("change") not in (None, ""):
        return _change(item, {"name": item.get("project")}) in changes
    return "branch" in item or "ref" in item


def _change(described: Mapping[str, Any], project: Any) -> tuple[str, str]:
    name = project.get("name") if isinstance(project, dict) else project
    return str(name), str(described.get("change"))


def _origin(item: dict[str, Any]) -> str:
    """Who returned the artifact, as far as Zuul says."""
    words = [f"{key} {show(str(item[key]))}" for key in ("job", "project", "change") if item.get(key)]
    return f" (returned by {', '.join(words)})" if words else ""


def _name_problem(text: str) -> str | None:
    registry, repository = split_registry(text)
    return (registry_problem(registry) if registry else None) or repository_problem(repository)


def _url_problem(text: str, registry: str) -> str | None:
    form = f"expected '{SCHEME}{registry}/REPOSITORY:TAG'"
    if not text.startswith(SCHEME):
        return f"does not begin with '{SCHEME}'; {form}"
    place, _, name = text[len(SCHEME) :].partition("/")
    repository, colon, tag = name.rpartition(":")
    if registry_problem(place) or not colon:
        return f"is not well formed; {form}"
    if registry and address(*split_address(place)) != registry:
        return f"is not in the intermediate registry; {form}"
    problem = repository_problem(repository)
    if problem:
        return f"has a bad repository: {show(repository)} {problem}"
    problem = tag_problem(tag)
    return f"has a bad tag: {show(tag)} {problem}" if problem else None
