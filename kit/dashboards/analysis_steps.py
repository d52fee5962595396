"""Which parts a step shows, from what its worksheet says that it contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.analysis import circle
from kit.dashboards import analysis_after as after
from kit.dashboards import analysis_factors as factors
from kit.dashboards import analysis_measures as measures
from kit.dashboards import analysis_text as text
from kit.dashboards import html
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.analysis_view import about, head
from kit.i18n import gettext as _

if TYPE_CHECKING:
    from kit.dashboards.analysis_acts import Acts

# A step has a place of its own, so that it begins at the top wherever the one before was scrolled to.
_PLAIN = '<div class="fs-scroll fs-anal" data-id="at-{step}"><div data-region="main/head"></div><div data-region="main/body"></div></div>'
_CIRCLE = (
    '<div class="fs-circleview" data-id="at-{step}"><div class="fs-scroll fs-anal"><div data-region="main/head"></div>'
    '<div class="fs-acircle" data-box="acircle" data-region="main/circle"></div><div data-region="main/below"></div></div>'
    '<aside class="fs-scroll fs-cards" data-region="main/cards"></aside></div>'
)
_MEASURES = (
    '<div class="fs-scroll fs-anal" data-id="at-{step}"><div data-region="main/head"></div><div data-region="main/body"></div>'
    '<div class="fs-below"><div data-region="main/matrix"></div><div class="fs-atime" data-box="atime" data-region="main/time"></div></div></div>'
)


def step_regions(session: AnalysisSession, shown: list[str], acts: Acts) -> tuple[dict[str, str], str]:
    """The regions of a step, and its own buttons for the bottom row."""
    a = session.a
    step = a.worksheet.step(shown[0])
    assert step is not None
    title = a.title or _("Without a title")
    if "factors" in step.contains:
        return _analysis(session, shown, acts)
    if "measures" in step.contains:
        return _measures(session, shown, acts)
    heading = head(session, title, about(a), shown)
    if len(shown) > 1:
        body = text.side_by_side(session, shown)
    elif "evaluation" in step.contains:
        told = step.model_copy(update={"fields": ()})
        rest = step.model_copy(update={"intro": "", "questions": ()})
        body = text.text_step(session, told) + after.evaluation(session) + text.text_step(session, rest)
    else:
        body = text.text_step(session, step)
    for contents in step.contains:
        match contents:
            case "information":
                body += text.information(session)
            case "log":
                body += after.log(session)
            case "versions":
                body += after.revision(session)
    if a.worksheet.position(shown[0]) == 0:
        body += text.together_line(session)
    return {"main": _at(_PLAIN, shown), "main/head": heading, "main/body": body}, ""


def _at(frame: str, shown: list[str]) -> str:
    return frame.format(step=html.escape(shown[0]))


def _analysis(session: AnalysisSession, shown: list[str], acts: Acts) -> tuple[dict[str, str], str]:
    a = session.a
    step = a.worksheet.step(shown[0])
    assert step is not None
    fields = (
        text.text_step(session, step.model_copy(update={"intro": "", "questions": ()})) if step.fields else ""
    )
    regions = {
        "main": _at(_CIRCLE, shown),
        "main/head": head(session, _("What keeps the problem going?"), factors.caption(session), shown),
        "main/circle": factors.picture(session, factors.canvas_for(session, "acircle", circle.LAPTOP)),
        "main/below": f"{factors.nudges(session)}{text.questions(step)}{fields}",
        "main/cards": factors.cards(session, acts.card, acts.new_factor),
    }
    extra = (
        html.button(_("Storskjerm"), None, key="S", data_js="fullscreen")
        + html.button(
            "PNG", "picture", args={"as": "png"}, look="text", aria_label=_("Download the circle as PNG")
        )
        + html.button(
            "SVG", "picture", args={"as": "svg"}, look="text", aria_label=_("Download the circle as SVG")
        )
    )
    return regions, extra


def _measures(session: AnalysisSession, shown: list[str], acts: Acts) -> tuple[dict[str, str], str]:
    step = session.a.worksheet.step(shown[0])
    assert step is not None
    title, under = measures.heading(session)
    new = "" if acts.new_measure else html.button(_("New measure"), "new_measure", key="F")
    fields = (
        text.text_step(session, step.model_copy(update={"intro": "", "questions": ()})) if step.fields else ""
    )
    regions = {
        "main": _at(_MEASURES, shown),
        "main/head": head(session, title, under, shown, more=new),
        "main/body": measures.table(session, acts.measure, acts.new_measure) + text.questions(step) + fields,
        "main/matrix": measures.factors_with_measures(session),
        "main/time": measures.when(session),
    }
    return regions, html.button(_("Download calendar (.ics)"), "calendar", look="text")
