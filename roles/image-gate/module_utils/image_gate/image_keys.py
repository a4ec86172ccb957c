"""Reading one image of a job's list: its keys, their defaults, and what is wrong with them."""

from __future__ import annotations

import posixpath
from typing import Any

from ansible.module_utils.image_gate.findings import Findings, nearest
from ansible.module_utils.image_gate.formats import problem_of, unquote
from ansible.module_utils.image_gate.image_values import kind
from ansible.module_utils.image_gate.legible import NAME_LENGTH, name
from ansible.module_utils.image_gate.listed_image import Family, ListedImage
from ansible.module_utils.image_gate.references import (
    canonical_registry,
    registry_problem,
    repository_problem,
    show,
    split_registry,
)

KEYS = (
    "context",
    "repository",
    "path",
    "dockerfile",
    "build_args",
    "target",
    "tags",
    "siblings",
    "labels",
    "arch",
)
# Other roles of the same job read these; all of them often get one list by a YAML anchor.
SISTER_KEYS = (
    "registry",
    "namespace",
    "repo_shortname",
    "repo_description",
    "visibility",
    "container_filename",
)


class ImageKeys:
    """The keys of one image at ``where``; problems go to ``found``."""

    def __init__(self, item: dict[str, Any], where: str, found: Findings) -> None:
        self.item = item
        self.where = where
        self.found = found

    def read(
        self, index: int, family: Family, registry: str, dockerfile: str, builds: bool = True
    ) -> ListedImage:
        """The image, completed by the job's registry and Dockerfile; of no use if there were errors.

        A job that ``builds`` nothing needs no context.
        """
        self._check_keys()
        tags = self._tags()
        written, own, repository = self._repository(tags, family, registry)
        image = ListedImage(
            index=index,
            context=self._context(builds),
            written=written,
            registry=canonical_registry(own or registry),
            repository=repository,
            reference_base=f"{registry}/{written}" if written and registry and not own else written,
            path=self._text("path", ".", "build-path"),
            dockerfile=self._text("dockerfile", dockerfile, "build-path"),
            target=self._text("target", "", "build-stage"),
            build_args=tuple(unquote(value) for value in self._texts("build_args", "build-argument")),
            tags=tags,
            siblings=self._texts("siblings", "project-name"),
            labels=self._texts("labels", "image-label"),
        )
        self._check_siblings(image)
        return image

    def _check_keys(self) -> None:
        for key in self.item:
            if key in KEYS or key in SISTER_KEYS:
                continue
            place = f"{self.where}.{name(str(key))}"
            slip = nearest(str(key)[:NAME_LENGTH], KEYS + SISTER_KEYS)
            if slip:
                self.found.error(place, f"unknown key; did you mean '{slip}'?")
            else:
                known = ", ".join(KEYS)
                self.found.warn(place, f"unknown key, ignored; known keys are {known}")
        if self.item.get("arch"):
            self.found.error(
                f"{self.where}.arch",
                f"{show(self.item['arch'])} asks for certain platforms, but an image is built for its node's "
                "platform only; take the key out, and choose a node of that platform by the job's nodeset",
            )

    def _check_siblings(self, image: ListedImage) -> None:
        parts = posixpath.normpath(image.path).split("/")
        if image.siblings and not image.path.startswith("/") and parts != ["."] and set(parts) != {".."}:
            self.found.warn(
                f"{self.where}.siblings",
                f"the projects are put into '{image.context}/.zuul-siblings', which the build does not see, "
                f"as its path is {show(image.path)}",
            )

    def _text(self, key: str, default: str, form: str) -> str:
        value = self.item.get(key)
        if value is None or value == "":
            return default
        place = f"{self.where}.{key}"
        if not isinstance(value, str):
            self.found.error(place, f"{show(value)} is {kind(value)}; expected text{_quotes_advice(value)}")
            return default
        self.found.check(place, value, problem_of(form, value))
        return value

    def _texts(self, key: str, form: str) -> tuple[str, ...]:
        values = self.item.get(key)
        place = f"{self.where}.{key}"
        if values is None or values == "":
            return ()
        if not isinstance(values, list):
            self.found.error(
                place, f"{show(values)} is {kind(values)}; expected a list: begin each item with '- '"
            )
            return ()
        good = []
        for number, value in enumerate(values):
            at = f"{place}[{number}]"
            if not isinstance(value, str):
                self.found.error(at, f"{show(value)} is {kind(value)}; expected text{_pair_advice(value)}")
            elif self.found.check(at, value, problem_of(form, value)):
                good.append(value)
        return tuple(good)

    def _context(self, needed: bool) -> str:
        context = self._text("context", "", "build-context")
        if needed and self.item.get("context") in (None, ""):
            self.found.error(
                f"{self.where}.context",
                "missing; expected the directory to build in, relative to zuul_work_dir ('.' for itself)",
            )
        return posixpath.normpath(context) if context else ""

    def _tags(self) -> tuple[str, ...]:
        values = self.item.get("tags", ["latest"])
        place = f"{self.where}.tags"
        if not isinstance(values, list):
            plain = isinstance(values, str) and problem_of("image-tag", values) is None
            example = f"['{values}']" if plain else "['latest']"
            self.found.error(place, f"{show(values)} is {kind(values)}; expected a list, such as {example}")
            return ("latest",)
        tags = []
        for number, value in enumerate(values):
            at = f"{place}[{number}]"
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                self.found.warn(
                    at, f"{value} is a number in YAML; put it in quotes, as 1.10 without them means '1.1'"
                )
                value = str(value)
            if not isinstance(value, str):
                self.found.error(at, f"{show(value)} is {kind(value)}; expected text{_quotes_advice(value)}")
            elif self.found.check(at, value, problem_of("image-tag", value)):
                tags.append(value)
        return tuple(tags)

    def _repository(self, tags: tuple[str, ...], family: Family, registry: str) -> tuple[str, str, str]:
        """The repository as written, the registry in it ('' if none), and the rest."""
        value = self.item.get("repository")
        place = f"{self.where}.repository"
        if value is None or value == "":
            if tags:
                self.found.error(
                    place,
                    "missing; expected the image's name, such as 'acme/app' "
                    "(an image without a name has 'tags: []')",
                )
            return "", "", ""
        if not isinstance(value, str):
            self.found.error(place, f"{show(value)} is {kind(value)}; expected text, such as 'acme/app'")
            return "", "", ""
        own, repository = ("", value) if "://" in value or "{{" in value else split_registry(value)
        problem = registry_problem(own) if own else None
        if not self.found.check(place, value, problem or repository_problem(repository)):
            return "", "", ""
        if own and canonical_registry(own) != canonical_registry(registry):
            actual = f"is {show(registry)}" if registry else "is not set, which means Docker Hub"
            self.found.error(
                place,
                f"{show(value)} names the registry '{own}', but {family.registry_variable} {actual}; "
                f"set '{family.registry_variable}: {own}' and 'repository: {repository}'",
            )
        return value, own, repository


def _quotes_advice(value: Any) -> str:
    return "; put it in quotes" if isinstance(value, (bool, int, float)) else ""


def _pair_advice(value: Any) -> str:
    if isinstance(value, dict) and len(value) == 1:
        key, content = next(iter(value.items()))
        return f": {show(f'{key}={content}')}"
    return _quotes_advice(value)
