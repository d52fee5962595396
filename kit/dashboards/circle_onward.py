"""What a circle leads to, in Oppsummer: an analysis with its cards filled in, or a round where factors are weighed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from kit.activities import kind
from kit.activities.factors import sides
from kit.dashboards import agenda, html
from kit.dashboards.findings import CIRCLES, frame_of
from kit.dashboards.page import Problem
from kit.dashboards.session import Session
from kit.dashboards.theme_page import ANALYSIS, has_analysis
from kit.i18n import gettext as _
from kit.store import Stale
from kit.store.plans import body_of
from kit.store.state import Activity, Json

_MOST_WEIGHED = 40  # cards that a group can look through on a phone
_MINUTES = 5


def onward(session: Session, activity: Activity) -> str:
    """The ways on, below the picture; empty where there is nothing to go on with."""
    if activity.kind not in CIRCLES or not len(frame := frame_of(session, activity)):
        return ""
    settings = session.settings(activity)
    parts = []
    own = activity.kind == "factors" and settings.own_case
    if has_analysis():
        text = _("Start an analysis with these cards")
        links = [] if own else [(text, f"{activity.id}:")]
        if own:
            text = _("Start an analysis from {group}")
            keys = zip(sides(settings, frame), frame["key"], strict=True)
            links = [(text.format(group=side.name), f"{activity.id}:{key}") for side, key in keys]
        parts = [_link(session, label, subject) for label, subject in links]
    if activity.kind == "factors" and not own:
        parts.append(html.button(_("Let the groups weigh the factors"), "weigh"))
    title = html.escape(_("On from here"))
    return f'<section class="fs-stack-s fs-onward"><h2>{title}</h2><div class="fs-row">{"".join(parts)}</div></section>'


def _link(session: Session, label: str, subject: str) -> str:
    query = urlencode({"samling": session.g.id, "funn": subject})
    return html.link(label, f"{ANALYSIS}?{query}", class_="fs-btn")


def weigh(session: Session, activity: Activity) -> None:
    """Put an activity on the agenda, right after this one, in which the groups weigh the merged factors."""
    g = session.g
    ids, changes = agenda.put_in(g, [weighing(session, activity)], activity.id)
    try:
        session.store.record_many(g.id, changes, session.by)
    except Stale:
        session.read()
        session.say("notice", _("Another screen changed this first. Here you see what is there now."))
        return
    session.read()
    prompt = session.g.activities[ids[0]].prompt
    session.say("quiet", _("«{prompt}» is on the agenda now, right after this one.").format(prompt=prompt))


def weighing(session: Session, activity: Activity) -> Json:
    """The activity as the body of an entry. Where there are very many factors, those that most groups have."""
    settings = session.settings(activity)
    summary = kind("factors").summarise(settings, frame_of(session, activity))
    if not len(summary):
        raise Problem(_("There are no cards to vote on yet."))
    most = summary.sort_values("count", ascending=False, kind="stable").head(_MOST_WEIGHED)
    factors: list[dict[str, Any]] = [
        {
            "id": str(row["id"]),
            "text": str(row["text"]),
            "perspective": str(row["perspective"]),
            "dampens": bool(row["dampens"]),
        }
        for row in most.to_dict("records")
    ]
    body = body_of(activity)
    return {
        **body,
        "kind": "weights",
        "prompt": _("Which factors matter most?"),
        "settings": {"problem": settings.problem, "factors": factors},
        "minutes": _MINUTES,
        "template": None,
        "guide": "",
    }
