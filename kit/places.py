"""Where the kit finds what it brings along: a checkout first, then the installed package."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_CHECKOUT = {"notebooks": "notebooks", "templates": "data/templates"}


def shared_folder(name: str) -> Path:
    """The folder ``notebooks`` or ``templates``, whether the kit is a checkout or installed."""
    in_checkout = _PACKAGE.parent / _IN_CHECKOUT[name]
    if (_PACKAGE.parent / "pyproject.toml").exists() and in_checkout.is_dir():
        return in_checkout
    return _PACKAGE / "_share" / name


def jupyter_folder() -> Path:
    """A folder laid out like ``share/jupyter``; it holds our Voilà template."""
    return _PACKAGE / "_jupyter"


def put_first(variable: str, folder: Path) -> None:
    """Put a folder first on a search path in the environment, once."""
    known = [p for p in os.environ.get(variable, "").split(os.pathsep) if p]
    if str(folder) not in known:
        os.environ[variable] = os.pathsep.join([str(folder), *known])


def prepare_environment() -> None:
    """Let Voilà find our template and kernels import :mod:`kit`, without any installation."""
    put_first("JUPYTER_PATH", jupyter_folder())
    installed = {Path(sysconfig.get_path(key)).resolve() for key in ("purelib", "platlib")}
    if _PACKAGE.parent not in installed:
        put_first("PYTHONPATH", _PACKAGE.parent)
