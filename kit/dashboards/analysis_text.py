"""Steps that are mostly text: frame, problem and goal, information, what was learnt."""

from __future__ import annotations

from typing import Any

from kit.analysis.worksheets import WorksheetStep
from kit.dashboards import html
from kit.dashboards.analysis_fields import checks, member, sheet_field
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.analysis_view import questions
from kit.i18n import gettext as _

escape = html.escape


def side_by_side(session: AnalysisSession, shown: list[str]) -> str:
    """Problem to the left, goal to the right."""
    columns = []
    for step in (session.a.worksheet.step(s) for s in shown):
        assert step is not None
        fields = "".join(
            sheet_field(session, step.id, f, rows=4, help_=f.type != "long", checked=False)
            for f in step.fields
        )
        fields += "".join(checks(session, step.id, f) for f in step.fields)
        columns.append(
            f'<section class="fs-acolumn fs-large"><h2>{escape(step.title)}</h2><p class="fs-dim fs-sm">{escape(step.intro)}</p>'
            f"{questions(step)}{fields}</section>"
        )
    return f'<div class="fs-acolumns">{"".join(columns)}</div>'


def text_step(session: AnalysisSession, step: WorksheetStep) -> str:
    """The fields of a step in a grid, long ones over the whole width."""
    intro = f'<p class="fs-intro">{escape(step.intro)}</p>' if step.intro else ""
    fields = "".join(sheet_field(session, step.id, f) for f in step.fields)
    grid = f'<div class="fs-agrid">{fields}</div>' if fields else ""
    return f"{intro}{questions(step)}{grid}"


def together_line(session: AnalysisSession) -> str:
    """How others can take part."""
    text = _(
        "Several screens can write at the same time. To open the analysis on other machines, "
        "start Fagsamling with --share-dashboards."
    )
    return f'<p class="fs-hint fs-several">{escape(text)}</p>'


def information(session: AnalysisSession) -> str:
    """What we need to know: one row each, and what came of it."""
    a = session.a
    rows = []
    for i, row in enumerate(a.information, 1):
        m = a.members("information", row.id)

        def cell(name: str, label: str, row_id: str = row.id, cells: Any = m, **more: Any) -> str:
            return member(session, "information", row_id, cells, name, label, **more)

        gone = html.button(
            _("Take away"), "remove", args={"kind": "information", "row": row.id}, look="small text",
            aria_label=_("Take away question {number}").format(number=i),
        )  # fmt: skip
        rows.append(
            f'<li class="fs-info" data-id="info-{row.id}"><div class="fs-inforow">'
            f"{cell('question', _('What we need to know'), type_='long', rows=2)}"
            f"{cell('whom', _('From whom'), type_='long', rows=2)}{cell('method', _('How'), type_='long', rows=2)}"
            f"{cell('responsible', _('Responsible'))}{cell('due', _('By when'), type_='date')}</div>"
            f'<div class="fs-inforow2">{cell("findings", _("What we found"), type_="long", rows=2)}{gone}</div></li>'
        )
    title = escape(_("What we need to find out"))
    hint = escape(_("Ask several, also the children and the parents."))
    empty = "" if rows else f'<p class="fs-dim">{escape(_("No questions yet."))}</p>'
    add = html.button(_("New question"), "add", args={"kind": "information"}, key="F")
    return (
        f'<section class="fs-stack fs-asection"><div><h2>{title}</h2><p class="fs-dim fs-sm">{hint}</p></div>'
        f'{empty}<ul class="fs-stack">{"".join(rows)}</ul><div class="fs-row">{add}</div></section>'
    )
