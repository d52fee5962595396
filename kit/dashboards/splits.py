"""Results split by kind of unit or by unit: pictures for groups, protected tables where persons answered."""

from __future__ import annotations

from kit import privacy
from kit.activities import HALF, kind
from kit.dashboards import html
from kit.dashboards.cards import room_rows
from kit.dashboards.pictures import draw
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.i18n import ngettext
from kit.store.state import Activity


def split_html(session: Session, activity: Activity, round_: int, by: str) -> str:
    """The choice of split, and below it what the split shows. ``by``: "", unit_kind or unit."""
    if not session.g.units:
        return ""
    title = html.escape(_("Split by unit"))
    buttons = "".join(
        html.button(label, "split", args={"by": name}, aria_pressed=str(by == name).lower())
        for name, label in (("unit_kind", _("Kind of unit")), ("unit", _("Unit")))
    )
    body = _parts(session, activity, round_, by) if by else ""
    return (
        f'<section class="fs-split"><h2>{title}</h2><div class="fs-segments">{buttons}</div>{body}</section>'
    )


def _parts(session: Session, activity: Activity, round_: int, by: str) -> str:
    name = activity.at(round_).kind
    rows = room_rows(session, activity, round_) if name == "open" else session.rows(activity.id, round_)
    frame = session.store.frame(session.g, rows, activity.id, round_)
    split = privacy.split_parts(frame, by, session.g.mode)
    settings = session.settings(activity, round_)
    drawn = []
    for part in split.parts:
        n = html.escape(ngettext("{n} answer", "{n} answers", part.n).format(n=part.n))
        head = f'<h3>{html.escape(part.label)}<span class="fs-n">{n}</span></h3>'
        if session.g.mode == "person":
            module = kind(name)
            table = module.table(settings, module.summarise(settings, part.frame))
            drawn.append(head + _protected(privacy.protect(table)))
        else:
            drawn.append(head + draw(name, settings, part.frame, HALF).figure_html())
    notes = [f'<p class="fs-hint">{html.escape(note)}</p>' for note in split.notes]
    if not split.parts:
        drawn.append(f"<p>{html.escape(_('There are too few answers to split.'))}</p>")
    return "".join(drawn + notes)


def _protected(table: object) -> str:
    """A table in which small counts have been hidden."""
    heads = "".join(f"<th scope=col>{html.escape(str(c))}</th>" for c in table.columns)  # type: ignore[attr-defined]
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(str(v))}</td>' for v in row)}</tr>"
        for row in table.itertuples(index=False)  # type: ignore[attr-defined]
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
