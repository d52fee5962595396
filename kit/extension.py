"""The Jupyter Server extension: phone pages beside JupyterLab and on Binder, and our notebooks as pages there."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "kit.extension"}]
