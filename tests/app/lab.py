"""Jupyter Server with our extension, a token and a base URL, and a hub's proxy in front: as on Binder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.app.conftest import free_port
from tests.running import eventually

TOKEN = "noekkel-til-test"
BASE = "/user/x-y-123/"
_PROXY = Path(__file__).with_name("program_proxy.py")


@dataclass
class Lab:
    """``home`` is the address as people see it, through the proxy."""

    process: subprocess.Popen[bytes]
    home: str


@contextmanager
def started(
    folder: Path,
    database: Path,
    *,
    front: int,
    host: str = "localhost",
    base: str = BASE,
    token: str = TOKEN,
    **environment: str,
) -> Iterator[Lab]:
    """What is below ``folder`` can be opened; the proxy listens on ``front`` and lets only ``base`` through.

    Another ``host`` is one that only a browser has heard of.
    """
    behind = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FAGSAMLING", "JUPYTER"))}
    settings = {
        "ServerApp": {
            "port": behind,
            "ip": "127.0.0.1",
            "base_url": base,
            "open_browser": False,
            "root_dir": str(folder),
            "allow_root": True,
            "allow_remote_access": host != "localhost",
            "port_retries": 0,
            "jpserver_extensions": {
                "kit.extension": True,
                "voila.server_extension": True,
                "jupyterlab": False,
            },
        },
        "IdentityProvider": {"token": token},
    }
    config = folder / f"config-{behind}.json"
    config.write_text(json.dumps(settings))
    log = folder / f"log-{behind}"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", f"--config={config}"],
            env={**clean, "FAGSAMLING_DATABASE": str(database), "HOME": str(folder), **environment},
            stdout=output,
            stderr=output,
        )
    name = f"{host}:{front}"
    proxy = subprocess.Popen(
        [sys.executable, str(_PROXY), str(front), str(behind), name, base], stdout=subprocess.PIPE
    )
    assert proxy.stdout is not None
    proxy.stdout.readline()
    home = f"http://{name}{base}"

    def up() -> bool:
        assert server.poll() is None, log.read_text()
        try:
            return httpx.get(f"http://localhost:{front}{base}healthz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    try:
        eventually(up, 40)
        yield Lab(server, home)
    finally:
        for process in (server, proxy):
            process.terminate()
            process.wait(20)
