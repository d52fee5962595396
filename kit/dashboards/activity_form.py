"""«Lag en egen aktivitet» and «Endre»: a form for each kind of activity.

Every option, statement and item keeps a hidden id, so that its answers can still be compared when
the wording is mended; a new row gets a new id from the browser.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kit.activities._circle import PERSPECTIVES, perspective_name
from kit.activities.weights import MOST_DOTS, MOST_DOTS_EACH
from kit.dashboards import html
from kit.dashboards.fields import NEW, Fields, bare, option
from kit.i18n import gettext as _
from kit.i18n import number
from kit.programme import Theme
from kit.store.state import Json

REGION = "main/edit"
LIMITS = {"prompt": 200, "text": 300}


# --- the form ----------------------------------------------------------------------------------


def form(
    kind: str,
    start: Json,
    theme: Theme,
    draft_key: str,
    save: str,
    note: str = "",
    more: Callable[[Fields], str] | None = None,
) -> tuple[str, Fields]:
    """The whole form. ``start`` is the body of the activity to begin with (may be nearly empty).

    ``more`` gives further fields at the end.
    """
    f = Fields(REGION)
    settings = start.get("settings") or {}
    prompt = f.area(
        "prompt", _("The question"), start.get("prompt", ""), maxlength=LIMITS["prompt"], autofocus=True
    )
    body = prompt + _SETTINGS[kind](f, settings) + _time(f, start) + _emphasis(f, start, theme)
    body += more(f) if more else ""
    buttons = (
        f'<button type="submit" class="fs-btn fs-primary"><span>{html.escape(save)}</span></button>'
        + html.button(_("Cancel"), "close_form", look="text", also="Escape")
        + '<span data-status role="status" hidden></span>'
    )
    told = f'<p class="fs-note">{html.escape(note)}</p>' if note else ""
    return (
        f'<form class="fs-edit fs-stack" data-form="activity" data-draft="{html.escape(draft_key)}" data-live="preview" '
        f'data-args="{html.escape(json.dumps({"kind": kind}))}" novalidate autocomplete="off">'
        f'<input type="hidden" name="kind" value="{kind}">{f.restored()}{told}{body}<div class="fs-row fs-save">{buttons}</div></form>',
        f,
    )


def _time(f: Fields, start: Json) -> str:
    minutes = f.whole("minutes", _("Minutes"), start.get("minutes", 10), max=240)
    lock = f.check(
        "lock_at_zero", _("Lock the answers when the time is out"), bool(start.get("lock_at_zero"))
    )
    return f'<div class="fs-pair">{minutes}<div class="fs-beside">{lock}</div></div>'


def _emphasis(f: Fields, start: Json, theme: Theme) -> str:
    chosen = set(start.get("emphasis") or ())
    boxes = "".join(
        f.check("emphasis[]", f"{e.number}. {e.short}", e.id in chosen, value=e.id) for e in theme.emphasis
    )
    label = html.escape(_("What the activity covers in theme {number}").format(number=theme.number))
    return f'<fieldset class="fs-stack-s fs-covers"><legend>{label}</legend>{boxes}</fieldset>'


def _texts(
    f: Fields,
    name: str,
    label: str,
    add: str,
    items: Iterable[Mapping[str, Any]],
    extra: Any = None,
    hint: str = "",
) -> str:
    """Rows of one text each, with the hidden id; ``extra`` gives what else stands in a row."""
    known = list(items)

    def inner(item: Mapping[str, Any], id_: str) -> str:
        text = bare(f"{name}_text", label, item.get("text", ""), maxlength=LIMITS["text"], grow=True)
        return text + (extra(item, id_) if extra else "")

    start = [(str(i["id"]), inner(i, str(i["id"]))) for i in known]
    while len(start) < 2:  # an empty list says nothing; two empty lines invite to write
        id_ = f"n{secrets.token_hex(4)}"
        start.append((id_, inner({}, id_)))
    return f.rows(f"{name}_id", label, add, start, inner({}, NEW), hint=hint)


def _tick(name: str, label: str, on: str) -> Any:
    """A box in a row that says something about the row, such as «riktig»."""

    def box(item: Mapping[str, Any], id_: str) -> str:
        checked = " checked" if item.get(on) else ""
        return (
            f'<label class="fs-check"><input type="checkbox" name="{name}[]" value="{html.escape(id_)}"{checked}>'
            f"<span>{html.escape(label)}</span></label>"
        )

    return box


def _open_form(f: Fields, s: Json) -> str:
    return (
        _case(f, s)
        + f.whole("max_texts", _("How many answers may each give?"), s.get("max_texts", 1), max=10)
        + f.text("hint", _("A hint below the question (may be empty)"), s.get("hint", ""), maxlength=300)
    )


def _choice_form(f: Fields, s: Json) -> str:
    how = f.radios(
        "multiple",
        _("How many may be chosen?"),
        {"": _("Only one"), "1": _("Several")},
        "1" if s.get("multiple") else "",
    )
    most = f.whole("max", _("At most how many? (empty: as many as they like)"), s.get("max") or "")
    return (
        _case(f, s)
        + _texts(
            f,
            "option",
            _("What to choose between"),
            _("Add a choice"),
            s.get("options", ()),
            _tick("correct", _("right"), "correct"),
            hint=_("Tick «right» only if there is a right answer. It is shown when you show the result."),
        )
        + how
        + f'<div data-when="multiple=1">{most}</div>'
        + _explanation(f, s)
    )


def _case(f: Fields, s: Json) -> str:
    return f.area("case", _("A case to read first (may be empty)"), s.get("case", ""), rows=3, maxlength=700)


def _explanation(f: Fields, s: Json) -> str:
    return f.area(
        "explanation",
        _("Explanation shown with the result (may be empty)"),
        s.get("explanation", ""),
        maxlength=1000,
    )


def _scale_form(f: Fields, s: Json) -> str:
    return (
        _texts(
            f,
            "statement",
            _("Statements"),
            _("Add a statement"),
            s.get("statements", ()),
            _tick("reversed", _("turned"), "reversed"),
            hint=_("Tick «turned» where agreeing is the unwanted answer."),
        )
        + f.radios(
            "steps", _("Steps on the scale"), {"5": _("1 to 5"), "7": _("1 to 7")}, str(s.get("steps", 5))
        )
        + '<div class="fs-pair">'
        + f.text("low", _("The lowest step means"), s.get("low", _("strongly disagree")), maxlength=60)
        + f.text("high", _("The highest step means"), s.get("high", _("strongly agree")), maxlength=60)
        + "</div>"
        + f.check("skip", _("It is possible to answer «don't know»"), bool(s.get("skip", True)))
    )


def _points_form(f: Fields, s: Json) -> str:
    return (
        _texts(f, "option", _("What to share points between"), _("Add a suggestion"), s.get("options", ()))
        + '<div class="fs-pair">'
        + f.whole("points", _("Points for each group"), s.get("points", 10), max=100)
        + f.whole("max_each", _("At most on one suggestion (may be empty)"), s.get("max_each") or "")
        + "</div>"
    )


def _ranking_form(f: Fields, s: Json) -> str:
    right = {id_: i + 1 for i, id_ in enumerate(s.get("correct") or ())}

    def place(item: Mapping[str, Any], _id: str) -> str:
        return bare(
            "item_place", _("Right place"), right.get(item.get("id", ""), ""), type_="number", min=1, max=10
        )

    return (
        _case(f, s)
        + _texts(
            f,
            "item",
            _("What to put in order"),
            _("Add an item"),
            s.get("items", ()),
            place,
            hint=_(
                "If there is a right order, write the place of each in the small field: 1 is first. Otherwise leave them empty."
            ),
        )
        + _explanation(f, s)
    )


def _grid_form(f: Fields, s: Json) -> str:
    x, y, q = s.get("x") or {}, s.get("y") or {}, s.get("quadrants") or {}
    names = {
        "": _("none"),
        "top_left": _("top left"),
        "top_right": _("top right"),
        "bottom_left": _("bottom left"),
        "bottom_right": _("bottom right"),
    }
    corners = "".join(
        f.text(
            f"corner_{k}",
            _("The corner {where} (may be empty)").format(where=where),
            q.get(k, ""),
            maxlength=60,
            error=False,
        )
        for k, where in names.items()
        if k
    )
    return (
        _texts(f, "item", _("What to place"), _("Add an item"), s.get("items", ()))
        + '<div class="fs-pair">'
        + f.text("x_low", _("Far left"), x.get("low", ""), maxlength=60)
        + f.text("x_high", _("Far right"), x.get("high", ""), maxlength=60)
        + f.text("y_low", _("At the bottom"), y.get("low", ""), maxlength=60)
        + f.text("y_high", _("At the top"), y.get("high", ""), maxlength=60)
        + f"</div><div class='fs-pair'>{corners}</div>"
        + f.choice(
            "wanted", _("The corner you hope for, marked with the result"), names, s.get("wanted") or ""
        )
    )


def _sorting_form(f: Fields, s: Json) -> str:
    categories = {str(c["id"]): str(c["text"]) for c in s.get("categories", ())}

    def right(item: Mapping[str, Any], _id: str) -> str:
        options = option("", _("no right answer")) + "".join(
            option(k, text, item.get("correct") == k) for k, text in categories.items()
        )
        label = html.escape(_("Right category"))
        return f'<select name="item_correct[]" class="fs-field fs-belongs" data-options-from="category_id" aria-label="{label}">{options}</select>'

    return (
        _texts(f, "category", _("Categories"), _("Add a category"), s.get("categories", ()))
        + _texts(f, "item", _("What to sort"), _("Add an item"), s.get("items", ()), right)
        + _explanation(f, s)
    )


def _number_form(f: Fields, s: Json) -> str:
    def shown(name: str, default: float | str) -> str:
        value = s.get(name, default)
        return number(value) if isinstance(value, (int, float)) else ""

    return (
        '<div class="fs-pair">'
        + f.text("min", _("The least number"), shown("min", 0), inputmode="decimal", width="9rem")
        + f.text("max", _("The greatest number"), shown("max", 100), inputmode="decimal", width="9rem")
        + f.text("step", _("In steps of"), shown("step", 1), inputmode="decimal", width="9rem")
        + f.text(
            "unit", _("What is counted, such as minutes (may be empty)"), s.get("unit", ""), maxlength=40
        )
        + f.text(
            "correct_number",
            _("The right number (may be empty)"),
            shown("correct", ""),
            inputmode="decimal",
            width="9rem",
        )
        + "</div>"
    )


def _factors_form(f: Fields, s: Json) -> str:
    whose = f.radios(
        "own_case",
        _("Which case do the groups work on?"),
        {"": _("All on the same"), "1": _("Each on its own")},
        "1" if s.get("own_case") else "",
    )
    problem = f.area(
        "problem", _("The problem in the middle of the circle"), s.get("problem", ""), maxlength=300
    )
    most = f.whole("per_field", _("Cards in each perspective, at most"), s.get("per_field", 3), max=6)
    ask = f.check("dampers", _("Ask also for what dampens the problem"), bool(s.get("dampers", True)))
    return f'{whose}<div data-when="own_case=">{problem}</div>{most}{ask}'


def _weights_form(f: Fields, s: Json) -> str:
    perspectives = {p: perspective_name(p) for p in PERSPECTIVES}
    effects = {"": _("maintains"), "1": _("dampens")}

    def where(item: Mapping[str, Any], _id: str) -> str:
        def choice(name: str, label: str, options: Mapping[str, str], chosen: str) -> str:
            inner = "".join(option(k, text, k == chosen) for k, text in options.items())
            return f'<select name="{name}[]" class="fs-field fs-right" aria-label="{html.escape(label)}">{inner}</select>'

        at = choice(
            "factor_perspective", _("Perspective"), perspectives, str(item.get("perspective", "kontekst"))
        )
        return at + choice("factor_dampens", _("Effect"), effects, "1" if item.get("dampens") else "")

    def number_of(name: str, label: str, start: int) -> str:
        return f.whole(name, label, s.get(name, start), max=20)

    return (
        f.area("problem", _("The problem in the middle of the circle"), s.get("problem", ""), maxlength=300)
        + _texts(f, "factor", _("Factors"), _("Add a factor"), s.get("factors", ()), where)
        + '<div class="fs-pair">'
        + number_of("dots", _("Dots for each group"), MOST_DOTS)
        + number_of("dots_each", _("At most on one factor"), MOST_DOTS_EACH)
        + "</div>"
    )


_SETTINGS: dict[str, Callable[[Fields, Json], str]] = {
    "open": _open_form,
    "choice": _choice_form,
    "scale": _scale_form,
    "points": _points_form,
    "ranking": _ranking_form,
    "grid": _grid_form,
    "sorting": _sorting_form,
    "number": _number_form,
    "factors": _factors_form,
    "weights": _weights_form,
}
