"""One certificate in Debian's store of authorities, compared with what Debian's own command makes of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from ansible.module_utils.run_buildset_registry import certificate
from ansible.module_utils.use_buildset_registry import trust_store

COMMAND = shutil.which("update-ca-certificates", path="/usr/sbin")
pytestmark = pytest.mark.skipif(COMMAND is None, reason="Debian's package ca-certificates is not here")
NAME = "zuul-jobs.buildset-registry"


class Store:
    """A store of its own, with other authorities in it as the command has left it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.links, self.own, self.hooks = (
            folder,
            *(folder / name for name in ("etc", "own", "hooks")),
        )
        for each in (self.links, self.own, self.hooks):
            each.mkdir()
        for number in range(2):
            self.certificate(f"other-{number}", f"other-{number}.example.org")
        self.update()

    def certificate(self, name: str, host: str) -> Path:
        made = self.folder / f"made-{name}"
        made.mkdir()
        certificate.make_certificate(host, str(made))
        path = self.own / f"{name}.crt"
        path.write_bytes((made / "cert.pem").read_bytes())
        return path

    def update(self) -> None:
        """Debian's command."""
        (self.folder / "conf").touch()
        options = {
            "certsconf": "conf", "certsdir": "none", "localcertsdir": "own", "etccertsdir": "etc", "hooksdir": "hooks",
        }  # fmt: skip
        argv = [word for name, path in options.items() for word in (f"--{name}", str(self.folder / path))]
        subprocess.run([str(COMMAND), *argv, "--fresh"], check=True, capture_output=True)

    def content(self) -> dict[str, str]:
        return {
            path.name: path.read_text() if not path.is_symlink() else f"-> {path.readlink()}"
            for path in self.links.iterdir()
        }


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store(tmp_path)
    monkeypatch.setattr(trust_store, "LINKS", str(made.links))
    monkeypatch.setattr(trust_store, "BUNDLE", str(made.links / "ca-certificates.crt"))
    monkeypatch.setattr(trust_store, "HOOKS", str(made.hooks))
    return made


def test_a_certificate_is_trusted_as_by_the_command(store: Store) -> None:
    path = store.certificate(NAME, "192.0.2.1")
    assert trust_store.add(str(path), path.read_text())
    made = store.content()
    store.update()
    assert made == store.content()
    for option in (["-CAfile", str(store.links / "ca-certificates.crt")], ["-CApath", str(store.links)]):
        subprocess.run(["openssl", "verify", *option, str(path)], check=True, capture_output=True)


def test_nothing_is_left_of_a_certificate(store: Store) -> None:
    before = store.content()
    path = store.certificate(NAME, "192.0.2.1")
    text = path.read_text()
    assert trust_store.add(str(path), text)
    path.unlink()
    assert trust_store.take_away(str(path), text)
    assert store.content() == before
    store.update()
    assert store.content() == before


def test_what_the_command_has_made_can_be_taken_away_as_well(store: Store) -> None:
    before = store.content()
    path = store.certificate(NAME, "192.0.2.1")
    store.update()
    text = path.read_text()
    path.unlink()
    assert trust_store.take_away(str(path), text)
    assert store.content() == before


@pytest.mark.parametrize("odd", ["hook", "twin", "link", "no bundle", "no Debian"])
def test_what_is_not_as_usual_is_left_to_the_command(
    store: Store, odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.certificate(NAME, "192.0.2.1")
    text = path.read_text()
    if odd == "hook":
        (store.hooks / "jks-keystore").write_text("#!/bin/sh\n")
        (store.hooks / "jks-keystore").chmod(0o755)
    elif odd == "twin":
        # Another registry's certificate, with the same subject.
        store.certificate("twin", "192.0.2.1")
        store.update()
    elif odd == "link":
        (store.links / f"{NAME}.pem").symlink_to("nothing")
    elif odd == "no bundle":
        (store.links / "ca-certificates.crt").unlink()
    else:
        monkeypatch.setattr(trust_store, "DEBIAN", str(store.folder / "none"))
    before = store.content()
    assert not trust_store.add(str(path), text)
    assert not trust_store.take_away(str(path), text)
    assert store.content() == before
