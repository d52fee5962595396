"""One plain, accessible HTML form for every kind of activity: the same on the phone and on the dashboard.

Names of the inputs, with the default prefix ``f`` (ids never contain a dot):

=========  ==================================================================================
texts      ``f.texts``, one per text, repeated
picks      ``f.options``, one per chosen option, repeated
pick       ``f.<field>`` = option id
scale      ``f.<field>`` = a step, or ``skip`` for «vet ikke»
points     ``f.<field>`` = a whole number
ranking    ``f.order.<option>`` = the place, 1 is best
place      ``f.<field>.x`` and ``f.<field>.y``
number     ``f.number``, with a comma or a point
=========  ==================================================================================

What only makes sense with a script carries the class ``fs-js`` and stays hidden without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from kit.activities._base import Form, FormField, Option
from kit.i18n import gettext as _
from kit.i18n import number as written

Json = dict[str, Any]
SKIP = "skip"


# --- out: a form as HTML -------------------------------------------------------------------


def render_form(form: Form, values: Json | None = None, *, prefix: str = "f", disabled: bool = False) -> str:
    """The fields of a form, filled with ``values`` (an answer). The ``<form>`` around them is the page's own."""
    values = values or {}
    parts = [f"<p class=fs-case>{escape(form.case)}</p>"] if form.case else []
    parts += [f"<p class=fs-hint>{escape(form.hint)}</p>"] if form.hint else []
    parts += _shared_head(form)
    parts += [_FIELDS[f.type](f, values, prefix) for f in form.fields]
    if any(f.type == "place" for f in form.fields):
        numbers = escape(_("Write numbers instead"))
        first = next(i for i, part in enumerate(parts) if "data-type=place" in part)
        parts.insert(first, f"<details class=fs-numbers open><summary>{numbers}</summary>")
        parts.append("</details>")
    attributes = "".join(f' data-{k}="{escape(v)}"' for k, v in _words(form).items())
    off = " disabled" if disabled else ""
    return (
        f'<fieldset class=fs-form data-prefix="{escape(prefix)}"{attributes}{off}>{"".join(parts)}</fieldset>'
    )


def _words(form: Form) -> dict[str, str]:
    """What the script needs to say, in the language of the page."""
    types = {f.type for f in form.fields}
    words = {"empty": _("Fill in something first. Then it can be sent."), "unsure": _("don't know")}
    if "points" in types:
        words["total"] = str(form.total or "")
        words["progress"] = _("{done} of {of} points are shared out")
        words["over"] = _("{done} points are shared out, but there are only {of}. Take some back.")
    elif "scale" in types and len(form.fields) > 1:
        words["progress"] = _("{done} of {of} statements are answered")
    elif types & {"place", "pick"}:
        words["progress"] = _("{done} of {of} are placed")
    if "texts" in types:
        words["count"] = _("{used} of {max} characters")
    if "place" in types:
        words["spot"] = _("{right} to the right, {up} up")
    return words


def _shared_head(form: Form) -> list[str]:
    """What several fields have in common is said once, on top."""
    head = []
    ends = {(f.min, f.low, f.max, f.high) for f in form.fields if f.type == "scale"}
    if len(ends) == 1:
        head.append(_ends(*ends.pop()))
    places = [f for f in form.fields if f.type == "place"]
    if places:
        head.append(_plane(places))
    return head


def _ends(low: float | None, low_text: str, high: float | None, high_text: str) -> str:
    if not (low_text or high_text):
        return ""
    left = f"{written(low or 0)} {low_text}"
    right = f"{written(high or 0)} {high_text}"
    return f"<p class=fs-ends><span>{escape(left)}</span><span>{escape(right)}</span></p>"


def _plane(places: list[FormField]) -> str:
    """The 2×2 to tap in: choose an item, tap its spot. Arrow keys move a chosen marker."""
    x, y = places[0].x or ("", ""), places[0].y or ("", "")
    items = "".join(
        f'<button type=button class=fs-item data-fs=choose data-for="{f.name}" aria-pressed=false>'
        f"<b>{i}</b><span>{escape(f.label)}</span></button>"
        for i, f in enumerate(places, 1)
    )
    dots = "".join(
        f'<button type=button class=fs-dot data-fs=choose data-for="{f.name}" hidden '
        f'aria-label="{escape(f.label)}">{i}</button>'
        for i, f in enumerate(places, 1)
    )
    return (
        f"<div class='fs-placing fs-js'><p class=fs-hint>{escape(_('Choose one, then tap its spot.'))}</p>"
        f"<div class=fs-items>{items}</div><p class=fs-end-y>{escape(y[1])}</p>"
        f"<div class=fs-plane data-fs=plane>{dots}</div><p class=fs-end-y>{escape(y[0])}</p>"
        f"<p class=fs-ends><span>{escape(x[0])}</span><span>{escape(x[1])}</span></p></div>"
    )


