"""The wheel, installed in an empty environment, does what the checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from tests.app.conftest import free_port

pytestmark = pytest.mark.server
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    isolation = ["--no-build-isolation"] if find_spec("hatchling") else []
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        *isolation,
        "-w",
        str(folder),
        str(ROOT),
    ]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode and not isolation:
        pytest.skip("hatchling is neither installed nor to be had")
    assert made.returncode == 0, made.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that borrows the dependencies, but not the kit."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", str(wheel)],
        check=True,
    )
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def test_what_is_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for part in ("notebooks/start.ipynb", "templates/programme.yaml", "templates/sample.yaml"):
        assert f"kit/_share/{part}" in names
    for part in ("page.js", "page.css", "index.html.j2", "conf.json"):
        assert f"kit/_jupyter/voila/templates/fagsamling/{part}" in names
        assert any(n.endswith(f"share/jupyter/voila/templates/fagsamling/{part}") for n in names)
    assert any(n.endswith("etc/jupyter/jupyter_server_config.d/fagsamling.json") for n in names)
    assert "kit/locale/nb/app.po" in names
    assert not [n for n in names if "__pycache__" in n or n.endswith(".db")]


def test_it_runs_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FAGSAMLING", "PYTHONPATH", "JUPYTER"))}
    environment = clean | {
        "HOME": str(tmp_path / "home"),
        "PYTHONUTF8": "1",
        # Voilà's and nbconvert's own templates are not packages, so they are borrowed like this
        "JUPYTER_PATH": str(Path(sysconfig.get_path("data")) / "share" / "jupyter"),
    }
    (tmp_path / "home").mkdir()
    (tmp_path / "empty").mkdir()
    where = subprocess.run(
        [installed / "python", "-c", "import kit; print(kit.__file__)"],
        env=environment,
        cwd=tmp_path / "empty",
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(installed.parent) in where.stdout
    server = subprocess.Popen(
        [installed / "fagsamling", "--no-browser", "--demo", "--port", str(free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=tmp_path / "empty",
    )
    said: list[str] = []
    try:
        assert server.stdout is not None
        for line in server.stdout:
            said.append(line)
            if "Avslutt:" in line:
                break
        page = next(line.split()[-1] for line in said if "Åpne:" in line)
        home = page.split("/voila")[0]
        assert httpx.get(home + "/healthz").status_code == 200
        assert httpx.get(home + "/delta/DEMO/state").json()["activity"]["open"]
        for address in (page, home + "/voila/render/start.ipynb"):
            text = httpx.get(address, timeout=60).text
            assert "data-view=" in text, text[-500:]
            assert "window.fagsamling.written()" in text
    finally:
        server.terminate()
        server.wait(20)
    assert list((tmp_path / "empty").iterdir()) == []
