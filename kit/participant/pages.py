"""The phone's pages as HTML: everything inline, one request, usable without a script. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from kit.activities import form_assets
from kit.activities.form_html import answer_rows, render_form
from kit.i18n import LANGUAGES, NAMES, language
from kit.i18n import gettext as _
from kit.participant.phone_state import Asked, View, as_bytes
from kit.participant.words import script_words
from kit.store import MIXED

Json = dict[str, Any]

_STATIC = Path(__file__).parent / "static"
_PARTS = ("memory", "place", "views", "show", "seat", "send", "restored", "listen", "hands")  # one script
MARK = (
    '<svg class=mark viewBox="0 0 32 32" aria-hidden=true><g fill="#0E5160"><circle cx=16 cy=4.5 r=3.6 />'
    "<circle cx=26 cy=10.2 r=3.6 /><circle cx=26 cy=21.8 r=3.6 /><circle cx=16 cy=27.5 r=3.6 />"
    '<circle cx=6 cy=21.8 r=3.6 /></g><circle cx=6 cy=10.2 r=3.6 fill="#E3A033" stroke="#7A4E00" /></svg>'
)
CHECK = (
    '<svg viewBox="0 0 18 18" aria-hidden=true><path d="M3 9.6l4 4L15 4.8" fill=none stroke="#2F6B45" '
    "stroke-width=2.4 stroke-linecap=round stroke-linejoin=round /></svg>"
)
CLOCK = (
    '<svg viewBox="0 0 18 18" aria-hidden=true><circle cx=9 cy=9 r=7 fill=none stroke="#7A4E00" '
    'stroke-width=2 /><path d="M9 5v4.5l2.6 1.8" fill=none stroke="#7A4E00" stroke-width=2 '
    "stroke-linecap=round /></svg>"
)
_ICON = "data:image/svg+xml," + (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='12' "
    "fill='none' stroke='%230E5160' stroke-width='6' stroke-dasharray='6 6.5'/%3E%3C/svg%3E"
)


# --- style and script, read once -----------------------------------------------------------


def lighter(source: str) -> str:
    """Without comment lines, indentation and empty lines. Strings are left as they are."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(re.sub(r"\s+// .*$", "", x) for x in lines if x and not x.startswith("//"))


@cache
def _style() -> str:
    css = (_STATIC / "phone.css").read_text("utf-8") + form_assets.style()
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S).replace("\n", "")


@cache
def _script() -> str:
    phone = "\n".join((_STATIC / "phone" / f"{part}.js").read_text("utf-8") for part in _PARTS)
    return lighter(f"{form_assets.script()}\n(() => {{\n{phone}\n}})();\n")


@cache
def policy() -> str:
    """Content-Security-Policy: our own script and nothing from anywhere else."""
    sha = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{sha}'; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )


# --- the skeleton --------------------------------------------------------------------------


def _document(title: str, body: str, *, head: str = "", script: str = "") -> str:
    return (
        f"<!doctype html><html lang={language()}><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1,interactive-widget=resizes-content">'
        f'<meta name=theme-color content="#FBFAF6"><title>{escape(title)}</title><link rel=icon href="{_ICON}">'
        f"{head}<style>{_style()}</style></head><body>{body}{script}</body></html>"
    )


def code_page(sentence: str = "", typed: str = "") -> str:
    """Type a code."""
    wrong = f"<p class='panel error' id=wrong role=alert>{escape(sentence)}</p>" if sentence else ""
    about = " aria-describedby=wrong aria-invalid=true" if sentence else ""
    kept = f"<input type=hidden name=sprak value={language()}>" if language() != "nb" else ""
    body = (
        f"<form class=sheet method=get>{kept}<main class=welcome>{MARK}<h1>{escape(_('Join in'))}</h1>"
        f"<p class=dim>{escape(_('The code is on the screen in the room.'))}</p>{wrong}"
        f"<label for=code>{escape(_('Code'))}</label>"
        f'<input id=code name=kode class="fs-field code" value="{escape(typed)}" required maxlength=12 '
        f"autocapitalize=characters autocomplete=off autocorrect=off spellcheck=false autofocus{about}>"
        f"<p class='dim small'>{escape(_private())}</p>{_languages()}</main>"
        f"<div class=end><button class='btn p'>{escape(_('Next'))}</button></div></form>"
    )
    return _document(_("Join in"), body)


