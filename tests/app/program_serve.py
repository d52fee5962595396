"""The ``fagsamling`` command, with another folder of notebooks where one is given."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    from kit._app import behind

    if sys.argv[1]:
        from kit._app import running

        folder = Path(sys.argv[1])
        running.shared_folder = lambda name: folder
    if os.environ.get("KIT_TEST_NO_KERNEL"):
        behind.PROCESS = [sys.executable, str(Path(__file__).with_name("program_backstage.py"))]
    if os.environ.get("KIT_TEST_ONE_PROCESS"):  # as where a socket cannot be sent to another process
        behind.begin = behind.ThisProcess
    from kit.app import main

    sys.exit(main(sys.argv[2:]))
