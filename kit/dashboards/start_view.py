"""How the start page looks: pure functions from what the store knows to HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.engine import make_url

from kit.analysis import Analysis
from kit.dashboards import analysis_list, deleting, html
from kit.dashboards.copying import copies_wanted
from kit.dashboards.html import escape
from kit.dashboards.theme_page import ANALYSIS, NOTEBOOKS, has_analysis
from kit.i18n import LANGUAGES, NAMES, available, day_year, full_day, ngettext
from kit.i18n import gettext as _
from kit.programme import UNIT_KINDS, Theme
from kit.store import Gathering, GatheringSummary, Store


def languages() -> list[str]:
    """The languages that have a catalogue to offer, bokmål first."""
    return [code for code in LANGUAGES if code == "nb" or available(code)]


def top(language: str) -> str:
    """The bar on top."""
    offered = languages()
    switch = "".join(
        html.button(
            NAMES[code], "language", args={"to": code}, aria_pressed=str(code == language).lower(), lang=code
        )
        for code in offered
    )
    switch = f'<div class="fs-segments" role="group" aria-label="{escape(_("Language"))}">{switch}</div>'
    help_ = html.button(_("Help"), None, key="?", look="text", data_js="help")
    return (
        f'<div class="fs-top fs-start-top"><span class="fs-where">{html.mark()}<b>Fagsamling</b></span>'
        f'<div class="fs-right">{switch if len(offered) > 1 else ""}{help_}</div></div>'
    )


def main(form: str) -> str:
    """The places of the page; with ``form``, the heading of the form that takes its place."""
    if form:
        return (
            f'<section class="fs-making"><h1>{escape(form)}</h1><div data-region="main/new"></div></section>'
            '<footer data-region="main/care"></footer>'
        )
    return (
        '<div class="fs-first"><section data-region="main/continue"></section>'
        '<section class="fs-begin" data-region="main/begin"></section></div>'
        '<section data-region="main/fetch"></section><section data-region="main/analyses"></section>'
        '<section data-region="main/themes"></section><footer data-region="main/care"></footer>'
    )


def analyses(found: Sequence[Analysis], today: dt.date) -> str:
    """Pedagogiske analyser that are under way; nothing while there are none."""
    if not found:
        return ""
    new = html.link(_("New analysis"), f"{ANALYSIS}?ny=1", class_="fs-btn fs-small")
    title = escape(_("Pedagogical analyses"))
    shown = analysis_list.table(found, today, level="h3", link=True)
    return (
        f'<div class="fs-row"><h2 class="fs-grow">{title}</h2>{new}</div><div class="fs-alist">{shown}</div>'
    )


# --- continue ----------------------------------------------------------------------------------


def carry_on(
    gatherings: Sequence[GatheringSummary], newest: Gathering | None, themes: Mapping[int, Theme]
) -> str:
    """The newest gathering large, the earlier ones as a list."""
    if not gatherings or newest is None:
        return (
            f"<h1>{escape(_('Lead a gathering that the whole room takes part in'))}</h1>"
            f'<p class="fs-lead">{escape(_("Choose a theme and activities, let the tables answer from a phone, and show what the room thinks."))}</p>'
            f'<div class="fs-row fs-go">{html.button(_("New gathering"), "new", key="N", look="primary")}</div>'
        )
    first = gatherings[0]
    go = html.link(_("Continue the gathering"), address(first), class_="fs-btn fs-primary", autofocus=True)
    code = f'{escape(_("code"))} <span class="fs-code">{escape(first.code)}</span>'
    earlier = "".join(_earlier(g) for g in gatherings[1:])
    table = f'<h2 class="fs-sr">{escape(_("Earlier gatherings"))}</h2><div class="fs-earlier"><table><tbody>{earlier}</tbody></table></div>'
    return (
        f'<p class="fs-dim">{escape(_("Continue where you left off"))}</p><h1>{escape(title(first))}</h1>'
        f'<p class="fs-lead">{escape(" · ".join(_facts(first)))}</p>'
        f'<div class="fs-row fs-go">{go}<span class="fs-dim">{escape(_status(newest))} · {code}</span></div>'
        f'<div class="fs-row fs-change">{change(first, key="E")}{_load(first)}</div>'
        f"{table if earlier else ''}"
    )


def change(g: GatheringSummary, *, key: str = "") -> str:
    """The way to its date, units, number of tables and language."""
    whole = _("Change the gathering")
    said = f"{whole}: {title(g)}, {day_year(g.date)}"
    return html.button(
        whole if key else _("Change"),
        "change_gathering",
        args={"id": g.id},
        key=key or None,
        look="text small",
        aria_label=said,
    )


def title(g: GatheringSummary) -> str:
    """``Fjordvik kommune, tema 3``"""
    return _("{municipality}, theme {number}").format(municipality=g.municipality, number=g.theme)


def address(g: GatheringSummary) -> str:
    """Where a gathering is opened: at the first step that has anything to do."""
    step = "gjennomfor" if g.stage.activity else "forbered"
    return f"{NOTEBOOKS[g.theme]}?samling={g.id}&steg={step}"


def _facts(g: GatheringSummary) -> list[str]:
    date = full_day(g.date)
    units = [_count_units(kind, g.n_units.get(kind, 0)) for kind in UNIT_KINDS if g.n_units.get(kind)]
    return [date[:1].upper() + date[1:], *([and_(units)] if units else []), _who(g)]


def _who(g: GatheringSummary) -> str:
    if g.mode == "person":
        return ngettext("{n} person", "{n} persons", g.expected).format(n=g.expected)
    return ngettext("{n} group", "{n} groups", g.n_groups).format(n=g.n_groups)


def _count_units(kind: str, n: int) -> str:
    match kind:
        case "barnehage":
            text = ngettext("{n} kindergarten", "{n} kindergartens", n)
        case "skole":
            text = ngettext("{n} school", "{n} schools", n)
        case _:
            text = ngettext("{n} after-school programme", "{n} after-school programmes", n)
    return text.format(n=n)


def and_(parts: Sequence[str]) -> str:
    """``2 barnehager, 2 skoler og 1 SFO``"""
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def _status(g: Gathering) -> str:
    total = len(g.planned)
    if not total:
        return _("no activities chosen yet")
    if g.stage.activity not in g.agenda:
        return ngettext("{n} activity is ready", "{n} activities are ready", total).format(n=total)
    number = g.agenda.index(g.stage.activity) + 1
    text = _("Activity {number} of {total} is open") if g.stage.open else _("Activity {number} of {total}")
    return text.format(number=number, total=total)


def _load(g: GatheringSummary) -> str:
    """«Last ned», for a gathering that is worth keeping."""
    if not copies_wanted():
        return ""
    said = _("Download the copy of {gathering}, {date}").format(gathering=title(g), date=day_year(g.date))
    return html.button(
        _("Download"),
        "download",
        args={"what": g.id},
        look="text load",
        aria_label=said,
        title=said,
        data_id=f"load-{g.id}",
    )


def _earlier(g: GatheringSummary) -> str:
    many = ngettext("{n} activity", "{n} activities", g.n_activities).format(n=g.n_activities)
    label = _("Open {gathering}, {date}").format(gathering=title(g), date=day_year(g.date))
    open_ = html.link(_("Open"), address(g), aria_label=label)
    return (
        f'<tr><td class="fs-dim fs-tal">{escape(day_year(g.date))}</td><td>{escape(title(g))}</td>'
        f'<td class="fs-dim">{escape(many)}, {escape(_who(g))}</td><td>{change(g)} {open_}</td><td>{_load(g)}</td></tr>'
    )


# --- begin -------------------------------------------------------------------------------------


def begin(sample: bool, any_: bool, demo: bool, fetching: bool = False) -> str:
    """What one can begin: a gathering, an analysis, the sample."""
    new = html.button(_("New gathering"), "new", key="N") if any_ else ""
    analysis = (
        html.link(_("New pedagogical analysis"), f"{ANALYSIS}?ny=1", class_="fs-btn")
        if has_analysis()
        else ""
    )
    try_ = html.button(_("Try with sample data"), "sample", look="text", aria_expanded=str(sample).lower())
    fetch = html.button(_("Fetch back a copy"), "fetch", look="text", aria_expanded=str(fetching).lower())
    shown = f'<div class="fs-sample">{_sample(demo)}</div>' if sample else ""
    return f"<h2>{escape(_('Begin something new'))}</h2><div class='fs-begins'>{new}{analysis}{fetch}{try_}{shown}</div>"


def _sample(demo: bool) -> str:
    if demo:
        text = _("The sample gathering is running now, and simulated groups answer.")
        go = html.link(_("Open the sample gathering"), f"{NOTEBOOKS[3]}?samling=DEMO&steg=gjennomfor")
        return f"<p>{escape(text)}</p><p>{go}</p>"
    text = _(
        "Stop the program and start it again with the command below. A made-up gathering opens, and simulated "
        "groups answer. Your own data is not touched."
    )
    return f'<p>{escape(text)}</p><p><code class="fs-command">fagsamling --demo</code></p>'


# --- the four themes ---------------------------------------------------------------------------


def semesters(themes: Mapping[int, Theme], today: dt.date) -> str:
    """The four themes in a line, the present semester marked."""
    return f'<h2>{escape(_("Four themes, one for each semester"))}</h2><ol class="fs-semesters">{"".join(_semester(t, today) for t in themes.values())}</ol>'


def _semester(theme: Theme, today: dt.date) -> str:
    now = is_now(theme, today)
    when = _("{semester}, now").format(semester=theme.semester) if now else theme.semester
    current = ' aria-current="date"' if now else ""
    return (
        f"<li{current}>{html.numeral(theme.number, on=now)}<p class='fs-dim fs-sm'>{escape(when)}</p>"
        f"<h3>{html.link(theme.short, NOTEBOOKS[theme.number])}</h3><p class='fs-sm'>{escape(theme.core)}</p></li>"
    )


def is_now(theme: Theme, today: dt.date) -> bool:
    """Whether a date is in the theme's semester; autumn begins in August."""
    word, _space, year = theme.semester.rpartition(" ")
    spring = word[:1].lower() in "vs"  # vår, spring
    return year.isdigit() and int(year) == today.year and spring == (today.month < 8)


