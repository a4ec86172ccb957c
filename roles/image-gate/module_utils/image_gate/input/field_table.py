# Generated from generator/library/variables/images.ts - do not edit.
# To change it, edit that file and run: npm run generate
"""What an image of a list may hold, by the variable of the list; see ``fields`` for what it means."""

from __future__ import annotations

from typing import Any

IMAGES: dict[str, dict[str, Any]] = {
    "docker_images": {
        "type": "dict",
        "fields": {
            "context": {
                "type": "string",
                "required": True,
                "expected": "the directory to build in, relative to zuul_work_dir ('.' for itself)",
                "format": "build-context",
            },
            "repository": {
                "type": "string",
                "expected": "the image's name, such as 'acme/app' (an image without a name has 'tags: []')",
                "format": "image-repository",
            },
            "path": {"type": "string", "default": ".", "format": "build-path"},
            "dockerfile": {"type": "string", "format": "build-path"},
            "target": {"type": "string", "format": "build-stage"},
            "build_args": {
                "type": "list",
                "default": (),
                "items": {"type": "string", "format": "build-argument"},
            },
            "tags": {
                "type": "list",
                "default": ("latest",),
                "explicit": True,
                "items": {"type": "string", "format": "image-tag", "numbers": "as text"},
            },
            "siblings": {
                "type": "list",
                "default": (),
                "items": {"type": "string", "format": "project-name"},
            },
            "labels": {"type": "list", "default": (), "items": {"type": "string", "format": "image-label"}},
            "arch": {"type": "list", "default": (), "items": {"type": "string", "format": "platform"}},
        },
        "tolerated": (
            "registry",
            "namespace",
            "repo_shortname",
            "repo_description",
            "visibility",
            "container_filename",
        ),
    },
    "container_images": {
        "type": "dict",
        "fields": {
            "context": {
                "type": "string",
                "required": True,
                "expected": "the directory to build in, relative to zuul_work_dir ('.' for itself)",
                "format": "build-context",
            },
            "registry": {"type": "string", "format": "host-port"},
            "repository": {
                "type": "string",
                "expected": "the image's name, such as 'quay.io/acme/app' (an image without a name has 'tags: []')",
                "format": "image-repository",
            },
            "path": {"type": "string", "default": ".", "format": "build-path"},
            "container_filename": {"type": "string", "format": "build-path"},
            "target": {"type": "string", "format": "build-stage"},
            "build_args": {
                "type": "list",
                "default": (),
                "items": {"type": "string", "format": "build-argument"},
            },
            "tags": {
                "type": "list",
                "default": ("latest",),
                "explicit": True,
                "items": {"type": "string", "format": "image-tag", "numbers": "as text"},
            },
            "siblings": {
                "type": "list",
                "default": (),
                "items": {"type": "string", "format": "project-name"},
            },
            "labels": {"type": "list", "default": (), "items": {"type": "string", "format": "image-label"}},
            "arch": {"type": "list", "default": (), "items": {"type": "string", "format": "platform"}},
        },
        "tolerated": ("namespace", "repo_shortname", "repo_description", "visibility", "dockerfile"),
    },
    "mirror_container_images_images": {
        "type": "dict",
        "fields": {
            "src_repository": {
                "type": "string",
                "required": True,
                "expected": "a repository with its registry, such as 'docker.io/library/debian'",
                "format": "image-repository",
            },
            "src_tag": {"type": "string", "format": "image-tag", "numbers": "as text"},
            "dest_registry": {"type": "string", "format": "host-port"},
            "dest_repository": {
                "type": "string",
                "required": True,
                "expected": "a repository with its registry, such as 'docker.io/library/debian'",
                "format": "image-repository",
            },
            "dest_tag": {"type": "string", "format": "image-tag", "numbers": "as text"},
        },
    },
}
