# Generated from generator/model/words.ts - do not edit.
# To change it, edit that file and run: npm run generate
"""What is said of a mistake, as the linter says it; see ``mistakes``."""

from __future__ import annotations

from typing import Any

WORDS: dict[str, dict[str, Any]] = {
    "kinds": {
        "nothing": "empty",
        "boolean": "a boolean",
        "number": "a number",
        "text": "text",
        "list": "a list",
        "mapping": "a mapping",
    },
    "types": {
        "string": "text",
        "boolean": "true or false",
        "integer": "a whole number",
        "list": "a list",
        "dict": "a mapping",
    },
    "messages": {
        "wrong kind": "is {kind}; expected {expected}",
        "missing": "{key} is missing; expected {expected}",
        "unknown": "is not a known key",
        "ignored": "is not a known key, and is ignored",
    },
    "ways out": {
        "near": 'did you mean "{near}"?',
        "known": "known keys: {known}",
        "quotes": "put it in quotes",
        "items": 'begin each item with "- "',
        "pair": "write {text}",
    },
    "formats": {
        "tag": "a tag of letters, digits, '_', '.' and '-'",
        "image-tag": "a tag: at most 95 letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
        "digest": "a digest, such as 'sha256:' and 64 digits of 0-9 and a-f",
        "repository": "a repository in lower case and without a tag, such as 'acme/app'",
        "image-repository": "a repository in lower case and without a tag, such as 'acme/app' or 'quay.io/acme/app'",
        "host": "a host name or an address",
        "port": "a port",
        "registry": "a registry, such as 'quay.io' or '[fd00::1]:5000'",
        "host-port": "a registry with a dot or a port in it, such as 'quay.io' or 'registry:5000'",
        "build-path": "a path on one line",
        "build-context": "a folder relative to zuul_work_dir",
        "build-stage": "the name after 'AS' in the Dockerfile",
        "build-argument": "'NAME=value'",
        "image-label": "'name=value' on one line",
        "environment-name": "the name of an environment variable: letters, digits and '_'",
        "platform": "system and architecture, such as 'linux/arm64'",
        "project-name": "host and path of a project, such as 'opendev.org/zuul/zuul'",
    },
}
