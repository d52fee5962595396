"""A place in the law in plain words: always with when it was last compared with Lovdata, never as advice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kit.dashboards.html import escape
from kit.i18n import gettext as _
from kit.programme import LawAnchor


def anchors(found: Iterable[LawAnchor], unit_kind: str | None = None) -> str:
    """Law anchors as a list, in the words for a kind of unit where there are such."""
    rows = "".join(_anchor(a, unit_kind) for a in found)
    return f"<dl class='fs-law'>{rows}</dl>" if rows else ""


def _anchor(a: LawAnchor, unit_kind: str | None) -> str:
    name = a.name[:1].upper() + a.name[1:]
    duties = f"<p class='fs-duties'>{escape(' · '.join(a.duties))}</p>" if a.duties else ""
    note = f"<p>{escape(a.note)}</p>" if a.note else ""
    return (
        f"<dt>{escape(name)}: {escape(a.title)}</dt><dd><p>{escape(a.text_for(unit_kind))}</p>{duties}{note}"
        f"<p class='fs-checked'>{escape(_sentence(a.status))}</p></dd>"
    )


def brief(found: Sequence[LawAnchor]) -> str:
    """The same where there is little room: name, title, when compared, and what is uncertain."""
    rows = "".join(
        f"<li>{escape(a.name[:1].upper() + a.name[1:])}: {escape(a.title)} "
        f"<span class='fs-checked'>({escape(a.status)})</span>{_uncertain(a)}</li>"
        for a in found
    )
    return f"<ul class='fs-brief'>{rows}</ul>" if rows else ""


def _uncertain(a: LawAnchor) -> str:
    return f"<p class='fs-sm fs-dim'>{escape(a.note)}</p>" if a.note else ""


def caution() -> str:
    """What it is not."""
    text = _("Retold in everyday words. This is not legal advice: read the text itself at Lovdata.")
    return f'<p class="fs-hint">{escape(text)}</p>'


def _sentence(status: str) -> str:
    return f"{status[:1].upper()}{status[1:]}."
