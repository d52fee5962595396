"""Labelled fields for the forms that facilitators fill in, each with a place for one sentence about what is wrong.

A form is drawn once and then left to the browser, so that a live redraw never touches what someone
is typing; only the sentences are regions of their own and are patched in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kit.dashboards import html
from kit.i18n import gettext as _

NEW = "__new__"  # in a <template>: the browser puts an id of its own here


class Fields:
    """The fields of one form; ``region`` names the place its sentences live under."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._ident = region.replace("/", "-")
        self.mistakes: list[str] = []  # the fields that have a place for a sentence

    # --- one field -----------------------------------------------------------------------------
    def text(
        self,
        name: str,
        label: str,
        value: object = "",
        *,
        hint: str = "",
        type_: str = "text",
        width: str = "",
        error: bool = True,
        **more: Any,
    ) -> str:
        """A single line: text, number, date or time."""
        style = f"max-width:{width}" if width else None
        attributes = {
            "name": name,
            "type": type_,
            "value": value,
            "class": "fs-field",
            "style": style,
            **more,
        }
        return self._labelled(name, label, f"<input id={self.id(name)}{_attrs(attributes)}>", hint, error)

    def whole(self, name: str, label: str, value: object = "", *, width: str = "7rem", **more: Any) -> str:
        """A whole number, ``min`` to ``max``; phones and tablets show figures to type."""
        return self.text(
            name, label, value, type_="number", inputmode="numeric", width=width, **{"min": 1, **more}
        )

    def area(
        self, name: str, label: str, value: str = "", *, hint: str = "", rows: int = 2, **more: Any
    ) -> str:
        """Several lines."""
        attributes = {"name": name, "rows": rows, "class": "fs-field", **more}
        inner = f"<textarea id={self.id(name)}{_attrs(attributes)}>{html.escape(value)}</textarea>"
        return self._labelled(name, label, inner, hint, True)

    def choice(
        self, name: str, label: str, options: Mapping[str, str], value: str = "", *, hint: str = ""
    ) -> str:
        """One of a few, as a list that drops down."""
        rows = "".join(option(key, text, key == value) for key, text in options.items())
        inner = f'<select id={self.id(name)} name="{name}" class="fs-field">{rows}</select>'
        return self._labelled(name, label, inner, hint, True)

    def radios(
        self, name: str, label: str, options: Mapping[str, str], value: str = "", *, hint: str = ""
    ) -> str:
        """One of a few, all in sight."""
        boxes = "".join(
            f'<label class="fs-check"><input type="radio" name="{name}" value="{html.escape(key)}"'
            f"{' checked' if key == value else ''}><span>{html.escape(text)}</span></label>"
            for key, text in options.items()
        )
        help_ = f'<p class="fs-hint">{html.escape(hint)}</p>' if hint else ""
        return (
            f'<fieldset class="fs-stack-s"><legend>{html.escape(label)}</legend>{help_}'
            f'<div class="fs-radios">{boxes}</div>{self.sentence(name)}</fieldset>'
        )

    def check(self, name: str, label: str, on: bool = False, *, value: str | None = None) -> str:
        """Yes or no; with ``value`` one of several with the same name."""
        shown = f' value="{html.escape(value)}"' if value is not None else ""
        return (
            f'<label class="fs-check"><input type="checkbox" name="{name}"{shown}{" checked" if on else ""}>'
            f"<span>{html.escape(label)}</span></label>"
        )

    # --- rows ----------------------------------------------------------------------------------
    def rows(
        self,
        name: str,
        label: str,
        add: str,
        items: Iterable[tuple[str, str]],
        empty: str,
        *,
        hint: str = "",
        ordered: bool = False,
    ) -> str:
        """A list with a button for one more. ``items`` are (id, fields as HTML); ``empty`` the fields of a new one.

        ``ordered``: rows can be moved, and a sentence is about the list, not about its first field.
        """
        ident = self.id(name)
        shown = "".join(_row(name, id_, inner, ordered) for id_, inner in items)
        help_ = f'<p class="fs-hint">{html.escape(hint)}</p>' if hint else ""
        last = f"{name}-add" if ordered else None  # the sentence leads here: it stands just below
        more = html.button(add, look="small", name=last, data_js="add", data_target=f"#{ident}-list")
        return (
            f'<fieldset class="fs-stack-s"><legend>{html.escape(label)}</legend>{help_}'
            f'<ol class="fs-rows" id="{ident}-list" data-repeat="{name}" data-template="#{ident}-row">{shown}</ol>'
            f'<template id="{ident}-row">{_row(name, NEW, empty, ordered)}</template>'
            f'<div class="fs-row">{more}</div>{self.sentence(name, last)}</fieldset>'
        )

    # --- what was there before -----------------------------------------------------------------
    def restored(self) -> str:
        """Shown by the browser when it has put back something typed that was never saved."""
        text = html.escape(_("Here is what you wrote last, which is not saved yet."))
        again = html.button(_("Begin again"), look="small", data_js="forget")
        return f'<div class="fs-panel fs-quiet fs-was"><p>{text}</p><div class="fs-row">{again}</div></div>'

    # --- sentences -----------------------------------------------------------------------------
    def sentence(self, name: str, marks: str | None = None) -> str:
        """The place for what is wrong with a field; ``marks``: another name than its own."""
        self.mistakes.append(name)
        target = name if not name.endswith("_id") else f"{name.removesuffix('_id')}_text[]"
        return (
            f'<p class="fs-wrong" id="{self.id(name)}-wrong" data-region="{self.region}/wrong/{name}" '
            f'data-error-for="{marks or target}"></p>'
        )

    def sentences(self, errors: Mapping[str, str]) -> dict[str, str]:
        """The regions that fill those places."""
        return {f"{self.region}/wrong/{name}": html.escape(errors.get(name, "")) for name in self.mistakes}

    def id(self, name: str) -> str:
        """The DOM id of a field."""
        return f"{self._ident}-{name}"

    def _labelled(self, name: str, label: str, inner: str, hint: str, error: bool) -> str:
        help_ = f'<p class="fs-hint">{html.escape(hint)}</p>' if hint else ""
        wrong = self.sentence(name) if error else ""
        return f'<div class="fs-stack-s"><label for="{self.id(name)}">{html.escape(label)}</label>{help_}{inner}{wrong}</div>'