# --- the data ----------------------------------------------------------------------------------


def care(
    open_: bool, store: Store, gatherings: Sequence[GatheringSummary], themes: Mapping[int, Theme]
) -> str:
    """Where everything lies, and how to be rid of it."""
    local = store.path is not None
    promise = (
        _("Everything lies in one file on this machine. Nothing is sent out.")
        if local
        else _("Everything lies in the database that this program was started with.")
    )
    show = html.button(
        _("Show where, and delete data"), "care", look="text small", aria_expanded=str(open_).lower()
    )
    panel = _care(store, gatherings) if open_ else ""
    return f'<div class="fs-promise"><span>{escape(promise)}</span>{show}</div>{panel}'


def _care(store: Store, gatherings: Sequence[GatheringSummary]) -> str:
    where = str(store.path) if store.path else make_url(store.url).render_as_string(hide_password=True)
    copy = html.button(_("Copy"), None, look="small", data_js="copy", data_text=where, data_done=_("Copied"))
    backups = (
        _("Copies that the program made before an upgrade lie in the same folder; delete them there.")
        if store.path
        else ""
    )
    days = store.dated_copies()
    if days:
        text = _(
            "Copies of the last days lie in the folder {folder}. What you delete here is deleted in them too."
        )
        backups = f"{backups} {text.format(folder=days[0].parent)}"  # «the same folder» is the database's
    rows = "".join(
        f'<tr><td class="fs-dim fs-tal">{escape(day_year(g.date))}</td><td>{escape(title(g))}</td><td>'
        + html.button(
            _("Delete"),
            "delete",
            args={"what": g.id},
            look="small",
            aria_label=_("Delete {gathering}, {date}").format(gathering=title(g), date=day_year(g.date)),
        )
        + "</td></tr>"
        for g in gatherings
    )
    whole = html.button(_("Delete everything"), "delete", args={"what": "everything"}, look="small")
    nothing = f"<p class='fs-dim'>{escape(_('There are no gatherings to delete.'))}</p>"
    return (
        f'<div class="fs-care"><div><h3>{escape(_("Where the data lies"))}</h3>'
        f'<div class="fs-row"><code>{escape(where)}</code>{copy}</div><p class="fs-hint">{escape(backups)}</p></div>'
        f"<div><h3>{escape(_('Delete a gathering'))}</h3>{f'<table><tbody>{rows}</tbody></table>' if rows else nothing}</div>"
        f'<div class="fs-row">{whole}</div></div>'
    )


def delete_one(g: GatheringSummary) -> str:
    """The question before one gathering is deleted."""
    many = ngettext("{n} activity", "{n} activities", g.n_activities).format(n=g.n_activities)
    text = _(
        "The gathering on {date} is deleted with {activities}, {groups}, and every answer. It cannot be undone. "
        "Municipality and units are kept for later gatherings."
    ).format(date=day_year(g.date), activities=many, groups=_who(g))
    return deleting.dialog(
        _("Delete {gathering}?").format(gathering=title(g)), text, _("Delete the gathering")
    )


def delete_everything(gatherings: Sequence[GatheringSummary]) -> str:
    """The question before everything is deleted."""
    n = len(gatherings)
    many = ngettext("{n} gathering", "{n} gatherings", n).format(n=n)
    text = _(
        "{gatherings} with all activities, groups and answers are deleted, and also municipalities, units and your "
        "choices. It cannot be undone."
    ).format(gatherings=many)
    return deleting.dialog(_("Delete everything?"), text[:1].upper() + text[1:], _("Delete everything"))
