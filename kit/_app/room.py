"""How many dashboards this machine has memory for. Pure but for the files of the system that are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

VARIABLE = "FAGSAMLING_DASHBOARDS"  # overrules what is found out here
EACH = 100 << 20  # a dashboard with pictures drawn: 45 MB where kernels are forked, else 100
REST = 400 << 20  # servers, what kernels are forked from, phones
FEWEST, MOST = 2, 24
_NOWHERE = 1 << 60  # how an old control group says «no limit»

_GROUPS, _OURS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def dashboards() -> int:
    """The number of dashboards that may be open at once."""
    told = os.environ.get(VARIABLE, "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    found = list(_found())
    return fits(min(found)) if found else MOST


def fits(memory: int) -> int:
    """How many dashboards fit in so many bytes."""
    return max(FEWEST, min(MOST, (memory - REST) // EACH))


def _found() -> Iterator[int]:
    """What the machine, its container and a hub say, each in bytes."""
    with suppress(ValueError, OSError, AttributeError):
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for limit in _limits():
        with suppress(OSError, ValueError):
            if (most := int(limit.read_text())) < _NOWHERE:
                yield most
    with suppress(ValueError):
        yield int(os.environ.get("MEM_LIMIT", ""))  # JupyterHub's word for it, in bytes


def _limits() -> Iterator[Path]:
    """Files that may hold the limit of this process's control group, new kind and old."""
    ours = ["0::/", "1:memory:/"]  # in most containers the group is the root, as seen from inside
    with suppress(OSError):
        ours += _OURS.read_text().splitlines()
    for line in ours:
        _number, controllers, path = line.split(":", 2)
        if not controllers:
            yield _GROUPS / path.lstrip("/") / "memory.max"
        elif "memory" in controllers.split(","):
            yield _GROUPS / "memory" / path.lstrip("/") / "memory.limit_in_bytes"