def error_page(sentence: str, home: str) -> str:
    body = (
        f"<div class=sheet><main class=welcome>{MARK}<p class='panel error' role=alert>{escape(sentence)}</p>"
        f'</main><div class=end><a class="btn" href="{escape(home)}">{escape(_("Type a code"))}</a></div></div>'
    )
    return _document(_("Fagsamling"), body)


def gone_page(sentence: str, home: str, code: str) -> str:
    """No such code (any more). What this phone keeps of the gathering that had it stays readable."""
    body = (
        f"<header class=hd id=hd hidden><span class=who>{MARK}<b id=me></b></span></header><main id=main class=welcome>"
        f"<div id=notes></div><div id=view>{MARK}<p class='panel error' role=alert>{escape(sentence)}</p></div></main>"
        f'<div class=end id=end><p id=status></p><div id=act><a class="btn" href="{escape(home)}">'
        f"{escape(_('Type a code'))}</a></div></div><p id=say class=sr role=status aria-live=polite></p>"
    )
    boot: Json = {"code": code, "gone": sentence, **_script_needs()}
    return _document(_("Fagsamling"), body, script=_with_boot(boot))


def _script_needs() -> Json:
    return {
        "language": language(),
        "languages": LANGUAGES,
        "words": script_words(),
        "svg": {"check": CHECK, "clock": CLOCK},
    }


def _with_boot(boot: Json) -> str:
    return (
        f"<script type=application/json id=boot>{as_bytes(boot).decode('utf-8')}</script>"
        f"<script>{_script()}</script>"
    )


def _languages() -> str:
    """A quiet choice; the phone remembers it."""
    choices = (
        f"<b lang={x} aria-current=true>{NAMES[x]}</b>"
        if x == language()
        else f'<a href="?sprak={x}" lang={x} hreflang={x} data-sprak={x}>{NAMES[x]}</a>'
        for x in LANGUAGES
    )
    return f"<p class='dim lang'>{' · '.join(choices)}</p>"


def _private() -> str:
    return _("No login. Do not write names of children, pupils or colleagues.")


@dataclass(frozen=True)
class Visit:
    """What is known about a visitor without a script: all of it travels in the address and in hidden fields."""

    respondent: str = ""  # "" while nobody has sat down; then the page is the same for all
    group: str | None = None
    unit: str | None = None
    seq: int = 1
    id: str = ""
    answer: Json | None = None  # their answer in this round
    draft: Json | None = None  # what they just sent, where it was refused
    saved: str = ""  # the time, right after it was
    edit: bool = False
    problem: str = ""
    joined: bool = False
    left: Asked | None = None  # the question of the draft, where its form is not shown again
    typed: Mapping[str, str] = field(default_factory=dict)  # in the form that was refused, when sitting down

    def address(self, view: View) -> str:
        """This page once more, for the same visitor in the same language."""
        query = {"r": self.respondent, "u": self.unit if self.respondent else "", "sprak": spoken(view)}
        return "?" + urlencode({k: v for k, v in query.items() if v})


def spoken(view: View) -> str:
    """The phone's language where it is not the gathering's: then every address carries it along."""
    return "" if view.language == view.gathering.language else view.language


def phone_page(view: View, code: str, visit: Visit) -> str:
    """The one page of a phone: what a visitor without a script needs, and the script for all others."""
    sitting = bool(visit.respondent) and (view.gathering.mode == "person" or visit.group is not None)
    shown = _shown(view, visit) if sitting else "join"
    panel = f"<p class='panel error' role=alert>{escape(visit.problem)}</p>" if visit.problem else ""
    if visit.joined and visit.group and visit.group in view.gathering.groups:
        panel += f"<p class='panel quiet'>{escape(joined(view.gathering.groups[visit.group].name))}</p>"
    if visit.left is not None:
        panel += _left(view, visit, visit.left)
    parts = {
        "join": lambda: _join(view, code, visit.typed),
        "ask": lambda: _ask(view, visit),
        "done": lambda: _done(view, visit),
        "wait": _wait,
        "locked": lambda: _locked(view, visit),
    }
    inner, end = parts[shown]()
    own = "" if shown in ("join", "ask") or visit.left else visit.address(view)
    refresh = f"<noscript><meta http-equiv=refresh content='10;url={escape(own)}'></noscript>" if own else ""
    body = (
        f"{_header(view, visit, sitting)}<main id=main class='{'' if sitting else 'welcome'}'>"
        f"<div id=notes>{panel}</div><div id=view>{inner}</div></main>"
        f"<div class=end id=end><p id=status></p><div id=act>{end}</div></div>"
        "<p id=say class=sr role=status aria-live=polite></p>"
    )
    boot: Json = {"code": code, "state": view.page(), **_script_needs(), "language": view.language}
    if shown != "join":
        boot["join"] = _join(view, code)[0]
    if sitting:
        boot["me"] = {"group": visit.group, "unit": visit.unit, "seq": visit.seq - 1}
    return _document(_("Fagsamling"), body, head=refresh, script=_with_boot(boot))


