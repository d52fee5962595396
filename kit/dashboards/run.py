"""Gjennomfør: the current activity large, with everything that a facilitator does on stage one key away."""

from __future__ import annotations

from typing import Any

from kit.activities import LAPTOP, written
from kit.dashboards import board, card_list, html, join
from kit.dashboards import run_view as view
from kit.dashboards.cards import cards, moderate
from kit.dashboards.page import Problem
from kit.dashboards.session import Session
from kit.dashboards.standing import Standing, countdown, standing, state_words
from kit.dashboards.wall import wall_pages
from kit.i18n import clock
from kit.i18n import gettext as _
from kit.store import StoreError

STAGE_COMMANDS = {
    *("open", "lock", "show", "hide", "next", "previous", "new_round", "let_late_in"),
    *("start_timer", "pause_timer", "resume_timer", "add_minute"),
    *("put_up", "take_down", "reveal_one_by_one"),
}
CARD_COMMANDS = {
    "hide_card": {"hidden": True},
    "unhide_card": {"hidden": False},
    "highlight": {"highlighted": True},
    "unhighlight": {"highlighted": False},
    "release": {"released": True},
    "hold": {"released": False},
}


class Run:
    """What only this window knows: whether it peeks, and which card is being rewritten."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.peeking = ""  # the moment that is looked at before it is shown
        self.asking = ""  # the moment for which «Se svarene først» waits for a yes
        self.rewriting = ""  # key of a card
        self.rewriting_at = ""  # the moment in which it was chosen
        self.locks: dict[str, bool] = {}  # activity → «Lås når tiden er ute», before the countdown starts

    # --- commands --------------------------------------------------------------------------
    def act(self, name: str, args: dict[str, Any]) -> None:
        self.session.notice = ("", "")
        moment = str(args.get("moment", ""))
        if name in STAGE_COMMANDS:
            self._command(name, moment, {k: v for k, v in args.items() if k in ("card", "on")})
        elif name in CARD_COMMANDS:
            self._moderate(str(args["card"]), **CARD_COMMANDS[name])
        elif name == "time_up":
            self._time_up()
        elif name == "lock_at_zero":
            self._lock_at_zero(moment, bool(args["value"]))
        elif name == "peek":
            self.asking, self.peeking = "", moment
        elif name == "ask_peek":
            self.asking = moment
        elif name == "cancel_peek":
            self.asking = self.peeking = self.rewriting = ""
        elif name == "rewrite":
            self.rewriting, self.rewriting_at = str(args["card"]), self.moment()
        elif name == "cancel_rewrite":
            self.rewriting = ""
        elif name == "next_card":
            self._next_card(moment)
        elif name == "toggle_join":
            self._screen(moment, join=not self.joining())
        elif name == "page":
            self._turn(moment, int(args["by"]))
        else:
            join.act(self.session, name, args)

    def _command(self, name: str, moment: str, args: dict[str, Any]) -> None:
        """Carry out a stage command, if the room still is where the button said.

        Somebody else may write in between without moving on (a countdown, say): then it is
        tried again.
        """
        for _attempt in range(5):
            if moment != self.moment():
                self._say_moved()
                return
            try:
                if self._run(name, args):
                    return
            except StoreError as refused:
                if refused.reason != "refused":
                    raise
                self.session.say("notice", str(refused))
                return

    def _run(self, name: str, args: dict[str, Any]) -> bool:
        session = self.session
        if session.g.current is None and name in ("open", "next", "show"):
            if not session.run("next"):  # on to the first of the agenda
                return False
            if name == "next":
                return True
        if name == "start_timer":
            args = {"lock_at_zero": self._locks()}
        if name == "show" and self.peeking:
            self.peeking = ""
        return session.run(name, **args)

    def moment(self) -> str:
        """Where the room is: an activity and a round; empty while nothing has begun."""
        now = standing(self.session)
        return now.moment if now else ""

    def _say_moved(self) -> None:
        """Say that another screen was first; a key pressed twice here needs no telling."""
        entries = self.session.store.history(self.session.g.id, "stage", "")
        if entries and entries[-1].by == self.session.by:
            return
        now = standing(self.session)
        if now:
            text = _("Another screen was first. You are now at activity {place}: {prompt}")
            self.session.say("notice", text.format(place=now.place, prompt=now.activity.prompt))

    def _time_up(self) -> None:
        stage = self.session.g.stage
        over = stage.timer.seconds_left(self.session.now()) == 0
        if stage.open and stage.timer.lock_at_zero and over:
            self._command("lock", self.moment(), {})

    def _locks(self) -> bool:
        now = standing(self.session)
        assert now is not None
        return self.locks.get(now.activity.id, countdown(self.session).lock_at_zero)

    def _lock_at_zero(self, moment: str, on: bool) -> None:
        now = standing(self.session)
        if now is None or moment != now.moment:
            return
        self.locks[now.activity.id] = on
        stage = self.session.g.stage
        if stage.timer.ends_at is not None or stage.timer.left is not None:
            body = stage.as_body()
            body["timer"]["lock_at_zero"] = on
            self.session.record("stage", "", body, expect=stage.revision)

    def _moderate(self, card: str, **changes: Any) -> None:
        moderate(self.session, card, **changes)
        if changes.get("hidden") and card in self.session.g.stage.cards:
            self._command("take_down", self.moment(), {"card": card})

    def _next_card(self, moment: str) -> None:
        now = standing(self.session)
        if now is None or now.activity.kind != "open":
            return
        waiting = [c for c in cards(self.session, now.activity, now.round) if c.allowed and not c.up]
        if waiting:
            self._command("put_up", moment, {"card": waiting[0].key})

    # --- what the room's screen shows besides the stage ----------------------------------------
    def _screen(self, moment: str, **changes: Any) -> None:
        """Remembered for all windows, and only for as long as the room stays where it is."""
        if moment != self.moment():
            return
        of = self._screen_moment()
        known = self.session.g.screen if self.session.g.screen.get("of") == of else {}
        self.session.record("screen", "", {**known, **changes, "of": of})

    def _turn(self, moment: str, by: int) -> None:
        now = standing(self.session)
        if now is not None:
            turned = self.pages(now)
            self._screen(moment, page=max(0, min(turned - 1, self.page(turned) + by)))

    def pages(self, now: Standing) -> int:
        """How many pages of cards or circles Storskjerm has to turn."""
        if now.activity.kind == "open":
            return len(wall_pages(self.session, now))
        return board.drawn(self.session, now, board.canvas_for(self.session, "stage", LAPTOP)).pages

    def _screen_moment(self) -> str:
        stage = self.session.g.stage
        return f"{self.moment()}:{stage.open:d}{stage.shown:d}"

    def _on_screen(self, name: str, default: Any) -> Any:
        screen = self.session.g.screen
        return screen.get(name, default) if screen.get("of") == self._screen_moment() else default

    def joining(self) -> bool:
        """Whether Storskjerm shows how to join: asked for, or nothing has begun."""
        return bool(self._on_screen("join", self.session.g.current is None))

    def page(self, pages: int) -> int:
        """Which of so many pages Storskjerm shows, from 0; the newest where cards go up one by one."""
        first = pages - 1 if self.session.g.stage.one_by_one else 0
        return max(0, min(pages - 1, int(self._on_screen("page", first))))

    # --- forms -----------------------------------------------------------------------------
    def submitted(self, form: str, message: dict[str, Any]) -> str:
        if form != "rewrite":
            raise Problem(_("This form is not known here. Reload the page."))
        text = str(message["values"].get("text", "")).strip()
        if not text:
            raise Problem(_("Write the answer as it may be shown, or hide it."))
        moderate(self.session, str(message["args"]["card"]), rewritten=text[:1000])
        self.rewriting = ""
        return _("Saved {time}").format(time=clock(self.session.now()))

    # --- what is shown ---------------------------------------------------------------------
    def status(self) -> str:
        text = html.escape(_("{n} connected"))
        code = html.escape(self.session.g.code)
        return f'<span class="fs-tal" data-presence="{code}" data-text="{text}"></span>'

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("O", _("Open for answers")),
            ("L", _("Lock answers")),
            ("V .", _("Show or hide the answers")),
            ("R", _("New round")),
            ("N PageDown", _("Next activity")),
            ("P PageUp", _("Previous activity")),
            ("T", _("Start, pause or go on with the countdown")),
            ("M", _("One minute more")),
            ("F", _("Storskjerm in full screen; Esc leaves it")),
            ("J", _("Show on Storskjerm how to join")),
            ("← →", _("Turn the page on Storskjerm")),
            ("K", _("Put up the next card, where cards go up one by one")),
            ("↓ ↑", _("Go from answer to answer in the list")),
            ("H", _("Hide the answer in focus")),
            ("?", _("This list")),
        ]

    def regions(self) -> dict[str, str]:
        now = standing(self.session)
        if now is None:
            return {"main": view.empty_agenda()}
        code = html.escape(self.session.g.id)
        return {
            "main": (
                f'<div class="fs-run" data-gathering="{code}"><div class="fs-stage" data-region="main/stage"></div>'
                '<aside class="fs-rail"><div data-region="main/join"></div>'
                '<div class="fs-railmid" tabindex="0" data-region="main/count"></div><div data-region="main/timer"></div></aside>'
                '</div><div class="fs-controls" data-region="main/controls"></div><div data-region="main/dialog"></div>'
            ),
            **self._stage(now),
            "main/join": join.join_panel(self.session),
            "main/count": view.count(now),
            "main/timer": view.timer(self.session, now, countdown(self.session), self._locks()),
            "main/controls": view.controls(self.session, now),
            "main/dialog": view.peek_dialog(now) if self.asking and self.asking == now.moment else "",
        }

    def _stage(self, now: Standing) -> dict[str, str]:
        peeking = bool(self.peeking) and self.peeking == now.moment
        look, words = state_words(now)
        visible = now.shown or peeking
        head = (
            f'<div class="fs-stagehead">{html.tag(words, look)}<span class="fs-dim">{html.escape(view.meta(now))}</span></div>'
            f'<h1 class="fs-question">{html.escape(now.activity.at(now.round).prompt)}</h1>'
        )
        after = board.explanation(self.session, now) if visible else ""
        texts = written(now.activity.kind) is not None
        rewriting = self.rewriting if self.rewriting_at == now.moment else ""
        if now.activity.kind == "open" and visible:
            regions = card_list.regions(self.session, now, peeking=peeking, rewriting=rewriting)
        elif peeking and texts:
            regions = card_list.everything(self.session, now, rewriting)
        elif visible:
            if texts:
                head += card_list.above_picture(
                    self.session, now, view.turning(now, self.pages(now), self.page)
                )
            regions = {"main/board": self._picture(now, peeking)}
        else:
            regions = {"main/board": board.hidden(self.session, now, view.peek_buttons(now))}
        box = ' data-box="stage"' if "main/board/terms" not in regions else ""
        return {
            "main/stage": f'{head}<div class="fs-board"{box} data-region="main/board"></div>{after}',
            **regions,
        }

    def _picture(self, now: Standing, peeking: bool) -> str:
        page = self.page(self.pages(now))
        canvas = board.canvas_for(self.session, "stage", LAPTOP).with_(page=page)
        drawn = board.drawn(self.session, now, canvas)
        done = html.button(
            _("Hide again"), "cancel_peek", look="small", data_id="unpeek", args={"moment": now.moment}
        )
        only = (
            f'<div class="fs-only">{html.tag(_("Only you see this"), "wait")}{done}</div>' if peeking else ""
        )
        return only + drawn.figure_html()
