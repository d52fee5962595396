"""What is different on Binder: a machine that is lent for some hours, and then forgets everything."""

from __future__ import annotations

import os
from pathlib import Path

FORGETS = "FAGSAMLING_FORGETS"  # tells dashboards that nothing here lasts
_SIGNS = ("BINDER_LAUNCH_HOST", "BINDER_REQUEST", "BINDER_REPO_URL")  # set in every machine that Binder lends
_FOLDER = ".fagsamling"


def is_binder() -> bool:
    """Whether this machine is lent by Binder, and not somebody's own or a hub that keeps files."""
    return any(os.environ.get(sign) for sign in _SIGNS)


def settle(root: Path) -> None:
    """On Binder: keep the data in the repository, the one folder that is sure to be ours to write in."""
    if not is_binder():
        os.environ.pop(FORGETS, None)
        return
    os.environ[FORGETS] = "1"
    if not os.environ.get("FAGSAMLING_DATABASE"):
        folder = root / _FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ["FAGSAMLING_DATABASE"] = str(folder / "fagsamling.db")
