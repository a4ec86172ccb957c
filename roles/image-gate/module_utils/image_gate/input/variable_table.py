# Generated from generator/library/variables - do not edit.
# To change it, edit that file and run: npm run generate
"""What variables of jobs may hold beside the images; see ``fields`` for what it means."""

from __future__ import annotations

from typing import Any

VARIABLES: dict[str, dict[str, Any]] = {
    "zuul_work_dir": {"type": "string", "format": "build-path"},
    "docker_registry": {"type": "string", "default": "", "format": "host-port"},
    "docker_dockerfile": {"type": "string", "default": "Dockerfile", "format": "build-path"},
    "docker_use_buildkit": {"type": "boolean"},
    "upload_docker_image_promote": {"type": "boolean", "default": True},
    "docker_credentials": {
        "type": "dict",
        "required": True,
        "fields": {
            "username": {"type": "string", "required": True, "expected": "the name of the account"},
            "password": {
                "type": "string",
                "required": True,
                "expected": "the password or access token of the account",
            },
            "registry": {"type": "string", "format": "host-port"},
            "repository": {"type": "string"},
            "type": {
                "type": "string",
                "choices": (
                    "docker",
                    "quay",
                    "harbor",
                    "gitlab",
                    "github",
                    "azure",
                    "artifactory",
                    "distribution",
                ),
            },
            "api_url": {"type": "string", "expected": "the address of that interface, by https"},
            "api_token": {"type": "string", "expected": "a token for that interface"},
            "cert": {"type": "string"},
        },
    },
    "container_command": {"type": "string", "default": "podman", "choices": ("docker", "podman")},
    "container_filename": {"type": "string", "default": "", "format": "build-path"},
    "container_build_extra_env": {
        "type": "dict",
        "default": {},
        "fields": {},
        "free": {"format": "environment-name", "values": {"type": "string", "numbers": "as they are"}},
    },
    "upload_container_image_promote": {"type": "boolean", "default": True},
    "promote_container_image_method": {
        "type": "string",
        "default": "tag",
        "choices": ("tag", "intermediate-registry"),
    },
    "container_registry_credentials": {
        "type": "dict",
        "required": True,
        "fields": {},
        "free": {
            "format": "host-port",
            "values": {
                "type": "dict",
                "fields": {
                    "username": {"type": "string", "required": True, "expected": "the name of the account"},
                    "password": {
                        "type": "string",
                        "required": True,
                        "expected": "the password or access token of the account",
                    },
                    "repository": {"type": "string"},
                    "type": {
                        "type": "string",
                        "choices": (
                            "docker",
                            "quay",
                            "harbor",
                            "gitlab",
                            "github",
                            "azure",
                            "artifactory",
                            "distribution",
                        ),
                    },
                    "api_url": {"type": "string", "expected": "the address of that interface, by https"},
                    "api_token": {"type": "string", "expected": "a token for that interface"},
                    "cert": {"type": "string"},
                },
            },
        },
    },
    "promote_docker_image_extra_tags": {
        "type": "list",
        "default": (),
        "items": {"type": "string", "format": "image-tag", "numbers": "as text"},
    },
    "promote_docker_image_pipeline": {"type": "string"},
    "promote_docker_image_allow_older": {"type": "boolean", "default": False},
    "promote_docker_image_cleanup": {"type": "boolean", "default": True},
    "promote_docker_image_cleanup_dry_run": {"type": "boolean", "default": False},
    "promote_docker_image_max_age": {"type": "integer", "default": 604800, "minimum": 0},
    "promote_container_image_extra_tags": {
        "type": "list",
        "default": (),
        "items": {"type": "string", "format": "image-tag", "numbers": "as text"},
    },
    "promote_container_image_pipeline": {"type": "string"},
    "promote_container_image_allow_older": {"type": "boolean", "default": False},
    "promote_container_image_cleanup": {"type": "boolean", "default": True},
    "promote_container_image_cleanup_dry_run": {"type": "boolean", "default": False},
    "promote_container_image_max_age": {"type": "integer", "default": 604800, "minimum": 0},
    "promote_container_image_api": {"type": "string", "default": ""},
    "promote_container_image_job": {"type": "string", "default": ""},
    "promote_container_image_query": {"type": "string"},
    "buildset_registry": {
        "type": "dict",
        "fields": {
            "host": {
                "type": "string",
                "required": True,
                "expected": "a host name or an IP address",
                "format": "host",
            },
            "port": {
                "type": "integer",
                "required": True,
                "expected": "the port of its HTTPS service",
                "minimum": 1,
                "maximum": 65535,
            },
            "username": {
                "type": "string",
                "required": True,
                "expected": "the name of an account that may write",
            },
            "password": {"type": "string", "required": True, "expected": "the password of the account"},
            "cert": {
                "type": "string",
                "required": True,
                "expected": "the PEM of the certificate to trust for it",
            },
        },
    },
    "intermediate_registry": {
        "type": "dict",
        "required": True,
        "fields": {
            "host": {
                "type": "string",
                "required": True,
                "expected": "a host name or an IP address",
                "format": "host",
            },
            "port": {
                "type": "integer",
                "required": True,
                "expected": "the port of its HTTPS service",
                "minimum": 1,
                "maximum": 65535,
            },
            "username": {
                "type": "string",
                "required": True,
                "expected": "the name of an account that may write",
            },
            "password": {"type": "string", "required": True, "expected": "the password of the account"},
            "cert": {"type": "string"},
        },
    },
}
