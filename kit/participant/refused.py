"""A request that is turned down, with one sentence for the person who sent it."""

from __future__ import annotations

from typing import Any

from kit.i18n import gettext as _


class Refused(Exception):
    """``status`` and one sentence; ``more`` goes into the JSON (a ``reason`` for scripts, say)."""

    def __init__(self, status: int, sentence: str, *, wait: float = 0.0, **more: Any) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.wait, self.more = status, sentence, wait, more


def no_such_code(typed: str) -> Refused:
    sentence = _("The code {code} does not exist. Look at the screen in the room, and type the code again.")
    return Refused(404, sentence.format(code=typed[:12] or "–"), reason="code")