def _open(field: FormField, *more: str, label: str | None = None) -> str:
    text = field.label if label is None else label
    legend = f"<legend>{escape(text)}</legend>" if text else ""
    hint = f"<p class=fs-hint>{escape(field.hint)}</p>" if field.hint else ""
    return f'<fieldset class="fs-f fs-{field.type}" data-type={field.type} data-name="{field.name}"{"".join(more)}>{legend}{hint}'


def _texts(field: FormField, values: Json, prefix: str) -> str:
    given = [str(t) for t in values.get(field.name) or []]
    n, limit = field.max_items or 1, field.max_length or 300
    parts = [_open(field)]
    quiet = " class=fs-sr" if field.label else ""  # the legend has said what is asked
    for i in range(n):
        name = f"{prefix}.{field.name}"
        label = _("Your answer") if n == 1 else _("Answer {number}").format(number=i + 1)
        text = escape(given[i]) if i < len(given) else ""
        # a newline right after the tag is swallowed by the parser, so one is given for it to swallow
        parts.append(
            f'<div class=fs-text><label{quiet} for="{name}.{i}">{escape(label)}</label>'
            f'<textarea id="{name}.{i}" name="{name}" class=fs-field rows={2 if quiet or n > 3 else 3} maxlength={limit}>\n{text}</textarea>'
            f"<p class='fs-count fs-js' hidden></p></div>"
        )
    if n > 1:
        more = _("Add one more") if field.label else _("Add an answer")
        parts.append(f"<button type=button class='fs-link fs-js' data-fs=add>{escape(more)}</button>")
    return "".join(parts) + "</fieldset>"


def _box(kind: str, name: str, value: str, inner: str, look: str, *, on: bool, label: str = "") -> str:
    spoken = f' aria-label="{escape(label)}"' if label else ""
    checked = " checked" if on else ""
    return (
        f'<label class={look}><input type={kind} name="{name}" value="{escape(value)}"{spoken}{checked}>'
        f"<span>{inner}</span></label>"
    )


def _picks(field: FormField, values: Json, prefix: str) -> str:
    chosen = values.get(field.name) or []
    most = int(field.max) if field.max and field.multiple else None
    if not field.multiple:
        hint = _("Choose one.")
    else:
        hint = _("Choose up to {n}.").format(n=most) if most else _("Choose one or more.")
    kind = "checkbox" if field.multiple else "radio"
    boxes = [
        _box(kind, f"{prefix}.{field.name}", o.id, escape(o.text), "fs-choice", on=o.id in chosen)
        for o in field.options
    ]
    head = _open(field, f" data-max={most}" if most else "")
    own = "" if field.hint else f"<p class=fs-hint>{escape(hint)}</p>"
    return f"{head}{own}{''.join(boxes)}</fieldset>"


def _pick(field: FormField, values: Json, prefix: str) -> str:
    boxes = [
        _box(
            "radio",
            f"{prefix}.{field.name}",
            o.id,
            escape(o.text),
            "fs-chip",
            on=o.id == values.get(field.name),
        )
        for o in field.options
    ]
    return f"{_open(field)}<div class=fs-chips>{''.join(boxes)}</div></fieldset>"


def _scale(field: FormField, values: Json, prefix: str) -> str:
    name, low, high = f"{prefix}.{field.name}", int(field.min or 1), int(field.max or 5)
    given = values.get(field.name, "")
    ends = {low: field.low, high: field.high}
    steps = [
        _box(
            "radio",
            name,
            str(n),
            str(n),
            "fs-step",
            on=given == n,
            label=f"{n}, {ends[n]}" if ends.get(n) else "",
        )
        for n in range(low, high + 1)
    ]
    skip = ""
    if field.skip:
        skip = _box("radio", name, SKIP, escape(_("Don't know")), "fs-skip", on=given is None)
    return f"{_open(field)}<div class=fs-steps data-n={len(steps)}>{''.join(steps)}</div>{skip}</fieldset>"


