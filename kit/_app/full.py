"""What one sees when as many dashboards are open as the machine has room for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from kit._app.plain import plain_page
from kit.i18n import clock, ngettext
from kit.i18n import gettext as _

if TYPE_CHECKING:
    from kit._app.kernels import OpenDashboard


def full_page(boards: Sequence[OpenDashboard], address: str) -> str:
    """Which dashboards are open, and a way to try again when one has been closed."""
    count = len(boards)
    sentence = ngettext(
        "This machine has room for {n} dashboard at a time, and it is open now.",
        "This machine has room for {n} dashboards at a time, and they are all open now.",
        count,
    ).format(n=count)
    advice = _("Close a tab that you do not need, and try again. Phones and answers are not affected.")
    rows = "".join(f"<li>{escape(_line(board))}</li>" for board in boards)
    again = f'<p><a class="button" href="{escape(address)}">{escape(_("Try again"))}</a></p>'
    body = f"<p>{escape(sentence)}</p><ul>{rows}</ul><p>{escape(advice)}</p>{again}"
    return plain_page(_("Too many dashboards are open"), body)


def _line(board: OpenDashboard) -> str:
    opened = _("{title}, opened {time}").format(title=board.title, time=clock(board.since))
    return opened if board.pages else _("{dashboard} (nobody is looking)").format(dashboard=opened)
