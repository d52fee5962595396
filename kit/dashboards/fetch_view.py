"""«Hent tilbake» on the start page: the copies that this browser has, and a file from anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kit.dashboards import html
from kit.dashboards.copying import Kept
from kit.dashboards.html import escape
from kit.i18n import OSLO, clock, day_year
from kit.i18n import gettext as _


def fetch(missing: Sequence[Kept], unfolded: bool) -> str:
    """What can be fetched back; the file only when somebody asked for it."""
    title = escape(_("Fetch back a copy"))
    rows = "".join(_row(kept) for kept in missing)
    found = ""
    if rows:
        text = _("This browser has copies of something which is not on this machine:")
        found = f"<p>{escape(text)}</p><table><tbody>{rows}</tbody></table>"
    return f'<div class="fs-fetch"><h2>{title}</h2>{found}{_file() if unfolded else ""}</div>'


def _row(kept: Kept) -> str:
    saved = kept.saved.astimezone(OSLO)
    when = _("saved {day} at {time}").format(day=day_year(saved.date()), time=clock(kept.saved))
    said = _("Fetch back {gathering}").format(gathering=kept.title)
    bring = html.button(
        _("Fetch back"), None, look="primary small", data_copy="bring", data_root=kept.root, aria_label=said
    )
    drop = html.button(
        _("Delete the copy"),
        None,
        look="text small",
        data_copy="drop",
        data_root=kept.root,
        aria_label=_("Delete the copy of {gathering}").format(gathering=kept.title),
    )
    return (
        f'<tr data-id="{escape(kept.root)}"><td class="fs-dim fs-tal">{escape(_date(kept.date))}</td>'
        f'<td>{escape(kept.title)}</td><td class="fs-dim">{escape(when)}</td><td>{bring}</td><td>{drop}</td></tr>'
    )


def _date(text: str) -> str:
    try:
        return day_year(dt.date.fromisoformat(text))
    except ValueError:
        return ""


def _file() -> str:
    text = _(
        "Choose a file whose name ends in .fagsamling. What is here already is not added twice, and nothing that "
        "is here is lost."
    )
    return html.file(
        _("A copy in a file"), text, _("Choose the file …"), data_copy="take", accept=".fagsamling"
    )