def _points(field: FormField, values: Json, prefix: str) -> str:
    name = f"{prefix}.{field.name}"
    given = values.get(field.name)
    value = "" if given is None else escape(str(given))
    less, more = _("One point less: {name}"), _("One point more: {name}")
    return (
        f'<div class="fs-f fs-points" data-type=points data-name="{field.name}">'
        f'<label for="{name}">{escape(field.label)}</label><span class=fs-stepper>'
        f"<button type=button class='fs-step-btn fs-js' data-fs=less "
        f'aria-label="{escape(less.format(name=field.label))}">−</button>'
        f'<input id="{name}" name="{name}" class=fs-field type=number inputmode=numeric '
        f'min={int(field.min or 0)} max={int(field.max or 999)} step=1 value="{value}" placeholder=0>'
        f"<button type=button class='fs-step-btn fs-js' data-fs=more "
        f'aria-label="{escape(more.format(name=field.label))}">+</button></span></div>'
    )


def _ranking(field: FormField, values: Json, prefix: str) -> str:
    given = values.get(field.name) or []
    if isinstance(given, Mapping):
        places, order = given, list(field.options)
    else:
        by_id = {o.id: o for o in field.options}
        order = [by_id[i] for i in given if isinstance(i, str) and i in by_id]
        order += [o for o in field.options if o not in order]
        places = {o.id: i for i, o in enumerate(order, 1)} if given else {}
    rows = "".join(_rank_row(field, o, places.get(o.id), i, prefix) for i, o in enumerate(order, 1))
    own = field.hint or _("Move the most important to the top.")
    head = _open(field.model_copy(update={"hint": own}))
    return f"{head}<ol class=fs-rank>{rows}</ol></fieldset>"


def _rank_row(field: FormField, option: Option, place: int | None, shown: int, prefix: str) -> str:
    name = f"{prefix}.{field.name}.{option.id}"
    places = "".join(
        f"<option value={n}{' selected' if n == place else ''}>{n}</option>"
        for n in range(1, len(field.options) + 1)
    )
    say = {k: escape(_(t).format(name=option.text)) for k, t in _RANK_WORDS.items()}
    return (
        f'<li data-id="{option.id}"><b class="fs-no fs-js">{shown}</b><span class=fs-grow>{escape(option.text)}</span>'
        f'<select name="{name}" class=fs-field aria-label="{say["place"]}"><option value="">–</option>{places}</select>'
        f"<button type=button class='fs-step-btn fs-js' data-fs=up aria-label=\"{say['up']}\">↑</button>"
        f"<button type=button class='fs-step-btn fs-js' data-fs=down aria-label=\"{say['down']}\">↓</button></li>"
    )


def N_(message: str) -> str:  # marks a message that is translated where it is used
    return message


_RANK_WORDS = {"place": N_("Place of {name}"), "up": N_("Move up: {name}"), "down": N_("Move down: {name}")}


def _place(field: FormField, values: Json, prefix: str) -> str:
    given = values.get(field.name)
    spot = given if isinstance(given, (list, tuple)) and len(given) == 2 else ("", "")
    parts = [_open(field)]
    for axis, ends, value in zip("xy", (field.x, field.y), spot, strict=True):
        name = f"{prefix}.{field.name}.{axis}"
        low, high = ends or ("", "")
        label = _("From 0 ({low}) to 100 ({high})").format(low=low, high=high)
        parts.append(
            f'<label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" class=fs-field '
            f'type=number inputmode=numeric min=0 max=100 step=1 value="{escape(str(value))}">'
        )
    return "".join(parts) + "</fieldset>"


def _number(field: FormField, values: Json, prefix: str) -> str:
    name = f"{prefix}.{field.name}"
    given = values.get(field.name)
    value = written(given).replace("\u202f", "") if isinstance(given, (int, float)) else str(given or "")
    hint = field.hint
    if not hint and field.min is not None and field.max is not None:
        hint = _("From {low} to {high}.").format(low=written(field.min), high=written(field.max))
    unit = f"<span class=fs-unit>{escape(field.unit)}</span>" if field.unit else ""
    return (
        f'<div class="fs-f fs-number" data-type=number data-name="{field.name}">'
        f'<label for="{name}">{escape(field.label or _("Your number"))}</label>'
        f'<span class=fs-row><input id="{name}" name="{name}" class=fs-field inputmode=decimal autocomplete=off '
        f'maxlength=20 value="{escape(value)}">{unit}</span>'
        + (f"<p class=fs-hint>{escape(hint)}</p>" if hint else "")
        + "</div>"
    )


