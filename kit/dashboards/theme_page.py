"""The dashboard of one theme: steps across the top, one step below, or Storskjerm alone."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from kit.dashboards import copy_view, copying, html
from kit.dashboards.page import Page, Problem, first_lines
from kit.dashboards.pictures import warm
from kit.dashboards.session import Session
from kit.i18n import day, language
from kit.i18n import gettext as _
from kit.places import shared_folder
from kit.programme import programme

NOTEBOOKS = {
    1: "tema-1-fremme-og-forebygge.ipynb",
    2: "tema-2-avdekke-og-handtere.ipynb",
    3: "tema-3-organisasjon-og-ledelse.ipynb",
    4: "tema-4-videreforing.ipynb",
}
ANALYSIS = "pedagogisk-analyse.ipynb"


def has_analysis() -> bool:
    """Whether the notebook for pedagogisk analyse is there to link to."""
    return (shared_folder("notebooks") / ANALYSIS).exists()


class Step(Protocol):
    """One step of the dashboard.

    ``regions`` is pure: what the session knows → regions named ``main`` and ``main/…``.
    ``keys`` lists the keyboard for the help dialog: (keys, what it does).
    """

    def __init__(self, session: Session) -> None: ...
    def regions(self) -> dict[str, str]: ...
    def act(self, name: str, args: dict[str, Any]) -> None: ...
    def submitted(self, form: str, message: dict[str, Any]) -> str: ...
    def status(self) -> str: ...
    def keys(self) -> list[tuple[str, str]]: ...


@runtime_checkable
class Recalls(Protocol):
    """A step that opens again what was open when its kernel was lost."""

    def recall(self, forms: list[str]) -> None: ...


def _steps() -> dict[str, tuple[str, type[Step]]]:
    from kit.dashboards.enter import Enter
    from kit.dashboards.prepare import Prepare
    from kit.dashboards.run import Run
    from kit.dashboards.sum_up import SumUp

    return {
        "forbered": (_("Prepare"), Prepare),
        "gjennomfor": (_("Run"), Run),
        "skriv-inn": (_("Enter"), Enter),
        "oppsummer": (_("Sum up"), SumUp),
    }


class ThemePage(Page):
    """Chooses the gathering and the step, and draws the frame around it."""

    def __init__(self, theme: int) -> None:
        self.theme = theme
        self._step: Step | None = None
        self._step_name = ""
        self._own_window = False  # opened as Storskjerm: leaving full screen must not show the controls
        self._missing = ""  # the gathering of the address, where it is not on this machine
        super().__init__()

    def arrived(self, session: Session, query: dict[str, str]) -> None:
        wanted = query.get("samling", "") or session.place.gathering
        found = session.store.find(wanted) if wanted else None
        self._missing = wanted if wanted and not found else ""
        if found is None and not wanted:  # opened without an address: the newest gathering of this theme
            mine = [g for g in session.store.gatherings() if g.theme == self.theme]
            found = mine[0].id if mine else ""
        step = query.get("steg") or session.place.step or "forbered"
        self._own_window = session.place.screen
        if session.place.screen:
            step = "gjennomfor"
        session.place = session.moved(gathering=found or "", step=step if step in _steps() else "forbered")
        if session.place.origin:  # a browser, not a test
            warm()
        if found:
            self._watch_over(session, found)

    def _watch_over(self, session: Session, gathering: str) -> None:
        session.store.record("", "watching", "", {"gathering": gathering}, by=session.by)

    def brought(self, session: Session, copy: copying.Brought) -> None:
        super().brought(session, copy)
        if copy.root == self._missing:  # on at the same place, with the same code
            self._missing = ""
            step, screen = session.place.step, session.place.screen
            session.place = session.moved(gathering=copy.root)
            self._watch_over(session, copy.root)
            self.go(step=step, screen=screen)
            super().brought(session, copy)

    def recall(self, session: Session, forms: list[str]) -> None:
        if forms and session.place.gathering:
            session.read()
            step = self.step(session)
            if isinstance(step, Recalls):
                step.recall(forms)

    def step(self, session: Session) -> Step:
        """The step object in force; it keeps what is only this page's (selection, search words)."""
        if self._step is None or self._step_name != session.place.step:
            self._step_name = session.place.step
            self._step = _steps()[session.place.step][1](session)
        return self._step

    def act(self, session: Session, name: str, args: dict[str, Any]) -> None:
        if name == "step":
            session.go(step=str(args["to"]))
        elif name == "box":
            session.boxes[str(args["name"])] = (_pixels(args["width"]), _pixels(args["height"]))
        elif name == "fullscreen":
            if session.place.step == "gjennomfor" and not self._own_window:
                session.go(screen=bool(args.get("on")))
        elif name == "leave_screen":
            self._own_window = False
            session.go(screen=False)
        elif session.gathering is None:
            raise Problem(_("Choose or make a gathering on the start page first."))
        else:
            self.step(session).act(name, args)

    def submitted(self, session: Session, form: str, message: dict[str, Any]) -> str:
        if session.gathering is None:
            raise Problem(_("Choose or make a gathering on the start page first."))
        return self.step(session).submitted(form, message)

    def regions(self, session: Session) -> dict[str, str]:
        if session.gathering is None:
            return {"page": self._nothing(session)}
        if session.place.screen:
            from kit.dashboards.screen import screen_regions

            regions = screen_regions(session, self.step(session))
            return regions | {"page": regions["page"] + copy_view.marker(session.g.id)}
        step = self.step(session)
        look, text = session.notice
        return {
            "page": first_lines()
            + "<header data-region=top></header><div data-region=notice></div>"
            + "<main data-region=main></main><div data-region=help></div>"
            + copy_view.marker(session.g.id)
            + copy_view.dialog(),
            "top": _top(session, step.status()),
            "notice": (html.panel("", text, look) if text else "")
            + copy_view.offer(self.copying.with_more(session.store, session.g.id), here=True),
            **step.regions(),
            "help": help_dialog([*step.keys(), *copy_view.keys()]),
        }

    def _nothing(self, session: Session) -> str:
        if not self._missing:
            return _no_gathering(self.theme)
        return copy_view.not_here(self.copying.of(self._missing))


