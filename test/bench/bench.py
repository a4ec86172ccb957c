"""Compare the registry client with the tools that sites use, in one run on the same registries.

All contenders take turns, round by round, so that other load on the machine hits them alike; medians count.
Prints a table, and one line of JSON at the end. Usage: bench.py [--rounds N]
"""

import argparse
import functools
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Callable

from contenders import Tool, contenders, retag_commands
from stage import BATCH, RETAG, SINGLE, TAGS, Stage, ansible_module, stage

MODULE = "registry_copy (this library)"
# The single image is short work, which other load disturbs more: more of it makes a steadier median.
WORK = ("batch", "single", "single", "single")


class Module:
    """The client as Ansible runs it: one process, from the start of Python to its answer."""

    name = MODULE

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.peak_rss_mb = 0.0
        with stage.empty_target():
            self._batch = self._prepare([(repository, TAGS) for repository in BATCH])
            self._single = self._prepare([(SINGLE, ["latest"])])

    def batch(self) -> None:
        """10 images with 3 tags each."""
        self.run(self._batch)

    def single(self) -> None:
        """One large image with one tag."""
        self.run(self._single)

    def run(self, command: list[str]) -> dict:
        """Run a module's command; its result, and the memory that it took at most."""
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.stdout.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        result = json.loads(answer)
        if process.returncode or result.get("failed"):
            raise RuntimeError(result.get("msg"))
        self.peak_rss_mb = max(self.peak_rss_mb, usage.ru_maxrss / 1000)
        return result

    def _prepare(self, wanted: list[tuple[str, list[str]]]) -> list[str]:
        source, target = self._stage.source.host, self._stage.target
        arguments = {
            "registries": [{"host": host, "cert": self._stage.tls.pem} for host in (source, target)],
            "copies": [
                {
                    "source": {"registry": source, "repository": repository, "reference": tags[0]},
                    "destination": {"registry": target, "repository": repository, "tags": tags},
                }
                for repository, tags in wanted
            ],
        }
        return ansible_module(self._stage, "registry_copy", arguments)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure_copies(stage: Stage, module: Module, rounds: int) -> dict[str, dict[str, float]]:
    """Medians of all contenders, by contender and kind of work."""
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    everybody: list[Module | Tool] = [module, *contenders(stage)]
    for number in range(rounds):
        # Each begins a round once: whoever comes after an idle moment is better off.
        turn = number % len(everybody)
        for contender in everybody[turn:] + everybody[:turn]:
            for kind in WORK:
                with stage.empty_target():
                    taken[contender.name, kind].append(seconds(getattr(contender, kind)))
    medians: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, kind), values in taken.items():
        medians[name][kind] = statistics.median(values)
    return medians


def measure_retags(stage: Stage, module: Module, rounds: int) -> tuple[dict[str, float], float]:
    """Medians of the re-tag of 12 tags, and the requests that the module makes for each."""
    place = {"registry": stage.target, "repository": SINGLE}
    promotions = [{**place, "staged_tag": f"change_1_{tag}", "tag": tag} for tag in RETAG]
    registries = [{"host": stage.target, "cert": stage.tls.pem}]
    arguments = {"registries": registries, "promotions": promotions, "delete_staged": False}
    environment = {**os.environ, "SSL_CERT_FILE": str(stage.certs / "ca.crt")}
    taken: dict[str, list[float]] = defaultdict(list)
    with stage.empty_target() as target:
        stage.fill_staged(target)
        command = ansible_module(stage, "registry_promote", arguments)
        for _ in range(rounds):
            taken["registry_promote (this library)"].append(seconds(lambda: module.run(command)))
            for name, commands in retag_commands(stage).items():
                taken[name].append(seconds(functools.partial(_run, commands, environment)))
        requests = sum(module.run(command)["requests"].values())
    return {name: statistics.median(values) for name, values in taken.items()}, requests / len(RETAG)


def _run(commands: list[list[str]], environment: dict[str, str]) -> None:
    for command in commands:
        subprocess.run(command, env=environment, check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="image-gate-bench-") as directory:
        os.chmod(directory, 0o755)
        with stage(Path(directory)) as made:
            module = Module(made)
            copies = measure_copies(made, module, rounds)
            retags, requests = measure_retags(made, module, rounds)
    print(f"{'seconds, medians of ' + str(rounds):48}{'10 images x 3 tags':>20}{'200 MB, 8 layers':>20}")
    for name, row in copies.items():
        print(f"{name:48}{row['batch']:20.2f}{row['single']:20.2f}")
    print(f"\n{'seconds, medians of ' + str(rounds):48}{'12 tags again':>20}")
    for name, value in retags.items():
        print(f"{name:48}{value:20.2f}")
    upstream = next(row for name, row in copies.items() if "(upstream)" in name)
    best = min(row["single"] for name, row in copies.items() if name != MODULE)
    print(json.dumps({
        "batch_vs_upstream": round(upstream["batch"] / copies[MODULE]["batch"], 2),
        "single_vs_best": round(copies[MODULE]["single"] / best, 2),
        "retag_requests_per_tag": round(requests, 2),
        "peak_rss_mb": round(module.peak_rss_mb, 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
