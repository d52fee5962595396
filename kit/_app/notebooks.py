"""What is done to a notebook before Voilà runs it: cells for JupyterLab go out, words for the page go in."""

from __future__ import annotations

from typing import Any

from kit.i18n import gettext as _
from kit.i18n import language

LAB_ONLY = "lab-only"


def page_words() -> dict[str, str]:
    """The few sentences that the page says by itself, without a kernel."""
    return {
        "language": language(),
        "opening": _("Opening Fagsamling …"),
        "needs_javascript": _("This page needs JavaScript. The phone pages work without."),
        "failed": _("The page could not be opened."),
        "again": _("Try again"),
        "offline": _(
            "No contact with Fagsamling since {time}. Nothing is lost; the page tries again by itself."
        ),
        "cell_failed": _("This part of the page could not be shown. The others work as before."),
    }


def for_voila(notebook: Any) -> Any:
    """The notebook without the cells tagged ``lab-only``: they are neither run nor shown."""
    notebook.cells = [c for c in notebook.cells if LAB_ONLY not in c.get("metadata", {}).get("tags", ())]
    notebook.metadata["fagsamling"] = page_words()
    return notebook


def prelaunch_hook(request: Any, *, notebook: Any, cwd: str) -> Any:
    """Voilà calls this with every notebook before it starts a kernel.

    The page's goodbye to its kernel is checked against the XSRF cookie, which Voilà forgets to set.
    """
    _cookie = request.xsrf_token  # reading it sets the cookie
    return for_voila(notebook)
