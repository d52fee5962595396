"""«Bruk et forslag»: ready-made agendas by length and kind of unit; and the interim work of the chosen agenda. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kit.activities.kind_words import kind_name
from kit.dashboards import html
from kit.dashboards.html import escape
from kit.dashboards.offers import LENGTHS, kinds_of, length, minutes_of, ready, steps_of, used
from kit.dashboards.offers_view import interim, unit_kind
from kit.i18n import gettext as _
from kit.i18n import ngettext
from kit.programme import Agenda, InterimWork, Programme
from kit.store.state import Gathering


def suggestions(
    known: Programme, g: Gathering, minutes: int, kind: str, words: str | None, mine: Collection[str]
) -> str:
    """The ready-made agendas of one length, the first one open, the others folded; ``mine`` can be changed."""
    every = ready(known, g, kind)
    found = [a for a in every if length(a, known) == minutes]
    panels = "".join(
        _panel(a, known, words or kind or None, own=a.id in mine, first=i == 0) for i, a in enumerate(found)
    )
    if not found:
        panels = (
            f'<p class="fs-dim">{escape(_("There is no suggestion of this length. Try another one."))}</p>'
        )
    return f'<div class="fs-suggests">{_lengths(minutes)}{_kinds(kinds_of(g), kind)}</div>{panels}<div class="fs-row fs-own">{make()}</div>'


def make() -> str:
    """The way to the form of an agenda."""
    return html.button(_("Make an agenda"), "agenda_form", args={"how": "new"}, data_id="agenda-new")


def change_and_copy(a: Agenda, *, own: bool) -> str:
    """What can be done with an agenda as a template."""
    ways = [(_("Change"), "change")] if own else []
    return "".join(
        html.button(
            label,
            "agenda_form",
            args={"how": how, "id": a.id},
            look="small",
            aria_label=_("{do}: {prompt}").format(do=label, prompt=a.title),
            data_id=f"agenda-{how}",
        )
        for label, how in (*ways, (_("Copy"), "copy"))
    )


def _lengths(chosen: int) -> str:
    names = {n: _("{n} min").format(n=n) if n < 300 else _("Full day") for n in LENGTHS}
    buttons = "".join(
        html.button(
            name, "length", args={"minutes": n}, aria_pressed=str(n == chosen).lower(), data_id=f"length-{n}"
        )
        for n, name in names.items()
    )
    return f'<div class="fs-segments" role="group" aria-label="{escape(_("How long"))}">{buttons}</div>'


def _kinds(kinds: Sequence[str], chosen: str) -> str:
    """For all who come, or for one kind of unit only; no choice where all are of the same kind."""
    if len(kinds) < 2:
        return ""
    names = {"": _("All"), **{k: unit_kind(k)[:1].upper() + unit_kind(k)[1:] for k in kinds}}
    buttons = "".join(
        html.button(
            name, "ready_for", args={"kind": k}, aria_pressed=str(k == chosen).lower(), data_id=f"kind-{k}"
        )
        for k, name in names.items()
    )
    label = escape(_("For which units"))
    return f'<div class="fs-segments" role="group" aria-label="{label}">{buttons}</div>'


def _panel(a: Agenda, known: Programme, words: str | None, *, own: bool, first: bool) -> str:
    steps = steps_of(a, known)
    n = sum(1 for activity, _title, _minutes in steps if activity)
    many = ngettext("{n} activity", "{n} activities", n).format(n=n)
    size = f"{many}, {_('{n} min').format(n=minutes_of(a, known))}"
    lines = ""
    for activity, title, minutes in steps:
        took = _("{n} min").format(n=minutes)
        if activity is None:
            lines += f'<li class="fs-dim"><span class="fs-grow">{escape(title)}</span><span class="fs-sm">{took}</span></li>'
        else:
            shown = activity.for_unit_kind(words).title
            lines += (
                f'<li><span class="fs-grow">{escape(shown)}</span>'
                f'<span class="fs-sm fs-dim">{escape(kind_name(activity.kind))} · {took}</span></li>'
            )
    use = html.button(
        _("Use the suggestion"),
        "suggestion",
        args={"id": a.id},
        look="primary" if first else "",
        aria_label=_("{do}: {prompt}").format(do=_("Use the suggestion"), prompt=a.title),
    )
    text = f"<p>{escape(a.text)}</p>" if a.text else ""
    tag = html.tag(_("own")) if own else ""
    return (
        f'<details class="fs-suggest" data-id="{a.id}"{" open" if first else ""}><summary>'
        f'<span class="fs-t">{escape(a.title)}</span><span class="fs-meta">{escape(size)}{tag}</span></summary>'
        f'{text}<ol class="fs-em">{lines}</ol><div class="fs-row">{use}{change_and_copy(a, own=own)}</div></details>'
    )


def afterwards(known: Programme, g: Gathering, words: str | None) -> str:
    """Interim work: what the agenda as a whole leads to, then what each of its activities does."""
    whole = used(known, g)
    found: list[tuple[str, InterimWork]] = []
    if whole is not None and whole.interim_work:
        found.append((whole.title, whole.interim_work))
    for activity in g.planned:
        template = known.activities.get(activity.template or "")
        work = template.for_unit_kind(words).interim_work if template else None
        if template and work:
            found.append((template.for_unit_kind(words).title, work))
    if not found:
        return ""
    first, rest = found[0], found[1:]
    more = ""
    if rest:
        label = ngettext("{n} more suggestion", "{n} more suggestions", len(rest)).format(n=len(rest))
        rows = "".join(f"<li><b>{escape(title)}</b>{interim(work)}</li>" for title, work in rest)
        more = f'<details class="fs-fold"><summary>{escape(label)}</summary><ul class="fs-interims">{rows}</ul></details>'
    return (
        f'<section class="fs-interim" aria-labelledby="fs-interim"><h3 id="fs-interim">{escape(_("Interim work until next time"))}</h3>'
        f"{interim(first[1])}{more}</section>"
    )
