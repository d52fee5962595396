"""Runs everything that must hold: ``python -m tests`` (add pytest arguments to narrow it down).

The order is cheapest first, so that a typo fails in seconds; what starts servers and browsers
comes last.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GATES = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("arrows", ["lint-imports", "--no-cache"]),
)


def tool(name: str) -> str:
    """The tool that was installed beside this Python, else whatever the path has."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else name


def main(arguments: list[str]) -> int:
    """Gates, then tests; returns the first exit code that is not zero."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would each compile the kit anew
    if arguments:
        return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT)
    for name, (command, *rest) in GATES:
        print(f"── {name}", flush=True)
        if code := subprocess.call([tool(command), *rest], cwd=ROOT):
            return code
    quick = ["-m", "not browser and not server", "-n", "2", "-q", "--durations=10"]
    # A module stays with one worker: what it has started is not started twice. The order is that of conftest.py.
    slow = ["-m", "browser or server", "-n", "2", "-q", "--durations=20"]
    slow += ["--dist", "loadscope", "--no-loadscope-reorder"]
    for selection in (quick, slow):
        if code := subprocess.call([sys.executable, "-m", "pytest", *selection], cwd=ROOT):
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
