"""How «Flere aktiviteter» looks: one search field, the choices behind it, and each activity with its details. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kit.activities import KINDS
from kit.activities.kind_words import kind_name
from kit.dashboards import html, law
from kit.dashboards.fields import option
from kit.dashboards.html import escape
from kit.dashboards.offers import Offer, Wanted
from kit.i18n import gettext as _
from kit.i18n import ngettext
from kit.programme import AUDIENCES, UNIT_KINDS, ActivityTemplate, InterimWork, Programme, Theme


def column(offers: Sequence[Offer], known: Programme, w: Wanted, own_theme: int, words: str | None) -> str:
    """The activities that can be added. ``words``: the kind of unit in whose words they are shown."""
    shown, searching = offers[: w.shown], bool(w.words.strip())
    if searching:
        body = _rows(_found(len(offers)), [o.template for o in shown], known, words)
    else:
        missing = [o.template for o in shown if o.gap]
        others = [o.template for o in shown if not o.gap]
        body = _rows(_("Covers what is missing"), missing, known, words) if missing else ""
        body += _rows(_("More") if missing else "", others, known, words) if others else ""
    if not offers and not searching:
        body = f'<p class="fs-dim">{escape(_nothing(w, own_theme))}</p>'
    left = len(offers) - len(shown)
    if left > 0:
        label = _("Show more ({n} left)").format(n=left)
        body += f'<div class="fs-row fs-showmore">{html.button(label, "show_more", look="small")}</div>'
    problems = "".join(f'<p class="fs-wrong">{escape(p)}</p>' for p in known.problems)
    return f"<h2>{escape(_('More activities'))}</h2>{search(known, w, own_theme)}{body}{problems}"


def _found(n: int) -> str:
    if not n:
        return _("No activity fits. Try another word, or fewer choices.")
    return ngettext("{n} activity fits", "{n} activities fit", n).format(n=n)


def _nothing(w: Wanted, own_theme: int) -> str:
    if w.chosen(own_theme):
        return _("No activity fits. Try another word, or fewer choices.")
    return _("Every activity of this theme is on the agenda.")


# --- the search --------------------------------------------------------------------------------


def search(known: Programme, w: Wanted, own_theme: int) -> str:
    """One field for words; what else can be chosen is folded away."""
    label = escape(_("Search for activities"))
    field = (
        f'<input class="fs-field" type="search" name="words" value="{escape(w.words)}" maxlength="200" '
        f'placeholder="{escape(_("Search, for example «friminutt»"))}" aria-label="{label}" autocomplete="off">'
    )
    n = w.chosen(own_theme)
    summary = _("More choices")
    if n:
        summary += f" · {ngettext('{n} chosen', '{n} chosen', n).format(n=n)}"
    clear = html.button(_("Clear the choices"), "clear_search", look="small text") if n or w.words else ""
    return (
        f'<form class="fs-search" data-form="find" data-live="find" role="search" aria-label="{label}" novalidate>{field}'
        f'<details class="fs-fold"><summary>{escape(summary)}</summary><div class="fs-filters">{_choices(known, w)}</div>'
        f"</details>{clear}</form>"
    )


def _choices(known: Programme, w: Wanted) -> str:
    theme = known.themes.get(w.theme or 0)
    everything = _("All")
    themes = {"": _("All themes")} | {
        str(n): f"{_('Theme {number}').format(number=n)}: {t.short}" for n, t in known.themes.items()
    }
    parts = _pick("theme", _("Theme"), themes, str(w.theme or ""))
    if theme is not None:
        parts += _pick("emphasis", _("Emphasis point"), {"": everything, **points(theme)}, w.emphasis)
    parts += _pick(
        "strand", _("Runs through"), {"": everything} | {s.id: s.title for s in known.strands}, w.strand
    )
    parts += _pick("kind", _("Kind"), {"": everything} | {k: _capital(kind_name(k)) for k in KINDS}, w.kind)
    parts += _pick(
        "unit_kind",
        _("For which units"),
        {"": everything} | {k: _capital(unit_kind(k)) for k in UNIT_KINDS},
        w.unit_kind,
    )
    parts += _pick(
        "audience",
        _("For whom"),
        {"": everything} | {a: _capital(audience(a)) for a in AUDIENCES},
        w.audience,
    )
    minutes = {"": _("As long as it takes")} | {
        str(n): _("At most {n} min").format(n=n) for n in (10, 15, 20, 30, 45)
    }
    return parts + _pick("minutes", _("Minutes"), minutes, str(w.minutes or ""))


def points(theme: Theme) -> dict[str, str]:
    """The emphasis points of a theme, and the transitions below the one that has them."""
    found = {}
    for e in theme.emphasis:
        found[e.id] = f"{e.number}. {e.short}"
        found |= {t.id: f"– {t.short}" for t in e.transitions}
    return found


def _pick(name: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    rows = "".join(option(key, text, key == chosen) for key, text in options.items())
    return (
        f'<label class="fs-filter"><span>{escape(label)}</span>'
        f'<select class="fs-field" name="{name}">{rows}</select></label>'
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def unit_kind(kind: str) -> str:
    """«barnehage», «skole», «SFO»"""
    return {"barnehage": _("kindergarten"), "skole": _("school"), "sfo": _("after-school programme")}[kind]


def audience(name: str) -> str:
    """Whom an activity is for, in words."""
    return {
        "alle-ansatte": _("all staff"),
        "ledere": _("leaders"),
        "arbeidsgruppe": _("the working group"),
        "ppt": _("PPT"),
        "foreldre": _("parents"),
        "elever": _("pupils"),
        "barn-med-voksen": _("young children with an adult"),
    }[name]


def _whom(t: ActivityTemplate) -> str:
    return ", ".join(audience(a) for a in t.audience)


def unit_kinds(t: ActivityTemplate) -> str:
    """Which units an activity suits; «alle» for all of them."""
    if len(t.unit_kinds) == len(UNIT_KINDS):
        return _("everyone")
    return ", ".join(unit_kind(k) for k in t.unit_kinds)


# --- an activity -------------------------------------------------------------------------------


def _rows(heading: str, templates: Sequence[ActivityTemplate], known: Programme, words: str | None) -> str:
    rows = "".join(_row(t.for_unit_kind(words), known) for t in templates)
    head = f'<h3 class="fs-dim">{escape(heading)}</h3>' if heading else ""
    return f'{head}<ul class="fs-offers">{rows}</ul>'


def _row(t: ActivityTemplate, known: Programme) -> str:
    said = _("{do}: {prompt}").format(do=_("Add"), prompt=t.title)
    add = html.button(_("Add"), "add", args={"template": t.id}, look="small", aria_label=said)
    parts = [kind_name(t.kind), _("{n} min").format(n=t.minutes), unit_kinds(t)]
    whom = html.tag(_("for {whom}").format(whom=_whom(t))) if "alle-ansatte" not in t.audience else ""
    own = html.tag(_("own")) if t.own else ""
    return (
        f'<li data-id="{t.id}"><details class="fs-grow"><summary><span class="fs-t">{escape(t.title)}</span>'
        f'<span class="fs-meta"><span>{escape(" · ".join(parts))}</span>{rings(t.emphasis, known.themes[t.theme])}'
        f"{whom}{own}</span></summary>{details(t, known)}</details>{add}</li>"
    )


def rings(ids: Sequence[str], t: Theme) -> str:
    """The emphasis points as numbers in rings, said in words to those who cannot see them."""
    numbers = [str(e.number) for e in t.emphasis if e.id in ids]
    if not numbers:
        return ""
    said = escape(_("covers point {numbers}").format(numbers=", ".join(numbers)))
    shown = "".join(html.numeral(n) for n in numbers)
    return f'<span class="fs-nums"><span class="fs-sr">{said}</span><span aria-hidden="true">{shown}</span></span>'


def details(t: ActivityTemplate, known: Programme) -> str:
    """What one wants to know before choosing: why, how, how long, the law, where it is from, what comes after."""
    asked = f"<p><b>{escape(t.prompt)}</b></p>" if t.prompt != t.title else ""
    guide = "".join(
        _said(title, text)
        for title, text in (
            (_("Introduce"), t.guide_parts.introduce),
            (_("Look for"), t.guide_parts.look_for),
            (_("Sum up"), t.guide_parts.sum_up),
        )
    )
    phases = " · ".join(f"{p.name} {_('{n} min').format(n=p.minutes)}" for p in t.format.phases)
    rest = _said(t.format.name, phases) + _said(_("For whom"), _whom(t))
    if t.strands:
        rest += _said(_("Runs through"), ", ".join(known.strand(s).title for s in t.strands))
    if t.law:
        anchors = law.brief([known.law[i] for i in t.law])
        rest += f"<dt>{escape(_('Law and framework plan'))}</dt><dd>{anchors}</dd>"
    if t.sources:
        rest += _said(_("Sources"), "; ".join(t.sources))
    after = (
        f"<dt>{escape(_('Interim work'))}</dt><dd>{interim(t.interim_work)}</dd>" if t.interim_work else ""
    )
    return f'<div class="fs-more">{asked}<p>{escape(t.why)}</p><dl class="fs-how">{guide}{rest}{after}</dl></div>'


def _said(title: str, text: str) -> str:
    return f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>"


def interim(work: InterimWork) -> str:
    """What is tried out until the next meeting, and the question that meeting begins with."""
    next_ = _("Next time: {question}").format(question=work.follow_up)
    return f'<p>{escape(work.task)}</p><p class="fs-followup">{escape(next_)}</p>'
