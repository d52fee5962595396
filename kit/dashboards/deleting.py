"""The question before something is deleted for good."""

from __future__ import annotations

from kit.dashboards import html
from kit.i18n import gettext as _

escape = html.escape


def dialog(heading: str, text: str, label: str) -> str:
    """Asks twice: a tick, and a button that says what is deleted. Sends the form ``delete``."""
    keep = html.button(_("Keep it"), "keep", autofocus=True)
    sure = escape(_("Yes, I am sure"))
    return (
        '<dialog data-open data-cancel="keep" aria-labelledby="fs-delete-title"><form class="fs-stack" data-form="delete">'
        f'<h2 id="fs-delete-title">{escape(heading)}</h2><p>{escape(text)}</p>'
        f'<label class="fs-check"><input type="checkbox" name="sure"><span>{sure}</span></label>'
        f'<div class="fs-row">{keep}<button type="submit" class="fs-btn fs-danger"><span>{escape(label)}</span></button>'
        '<span data-status role="status" hidden></span></div></form></dialog>'
    )
