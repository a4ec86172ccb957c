"""Modules of the roles, called as Ansible calls them, but in this process."""

import contextlib
import importlib.util
import io
import json

from ansible.module_utils import basic
from processes import ROOT


def call(name: str, arguments: dict) -> dict:
    """The result of a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"roles/image-gate/library/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
    basic._ANSIBLE_PROFILE = "legacy"
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
        module.main()
    return json.loads(out.getvalue().splitlines()[-1])
