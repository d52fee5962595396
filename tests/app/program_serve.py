"""The ``fagsamling`` command, with another folder of notebooks where one is given."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.argv[1]:
        from kit._app import running

        folder = Path(sys.argv[1])
        running.shared_folder = lambda name: folder
    from kit.app import main

    sys.exit(main(sys.argv[2:]))
