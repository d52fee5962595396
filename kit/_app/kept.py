"""What one server keeps beside its database between two starts: token, cookie secret and port."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from kit.store import Store


@dataclass(frozen=True)
class Beside:
    """The files that lie beside a database, or in the data folder for one on another machine."""

    kept: Path
    lock: Path
    log: Path

    @classmethod
    def of(cls, store: Store) -> Beside:
        if store.path is not None:
            folder, name = store.path.parent, store.path.stem
        else:
            folder = platformdirs.user_data_path("fagsamling", appauthor=False, roaming=False)
            name = "server-" + hashlib.sha256(store.url.encode()).hexdigest()[:12]
            folder.mkdir(parents=True, exist_ok=True)
        return cls(folder / f"{name}.server.json", folder / f"{name}.server.lock", folder / f"{name}.log")


@dataclass(frozen=True)
class Kept:
    """``running`` is the address of the server that has the database open, if one has."""

    token: str = ""
    cookie_secret: str = ""
    port: int | None = None
    running: str = ""


def read(path: Path) -> Kept:
    """What was kept; a missing or damaged file is an empty one."""
    try:
        found = json.loads(path.read_text("utf-8"))
        known = {f.name: found[f.name] for f in fields(Kept) if f.name in found}
    except (OSError, ValueError, TypeError):
        known = {}
    kept = Kept(**known)
    return replace(
        kept,
        token=kept.token or secrets.token_urlsafe(18),
        cookie_secret=kept.cookie_secret or secrets.token_hex(32),
    )


def write(path: Path, kept: Kept) -> None:
    """Replace the file in one step, readable for its owner only."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(kept), file)
    new.replace(path)


def hold(path: Path) -> FileLock | None:
    """Say that this process serves the database; None where another one does already.

    The system lets go when a process ends, also after a power cut or SIGKILL.
    """
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock
