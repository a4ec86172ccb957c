# Generated from generator/model/families.ts - do not edit.
# To change it, edit that file and run: npm run generate
"""What the jobs of each family call what all of them need; see ``listed_image.Family``."""

from __future__ import annotations

from typing import Any

FAMILIES: dict[str, dict[str, Any]] = {
    "docker": {
        "name": "docker",
        "engine": "docker",
        "command": "",
        "playbooks": "docker-image",
        "images": "docker_images",
        "registry": "docker_registry",
        "file": "dockerfile",
        "dockerfile": "docker_dockerfile",
        "credentials": "docker_credentials",
        "promote": "upload_docker_image_promote",
        "extra": "promote_docker_image_extra_tags",
        "method": "",
        "buildkit": "docker_use_buildkit",
        "environment": "",
    },
    "container": {
        "name": "container",
        "engine": "podman",
        "command": "container_command",
        "playbooks": "container-image",
        "images": "container_images",
        "registry": "",
        "file": "container_filename",
        "dockerfile": "container_filename",
        "credentials": "container_registry_credentials",
        "promote": "upload_container_image_promote",
        "extra": "promote_container_image_extra_tags",
        "method": "promote_container_image_method",
        "buildkit": "",
        "environment": "container_build_extra_env",
    },
}
