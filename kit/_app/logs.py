"""Errors go to a file beside the database: a terminal is no place for a traceback."""

from __future__ import annotations

import contextlib
import logging
import os
from logging.handlers import RotatingFileHandler, WatchedFileHandler
from pathlib import Path

_LARGEST = 500_000
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def write_to(path: Path) -> None:
    """Log to this file from now on, and begin a new one when it has grown."""
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        handler = RotatingFileHandler(path, maxBytes=_LARGEST, backupCount=1, encoding="utf-8")
        if path.stat().st_size > _LARGEST:  # others write here too
            handler.doRollover()
        _use(handler)
        return
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def share(path: Path) -> None:
    """Log to the file of the process that started this one; that one decides when a new one begins."""
    with contextlib.suppress(OSError):
        _use(WatchedFileHandler(path, encoding="utf-8"))


def _use(handler: logging.Handler) -> None:
    handler.setFormatter(logging.Formatter(_FORM))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)


def place() -> str | None:
    """The file that is logged to."""
    files = [h.baseFilename for h in logging.getLogger().handlers if isinstance(h, logging.FileHandler)]
    return files[0] if files else None
