"""How each tool does what is measured, and who may take part."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Sequence

from stage import Stage

GO = Path(__file__).resolve().parents[2] / ".venv/go/bin"
NOBODY = 65534
PARALLEL = 4

#: Commands that follow each other; groups of them run at the same time.
Commands = Sequence[Sequence[str]]


class Copy(NamedTuple):
    """An image of the source, and the tags that it gets in the target."""

    repository: str
    tags: Sequence[str]


def find(tool: str) -> str | None:
    """The path of a tool, among those that the benchmark makes or on PATH."""
    return shutil.which(tool, path=f"{GO}:{os.environ['PATH']}")


def version(tool: str) -> str:
    """What a tool says of its version."""
    path = find(tool)
    if path is None:
        return "missing"
    asked = [path, "--version"] if tool == "skopeo" else [path, "version"]
    told = subprocess.run(asked, capture_output=True, text=True)
    found = re.search(r"\d+\.\d+\.\d+", told.stdout + told.stderr)
    # What is built from the module proxy need not know its own version.
    noted = GO / f"{tool}.version"
    return noted.read_text().strip() if noted.exists() else found.group() if found else "unknown"


class Tool:
    """A command-line tool, as people use it: one process for an image or tag, ``parallel`` at a time.

    It runs with an empty home directory and not as root, for skopeo remembers which registry has which blob: below the home
    directory, or as root in one place for the whole machine.
    """

    def __init__(self, stage: Stage, name: str, program: str, parallel: int, relayed: bool = False) -> None:
        self.name, self.program, self.relayed = name, program, relayed
        self._stage, self._parallel = stage, parallel

    def run(self, groups: Sequence[Commands]) -> None:
        """Run groups of commands; raises ``subprocess.CalledProcessError``."""
        with tempfile.TemporaryDirectory(dir=self._stage.directory) as home:
            os.chmod(home, 0o777)
            certificate = str(self._stage.certs / "ca.crt")
            environment = {"HOME": home, "PATH": os.environ["PATH"], "SSL_CERT_FILE": certificate}
            user = NOBODY if os.geteuid() == 0 else None

            def each(commands: Commands) -> None:
                for command in commands:
                    subprocess.run(
                        command, env=environment, cwd=home, user=user, check=True, capture_output=True
                    )

            with ThreadPoolExecutor(self._parallel) as pool:
                list(pool.map(each, groups))

    @property
    def source(self) -> str:
        """Where this tool reads: upstream's roles reach a buildset registry through socat."""
        return f"127.0.0.1:{self._stage.relay_port}" if self.relayed else self._stage.source


def copy(tool: Tool, stage: Stage, one: Copy) -> Commands:
    """The commands that copy an image and give it its tags."""
    program, here = find(tool.program) or tool.program, f"{tool.source}/{one.repository}"
    there = f"{stage.target}/{one.repository}"
    first, *more = one.tags
    if tool.program == "crane":
        return [
            [program, "copy", f"{here}:{first}", f"{there}:{first}"],
            *([program, "tag", f"{there}:{first}", tag] for tag in more),
        ]
    if tool.program == "oras":
        return [[program, "cp", "-r", f"{here}:{first}", f"{there}:{','.join(one.tags)}"]]
    if tool.program == "regctl":
        return [[program, "image", "copy", f"{here}:{first}", f"{there}:{tag}"] for tag in one.tags]
    return [[*_skopeo(stage), f"docker://{here}:{first}", f"docker://{there}:{tag}"] for tag in one.tags]


def retag(tool: Tool, stage: Stage, repository: str, staged: str, tag: str) -> Commands:
    """The command that gives a tag of the target another name."""
    program, place = find(tool.program) or tool.program, f"{stage.target}/{repository}"
    if tool.program in ("crane", "oras"):
        return [[program, "tag", f"{place}:{staged}", tag]]
    if tool.program == "regctl":
        return [[program, "image", "copy", f"{place}:{staged}", f"{place}:{tag}"]]
    return [[*_skopeo(stage), f"docker://{place}:{staged}", f"docker://{place}:{tag}"]]


def delete(tool: Tool, stage: Stage, repository: str, tag: str) -> Commands | None:
    """The command that deletes a tag alone, if the tool has one."""
    program, place = find(tool.program) or tool.program, f"{stage.target}/{repository}"
    if tool.program == "crane":
        return [[program, "delete", f"{place}:{tag}"]]
    return [[program, "tag", "delete", f"{place}:{tag}"]] if tool.program == "regctl" else None


def _skopeo(stage: Stage) -> list[str]:
    options = ["--src-cert-dir", str(stage.certs), "--dest-cert-dir", str(stage.certs)]
    return [find("skopeo") or "skopeo", "--insecure-policy", "copy", "--all", *options]


def rivals(stage: Stage) -> list[Tool]:
    """Upstream's way, and every tool that is here: alone, and as many at a time as serve it best."""
    found = [
        Tool(stage, "skopeo through socat, one by one (upstream)", "skopeo", 1, relayed=True),
        Tool(stage, "skopeo, one by one", "skopeo", 1),
        Tool(stage, f"skopeo, {PARALLEL} at a time", "skopeo", PARALLEL),
    ]
    names = [name for name in ("crane", "regctl", "oras") if find(name)]
    return found + [Tool(stage, f"{name}, {PARALLEL} at a time", name, PARALLEL) for name in names]
