"""An image as a job's image list describes it, and the names that it has in each place."""

from __future__ import annotations

from dataclasses import dataclass

from ansible.module_utils.image_gate.references import HUB, buildset_path, canonical_repository


@dataclass(frozen=True)
class Family:
    """What distinguishes the docker image jobs from the container image jobs."""

    playbooks: str
    variable: str
    registry_variable: str
    file_variable: str
    credentials_variable: str
    promote_variable: str
    build_command: tuple[str, ...]


FAMILIES = {
    "docker": Family(
        playbooks="docker-image",
        variable="docker_images",
        registry_variable="docker_registry",
        file_variable="docker_dockerfile",
        credentials_variable="docker_credentials",
        promote_variable="upload_docker_image_promote",
        # Otherwise the container of the step that failed stays on the node; BuildKit, which has none, takes it as well.
        build_command=("docker", "build", "--force-rm"),
    ),
}


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
