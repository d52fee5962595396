"""A request that is turned down, with one sentence for the person who sent it."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """``status`` and one sentence; ``more`` goes into the JSON (a ``reason`` for scripts, say)."""

    def __init__(self, status: int, sentence: str, *, wait: float = 0.0, **more: Any) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.wait, self.more = status, sentence, wait, more
