# Generated from generator/model/families.ts - do not edit.
# To change it, edit that file and run: npm run generate
"""What the jobs of each family call what all of them need; see ``listed_image.Family``."""

from __future__ import annotations

from typing import Any

FAMILIES: dict[str, dict[str, Any]] = {
    "docker": {
        "name": "docker",
        "engine": "docker",
        "playbooks": "docker-image",
        "images": "docker_images",
        "registry": "docker_registry",
        "dockerfile": "docker_dockerfile",
        "credentials": "docker_credentials",
        "promote": "upload_docker_image_promote",
        "buildkit": "docker_use_buildkit",
    },
}
