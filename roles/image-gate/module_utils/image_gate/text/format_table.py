# Generated from generator/model/formats - do not edit.
# To change it, edit that file and run: npm run generate
"""Why texts are refused, by the grammar that they should follow; see ``formats`` for what it means."""

from __future__ import annotations

from typing import Any

FORMATS: dict[str, tuple[dict[str, Any], ...]] = {
    "tag": (
        {
            "unlike": "[\\s\\S]+",
            "words": "is empty; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
        {
            "above": 128,
            "words": "has {length} characters; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
        {
            "found": "\\{\\{",
            "words": "is a template that was not filled in; check the variables that it uses",
        },
        {
            "found": "([^A-Za-z0-9_.\\-])",
            "words": "has {1:letter} in it; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
        {
            "found": "^([.\\-])",
            "words": "begins with {1}; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
    ),
    "image-tag": (
        {
            "unlike": "[\\s\\S]+",
            "words": "is empty; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
        {
            "above": 128,
            "words": "has {length} characters; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
        {
            "found": "\\{\\{",
            "words": "is a template that was not filled in; check the variables that it uses",
        },
        {
            "found": "([^A-Za-z0-9_.\\-])",
            "words": "has {1:letter} in it; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
        {
            "found": "^([.\\-])",
            "words": "begins with {1}; a tag is up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'",
        },
        {
            "above": 95,
            "words": "has {length} characters; expected at most 95, as the intermediate registry has the build's id before it",
        },
    ),
    "digest": (
        {
            "unlike": "sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}",
            "words": "is not a digest; expected 'sha256:' and 64 digits of 0-9 and a-f",
        },
    ),
    "repository": (
        {
            "unlike": "[\\s\\S]+",
            "words": "is empty; a repository consists of parts joined by '/', each of lower-case letters and digits with '.', '_', '__' or '-' between them, such as 'acme/app'",
        },
        {"above": 255, "words": "has {length} characters; a repository has at most 255"},
        {
            "found": "^[0-9a-f]{64}(?![\\s\\S])",
            "words": "is 64 digits of 0-9 and a-f, which engines take for an image's id; choose another name",
        },
        {
            "found": "\\{\\{",
            "words": "is a template that was not filled in; check the variables that it uses",
        },
        {
            "found": "^(?:[^/]*://[^/]*|[^/]+:[^/]*)@(?!sha[0-9])",
            "words": "has an account in it; write the name alone, and give the account as a secret",
        },
        {"found": "://([\\s\\S]*)", "words": "has a scheme in it; write the name alone: {1}"},
        {"found": "^([^@]*)@", "words": "has a digest in it; write the name alone: {1}"},
        {
            "found": "^([\\s\\S]*):([^/:]*)(?![\\s\\S])",
            "words": "has a tag in it; write {1} and put {2} into tags",
        },
        {
            "found": "^(?=[\\s\\S]*[A-Z])([A-Za-z0-9]+(?:(?:\\.|_|__|-+)[A-Za-z0-9]+)*(?:/[A-Za-z0-9]+(?:(?:\\.|_|__|-+)[A-Za-z0-9]+)*)*)(?![\\s\\S])",
            "words": "has capital letters; repositories are lower case: {1:lower}",
        },
        {
            "found": "([^A-Za-z0-9/._\\-])",
            "words": "has {1:letter} in it; a repository consists of parts joined by '/', each of lower-case letters and digits with '.', '_', '__' or '-' between them, such as 'acme/app'",
        },
        {
            "unlike": "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*",
            "words": "is not well formed; a repository consists of parts joined by '/', each of lower-case letters and digits with '.', '_', '__' or '-' between them, such as 'acme/app'",
        },
    ),
    "host": (
        {
            "unlike": "[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?)*|(?:(?:[0-9A-Fa-f]{1,4}:){6}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|::(?:[0-9A-Fa-f]{1,4}:){5}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,0}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){4}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,1}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){3}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,2}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){2}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){1}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,4}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){0}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4})?::[0-9A-Fa-f]{1,4}|(?:(?:[0-9A-Fa-f]{1,4}:){0,6}[0-9A-Fa-f]{1,4})?::)|\\[(?:(?:[0-9A-Fa-f]{1,4}:){6}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|::(?:[0-9A-Fa-f]{1,4}:){5}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,0}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){4}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,1}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){3}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,2}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){2}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){1}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,4}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){0}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4})?::[0-9A-Fa-f]{1,4}|(?:(?:[0-9A-Fa-f]{1,4}:){0,6}[0-9A-Fa-f]{1,4})?::)\\]",
            "words": "is not a host name; expected a host name or address with an optional port, such as 'quay.io' or '[fd00::1]:5000'",
        },
    ),
    "port": (
        {
            "unlike": "(?=[0-9]{1,5}(?![\\s\\S]))0{0,4}(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])",
            "words": "is not a port; expected a number from 1 to 65535",
        },
    ),
    "registry": (
        {
            "found": "\\{\\{",
            "words": "is a template that was not filled in; check the variables that it uses",
        },
        {"above": 259, "words": "has {length} characters; expected at most 259"},
        {
            "found": "@",
            "words": "has an account in it; write the host alone, and give the account as a secret",
        },
        {"found": "://([^/]*)", "words": "has a scheme in it; write the host alone: {1}"},
        {
            "found": "^([^/]*)/([\\s\\S]+)",
            "words": "has a path in it; write {1} and begin the repository with {2}",
        },
        {"found": "^([^/]*)/", "words": "has a path in it; write {1}"},
        {
            "unlike": "(?:[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?)*|\\[(?:(?:[0-9A-Fa-f]{1,4}:){6}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|::(?:[0-9A-Fa-f]{1,4}:){5}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,0}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){4}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,1}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){3}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,2}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){2}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){1}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,4}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){0}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4})?::[0-9A-Fa-f]{1,4}|(?:(?:[0-9A-Fa-f]{1,4}:){0,6}[0-9A-Fa-f]{1,4})?::)\\])(?::[\\s\\S]*)?",
            "words": "is not a host name; expected a host name or address with an optional port, such as 'quay.io' or '[fd00::1]:5000'",
        },
        {
            "unlike": "(?:[^:\\[]*|\\[[^\\]]*\\])(?::(?=[0-9]{1,5}(?![\\s\\S]))0{0,4}(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?",
            "words": "is not a port; expected a number from 1 to 65535",
        },
    ),
    "host-port": (
        {
            "found": "\\{\\{",
            "words": "is a template that was not filled in; check the variables that it uses",
        },
        {"above": 259, "words": "has {length} characters; expected at most 259"},
        {
            "found": "@",
            "words": "has an account in it; write the host alone, and give the account as a secret",
        },
        {"found": "://([^/]*)", "words": "has a scheme in it; write the host alone: {1}"},
        {
            "found": "^([^/]*)/([\\s\\S]+)",
            "words": "has a path in it; write {1} and begin the repository with {2}",
        },
        {"found": "^([^/]*)/", "words": "has a path in it; write {1}"},
        {
            "unlike": "(?:(?:[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?)*|\\[(?:(?:[0-9A-Fa-f]{1,4}:){6}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|::(?:[0-9A-Fa-f]{1,4}:){5}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,0}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){4}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,1}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){3}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,2}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){2}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){1}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,4}[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){0}(?:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))|(?:(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4})?::[0-9A-Fa-f]{1,4}|(?:(?:[0-9A-Fa-f]{1,4}:){0,6}[0-9A-Fa-f]{1,4})?::)\\])(?::[\\s\\S]*)?)?",
            "words": "is not a host name; expected a host name or address with an optional port, such as 'quay.io' or '[fd00::1]:5000'",
        },
        {
            "unlike": "(?:(?:[^:\\[]*|\\[[^\\]]*\\])(?::(?=[0-9]{1,5}(?![\\s\\S]))0{0,4}(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?)?",
            "words": "is not a port; expected a number from 1 to 65535",
        },
        {
            "found": "^(?!localhost(?![\\s\\S]))[^.:]+(?![\\s\\S])",
            "words": "has neither a dot nor a port, so engines take it for a namespace on Docker Hub; write the full host name or add the port",
        },
    ),
    "build-path": (
        {"above": 4095, "words": "has {length} characters; a path has at most 4095"},
        {
            "found": "[\\u0000-\\u001f\\u007f]",
            "words": "has a control character in it; expected a path on one line",
        },
        {
            "found": "^-",
            "words": "begins with '-', which the build command takes for an option; expected a path",
        },
    ),
    "build-context": (
        {"above": 4095, "words": "has {length} characters; a path has at most 4095"},
        {"found": "^/", "words": "is absolute; expected a directory relative to zuul_work_dir"},
        {
            "of": "normal",
            "found": "^\\.\\.(?:/|(?![\\s\\S]))",
            "words": "leaves zuul_work_dir; expected a directory below it, or set zuul_work_dir to the one above",
        },
        {
            "found": "[\\u0000-\\u001f\\u007f]",
            "words": "has a control character in it; expected a path on one line",
        },
        {
            "found": "^-",
            "words": "begins with '-', which the build command takes for an option; expected a path",
        },
    ),
    "build-stage": (
        {"above": 131071, "words": "has {length} characters; an argument of a command has at most 131071"},
        {
            "unlike": "[A-Za-z0-9_][A-Za-z0-9_.\\-]*",
            "words": "is not a build stage; expected the name after 'AS' in the Dockerfile",
        },
    ),
    "build-argument": (
        {"above": 131071, "words": "has {length} characters; an argument of a command has at most 131071"},
        {"of": "unquoted", "found": "\\u0000", "words": "has a NUL character in it; expected 'NAME=value'"},
        {
            "of": "unquoted",
            "found": "^-",
            "words": "looks like an option of the build command; expected 'NAME=value'",
        },
        {
            "of": "unquoted",
            "found": "^[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*(?:=|(?![\\s\\S]))",
            "words": "has no name; expected 'NAME=value'",
        },
        {
            "of": "unquoted",
            "found": " --build-arg ",
            "words": "holds several build arguments; write each as an item of its own",
        },
    ),
    "image-label": (
        {"above": 131071, "words": "has {length} characters; an argument of a command has at most 131071"},
        {
            "found": "[\\u0000-\\u001f\\u007f]",
            "words": "has a control character in it; expected 'name=value' on one line",
        },
        {
            "found": "^[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*(?:=|(?![\\s\\S]))",
            "words": "has no name; expected 'name=value'",
        },
    ),
    "environment-name": (
        {"above": 131071, "words": "has {length} characters; an argument of a command has at most 131071"},
        {
            "unlike": "[A-Za-z_][A-Za-z0-9_]*",
            "words": "is not the name of an environment variable; expected letters, digits and '_', such as 'DOCKER_BUILDKIT'",
        },
    ),
    "platform": (
        {
            "unlike": "[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9.]+)?",
            "words": "is not a platform; expected system and architecture, such as 'linux/arm64'",
        },
    ),
    "project-name": (
        {"above": 4095, "words": "has {length} characters; a path has at most 4095"},
        {
            "unlike": "(?!-)(?!\\.{1,2}(?:/|(?![\\s\\S])))[A-Za-z0-9._~+\\-]+(?:/(?!\\.{1,2}(?:/|(?![\\s\\S])))[A-Za-z0-9._~+\\-]+)+",
            "words": "is not a project; expected host and path, such as 'opendev.org/zuul/zuul'",
        },
    ),
}
