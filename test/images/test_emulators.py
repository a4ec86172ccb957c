"""What a node lacks for builds for other platforms, told before the build."""

import os
from types import SimpleNamespace

import pytest
from ansible.module_utils.image_gate.build import emulators
from ansible.module_utils.image_gate.input.listed_image import FAMILIES

RUNS = "FROM debian\nRUN apt-get update\n"
CROSS = (
    "FROM --platform=$BUILDPLATFORM golang AS build\nRUN go build\nFROM scratch\nCOPY --from=build /app /\n"
)
ENABLED = "enabled\ninterpreter /usr/bin/qemu-aarch64\nflags: {}\noffset 0\n"


@pytest.fixture
def missing(tmp_path, monkeypatch):
    """The warnings for an image on a node with these handlers."""
    monkeypatch.setattr(emulators, "HANDLERS", str(tmp_path / "binfmt_misc"))
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="x86_64"))

    def found(text, arch=("linux/amd64", "linux/arm64"), **handlers):
        for name, content in handlers.items():
            (tmp_path / "binfmt_misc").mkdir(exist_ok=True)
            (tmp_path / "binfmt_misc" / name.replace("_", "-")).write_text(content)
        (tmp_path / "Dockerfile").write_text(text)
        image = {
            "index": 1,
            "workdir": str(tmp_path),
            "path": ".",
            "dockerfile": "",
            "files": ["Dockerfile"],
            "arch": list(arch),
        }
        return emulators.missing([image], FAMILIES["container"])

    return found


def test_a_command_for_another_platform_needs_an_emulator(missing):
    (said,) = missing(RUNS)
    assert said.startswith(
        "container_images[1].arch: RUN for linux/arm64 needs an emulator, and this node has none "
    )
    (said,) = missing(RUNS, ("linux/arm64", "linux/s390x"), qemu_aarch64=ENABLED.format("POCF"))
    assert "RUN for linux/s390x needs" in said


@pytest.mark.parametrize(
    "text, arch, handlers",
    [
        (RUNS, ["linux/amd64", "linux/386"], {}),
        (RUNS, [], {}),
        (CROSS, ["linux/arm64"], {}),
        (RUNS, ["linux/arm64", "linux/arm64/v8"], {"qemu_aarch64": ENABLED.format("F")}),
        (RUNS, ["windows/amd64", "linux/unheard-of"], {}),
    ],
)
def test_what_needs_none(missing, text, arch, handlers):
    assert missing(text, arch, **handlers) == []


@pytest.mark.parametrize("text", ["disabled\nflags: F\n", ENABLED.format("OC")])
def test_an_emulator_that_builds_cannot_use(missing, text):
    assert missing(RUNS, qemu_aarch64=text) != []