def option(value: str, text: str, chosen: bool = False) -> str:
    """One line of a drop-down list."""
    return f'<option value="{html.escape(value)}"{" selected" if chosen else ""}>{html.escape(text)}</option>'


def bare(
    name: str, label: str, value: object = "", *, type_: str = "text", grow: bool = False, **more: Any
) -> str:
    """A field inside a row: its label is read aloud but not shown."""
    look = "fs-field fs-grow" if grow else "fs-field"
    attributes = {
        "name": f"{name}[]",
        "type": type_,
        "value": value,
        "class": look,
        "aria-label": label,
        **more,
    }
    return f"<input{_attrs(attributes)}>"


def _row(name: str, id_: str, inner: str, ordered: bool = False) -> str:
    moves = (("↑", _("Up"), "up"), ("↓", _("Down"), "down")) if ordered else ()
    gone = "".join(html.button(sign, look="small", data_js=do, aria_label=said) for sign, said, do in moves)
    gone += html.button(_("Remove"), look="small text", data_js="remove")
    return (
        f'<li data-item="{html.escape(id_)}"><input type="hidden" name="{name}[]" value="{html.escape(id_)}">'
        f"{inner}{gone}</li>"
    )


def _attrs(values: Mapping[str, Any]) -> str:
    found = ""
    for name, value in values.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        found += f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
    return found


def many(values: Mapping[str, Any], name: str) -> list[str]:
    """The values of a repeated field as strings, stripped, whatever the browser sent."""
    found = values.get(name)
    return [str(v).strip() for v in found] if isinstance(found, list) else []


def one(values: Mapping[str, Any], name: str) -> str:
    """The value of a single field as a stripped string."""
    found = values.get(name)
    return " ".join(found.split()) if isinstance(found, str) else ""


def whole(text: str) -> int | None:
    """A whole number as people type it, or None."""
    text = _tight(text)
    return int(text) if text.lstrip("-").isdigit() and len(text) < 10 else None


def decimal(text: str) -> float | None:
    """A number with comma or point, or None."""
    try:
        found = float(_tight(text).replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < 1e12 else None


def _tight(text: str) -> str:
    """A number without the spaces and the minus sign that typography gave it."""
    return "".join(text.split()).replace("−", "-")