_FIELDS = {
    "texts": _texts,
    "picks": _picks,
    "pick": _pick,
    "scale": _scale,
    "points": _points,
    "ranking": _ranking,
    "place": _place,
    "number": _number,
}


# --- in: a posted form as an answer --------------------------------------------------------


def parse_post(form: Form, fields: Mapping[str, list[str]], *, prefix: str = "f") -> Json:
    """The answer in an urlencoded post. What is blank is left out; what is wrong is left to the kind to refuse."""
    answer: Json = {}
    for field in form.fields:
        value = _read(field, fields, f"{prefix}.{field.name}")
        if value is not None:
            answer[field.name] = None if value == SKIP else value
    return answer


def typed_values(form: Form, fields: Mapping[str, list[str]], *, prefix: str = "f") -> Json:
    """What was filled in, to be shown again where it was refused: as ``parse_post``, but a ranking is the
    places as they were chosen, ``{option: place}``, also where two are the same."""
    values = parse_post(form, fields, prefix=prefix)
    for field in form.fields:
        if field.type == "ranking":
            values[field.name] = _places(field, fields, f"{prefix}.{field.name}")
    return values


def _read(field: FormField, fields: Mapping[str, list[str]], name: str) -> Any:
    given = [v.replace("\r\n", "\n").strip() for v in fields.get(name, [])]
    given = [v for v in given if v]
    match field.type:
        case "texts" | "picks":
            return given or None
        case "ranking":
            return _order(field, fields, name)
        case "place":
            spot = [_whole((fields.get(f"{name}.{axis}") or [""])[-1].strip()) for axis in "xy"]
            return None if spot == ["", ""] else spot
        case "scale" if given and given[-1] == SKIP:
            return SKIP
        case "scale" | "points":
            return _whole(given[-1]) if given else None
        case "number":
            return _decimal(given[-1]) if given else None
        case _:
            return given[-1] if given else None


def _order(field: FormField, fields: Mapping[str, list[str]], name: str) -> list[str] | None:
    numbered = _places(field, fields, name)
    if not numbered:
        return None
    if len(set(numbered.values())) < len(numbered):
        return list(numbered)[:1]  # two share a place: an order that is not whole, which the kind refuses
    return sorted(numbered, key=lambda i: numbered[i])


def _places(field: FormField, fields: Mapping[str, list[str]], name: str) -> dict[str, int]:
    places = {o.id: _whole((fields.get(f"{name}.{o.id}") or [""])[-1].strip()) for o in field.options}
    return {i: p for i, p in places.items() if isinstance(p, int)}


def _whole(text: str) -> int | str:
    return int(text) if re.fullmatch(r"[-+]?[0-9]{1,9}", text) else text


def _decimal(text: str) -> float | int | str:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-").replace(",", ".")
    if not re.fullmatch(r"[-+]?[0-9]{1,12}(\.[0-9]{1,9})?", plain):
        return text
    value = float(plain)
    return int(value) if value.is_integer() and "." not in plain else value


# --- back: an answer in words --------------------------------------------------------------


def answer_rows(form: Form, answer: Json) -> list[tuple[str, str]]:
    """An answer as (question, reply) pairs, for the receipt that a group sees."""
    rows: list[tuple[str, str]] = []
    for field in form.fields:
        value = answer.get(field.name)
        if value is None and not (field.type == "scale" and field.name in answer):
            continue
        rows.extend(_rows(field, value))
    return rows


def _rows(field: FormField, value: Any) -> Iterable[tuple[str, str]]:
    texts = {o.id: o.text for o in field.options}
    match field.type:
        case "texts":
            return [(field.label, str(text)) if field.label else (str(text), "") for text in value]
        case "picks":
            return [(texts.get(i, i), "") for i in value]
        case "pick":
            return [(field.label, texts.get(value, value))]
        case "ranking":
            places = value if isinstance(value, Mapping) else {i: n for n, i in enumerate(value, 1)}
            return [(texts.get(i, i), str(n)) for i, n in places.items()]
        case "scale" if value is None:
            return [(field.label, _("don't know"))]
        case "place":
            return [(field.label, _("{right} to the right, {up} up").format(right=value[0], up=value[1]))]
        case "number":
            return [(field.label or _("Your number"), f"{_said(value)} {field.unit}".strip())]
        case _:
            return [(field.label, _said(value))]


def _said(value: Any) -> str:
    return written(value) if isinstance(value, (int, float)) else str(value)  # as typed, where it was refused
