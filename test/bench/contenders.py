"""How each tool does the work that the benchmark measures."""

import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Sequence

from stage import BATCH, RETAG, SINGLE, TAGS, Stage

GO = Path(__file__).resolve().parents[2] / ".venv/go/bin"
NOBODY = 65534
PARALLEL = 4


def find(tool: str) -> str | None:
    """The path of a tool, among those that the set-up makes or on PATH."""
    return shutil.which(tool, path=f"{GO}:{os.environ['PATH']}")


class Tool:
    """A command-line tool that copies one image at a time.

    It runs with an empty home directory and not as root, for skopeo remembers which registry has which blob:
    below the home directory, or as root in one place for the whole machine.
    """

    def __init__(
        self, stage: Stage, name: str, copy: Callable[..., list[list[str]]], source: str, parallel: int
    ) -> None:
        self.name, self._stage, self._copy, self._source, self._parallel = name, stage, copy, source, parallel

    def batch(self) -> None:
        """10 images with 3 tags each."""
        self._run([self._copy(self._stage, self._source, repository, TAGS) for repository in BATCH])

    def single(self) -> None:
        """One large image with one tag."""
        self._run([self._copy(self._stage, self._source, SINGLE, ["latest"])])

    def _run(self, groups: Sequence[list[list[str]]]) -> None:
        with tempfile.TemporaryDirectory(dir=self._stage.directory) as home:
            os.chmod(home, 0o777)
            environment = {
                "HOME": home,
                "PATH": os.environ["PATH"],
                "SSL_CERT_FILE": str(self._stage.certs / "ca.crt"),
            }
            user = NOBODY if os.geteuid() == 0 else None

            def run(commands: list[list[str]]) -> None:
                for command in commands:
                    subprocess.run(
                        command, env=environment, cwd=home, user=user, check=True, capture_output=True
                    )

            with ThreadPoolExecutor(self._parallel) as pool:
                list(pool.map(run, groups))


def skopeo(stage: Stage, source: str, repository: str, tags: Sequence[str]) -> list[list[str]]:
    """One process per tag."""
    options = ["--src-cert-dir", str(stage.certs), "--dest-cert-dir", str(stage.certs)]
    return [
        ["skopeo", "--insecure-policy", "copy", "--all", *options,
         f"docker://{source}/{repository}:{tag}", f"docker://{stage.target}/{repository}:{tag}"]
        for tag in tags
    ]  # fmt: skip


def crane(stage: Stage, source: str, repository: str, tags: Sequence[str]) -> list[list[str]]:
    """A copy, and the other tags beside it."""
    program, there = find("crane"), f"{stage.target}/{repository}"
    first, *more = tags
    return [
        [program, "copy", f"{source}/{repository}:{first}", f"{there}:{first}"],
        *([program, "tag", f"{there}:{first}", tag] for tag in more),
    ]


def regctl(stage: Stage, source: str, repository: str, tags: Sequence[str]) -> list[list[str]]:
    """One process per tag."""
    there = f"{stage.target}/{repository}"
    return [
        [find("regctl"), "image", "copy", f"{source}/{repository}:{tag}", f"{there}:{tag}"] for tag in tags
    ]


def oras(stage: Stage, source: str, repository: str, tags: Sequence[str]) -> list[list[str]]:
    """One process for all tags of an image."""
    there = f"{stage.target}/{repository}:{','.join(tags)}"
    return [[find("oras"), "cp", "-r", f"{source}/{repository}:{tags[0]}", there]]


def contenders(stage: Stage) -> list[Tool]:
    """Upstream's way, and every tool that is installed: alone, and as many at a time as serve it best."""
    tools = [
        Tool(stage, "skopeo through socat, one by one (upstream)", skopeo, stage.relay, 1),
        Tool(stage, "skopeo, one by one", skopeo, stage.source.host, 1),
        Tool(stage, f"skopeo, {PARALLEL} at a time", skopeo, stage.source.host, PARALLEL),
    ]
    for name, copy in (("crane", crane), ("regctl", regctl), ("oras", oras)):
        if find(name):
            tools.append(Tool(stage, f"{name}, {PARALLEL} at a time", copy, stage.source.host, PARALLEL))
    return tools


def retag_commands(stage: Stage) -> dict[str, list[list[str]]]:
    """The re-tag of 12 staged tags in one repository, by upstream's tool and by the best other one."""
    place = f"{stage.target}/{SINGLE}"
    options = ["--src-cert-dir", str(stage.certs), "--dest-cert-dir", str(stage.certs)]
    ways = {
        "skopeo, one by one (upstream)": [
            ["skopeo", "--insecure-policy", "copy", "--all", *options,
             f"docker://{place}:change_1_{tag}", f"docker://{place}:{tag}"]
            for tag in RETAG
        ]
    }  # fmt: skip
    if find("crane"):
        ways["crane, one by one"] = [[find("crane"), "tag", f"{place}:change_1_{tag}", tag] for tag in RETAG]
    return ways
