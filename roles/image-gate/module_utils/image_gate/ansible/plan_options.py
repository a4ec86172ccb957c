"""Options that modules about a whole job have in common, and how a job is made of them."""

from __future__ import annotations

from typing import Any, Mapping

from ansible.module_utils.image_gate.ansible.module import Module
from ansible.module_utils.image_gate.ansible.warnings import show_warnings
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import FAMILIES
from ansible.module_utils.image_gate.plan.job import Job

NAMES = {"type": "list", "elements": "str"}
#: Where a registry is, and the names of what is known of its account.
ADDRESS = {
    "type": "dict",
    "options": {
        "host": {"type": "raw"},
        "port": {"type": "raw"},
        "keys": {**NAMES, "no_log": False},
        "texts": NAMES,
    },
}
#: The names of what an account holds, and what it is for. As no_log, a pattern and the names of keys would blot out every
#: word of the result that they match.
CREDENTIALS = {
    "type": "dict",
    "no_log": False,
    "options": {
        "keys": {**NAMES, "no_log": False},
        "texts": NAMES,
        "registry": {"type": "raw"},
        "repository": {"type": "raw"},
        "type": {"type": "raw"},
    },
}
#: The same of several accounts, in columns; see ``check_accounts``.
ACCOUNTS = {
    "type": "dict",
    "no_log": False,
    "options": {
        "registries": NAMES,
        "whole": NAMES,
        "keys": {"type": "list", "elements": "list", "no_log": False},
        "texts": {"type": "list", "elements": "list"},
        "repositories": {"type": "list", "elements": "raw"},
        "types": {"type": "list", "elements": "raw"},
    },
}
PIPELINES = {"type": "dict", "options": {name: {**NAMES, "default": []} for name in ("refused", "warned")}}
#: A list of images, and what its family calls the rest of its input.
IMAGES = {
    "family": {"type": "str", "default": "docker", "choices": list(FAMILIES)},
    "images": {"type": "raw"},
    "registry": {"type": "raw", "default": ""},
    "dockerfile": {"type": "raw", "default": ""},
    "promote": {"type": "raw", "default": True},
    "engine": {"type": "raw", "default": ""},
    "environment": {"type": "raw", "default": {}},
    "method": {"type": "raw", "default": ""},
    "accounts": ACCOUNTS,
    "credentials": CREDENTIALS,
}


def job_of(options: Mapping[str, Any]) -> Job:
    """The job that the options of a module describe."""
    values = dict(options)
    account = values.pop("credentials") or {}
    return Job(**values, **{f"credentials_{name}": value for name, value in account.items()})


def finish(module: Module, found: Findings, **results: Any) -> None:
    """End the module: with all errors in one message, one a line, and the pages that say more; or with its results."""
    warnings = show_warnings(module, found.warnings)
    if found.errors:
        more = [f"More: {', '.join(found.pages)}"] if found.pages else []
        module.fail_json(msg="\n".join([*found.errors, *more]), errors=found.errors, **warnings)
    module.exit_json(changed=False, **results, **warnings)
