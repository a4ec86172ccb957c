"""Builds for the tests of roles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Callable, Iterator

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hosts.builds import building  # noqa: E402
from hosts.executor import Build  # noqa: E402
from hosts.running import Hosts  # noqa: E402


@pytest.fixture
def build(hosts: Hosts, ansible: str) -> Iterator[Callable[..., Build]]:
    """Makes builds of a change, on one host unless more are named."""
    with building(hosts, ansible) as make:
        yield make
