"""An image as a job's image list describes it, and the names that it has in each place."""

from __future__ import annotations

from dataclasses import dataclass

from ansible.module_utils.image_gate.input import family_table
from ansible.module_utils.image_gate.text.names import HUB, buildset_path, canonical_repository


@dataclass(frozen=True)
class Family:
    """What the jobs of a family call what all of them need: variables, a secret, and the folder of their playbooks.

    What a family does not have is empty. One without a ``registry`` has one for each image, and an account for each in its
    ``credentials``.
    """

    name: str
    engine: str
    command: str
    playbooks: str
    images: str
    registry: str
    file: str
    dockerfile: str
    credentials: str
    promote: str
    extra: str
    method: str
    buildkit: str
    environment: str


FAMILIES = {name: Family(**row) for name, row in family_table.FAMILIES.items()}


@dataclass(frozen=True)
class ListedImage:
    """One image with every default filled in; ``written`` is the repository as the user wrote it."""

    index: int
    context: str
    written: str
    registry: str
    repository: str
    reference_base: str
    path: str
    dockerfile: str
    target: str
    build_args: tuple[str, ...]
    tags: tuple[str, ...]
    siblings: tuple[str, ...]
    labels: tuple[str, ...]
    #: Platforms to build for; none for that of the node.
    arch: tuple[str, ...] = ()

    @property
    def is_index(self) -> bool:
        """Whether it has several platforms."""
        return len(self.arch) > 1

    @property
    def buildset_path(self) -> str:
        """Repository in the buildset registry."""
        return buildset_path(self.registry, self.repository)

    @property
    def target_repository(self) -> str:
        """Repository in the registry to which it is published."""
        return canonical_repository(self.registry, self.repository)

    @property
    def intermediate_path(self) -> str:
        """Repository in the intermediate registry: as written for Docker Hub, else with the registry."""
        return self.written if self.registry == HUB else self.buildset_path

    @property
    def artifact_repository(self) -> str:
        """Repository in artifacts; without its registry an image would pose as Docker Hub's."""
        return self.written if self.registry == HUB else f"{self.registry}/{self.repository}"


def tagged(images: list[ListedImage]) -> list[tuple[ListedImage, str]]:
    """Every image with each of its tags."""
    return [(image, tag) for image in images for tag in image.tags]


def named_image(registry: str, repository: str, tag: str, index: int = 0) -> ListedImage:
    """An image that nothing is known of but its name, for checks of names."""
    written = f"{registry}/{repository}"
    return ListedImage(
        index=index,
        context="",
        written=written,
        registry=registry,
        repository=repository,
        reference_base=written,
        path="",
        dockerfile="",
        target="",
        build_args=(),
        tags=(tag,),
        siblings=(),
        labels=(),
    )
