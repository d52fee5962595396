"""What the projector and the phone will show of an activity that is being written."""

from __future__ import annotations

import json
import zlib
from functools import lru_cache

from kit.activities import STORSKJERM
from kit.activities import kind as kind_module
from kit.activities.form_html import render_form
from kit.dashboards.activity_read import Draft
from kit.dashboards.html import escape
from kit.dashboards.pictures import draw
from kit.i18n import gettext as _
from kit.i18n import language


def previews(draft: Draft | None) -> str:
    """Both, or what is missing before they can be shown."""
    if draft is None or draft.errors:
        waiting = escape(_("The preview comes when every field is filled in."))
        return f'<h2 class="fs-h3">{escape(_("Preview"))}</h2><p class="fs-dim">{waiting}</p>'
    return (
        f'<h2 class="fs-h3">{escape(_("What the projector shows"))}</h2>{projector(draft)}'
        f'<h2 class="fs-h3">{escape(_("What the phone shows"))}</h2><div class="fs-mini">{phone(draft)}</div>'
    )


def phone(draft: Draft) -> str:
    """The phone's form, out of reach (``inert``)."""
    module = kind_module(draft.kind)
    fields = render_form(module.form(module.Settings(**draft.settings)), None, prefix="preview")
    version = zlib.crc32(fields.encode())  # another form is another element, which the script readies anew
    return (
        f'<h3 class="fs-ask">{escape(draft.prompt)}</h3>'
        f'<div inert data-enhance data-id="{version}">{fields}</div>'
    )


def projector(draft: Draft) -> str:
    """The question over the picture as it is before anybody has answered."""
    size = "long" if len(draft.prompt) > 140 else "medium" if len(draft.prompt) > 90 else "short"
    svg = _empty(draft.kind, json.dumps(draft.settings, sort_keys=True), language())
    return (
        f'<div class="fs-projector" aria-hidden="true"><p class="fs-q-{size}">{escape(draft.prompt)}</p>'
        f"<div>{svg}</div></div>"
    )


@lru_cache(maxsize=32)
def _empty(kind: str, settings: str, _language: str) -> str:
    from pandas import DataFrame

    columns = ["key", "answer", "group_name", "unit_name", "unit_kind"]
    made = kind_module(kind).Settings(**json.loads(settings))
    return draw(kind, made, DataFrame(columns=columns, dtype=object), STORSKJERM).svg