def joined(name: str) -> str:
    return _("One more phone has joined {name}. The answer that is sent last counts.").format(name=name)


def _header(view: View, visit: Visit, sitting: bool) -> str:
    name = ""
    if sitting:
        group = view.gathering.groups.get(visit.group or "")
        unit = view.gathering.units.get(visit.unit or "")
        name = group.name if group else unit.name if unit else ""
    hidden = "" if sitting else " hidden"
    swap = (
        f'<a id=swap href="{escape(Visit().address(view))}">{escape(_("Switch"))}</a>'
        if view.gathering.mode == "group" or view.units
        else ""
    )
    return f"<header class=hd id=hd{hidden}><span class=who>{MARK}<b id=me>{escape(name)}</b></span>{swap}</header>"


def _shown(view: View, visit: Visit) -> str:
    if view.asked is None or not (view.open or view.late or visit.answer):
        return "wait"
    if view.open or view.late:
        return "ask" if visit.edit or visit.problem or not (visit.answer or visit.saved) else "done"
    return "locked"


# --- sitting down --------------------------------------------------------------------------


def _join(view: View, code: str, typed: Mapping[str, str] = MappingProxyType({})) -> tuple[str, str]:
    g = view.gathering
    fields = _table_choice(view, typed) if g.mode == "group" else ""
    fields += _unit_choice(view, typed)
    inner = (
        f"{MARK}<h1>{escape(_('Join in'))}</h1><p class=dim>{escape(_('The gathering has the code'))} "
        f'<b class=inline-code>{escape(code)}</b></p><form id=join method=post action="{escape(Visit().address(view))}">'
        f"<input type=hidden name=act value=seat>{fields}</form><p class='dim small'>{escape(_private())}</p>{_languages()}"
    )
    return inner, f"<button class='btn p' form=join>{escape(_('Join in'))}</button>"


def group_label(view: View, name: str, unit: str | None, taken: bool) -> str:
    known = view.gathering.units.get(unit or "")
    where = f" · {known.name}" if known and known.name not in name else ""
    in_use = f" ({_('in use')})" if taken else ""  # before the place: a narrow field cuts the end
    return f"{name}{in_use}{where}"


def _selected(value: str, typed: Mapping[str, str], name: str) -> str:
    return f'value="{escape(value)}"{" selected" if typed.get(name) == value else ""}'


def _table_choice(view: View, typed: Mapping[str, str]) -> str:
    g = view.gathering
    taken = set(g.seats.values())
    options = "".join(
        f"<option {_selected(x.id, typed, 'group')}>"
        f"{escape(group_label(view, x.name, x.unit, x.id in taken))}</option>"
        for x in g.groups.values()
    )
    listed = (
        f"<label for=group>{escape(_('Which table are you?'))}</label><select id=group name=group class=fs-field>"
        f'<option value="">{escape(_("Choose a table"))}</option>{options}'
        f"<option {_selected('own', typed, 'group')} class=js-only>{escape(_('Write your own name'))}</option></select>"
    )
    own = _("Or write your own name") if options else _("What is your group called?")
    return (
        f"{listed if options else ''}<div id=own><label for=name>{escape(own)}</label>"
        f'<input id=name name=name class=fs-field maxlength=60 autocomplete=off value="{escape(typed.get("name", ""))}"></div>'
    )


def _unit_choice(view: View, typed: Mapping[str, str]) -> str:
    """Asked where it is not clear: of a table without a unit, of one with its own name, of a person."""
    return _unit_field(view, typed) if len(view.gathering.units) > 1 else ""


