"""One question on the phone's page in Chromium, without a server: what a group sees, fills in and would send."""

from __future__ import annotations

from html import escape
from typing import Any

from kit.activities import form_assets, kind
from kit.activities.form_html import render_form
from kit.i18n import gettext as _
from kit.participant.pages import MARK, _style
from kit.programme import ActivityTemplate

SIZE = {"width": 390, "height": 844}

# What does not fit: wider than the screen, or text wider than the box it stands in.
_OVERFLOW = """() => [
  ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
  ...[...document.querySelectorAll("#view *")].filter(e =>
    e.textContent.trim() && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" &&
    getComputedStyle(e).clipPath !== "inset(50%)" &&  // what is only read aloud
    !e.matches(".sr, .fs-sr, option, select")).map(e => e.className + ": " + e.textContent.trim().slice(0, 60))
]"""


def form_html(t: ActivityTemplate) -> str:
    module = kind(t.kind)
    return render_form(module.form(module.Settings(**t.settings)))


class PhoneForm:
    """A page of Chromium that asks one question after another."""

    def __init__(self, page: Any, language: str) -> None:
        self.page = page
        page.set_content(
            f"<!doctype html><html lang={language} class=js><meta charset=utf-8>"
            f"<meta name=viewport content='width=device-width,initial-scale=1'><style>{_style()}</style><body>"
            f"<header class=hd><span class=who>{MARK}<b>Bord 3</b></span></header><main id=main><div id=view></div>"
            f"</main><div class=end><button class='btn p'>{escape(_('Send the answer'))}</button></div>"
            f"<script>{form_assets.script()}</script></body></html>"
        )

    def ask(self, t: ActivityTemplate) -> None:
        self.page.evaluate(
            """html => { document.getElementById("view").innerHTML = html;
                fsForm.enhance(document.getElementById("ask")); scrollTo(0, 0); }""",
            f"<form id=ask><h1 id=prompt>{escape(t.prompt)}</h1><div id=fields>{form_html(t)}</div></form>",
        )

    def fill(self, answer: Any) -> None:
        self.page.evaluate("a => fsForm.fill(document.getElementById('ask'), a)", answer)

    def collect(self) -> Any:
        """What the phone would send."""
        return self.page.evaluate("() => fsForm.collect(document.getElementById('ask'))")

    def problem(self) -> str:
        """Why it cannot be sent, or an empty text."""
        return str(self.page.evaluate("() => fsForm.problem(document.getElementById('ask'))"))

    def overflow(self) -> list[str]:
        """What is wider than its place."""
        found: list[str] = self.page.evaluate(_OVERFLOW)
        return found

    def text(self) -> str:
        """What can be read on the page, in one line."""
        return " ".join(str(self.page.inner_text("#view")).split())
