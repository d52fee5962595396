"""The continuous copy, as people see it: where it is, the dialog around it, and the offer to go on from it. Pure.

The spots marked ``data-copy-state`` are filled in the browser (``static/copy.js``), which holds the copy.
"""

from __future__ import annotations

import os

from kit.dashboards import html
from kit.dashboards.copying import Kept, copies_wanted
from kit.i18n import OSLO, clock, day_year
from kit.i18n import gettext as _


def marker(root: str) -> str:
    """Tells the browser what the page is about, and whether the machine forgets it."""
    forgets = " data-forgets" if os.environ.get("FAGSAMLING_FORGETS") else ""
    return f'<i hidden data-copying="{html.escape(root)}"{forgets}></i>' if copies_wanted() and root else ""


def offer(kept: Kept | None, *, here: bool) -> str:
    """Says that the browser has a copy of what is not here (or of more than what is ``here``), with one button."""
    if kept is None:
        return ""
    when = _("{day} at {time}").format(
        day=day_year(kept.saved.astimezone(OSLO).date()), time=clock(kept.saved)
    )
    if here:
        text = _("This browser has a copy of {title} that holds something which is not on this machine.")
        label = _("Fetch it from the copy")
    else:
        text = _("{title} is not on this machine, but this browser has a copy, saved {when}.")
        label = _("Go on from the copy")
    said = html.escape(text.format(title=kept.title, when=when))
    button = html.button(
        label, None, look="primary", data_copy="bring", data_root=kept.root, data_id=kept.root
    )
    return f'<div class="fs-panel fs-notice fs-offer" role="status"><p>{said}</p>{button}</div>'


def opener() -> str:
    """The button in the bar on top: when the copy was saved, and the way to the dialog."""
    if not copies_wanted():
        return ""
    label = html.escape(_("The copy, and where it is"))
    return (
        f'<button type="button" class="fs-btn fs-text fs-copied" data-copy="open" data-key="c" aria-keyshortcuts="C" '
        f'title="{label}"><span data-copy-state="short"></span></button>'
    )


def keys() -> list[tuple[str, str]]:
    """For the list of keys."""
    return [("C", _("the copy: where it is, and «Download»"))] if copies_wanted() else []


def not_here(kept: Kept | None) -> str:
    """A page whose gathering is not on this machine."""
    title = html.escape(_("The gathering is not on this machine"))
    if kept is None:
        text = html.escape(
            _(
                "It may have been deleted, or the machine was closed. If you have a copy in a file or in another "
                "browser, fetch it back on the start page."
            )
        )
        told = f"<p>{text}</p>"
    else:
        told = offer(kept, here=False)
    start = html.link(_("To the start page"), "start.ipynb", class_="fs-btn")
    return (
        '<main class="fs-scroll fs-not-here"><div class="fs-stack">'
        f"<h1>{title}</h1>{told}<p>{start}</p></div></main>"
    )


def dialog() -> str:
    """Where the copy is, a file for it, and «Last ned»."""
    if not copies_wanted():
        return ""
    title = html.escape(_("The copy"))
    about = html.escape(
        _(
            "The copy is written all the time, and holds everything: agenda, answers with their history, analyses. "
            "It can be fetched back on the start page, on this machine or another one."
        )
    )
    care = html.escape(_("The answers of the groups are in it. Keep it where only you get at it."))
    load = html.button(_("Download"), None, data_copy="download")
    close = html.button(_("Close"), None, look="text", data_copy="close")
    return (
        '<dialog class="fs-copy" aria-labelledby="fs-copy-title"><div class="fs-stack">'
        f'<h2 id="fs-copy-title">{title}</h2><p class="fs-saved-where" data-copy-state="full" role="status"></p>'
        f'<p>{about}</p><div class="fs-copy-file" data-copy-state="file"></div>'
        f'<p class="fs-hint">{care}</p><div class="fs-row">{load}{close}</div></div></dialog>'
    )


def words() -> dict[str, str]:
    """What the browser says by itself about the copy."""
    return {
        "copy_none": _("No copy yet."),
        "copy_short": _("Copy {time}"),
        "copy_short_fault": _("Copy {time}, not in the file"),
        "copy_trouble_short": _("No copy"),
        "copy_in_browser": _("The last copy was saved at {time}, in this browser."),
        "copy_in_file": _("The last copy was saved at {time}, in the file {name} and in this browser."),
        "copy_browser_full": _(
            "The browser has no more room for the copy. Press «Download» and keep the file."
        ),
        "copy_browser_no": _(
            "This browser keeps nothing, perhaps because the window is private. Press «Download» before you close."
        ),
        "copy_file_full": _(
            "The disk is full, so the file was not written. The copy in the browser goes on."
        ),
        "copy_file_gone": _(
            "The file is not there any more; choose it again. The copy in the browser goes on."
        ),
        "copy_file_no": _("The file could not be written; choose another. The copy in the browser goes on."),
        "copy_choose": _("Choose a file to write to …"),
        "copy_choose_again": _("Choose a file again …"),
        "copy_choose_why": _("A memory stick or a synchronised folder saves the copy if the machine breaks."),
        "copy_download": _("Download the copy"),
        "copy_asks": _(
            "After the page was opened again, the browser wants to know if it may still write to {name}."
        ),
        "copy_allow": _("Go on writing to the file"),
        "copy_stop": _("Stop writing to the file"),
        "copy_not_secure": _(
            "The copy lies in the browser. To write it to a file of your own all the time, the page must be opened "
            "on the machine itself or with https. Use «Download» here."
        ),
        "copy_no_picker": _(
            "The copy lies in the browser. This browser cannot write to a file of your own all the time; "
            "Chrome and Edge can. Use «Download» here."
        ),
    }
