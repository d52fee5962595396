"""The board: where the question's parts stand while answers are hidden, and the picture once they are shown."""

from __future__ import annotations

from typing import Any

from kit.activities import Canvas, FormField, kind
from kit.dashboards import html
from kit.dashboards.pictures import Picture, picture
from kit.dashboards.session import Session
from kit.dashboards.standing import Countdown, Standing
from kit.i18n import gettext as _
from kit.i18n import number


def canvas_for(session: Session, box: str, default: Canvas) -> Canvas:
    """A canvas of the size that the browser measured, with text that grows with it."""
    width, height = session.boxes.get(box, (default.width, default.height))
    share = min(width / default.width, height / default.height)
    if default.base >= 30:  # on a projector text never shrinks
        return default.with_(width=width, height=height)
    return default.with_(width=width, height=height, base=max(18, min(34, round(default.base * share))))


def drawn(session: Session, now: Standing, canvas: Canvas) -> Picture:
    """The picture of the round on stage, with the shift from the round before."""
    return picture(
        session,
        now.activity,
        now.round,
        canvas.with_(reveal=now.phase != "open"),
        compare=now.before,
        wall=True,
    )


def has_right(settings: Any) -> bool:
    """Whether something counts as right, which is kept back until answers are locked."""
    data = settings.model_dump()
    if data.get("correct") is not None or data.get("wanted"):
        return True
    listed = [*data.get("options", ()), *data.get("items", ())]
    return any(part.get("correct") for part in listed)


def explanation(session: Session, now: Standing) -> str:
    """What is right and why, once nobody can change their answer; before that, that it will come."""
    settings = session.settings(now.activity, now.round)
    if not has_right(settings):
        return ""
    if now.phase == "open":
        text, look = _("What is right is shown when the answers are locked."), "fs-dim"
    else:
        text, look = getattr(settings, "explanation", ""), ""
    return f'<p class="fs-explanation {look}">{html.escape(text)}</p>' if text else ""


def hidden(session: Session, now: Standing, actions: str = "", *, screen: bool = False) -> str:
    """What is asked about, and the dashed frame, in the place and size of the picture to come."""
    texts, note = parts(session, now)
    case = _case(session.settings(now.activity, now.round))
    told = f'<p class="fs-told">{html.escape(case)}</p>' if case else ""
    items = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
    listed = (
        f'<ol class="fs-parts {_density(texts, len(case))}" style="--rows:{-(-len(texts) // 2)}" tabindex="0">{items}</ol>'
        if texts
        else ""
    )
    if note:
        listed += f'<p class="fs-partsnote">{html.escape(note)}</p>'
    strong, words = _hidden_words(now, screen)
    alone = "" if texts else " fs-fill"
    return f'{told}{listed}<div class="fs-hid{alone}"><p><b>{html.escape(strong)}</b> {html.escape(words)}</p>{actions}</div>'


def _case(settings: Any) -> str:
    """What all answer about: a case, or the problem that all have in common."""
    shared = "" if getattr(settings, "own_case", False) else getattr(settings, "problem", "")
    return str(getattr(settings, "case", "") or shared)


def _density(texts: list[str], above: int = 0) -> str:
    """How close the parts stand, so that all of them have room below ``above`` characters of a case."""
    if above:
        return "fs-many" if len(texts) > 4 or above > 300 else "fs-some"
    if len(texts) > 6 or sum(map(len, texts)) > 480:
        return "fs-many fs-crowd" if sum(map(len, texts)) > 700 or len(texts) > 10 else "fs-many"
    return "fs-some" if len(texts) > 4 else "fs-few"


def _hidden_words(now: Standing, screen: bool) -> tuple[str, str]:
    if now.phase == "new":
        if screen:
            return _("We open for answers in a moment."), ""
        return _("Not opened yet."), _("Open for answers when the question has been introduced.")
    if screen:
        return _("The answers are hidden."), _("They are shown when all have had their say.")
    return _("The answers are hidden."), _("Nobody sees the answers of others before you show them.")


def parts(session: Session, now: Standing) -> tuple[list[str], str]:
    """What is asked about, one text each, and a line about how it is answered."""
    wording = now.activity.at(now.round)
    fields = kind(wording.kind).form(session.settings(now.activity, now.round)).fields
    if not fields:
        return [], ""
    first = fields[0]
    texts = [o.text for o in first.options] if len(fields) == 1 else []
    if not texts and (len(fields) > 1 or first.label):
        texts = [_asked(field) for field in fields if field.label]
    return texts, _how(first)


def _asked(field: FormField) -> str:
    return f"{field.label}: {field.hint}" if field.type == "texts" and field.hint else field.label


def _how(field: FormField) -> str:
    if field.type == "scale":
        ends = {
            "low": field.low,
            "high": field.high,
            "a": number(field.min or 1),
            "b": number(field.max or 5),
        }
        return _("{a} {low} – {b} {high}").format(**ends) if field.low or field.high else ""
    if field.type == "pick" and field.options:
        return (
            _("Into: {names}").format(names=" · ".join(o.text for o in field.options)) if field.label else ""
        )
    if field.type == "place" and field.x and field.y:
        return " · ".join(f"{low} ↔ {high}" for low, high in (field.x, field.y) if low or high)
    if field.type == "number":
        low, high = number(field.min or 0), number(field.max or 0)
        return _("From {low} to {high} {unit}").format(low=low, high=high, unit=field.unit).strip()
    return ""


def clock_face(left: Countdown, now: Standing, revision: int) -> str:
    """The countdown; the browser counts, and tells when it has reached zero."""
    running = int(left.state == "running")
    done = "" if left.state == "none" else html.escape(_("The time is out"))
    seconds = f"{left.seconds:.1f}"
    whole = int(left.seconds + 0.999)
    text = done if done and not whole else f"{whole // 60:02d}.{whole % 60:02d}"
    quiet = " fs-dim" if left.state in ("none", "paused") else ""
    return (
        f'<p class="fs-clock fs-tal{quiet}" role="timer" data-id="clock" data-seconds="{seconds}" '
        f'data-running="{running}" data-stamp="{revision}:{seconds}" data-done="{done}" '
        f'data-zero="time_up">{text}</p>'
    )