def _unit_field(view: View, typed: Mapping[str, str]) -> str:
    g = view.gathering
    options = "".join(
        f"<option {_selected(u.id, typed, 'unit')}>{escape(u.name)}</option>" for u in g.units.values()
    )
    several = f"<option {_selected(MIXED, typed, 'unit')}>{escape(_('Several units'))}</option>"
    label = _("Where do you work?")
    return (
        f"<div id=where><label for=unit>{escape(label)}</label><select id=unit name=unit class=fs-field>"
        f'<option value="">{escape(_("Choose a unit"))}</option>{options}{several}</select></div>'
    )


# --- answering without a script ------------------------------------------------------------


def _ask(view: View, visit: Visit) -> tuple[str, str]:
    assert view.asked is not None
    values = visit.draft if visit.draft is not None and visit.left is None else visit.answer
    hidden = {
        "act": "answer",
        "id": visit.id,
        "seq": visit.seq,
        "activity": view.asked.activity,
        "round": view.asked.round,
        "group": visit.group or "",
    }
    fields = "".join(f'<input type=hidden name={k} value="{escape(str(v))}">' for k, v in hidden.items())
    inner = (
        f'<form id=ask method=post action="{escape(visit.address(view))}">{fields}'
        f"<h1 id=prompt>{escape(view.asked.prompt)}</h1><div id=fields>{render_form(view.asked.form, values)}</div>"
        f"</form>{_look(view, visit)}"
    )
    return inner, f"<button class='btn p' form=ask>{escape(_('Send the answer'))}</button>"


def _look(view: View, visit: Visit) -> str:
    text = escape(_("Look for the next question"))
    return f'<p><a class=wk href="{escape(visit.address(view))}">{text}</a></p>'


def _left(view: View, visit: Visit, asked: Asked) -> str:
    """What somebody wrote, where it cannot be sent any more: to be read, and to be copied by hand."""
    more = "" if view.open or view.late else _look(view, visit)
    return f"<div class=kept><h2>{escape(asked.prompt)}</h2>{_rows(asked, visit.draft)}</div>{more}"


def _rows(asked: Asked | None, answer: Json | None) -> str:
    if asked is None or not answer:
        return ""
    long = " class=long" if any(f.type == "texts" and f.label for f in asked.form.fields) else ""
    rows = "".join(
        f"<li{long}><span>{escape(label)}</span><b>{escape(value)}</b></li>"
        for label, value in answer_rows(asked.form, answer)
    )
    return f"<ul class=rows>{rows}</ul>"


def _waiting() -> str:
    text = _("Wait for the next question. The page moves on by itself.")
    return f"<p class=st><i class=dot></i>{escape(text)}</p>"


def _done(view: View, visit: Visit) -> tuple[str, str]:
    when = _("at {time}. You can change it until the round is locked.").format(time=visit.saved)
    if not visit.saved:
        when = _("You can change it until the round is locked.")
    inner = (
        f"<p class=saved>{CHECK}{escape(_('The answer is saved'))}</p><p>{escape(when)}</p>"
        f'{_rows(view.asked, visit.answer)}<a class=btn href="{escape(visit.address(view))}&amp;edit=1">'
        f"{escape(_('Change the answer'))}</a>"
    )
    return inner, _waiting()


def _wait() -> tuple[str, str]:
    inner = (
        f"<h1>{escape(_('You are in'))}</h1><p>{escape(_('The question comes here when it is opened.'))}</p>"
    )
    return inner, _waiting()


def _locked(view: View, visit: Visit) -> tuple[str, str]:
    assert view.asked is not None
    text = _("Your answer is in. Look up at the screen, you are talking about it now.")
    inner = (
        f"<span class='tag lock'>{escape(_('The round is locked'))}</span><h1>{escape(view.asked.prompt)}</h1>"
        f"<p>{escape(text)}</p>{_rows(view.asked, visit.answer)}"
    )
    return inner, _waiting()


def boot_of(page: str) -> Json:
    """The data that a page gives its script; for tests and tools."""
    found = re.search(r"<script type=application/json id=boot>(.*?)</script>", page, re.S)
    return json.loads(found.group(1)) if found else {}
