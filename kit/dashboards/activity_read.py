"""What was typed in the form of an activity, as settings of its kind or as sentences about what to mend. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kit.activities import KINDS
from kit.activities import kind as kind_module
from kit.dashboards.activity_form import LIMITS
from kit.dashboards.fields import decimal, many, one, whole
from kit.i18n import gettext as _
from kit.i18n import ngettext
from kit.store.state import Json

_ID = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")


@dataclass(frozen=True)
class Draft:
    """An activity as typed: complete when ``errors`` is empty."""

    kind: str
    prompt: str
    minutes: int
    lock_at_zero: bool
    settings: Json
    emphasis: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=dict)


def begun(start: Json) -> Draft:
    """An activity as it is before anything is typed, to be shown."""
    settings = kind_module(start["kind"]).Settings(**start["settings"])
    plain = settings.model_dump(mode="json", exclude_unset=True)
    return Draft(start["kind"], start["prompt"], start["minutes"], False, plain, ())


def read(values: Mapping[str, Any], before: Json) -> Draft:
    """The activity that was typed. ``before`` is the body it began with; what has no field is kept."""
    kind = one(values, "kind")
    if kind not in KINDS:
        raise KeyError(kind)
    errors: dict[str, str] = {}
    prompt = one(values, "prompt")
    if not prompt:
        errors["prompt"] = _("Write the question.")
    elif len(prompt) > LIMITS["prompt"]:
        errors["prompt"] = _("The question can have at most {n} characters.").format(n=LIMITS["prompt"])
    minutes = whole(one(values, "minutes"))
    if minutes is None or not 1 <= minutes <= 240:
        errors["minutes"] = _("Write how many minutes, from 1 to 240.")
    kept = dict(before.get("settings") or {}) if before.get("kind") == kind else {}
    settings = {**kept, **_SETTINGS[kind](values, errors)}
    if not settings.get("case"):
        settings.pop("case", None)
    if not errors:
        _check(kind, settings, errors)
    return Draft(
        kind=kind,
        prompt=prompt,
        minutes=minutes or 10,
        lock_at_zero=values.get("lock_at_zero") is True,
        settings=settings,
        emphasis=tuple(many(values, "emphasis")),
        errors=errors,
    )


def _check(kind: str, settings: Json, errors: dict[str, str]) -> None:
    """The kind itself has the last word; its sentence stands below the question."""
    try:
        kind_module(kind).Settings(**settings)
    except ValidationError as problem:
        first = problem.errors()[0]
        own = first.get("ctx", {}).get("error")
        errors["prompt"] = str(own) if own else _("This does not fit: {what}.").format(what=first["msg"])


def _rows(values: Mapping[str, Any], name: str, errors: dict[str, str], least: int, most: int) -> list[Json]:
    """The rows that have a text, each with an id that is valid and its own."""
    found: list[Json] = []
    taken: set[str] = set()
    texts: set[str] = set()
    for row, (given, text) in enumerate(
        zip(many(values, f"{name}_id"), many(values, f"{name}_text"), strict=False)
    ):
        text = " ".join(text.split())
        if not text:
            continue
        id_ = given if _ID.match(given) and given not in taken else f"n{secrets.token_hex(4)}"
        taken.add(id_)
        if text.casefold() in texts:
            errors[f"{name}_id"] = _("«{text}» is there twice.").format(text=text)
        if len(text) > LIMITS["text"]:
            errors[f"{name}_id"] = _("A line can have at most {n} characters.").format(n=LIMITS["text"])
        texts.add(text.casefold())
        found.append({"id": id_, "text": text, "_row": row})
    if len(found) < least:
        errors.setdefault(
            f"{name}_id",
            ngettext("Write at least one line.", "Write at least {n} lines.", least).format(n=least),
        )
    elif len(found) > most:
        errors.setdefault(f"{name}_id", _("At most {n} lines.").format(n=most))
    return found


def _plain(rows: list[Json]) -> list[Json]:
    return [{k: v for k, v in row.items() if k != "_row"} for row in rows]


def _read_open(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    texts = whole(one(values, "max_texts"))
    if texts is None or not 1 <= texts <= 10:
        errors["max_texts"] = _("Write a whole number from 1 to {most}.").format(most=10)
    return {"max_texts": texts or 1, "hint": one(values, "hint"), "case": one(values, "case")}


def _read_choice(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    right = set(many(values, "correct"))
    options = _plain(_rows(values, "option", errors, 2, 12))
    multiple = one(values, "multiple") == "1"
    typed = one(values, "max")
    most = whole(typed) if multiple and typed else None
    if multiple and typed and (most is None or not 1 <= most <= max(1, len(options))):
        errors["max"] = _("Write a whole number from 1 to {most}.").format(most=max(1, len(options)))
    marked = [{**o, **({"correct": True} if o["id"] in right else {})} for o in options]
    return {
        "options": marked,
        "multiple": multiple,
        "max": most,
        "explanation": one(values, "explanation"),
        "case": one(values, "case"),
    }


def _read_scale(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    turned = set(many(values, "reversed"))
    statements = _plain(_rows(values, "statement", errors, 1, 12))
    for name in ("low", "high"):
        if not one(values, name):
            errors[name] = _("Write what the step means.")
    return {
        "statements": [{**s, **({"reversed": True} if s["id"] in turned else {})} for s in statements],
        "steps": 7 if one(values, "steps") == "7" else 5,
        "low": one(values, "low"),
        "high": one(values, "high"),
        "skip": values.get("skip") is True,
    }


def _read_points(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    points = whole(one(values, "points"))
    if points is None or not 1 <= points <= 100:
        errors["points"] = _("Write a whole number from 1 to {most}.").format(most=100)
        points = 10
    typed = one(values, "max_each")
    each = whole(typed) if typed else None
    if typed and (each is None or not 1 <= each <= points):
        errors["max_each"] = _("Write a whole number from 1 to {most}.").format(most=points)
    return {"options": _plain(_rows(values, "option", errors, 2, 12)), "points": points, "max_each": each}


def _read_ranking(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    rows = _rows(values, "item", errors, 2, 10)
    places = many(values, "item_place")
    typed = [places[r["_row"]] if r["_row"] < len(places) else "" for r in rows]
    correct = None
    if any(typed):
        numbers = [whole(t) for t in typed]
        if sorted(n or 0 for n in numbers) != list(range(1, len(rows) + 1)):
            errors["item_id"] = _("Give every item its own place from 1 to {n}, or leave all empty.").format(
                n=len(rows)
            )
        else:
            correct = [
                r["id"] for _place, r in sorted(zip(numbers, rows, strict=True), key=lambda p: p[0] or 0)
            ]
    told = {name: one(values, name) for name in ("explanation", "case")}
    return {"items": _plain(rows), "correct": correct, **told}


def _read_grid(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    axes = {}
    for axis in ("x", "y"):
        axes[axis] = {end: one(values, f"{axis}_{end}") for end in ("low", "high")}
        for end, text in axes[axis].items():
            if not text:
                errors[f"{axis}_{end}"] = _("Write what the end of the line means.")
    corners = ("top_left", "top_right", "bottom_left", "bottom_right")
    wanted = one(values, "wanted")
    return {
        "items": _plain(_rows(values, "item", errors, 1, 8)),
        **axes,
        "quadrants": {c: one(values, f"corner_{c}") for c in corners},
        "wanted": wanted if wanted in corners else None,
    }


def _read_sorting(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    categories = _plain(_rows(values, "category", errors, 2, 6))
    rows = _rows(values, "item", errors, 1, 14)
    right = many(values, "item_correct")
    known = {c["id"] for c in categories}
    items = []
    for row in rows:
        chosen = right[row["_row"]] if row["_row"] < len(right) else ""
        items.append(
            {"id": row["id"], "text": row["text"], **({"correct": chosen} if chosen in known else {})}
        )
    return {"items": items, "categories": categories, "explanation": one(values, "explanation")}


def _read_number(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    found: Json = {"unit": one(values, "unit")}
    for name, setting in (("min", "min"), ("max", "max"), ("step", "step"), ("correct_number", "correct")):
        typed = one(values, name)
        value = decimal(typed) if typed else None
        if value is None and (typed or name != "correct_number"):
            errors[name] = _("Write a number.")
        found[setting] = value if value is None or value != int(value) else int(value)
    if not errors and found["min"] >= found["max"]:
        errors["max"] = _("The greatest number must be higher than the least.")
    if not errors and found["step"] <= 0:
        errors["step"] = _("The step must be more than 0.")
    if not errors:
        shown = [found[n] for n in ("min", "max", "step") if found[n] is not None]
        found["decimals"] = min(3, max(len(f"{v:.3f}".rstrip("0").partition(".")[2]) for v in shown))
    return found


def _small_number(values: Mapping[str, Any], name: str, most: int, errors: dict[str, str]) -> int:
    typed = whole(one(values, name))
    if typed is None or not 1 <= typed <= most:
        errors[name] = _("Write a whole number from 1 to {most}.").format(most=most)
        return 1
    return typed


def _read_factors(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    own = one(values, "own_case") == "1"
    problem = one(values, "problem")
    if not own and not problem:
        errors["problem"] = _("Write the problem that all groups work on.")
    return {
        "own_case": own,
        "problem": problem,
        "per_field": _small_number(values, "per_field", 6, errors),
        "dampers": values.get("dampers") is True,
    }


def _read_weights(values: Mapping[str, Any], errors: dict[str, str]) -> Json:
    rows = _rows(values, "factor", errors, 2, 40)
    where, effect = many(values, "factor_perspective"), many(values, "factor_dampens")
    factors = [
        {
            "id": r["id"],
            "text": r["text"],
            "perspective": where[r["_row"]] if where[r["_row"] :] else "kontekst",
            "dampens": effect[r["_row"] :][:1] == ["1"],
        }
        for r in rows
    ]
    dots = _small_number(values, "dots", 20, errors)
    each = _small_number(values, "dots_each", dots, errors)
    return {"problem": one(values, "problem"), "factors": factors, "dots": dots, "dots_each": each}


_SETTINGS: dict[str, Callable[[Mapping[str, Any], dict[str, str]], Json]] = {
    "open": _read_open,
    "choice": _read_choice,
    "scale": _read_scale,
    "points": _read_points,
    "ranking": _read_ranking,
    "grid": _read_grid,
    "sorting": _read_sorting,
    "number": _read_number,
    "factors": _read_factors,
    "weights": _read_weights,
}
