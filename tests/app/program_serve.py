"""The ``fagsamling`` command, with another folder of notebooks where one is given."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.argv[1]:
        from kit._app import running

        folder = Path(sys.argv[1])
        running.shared_folder = lambda name: folder
    if os.environ.get("KIT_TEST_NO_KERNEL"):  # as where something is in the way of new processes
        from kit._app.voila_server import OwnPython

        def broken(self: OwnPython, name: str) -> object:
            spec = super(OwnPython, self).get_kernel_spec(name)
            spec.argv = [sys.executable, "-c", "raise SystemExit(1)", "{connection_file}"]
            return spec

        OwnPython.get_kernel_spec = broken
    from kit.app import main

    sys.exit(main(sys.argv[2:]))
