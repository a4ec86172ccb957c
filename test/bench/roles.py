"""How long each role takes on test hosts, beside the roles of zuul-jobs measured on hosts of the same make (bookworm).

Usage: .venv/check/bin/python test/bench/roles.py [ROUNDS] [--write]
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Callable, Dict, List, Tuple

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "test"), str(ROOT / "test/registry")]

import tables  # noqa: E402
from hosts.executor import PLAYBOOKS, Build, Run  # noqa: E402
from hosts.registry import Registry, running_registry  # noqa: E402
from hosts.running import Hosts, running_hosts  # noqa: E402

# Seconds and tasks of zuul-jobs of 2024 with ansible-core 2.16, medians of 3 (6 images with 2 tags each where images count).
BEFORE = {
    "ensure-docker": (5.3, None),
    "run-buildset-registry": (3.7, 11),
    "use-buildset-registry": (11.0, 42),
    "pull-from-intermediate-registry": (11.3, 16),
    "push-to-intermediate-registry": (11.7, 29),
    "upload-docker-image": (9.4, 21),
    "promote-docker-image": (30.2, 349),
}
IMAGES = [{"context": "img", "repository": f"acme/app{n}", "tags": ["latest", "1.0"]} for n in range(6)]
DOCKERFILE = "FROM docker.io/library/busybox:stable\\nARG N\\nRUN head -c 200000 /dev/urandom >/data\\n"


def measure(
    hosts: Hosts, intermediate: Registry, target: Registry, number: int
) -> Dict[str, Tuple[float, int]]:
    """One buildset; seconds and tasks by role."""
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    found: Dict[str, Tuple[float, int]] = {}
    project = {"name": "acme/app", "short_name": "app", "src_dir": "src/project"}
    zuul = {
        "change": str(number),
        "patchset": "1",
        "pipeline": "gate",
        "job": "x",
        "project": project,
        "build": f"{number:032x}",
    }
    secret = {"intermediate_registry": intermediate.secret}
    credentials = {"docker_credentials": {"username": target.username, "password": target.password}}

    def build(name: str, **more: object) -> Build:
        inventory = {"node1": hosts.inventory["node1"]}
        made = Build(folder / name, "9", {**zuul, **more}, inventory, hosts.enter)
        made.job_vars.update(docker_images=IMAGES, docker_registry=target.address)
        return made

    def timed(job: Build, role: str, where: str = "all", **kwargs: object) -> Run:
        playbook = job.directory / f"{role}.yaml"
        playbook.write_text(f"- hosts: {where}\n  gather_facts: false\n  roles: [{role}]\n")
        begin = time.monotonic()
        run = job.play(playbook, **kwargs).must_succeed()
        found[role] = (time.monotonic() - begin, run.tasks)
        return run

    job = build("a")
    warm = job.directory / "facts.yaml"
    warm.write_text("- hosts: all\n")
    job.play(warm).must_succeed()
    for role in ("ensure-docker", "run-buildset-registry"):
        timed(job, role)
    job.job_vars["buildset_registry"] = job.results["secret_data"]["buildset_registry"]
    timed(job, "use-buildset-registry")
    timed(job, "build-docker-image")
    timed(job, "push-to-intermediate-registry", "localhost", secrets=secret)
    timed(job, "upload-docker-image", "localhost", secrets=credentials)
    behind = build("b", artifacts=job.results["data"]["zuul"]["artifacts"])
    behind.job_vars["buildset_registry"] = job.job_vars["buildset_registry"]
    job.play(PLAYBOOKS / "buildset-registry/clean.yaml", secret).must_succeed()
    fresh = build("c")
    fresh.play(PLAYBOOKS / "buildset-registry/pre.yaml", secret).must_succeed()
    behind.job_vars["buildset_registry"] = fresh.results["secret_data"]["buildset_registry"]
    timed(behind, "pull-from-intermediate-registry", "localhost", secrets=secret)
    timed(job, "promote-docker-image", "localhost", secrets=credentials)
    fresh.play(PLAYBOOKS / "buildset-registry/clean.yaml", secret).must_succeed()
    shutil.rmtree(folder)
    return found


def main(rounds: int, write: bool) -> None:
    """Prints the table, and puts it into the page."""
    load = os.getloadavg()[0]
    seconds: Dict[str, List[float]] = defaultdict(list)
    tasks: Dict[str, int] = {}
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    with running_hosts("bench", 1, "bookworm") as hosts:
        hosts.run("node1", f"mkdir -p src/project/img && printf '{DOCKERFILE}' >src/project/img/Dockerfile")
        start: Callable[[str, int], object] = lambda name, port: running_registry(hosts, folder / name, port)  # noqa: E731
        with start("intermediate", 5443) as intermediate, start("target", 6443) as target:
            for number in range(rounds):
                for role, (took, count) in measure(hosts, intermediate, target, number + 1).items():
                    seconds[role].append(took)
                    tasks[role] = count
    shutil.rmtree(folder)
    text = page(seconds, tasks, rounds, load)
    print(text)
    if write:
        tables.write(text, "roles.py")


def page(seconds: Dict[str, List[float]], tasks: Dict[str, int], rounds: int, load: float) -> str:
    """The table in Markdown."""
    lines = [
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after, hosts "
        f"bookworm, ansible-core 2.16; seconds of a whole ansible-playbook, medians of {rounds}; 6 images with 2 tags each. Those of zuul-jobs "
        "(2024) are not of this run: they were measured once, on a machine of the same make that was busy.",
        "",
        "| role | seconds | tasks | zuul-jobs: seconds | tasks | part of it |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for role, took in seconds.items():
        median, before = statistics.median(took), BEFORE.get(role)
        known = (
            (f"{before[0]:.1f}", f"{before[1] or ''}", f"{median / before[0]:.2f}")
            if before
            else ("", "", "")
        )
        lines.append(f"| `{role}` | {median:.1f} | {tasks[role]} | {' | '.join(known)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(numbers[0] if numbers else 3, "--write" in sys.argv)
