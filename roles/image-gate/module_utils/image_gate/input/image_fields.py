"""Reading one image of a job's list: its keys, their defaults, and what is wrong with them."""

from __future__ import annotations

import posixpath
from typing import Any

from ansible.module_utils.image_gate.input.field_table import IMAGES
from ansible.module_utils.image_gate.input.fields import lacks, read_mapping
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import Family, ListedImage
from ansible.module_utils.image_gate.text.formats import unquote
from ansible.module_utils.image_gate.text.mistakes import missing
from ansible.module_utils.image_gate.text.names import canonical_registry, show, split_registry


class ImageKeys:
    """The keys of one image at ``where``; problems go to ``found``."""

    def __init__(self, item: dict[str, Any], where: str, family: Family, found: Findings) -> None:
        self.item = item
        self.where = where
        self.family = family
        self.found = found

    def read(self, index: int, registry: str, dockerfile: str, builds: bool = True) -> ListedImage:
        """The image, completed by the job's registry and Dockerfile; of no use if there were errors.

        A job that ``builds`` nothing needs no context.
        """
        values = read_mapping(self.item, IMAGES[self.family.images], self.where, self.found, complete=builds)
        written = values["repository"]
        own, repository = self._repository(written, values["tags"], registry)
        named = values.get("registry", "")
        self._check_registry(written, own, repository, named)
        context = values["context"]
        image = ListedImage(
            index=index,
            context=posixpath.normpath(context) if context else "",
            written=written,
            registry=canonical_registry(own or registry or named),
            repository=repository,
            reference_base=f"{registry}/{written}" if written and registry and not own else written,
            dockerfile=values[self.family.file] or dockerfile,
            build_args=tuple(unquote(value) for value in values["build_args"]),
            **{key: values[key] for key in ("path", "target", "tags", "siblings", "labels", "arch")},
        )
        self._check_siblings(image)
        return image

    def _check_registry(self, written: str, own: str, repository: str, named: str) -> None:
        """Check that an image with a registry of its own is of that: engines go by the repository, accounts by the registry."""
        if not written or not named or canonical_registry(own) == canonical_registry(named):
            return
        actual = f"names the registry '{own}'" if own else "names no registry, which means Docker Hub"
        self.found.error(
            f"{self.where}.repository",
            f"{show(written)} {actual}, but registry is {show(named)}; set 'repository: {canonical_registry(named)}/{repository}'",
            "registry-mismatch",
        )

    def _check_siblings(self, image: ListedImage) -> None:
        parts = posixpath.normpath(image.path).split("/")
        if image.siblings and not image.path.startswith("/") and parts != ["."] and set(parts) != {".."}:
            self.found.warn(
                f"{self.where}.siblings",
                f"the projects are put into '{image.context}/.zuul-siblings', which the build does not see, "
                f"as its path is {show(image.path)}",
            )

    def _repository(self, written: str, tags: tuple[str, ...], registry: str) -> tuple[str, str]:
        """The registry in a repository ('' if none), and the rest."""
        place = f"{self.where}.repository"
        if not written:
            keys = IMAGES[self.family.images]
            if tags and lacks(self.item, "repository", keys):
                said = missing("repository", keys["fields"]["repository"])
                self.found.error(self.where, said, "image-keys")
            return "", ""
        own, repository = split_registry(written)
        if self.family.registry and own and canonical_registry(own) != canonical_registry(registry):
            actual = f"is {show(registry)}" if registry else "is not set, which means Docker Hub"
            self.found.error(
                place,
                f"{show(written)} names the registry '{own}', but {self.family.registry} {actual}; "
                f"set '{self.family.registry}: {own}' and 'repository: {repository}'",
                "registry-mismatch",
            )
        return own, repository
