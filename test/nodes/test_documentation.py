"""What the modules say of their options is what they take."""

from __future__ import annotations

import importlib.util

import pytest
import yaml
from node_hosts import ROLES

MODULES = sorted(path.stem for path in ROLES.glob("*/library/*.py"))


def plain(options: dict, inner: str) -> dict:
    """Options without what only one side says of them."""
    return {
        name: {
            **{key: value for key, value in entry.items() if key not in ("description", "no_log", inner)},
            "inside": plain(entry.get(inner, {}), inner),
        }
        for name, entry in options.items()
    }


@pytest.mark.parametrize("name", MODULES)
def test_documentation_agrees_with_the_arguments(name: str) -> None:
    path = next(ROLES.glob(f"*/library/{name}.py"))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    documented = yaml.safe_load(module.DOCUMENTATION)
    assert documented["module"] == name
    assert plain(documented["options"], "suboptions") == plain(module.ARGUMENTS, "options")
    assert isinstance(yaml.safe_load(module.EXAMPLES), list)
    for value in yaml.safe_load(module.RETURN).values():
        assert set(value) >= {"description", "returned", "type"}


@pytest.mark.parametrize("name", ["buildset_registry", "buildset_registry_client"])
def test_passwords_are_kept_out_of_logs(name: str) -> None:
    path = next(ROLES.glob(f"*/library/{name}.py"))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.ARGUMENTS["password"]["no_log"] is True
