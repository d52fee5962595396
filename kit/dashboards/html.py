"""Small pieces of HTML that every dashboard uses. Pure; everything a person wrote is escaped here."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

__all__ = ["button", "dots", "escape", "file", "key_hint", "link", "mark", "numeral", "panel", "tag"]


def _attributes(values: dict[str, Any]) -> str:
    """``data_key="n"`` as `` data-key="n"``; None and False are left out, True is a bare name."""
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    return "".join(parts)


def key_hint(key: str | None) -> str:
    """The key that does the same, shown small and grey."""
    return f"<kbd aria-hidden=true>{escape(key)}</kbd>" if key else ""


def button(
    label: str,
    command: str | None = None,
    *,
    args: dict[str, Any] | None = None,
    key: str | None = None,
    also: str = "",
    look: str = "",
    disabled: str | bool = False,
    **attributes: Any,
) -> str:
    """A button that sends a command.

    ``key`` is shown and listens; ``also`` names further keys (``PageDown``). ``look`` is
    ``primary``, ``text`` or ``small``, or several. ``disabled`` is the reason in words, shown as title.
    """
    keys = " ".join(k for k in ((key or "").lower(), also) if k)
    values = {
        "type": "button",
        "class": " ".join(["fs-btn", *(f"fs-{x}" for x in look.split())]),
        "data-command": command,
        "data-args": json.dumps(args, ensure_ascii=False) if args else None,
        "data-key": keys or None,
        "aria-keyshortcuts": key.upper() if key and len(key) == 1 else key,
        "disabled": bool(disabled),
        "title": disabled if isinstance(disabled, str) else None,
        **attributes,
    }
    return f"<button{_attributes(values)}><span>{escape(label)}</span>{key_hint(key)}</button>"


def link(label: str, address: str, **attributes: Any) -> str:
    """A link; addresses are relative, so that they work under any base URL."""
    return f"<a{_attributes({'href': address, **attributes})}>{escape(label)}</a>"


def file(title: str, hint: str, label: str, **attributes: Any) -> str:
    """A file to choose. The browser's own button speaks the browser's language, so ours stands in its place."""
    return (
        f'<div class="fs-stack fs-file"><b>{escape(title)}</b><span class="fs-hint">{escape(hint)}</span>'
        f'<label class="fs-btn"><span>{escape(label)}</span>'
        f'<input type="file" class="fs-sr"{_attributes({"title": title, **attributes})}></label></div>'
    )


def tag(text: str, look: str = "") -> str:
    """A small quiet label: ``live`` (open), ``lock``, ``ok`` (saved), ``wait``."""
    return f'<span class="fs-tag{" fs-" + look if look else ""}">{escape(text)}</span>'


def numeral(text: str | int, *, on: bool = False) -> str:
    """A number in a ring (emphasis points)."""
    return f'<span class="fs-num{" fs-on" if on else ""}">{escape(str(text))}</span>'


def dots(done: int, expected: int) -> str:
    """One dot per table up to 40, then a bar. Decorative: the count stands beside it in words."""
    total = max(done, expected)
    if total > 40:
        share = 100 * done / total if total else 0
        return f'<span class="fs-bar" aria-hidden=true><i style="width:{share:.1f}%"></i></span>'
    spots = "".join("<i class=fs-f></i>" if i < done else "<i></i>" for i in range(total))
    return f"<span class=fs-dots aria-hidden=true>{spots}</span>"


def panel(title: str, text: str, look: str = "notice", actions: Iterable[str] = ()) -> str:
    """What happened, then what to do. ``look``: ``notice`` (amber), ``error`` (red) or ``quiet``."""
    row = "".join(actions)
    row = f"<div class=fs-row>{row}</div>" if row else ""
    head = f"<strong>{escape(title)}</strong> " if title else ""
    return f'<div class="fs-panel fs-{look}" role="{"alert" if look == "error" else "status"}"><p>{head}{escape(text)}</p>{row}</div>'


def mark(size: int = 30) -> str:
    """The mark: a ring of tables, one of them lit."""
    spots = ((15, 4), (24.5, 9.5), (24.5, 20.5), (15, 26), (5.5, 20.5))
    ring = "".join(f'<circle cx="{x}" cy="{y}" r="3.6" fill="#0E5160"/>' for x, y in spots)
    lit = '<circle cx="5.5" cy="9.5" r="3.4" fill="#E3A033" stroke="#17262B" stroke-width="1"/>'
    return f'<svg class=fs-mark width="{size}" height="{size}" viewBox="0 0 30 30" aria-hidden="true">{ring}{lit}</svg>'