def _pixels(value: Any) -> int:
    """A size from the browser, within reason."""
    return max(120, min(6000, int(value)))


def _top(session: Session, status: str) -> str:
    g = session.g
    where = f"{g.municipality}, {day(g.date)}"
    steps = "".join(
        html.button(
            label,
            "step",
            args={"to": name},
            aria_current="step" if name == session.place.step else None,
            data_text=label,
        )
        for name, (label, _kind) in _steps().items()
    )
    analysis = html.link(_("Pedagogical analysis"), ANALYSIS, class_="fs-btn") if has_analysis() else ""
    help_ = html.button(_("Help"), None, key="?", look="text", data_js="help")
    return (
        '<div class="fs-top"><a class="fs-where" href="start.ipynb">'
        f"{html.mark()}<b>{html.escape(_('Theme {number}').format(number=g.theme))}</b>"
        f'<small title="{html.escape(where)}">{html.escape(where)}</small></a>'
        f'<nav class="fs-steps" aria-label="{html.escape(_("Steps"))}">{steps}{analysis}</nav>'
        f'<div class="fs-right">{status}{copy_view.opener()}{help_}</div></div>'
    )


def help_dialog(keys: list[tuple[str, str]]) -> str:
    """What the keys do; opened with «?», closed with Escape."""
    rows = "".join(
        f"<tr><td>{' '.join(f'<kbd>{html.escape(k)}</kbd>' for k in key.split())}</td><td>{html.escape(what)}</td></tr>"
        for key, what in keys
    )
    title = html.escape(_("Keyboard"))
    note = html.escape(_("The keys are silent while you write in a field."))
    switch = html.button(
        _("Single keys are on"), None, look="small", data_js="keys", role="switch", aria_checked="true"
    )
    close = html.button(_("Close"), None, look="small", data_js="close")
    return (
        f'<dialog class="fs-help" aria-labelledby="fs-help-title"><div class="fs-stack"><h2 id="fs-help-title">{title}</h2>'
        f'<table class="fs-keytable"><tbody>{rows}</tbody></table><p class="fs-dim">{note}</p>'
        f'<div class="fs-row">{switch}{close}</div></div></dialog>'
    )


def _no_gathering(number: int) -> str:
    theme = programme(language()).themes[number]
    sentence = html.escape(_("There is no gathering for this theme yet. Make one on the start page."))
    start = html.link(_("To the start page"), "start.ipynb", class_="fs-btn fs-primary")
    return (
        f'{first_lines()}<main class="fs-scroll" style="padding:48px"><div class="fs-stack" style="max-width:70ch">'
        f"<h1>{html.escape(theme.title)}</h1><p>{html.escape(theme.core)}</p><p>{sentence}</p><p>{start}</p></div></main>"
    )
