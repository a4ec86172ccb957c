"""Compare the registry client with the tools that sites use, in one run on the same registries.

All contenders take turns, round by round, so that other load on the machine hits them alike; medians count. After each turn
the target is compared with the source: who did nothing wins nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "registry"))

import module  # noqa: E402
import processes  # noqa: E402
import tables  # noqa: E402
from conditions import CONDITIONS, Condition  # noqa: E402
from stage import Stage  # noqa: E402
from tools import Tool, rivals  # noqa: E402
from work import ROWS, Row  # noqa: E402

OURS = "this library"
#: A rival that a condition slows down to more than this many seconds is not measured in a second round.
LONG = 60


def measure(stage: Stage, row: Row, condition: Condition, rounds: int) -> tables.Measured:
    """Seconds and requests by contender."""
    found = tables.Measured(row.name, condition.words, defaultdict(list), {})
    with stage.filled(row) as before, stage.under(condition), _socat(stage):
        with stage.target_with(before):
            # It is run while it is made.
            command = module.prepare(stage, row.module, row.arguments(stage))
        everybody: list[Tool | None] = [None, *rivals(stage)]
        for number in range(rounds):
            # Each begins a round once: whoever comes after an idle moment is better off.
            turn = number % len(everybody)
            for tool in everybody[turn:] + everybody[:turn]:
                name = tool.name if tool else OURS
                commands = row.commands(stage, tool) if tool else None
                if tool and commands is None or max(found.seconds[name], default=0) > LONG:
                    continue
                with stage.target_with(before) as target:
                    began = time.perf_counter()
                    if tool and commands:
                        tool.run(commands)
                    else:
                        found.memory = max(found.memory, module.run(command)["peak_rss_mb"])
                    found.seconds[name].append(time.perf_counter() - began)
                    found.requests[name] = target.log.count("http.request.method")
                    if not row.is_done(stage.peer, target):
                        raise RuntimeError(f"{name} has not done: {row.name}")
    return found


def _socat(stage: Stage):  # type: ignore[no-untyped-def]
    """The relay through which upstream's roles reach a buildset registry."""
    listen = f"TCP-LISTEN:{stage.relay_port},bind=127.0.0.1,fork,reuseaddr"
    directory = stage.directory / "relay"
    directory.mkdir(exist_ok=True)
    argv = ["socat", listen, f"TCP:{stage.source}"]
    return processes.running(argv, directory, ("127.0.0.1", stage.relay_port))


def main() -> None:
    """Measure what is asked for, and print a table for each condition."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", default=",".join(ROWS), help="which kinds of work (default: %(default)s)")
    names = ",".join(condition.name for condition in CONDITIONS)
    parser.add_argument("--conditions", default=names, help="under which conditions (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/speed.md")
    asked = parser.parse_args()
    chosen = [one for one in CONDITIONS if one.name in asked.conditions.split(",")]
    wanted = asked.rows.split(",")
    if not chosen or not all(name in ROWS for name in wanted):
        parser.error(f"there are the rows {', '.join(ROWS)} and the conditions {names}")
    load = os.getloadavg()[0]
    measured = []
    with tempfile.TemporaryDirectory(prefix="image-gate-bench-") as directory:
        os.chmod(directory, 0o755)
        stage = Stage(Path(directory))
        for condition in chosen:
            for name in wanted:
                row = ROWS[name]()
                began = time.monotonic()
                measured.append(measure(stage, row, condition, max(asked.rounds // condition.slower, 1)))
                taken = time.monotonic() - began
                print(f"{row.name}, {condition.words}: {taken:.0f} s", file=sys.stderr, flush=True)
    text = tables.page(measured, asked.rounds, load)
    print(text)
    if asked.write:
        tables.write(text, "npm run bench")


if __name__ == "__main__":
    main()
