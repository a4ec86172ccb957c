"""The versions of Ansible that Zuul 14.3 runs."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(params=["9", "11"])
def ansible(request):
    """Each version by Zuul's name for it."""
    return request.param
