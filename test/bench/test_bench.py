"""The benchmark itself: what lies between passes on every byte, and who did nothing is found out."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import threading
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parent.parent / "registry")]

import bench  # noqa: E402
import processes  # noqa: E402
import tables  # noqa: E402
import work  # noqa: E402
from conditions import CONDITIONS, RELAY, Condition  # noqa: E402
from stage import Stage  # noqa: E402

pytestmark = pytest.mark.registries
TINY = 0.001


def read(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_long_way_passes_on_every_byte(tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            # The first connection only finds out that the relay listens.
            for _ in range(2):
                with listener.accept()[0] as connection:
                    taken = read(connection)
                    connection.sendall(hashlib.sha256(taken).digest() + taken)

        threading.Thread(target=answer, daemon=True).start()
        port = processes.free_port()
        argv = [sys.executable, RELAY, "way", str(port), str(listener.getsockname()[1]), "0.005"]
        relay = processes.running(argv, tmp_path, ("127.0.0.1", port))
        with relay, socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(content)
            client.shutdown(socket.SHUT_WR)
            back = read(client)
    assert back == hashlib.sha256(content).digest() + content


EVERY_ROW = [(name, CONDITIONS[0]) for name in work.ROWS]
EVERY_CONDITION = [("layer", condition) for condition in CONDITIONS[1:]]


@pytest.mark.parametrize(("name", "condition"), EVERY_ROW + EVERY_CONDITION)
def test_every_row_can_be_done(
    tmp_path: Path, name: str, condition: Condition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "rivals", lambda stage: [])
    monkeypatch.setattr(work.CleanUp, "count", 3)
    measured = bench.measure(Stage(tmp_path, TINY), work.ROWS[name](), condition, 1)
    assert len(measured.seconds[bench.OURS]) == 1 and measured.requests[bench.OURS] > 0
    assert bench.OURS in tables.page([measured], 1, 0.0)


def test_who_did_nothing_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.module, "run", lambda command: {"peak_rss_mb": 1.0})
    for name in ("layer", "retags", "cleanup"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setattr(work.CleanUp, "count", 3)
        monkeypatch.setattr(bench.module, "prepare", lambda *_: [])
        with pytest.raises(RuntimeError, match="this library has not done"):
            bench.measure(Stage(folder, TINY), work.ROWS[name](), CONDITIONS[0], 1)
