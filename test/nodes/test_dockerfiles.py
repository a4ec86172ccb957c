"""Which images of registries a Dockerfile takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.module_utils.image_gate.build import bases
from ansible.module_utils.image_gate.build.dockerfile import base_images

MANY = """\
# syntax=docker/dockerfile:1
# escape=`
ARG BASE=acme/base:1 OTHER="quay.io/acme/other"
ARG NOT_GIVEN
FROM --platform=$BUILDPLATFORM ${BASE} AS Build
ARG BASE=acme/not-this
RUN <<EOF cat >x && `
  # a comment inside
  true
FROM acme/in-a-heredoc
EOF
COPY --from=acme/tools --chown=1:1 /a /b
COPY --from=build /a /b
COPY --from=0 /a /b
RUN --mount=type=bind,from=acme/mounted,target=/x --network=none true
from `
  # between
  $OTHER as second

FROM ${NOT_GIVEN:-acme/default:2}
FROM --platform=linux/s390x acme/foreign
FROM scratch
FROM second
FROM ${BASE%:*}
FROM acme/pinned@sha256:0123
"""


def test_every_way_to_name_an_image() -> None:
    assert base_images(MANY, {"OTHER": "acme/given", "UNUSED": "x"}) == [
        "acme/base:1",
        "acme/tools",
        "acme/mounted",
        "acme/given",
        "acme/default:2",
        "acme/pinned@sha256:0123",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("FROM", []),
        ("FROM $", []),
        ("FROM \\", []),
        ("FROM a\\\n\\\n\nb", ["ab"]),
        ("\ufeffFROM a\r\nRUN x\r\n", ["a"]),
        ("FROM a\nRUN cat <<A <<-B\nFROM x\nA\n\tB\nFROM b", ["a", "b"]),
        ("ARG A='x y'\nARG B=${A:+b}\nFROM $B", ["b"]),
        ("FROM ${A}", []),
        ("ARG A=1\nFROM a:$A\nARG A=2\nFROM b:$A", ["a:1", "b:1"]),
    ],
)
def test_unusual_files(text: str, names: list[str]) -> None:
    assert base_images(text, {}) == names


def test_images_that_the_list_itself_provides_are_not_asked_for(tmp_path: Path) -> None:
    def image(reference: str, text: str) -> dict[str, object]:
        (tmp_path / reference.rpartition("/")[2]).write_text(text)
        return {
            "workdir": str(tmp_path),
            "dockerfile": reference.rpartition("/")[2],
            "build_args": ["A=1"],
            "reference_base": reference,
            "local_tags": ["change_1_latest", "latest"],
        }

    images = [
        image("acme/base", "FROM debian\nFROM quay.io/acme/later"),
        image(
            "quay.io/acme/later",
            "FROM acme/base\nFROM docker.io/library/debian:latest\nFROM acme/base:2\nFROM A",
        ),
    ]
    found = {f"{place.path}:{place.tag}": names for place, names in bases.wanted(images).items()}
    assert found == {
        "library/debian:latest": ["debian", "docker.io/library/debian:latest"],
        "quay.io/acme/later:latest": ["quay.io/acme/later"],
        "acme/base:2": ["acme/base:2"],
    }
