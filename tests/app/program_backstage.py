"""The process of the dashboards, where no kernel can start: as when something is in the way of new processes."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from kit._app import backstage
from kit._app.voila_server import OwnPython


def broken(self: OwnPython, name: str) -> object:
    spec = super(OwnPython, self).get_kernel_spec(name)
    spec.argv = [sys.executable, "-c", "raise SystemExit(1)", "{connection_file}"]
    return spec


if __name__ == "__main__":
    OwnPython.get_kernel_spec = broken
    backstage.main(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
