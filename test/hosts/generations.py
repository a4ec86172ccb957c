"""The generations of hosts on which tests run; the table of the rehearsal's set-up has them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTS_CLI = [str(ROOT / "node_modules/.bin/ts-node"), "-T", str(ROOT / "rehearsal/hosts/cli.ts")]


@dataclass(frozen=True)
class Generation:
    """Hosts of one kind; `docker` and `podman` are how their versions begin, `store` is where docker keeps images."""

    name: str
    docker: str
    podman: str
    store: str


@lru_cache(maxsize=None)
def _rows(wanted: str) -> list[Generation]:
    told = subprocess.run(
        [*HOSTS_CLI, "generations", *wanted.split()], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    fields = Generation.__dataclass_fields__
    return [Generation(**{name: row[name] for name in fields}) for row in json.loads(told)]


def chosen() -> list[Generation]:
    """Those that IMAGE_GATE_HOSTS names, with commas between, or `all`; without it the oldest and the newest."""
    return _rows(os.environ.get("IMAGE_GATE_HOSTS", ""))


def ansibles() -> list[str]:
    """The folders below .venv/ansible that IMAGE_GATE_ANSIBLE names, with commas between; without it Zuul's two."""
    return os.environ.get("IMAGE_GATE_ANSIBLE", "9,11").split(",")


def pairs() -> list[tuple[Generation, str]]:
    """The chosen generations with the Ansible that tests use on them: the older one on the oldest hosts."""
    oldest, (first, *_, last) = _rows("all")[0], [*ansibles()] * 2
    return [(one, first if one == oldest else last) for one in chosen()]
