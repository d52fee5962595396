"""Kills a gathering again and again, and prints what came of it.

    python -m tests.faults --seed 7 --kills 60

Everything stays on 127.0.0.1. The exit code is 0 where nothing was lost and nothing doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.faults.play import play


def main() -> int:
    """Play once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--phones", type=int, default=60)
    asked = parser.parse_args()
    report = asyncio.run(play(asked.seed, asked.kills, asked.phones))
    sys.stdout.write(f"{report}\n")
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
