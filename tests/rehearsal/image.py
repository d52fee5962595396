"""What Binder makes of the repository: a copy of it, and an environment from the files in binder/ alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Image:
    """``repo`` is what Binder has as home folder; ``seconds`` is how long it took to make it all."""

    repo: Path
    environment: Path
    seconds: float

    def program(self, name: str) -> str:
        return str(self.environment / "bin" / name)

    def packages(self) -> set[str]:
        """``name==version`` of everything that is installed, the kit and pip aside."""
        listed = _run(self.program("python"), "-m", "pip", "list", "--format=freeze")
        return {
            line for line in listed.split() if line.split("==")[0] not in ("pip", "setuptools", "fagsamling")
        }

    def size(self) -> int:
        """Bytes of the environment."""
        return sum(f.lstat().st_size for f in self.environment.rglob("*") if not f.is_dir())


def _run(*command: str, cwd: Path = ROOT, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FAGSAMLING", "JUPYTER", "PYTHON"))}
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**clean, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def make(folder: Path) -> Image:
    """Copy, install, run postBuild, as repo2docker does; with the packages that pip has kept from earlier."""
    began = time.monotonic()
    repo, environment = folder / "jovyan", folder / "env"
    for name in _run("git", "ls-files", "-co", "--exclude-standard", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (repo / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, repo / name)
    _run(sys.executable, "-m", "venv", str(environment))
    python = str(environment / "bin/python")
    # Byte code is made when it is needed: of JupyterLab's languages and Babel's most never is.
    _run(python, "-m", "pip", "install", "-q", "--no-compile", "-r", "binder/requirements.txt", cwd=repo)
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    _run("./binder/postBuild", cwd=repo, PATH=path)
    shutil.rmtree(repo / "build", ignore_errors=True)
    return Image(repo, environment, time.monotonic() - began)
