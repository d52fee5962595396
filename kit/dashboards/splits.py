"""Results split by kind of unit or by unit: pictures for groups, protected tables where persons answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kit import privacy
from kit.activities import Canvas, kind
from kit.dashboards import html
from kit.dashboards.cards import room_rows
from kit.dashboards.pictures import draw
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.i18n import ngettext
from kit.store.state import Activity

if TYPE_CHECKING:
    from pandas import DataFrame

By = Literal["", "unit_kind", "unit"]
BOX = Canvas(560, 320, 16)  # beside the whole picture; text is never scaled down


def split_html(session: Session, activity: Activity, round_: int, by: By) -> str:
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


def _parts(session: Session, activity: Activity, round_: int, by: Literal["unit_kind", "unit"]) -> str:
    name = activity.at(round_).kind
    rows = room_rows(session, activity, round_)
    frame = session.store.frame(session.g, rows, activity.id, round_)
    split = privacy.split_parts(frame, by, session.g.mode)
    settings = session.settings(activity, round_)
    drawn = []
    for part in split.parts:
        n = html.escape(ngettext("{n} answer", "{n} answers", part.n).format(n=part.n))
        label = part.label[:1].upper() + part.label[1:]
        head = f'<h3>{html.escape(label)}<span class="fs-n">{n}</span></h3>'
        if session.g.mode == "person":
            module = kind(name)
            table = module.table(settings, module.summarise(settings, part.frame))
            drawn.append(head + _as_html(protected(table)))
        else:
            drawn.append(head + draw(name, settings, part.frame, BOX).figure_html())
    if not split.parts:
        drawn.append(f"<p>{html.escape(_('There are too few answers to split.'))}</p>")
    note = split.sentence()
    if session.g.mode == "person":
        note = f"{note} {_('Counts under five are not shown.')}".strip()
    return "".join(drawn) + (f'<p class="fs-hint">{html.escape(note)}</p>' if note else "")


def protected(table: DataFrame) -> DataFrame:
    """A part's table as persons' answers may be shown: small counts masked, shares left out.

    The first column names the row. Middles and places are no counts; a share would tell the
    count behind it.
    """
    no_counts = {_("Median"), _("Mean place"), _("Place"), _("Right place"), _("Points"), _("Item")}
    _first, *others = [str(c) for c in table.columns]
    shares = [c for c in others if any("%" in str(v) for v in table[c])]
    kept = table.drop(columns=shares)
    counts = [
        c
        for c in others
        if c not in shares and c not in no_counts and " – " not in c and all(_is_count(v) for v in kept[c])
    ]
    for name in counts:
        kept[name] = [privacy.masked(_count(v)) for v in kept[name]]
    if {_("Written as"), _("Effect")} & set(kept):  # who wrote a rare word could be known by it
        hidden = privacy.masked(1)
        kept = kept[[hidden not in row for row in kept[counts].to_numpy().tolist()]]
        kept = kept.drop(columns=_("Written as"), errors="ignore")
    return kept


def _is_count(value: object) -> bool:
    text = str(value)
    return text == "–" or text.isdigit()


def _count(value: object) -> int:
    return 0 if str(value) == "–" else int(str(value))


def _as_html(table: DataFrame) -> str:
    heads = "".join(f"<th scope=col>{html.escape(str(c))}</th>" for c in table.columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(str(v))}</td>' for v in row)}</tr>"
        for row in table.itertuples(index=False)
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
