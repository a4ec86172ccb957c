"""Lets tests import what roles ship in module_utils, and runs those that need hosts on several generations of them."""

from __future__ import annotations

from pathlib import Path

import ansible.module_utils
import pytest
from generations import Generation, chosen

ROLES = Path(__file__).resolve().parent.parent / "roles"
ansible.module_utils.__path__.extend(str(p) for p in sorted(ROLES.glob("*/module_utils")))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeats every test that uses hosts."""
    if "generation" in metafunc.fixturenames:
        metafunc.parametrize("generation", chosen(), ids=lambda it: it.name, indirect=True, scope="session")


@pytest.fixture(scope="session")
def generation(request: pytest.FixtureRequest) -> Generation:
    """The generation of the hosts."""
    return request.param
