"""Runs the table of engines: `npm run engines -- --hosts docker29`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from hosts.generations import chosen  # noqa: E402
from page import PAGE, write  # noqa: E402
from runs import CLI, ROOT, kept, run  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="npm run engines --", description=__doc__)
    parser.add_argument("--hosts", default="all", help="generations, with commas between; default: all")
    parser.add_argument("--no-rehearsal", action="store_true", help="run the tests only")
    options = parser.parse_args()
    os.environ["IMAGE_GATE_HOSTS"] = options.hosts
    wanted = chosen()
    failed = []
    subprocess.run([*CLI, "setup", "--hosts", ",".join(one.name for one in wanted)], cwd=ROOT, check=True)
    for column in run(wanted, rehearse=not options.no_rehearsal):
        column.keep()
        failed += [f"{column.hosts}: {what}: {cell}" for what, cell in column.cells.items() if "**" in cell]
    os.environ["IMAGE_GATE_HOSTS"] = "all"
    write([column for one in chosen() if (column := kept(one))])
    print("\n".join([*failed, f"{PAGE} is written"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
