"""Open answers in Oppsummer: hide, highlight, rewrite, sort into named categories, tidy the terms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kit.activities import LAPTOP, kind
from kit.dashboards import html
from kit.dashboards.card_list import overtaken
from kit.dashboards.cards import Card, cards, moderate, room_rows
from kit.dashboards.page import Problem
from kit.dashboards.pictures import picture
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.store.state import Activity

LONGEST = 1000


class OpenAnswers:
    """Which answer is being rewritten on this page; everything else is in the store."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.rewriting: str | None = None
        self.rewriting_in = ""  # the activity

    # --- commands --------------------------------------------------------------------------
    def act(self, activity: Activity, name: str, args: dict[str, Any]) -> None:
        """Carry out one of the commands of this part of the page."""
        match name:
            case "hide-card" | "highlight-card" | "release-card":
                member = {"hide-card": "hidden", "highlight-card": "highlighted", "release-card": "released"}[
                    name
                ]
                said = self.session.g.moderation.get(args["key"], {})
                moderate(self.session, args["key"], **{member: args.get("on", not said.get(member))})
            case "categorise":
                moderate(self.session, args["key"], category=args["value"] or None)
            case "rewrite":
                self.rewriting = None if self.rewriting == args["key"] else str(args["key"])
                self.rewriting_in = activity.id
            case "merge-term" if args["value"]:
                self._terms(activity, merged={args["term"]: args["value"]})
            case "drop-term":
                self._terms(activity, dropped=[args["term"]])
            case "reset-terms":
                self.session.record("terms", activity.id, {"merged": {}, "dropped": []})
            case "remove-category":
                known = self.session.g.categories[args["category"]]
                self.session.record("category", args["category"], {**known, "removed": True})

    def submitted(self, activity: Activity, form: str, message: dict[str, Any]) -> None:
        """Take a rewritten text."""
        if form != "rewrite":
            return
        text = " ".join(str(message["values"].get("text", "")).split())
        if not text:
            raise Problem(_("Write the new text, or hide the answer."))
        if len(text) > LONGEST:
            raise Problem(_("The text is too long; {limit} characters is the most.").format(limit=LONGEST))
        moderate(self.session, str(message["args"]["key"]), rewritten=text)
        self.rewriting = None

    def _terms(
        self, activity: Activity, merged: dict[str, str] | None = None, dropped: Sequence[str] = ()
    ) -> None:
        known = self.session.g.terms.get(activity.id, {})
        self.session.record(
            "terms",
            activity.id,
            {
                "merged": {**known.get("merged", {}), **(merged or {})},
                "dropped": [*known.get("dropped", []), *dropped],
            },
        )

    # --- what is shown ---------------------------------------------------------------------
    def html(self, activity: Activity, round_: int) -> str:
        """Every answer with what can be done to it, the categories' counts, and the terms."""
        listed = cards(self.session, activity, round_)
        categories = {
            i: c["name"] for i, c in self.session.g.categories.items() if c["activity"] == activity.id
        }
        rows = "".join(self._row(card, categories) for card in listed)
        if not listed:
            rows = f"<p>{html.escape(_('No answers yet.'))}</p>"
        rows = overtaken(listed, self.rewriting if self.rewriting_in == activity.id else None) + rows
        drawn = picture(self.session, activity, round_, LAPTOP)
        return (
            f'<div class="fs-open"><div><div role=list aria-label="{html.escape(_("Answers"))}">{rows}</div></div>'
            f"<aside>{self._counts(listed, categories)}</aside></div>"
            f"<h2>{html.escape(_('Words used most'))}</h2>{drawn.figure_html()}{self._term_list(activity, round_)}"
        )

    def _row(self, card: Card, categories: dict[str, str]) -> str:
        args = {"key": card.key}
        look = "fs-lit" if card.highlighted else "fs-gone" if card.hidden else ""
        options = f'<option value="">{html.escape(_("Choose category"))}</option>' + "".join(
            f'<option value="{html.escape(i)}"{" selected" if i == card.category else ""}>{html.escape(name)}</option>'
            for i, name in categories.items()
        )
        label = html.escape(_("Category for: {text}").format(text=card.text))
        choose = (
            f'<select class="fs-field" aria-label="{label}" data-change="categorise" '
            f'data-args="{html.escape(json.dumps(args))}">{options}</select>'
            if categories
            else ""
        )
        buttons = [
            html.button(
                _("Highlighted") if card.highlighted else _("Highlight"),
                "highlight-card",
                args={**args, "on": not card.highlighted},
                look="text small",
                aria_label=_("Highlight: {text}").format(text=card.text),
            ),
            html.button(
                _("Bring back") if card.hidden else _("Hide"),
                "hide-card",
                args={**args, "on": not card.hidden},
                look="text small",
                aria_label=_("Hide: {text}").format(text=card.text),
            ),
            html.button(_("Rewrite"), "rewrite", args=args, look="text small"),
        ]
        why = ""
        if card.held and not card.hidden:
            buttons.append(
                html.button(_("Show anyway"), "release-card", args={**args, "on": True}, look="text small")
            )
            why = f'<span class="fs-why">{html.escape(card.held)}</span>'
        sender = f' <small class="fs-dim">{html.escape(card.sender)}</small>' if card.sender else ""
        return (
            f'<div class="fs-answerrow {look}" role=listitem data-id="{html.escape(card.key)}">'
            f"<p>{html.escape(card.text)}{sender}</p>{choose}{''.join(buttons)}{why}{self._rewrite(card)}</div>"
        )

    def _rewrite(self, card: Card) -> str:
        if self.rewriting != card.key:
            return ""
        args = html.escape(json.dumps({"key": card.key}))
        return (
            f'<form class="fs-row fs-why" data-form="rewrite" data-draft="rewrite:{html.escape(card.key)}" data-args="{args}">'
            f'<label class="fs-sr" for="fs-rewrite">{html.escape(_("New text"))}</label>'
            f'<input class="fs-field fs-grow" id="fs-rewrite" name="text" maxlength="{LONGEST}" value="{html.escape(card.text)}" autofocus>'
            f'<button class="fs-btn fs-small" type=submit><span>{html.escape(_("Save"))}</span></button>'
            "<span data-status hidden></span></form>"
        )

    def _counts(self, listed: Sequence[Card], categories: dict[str, str]) -> str:
        shown = [card for card in listed if not card.hidden]
        counts = {i: sum(card.category == i for card in shown) for i in categories}
        none = sum(card.category not in categories for card in shown)
        most = max([*counts.values(), none, 1])
        bars = "".join(
            f"<div><p><span>{html.escape(name)} "
            + html.button(
                _("Remove"),
                "remove-category",
                args={"category": i},
                look="text small",
                aria_label=_("Remove the category {name}").format(name=name),
            )
            + f"</span><b>{counts[i]}</b></p>"
            f'<i style="width:{100 * counts[i] / most:.0f}%"></i></div>'
            for i, name in sorted(categories.items(), key=lambda item: -counts[item[0]])
        )
        if categories and none:
            bars += (
                f"<div class=fs-none><p><span>{html.escape(_('without category'))}</span><b>{none}</b></p>"
                f'<i style="width:{100 * none / most:.0f}%"></i></div>'
            )
        return (
            f'<div class="fs-counts"><h2>{html.escape(_("Categories"))}</h2>{bars}'
            '<form class="fs-stack-s" data-form="category" data-draft="category">'
            f'<label for="fs-category">{html.escape(_("New category"))}</label>'
            '<input class="fs-field" id="fs-category" name="name" maxlength="60" autocomplete="off">'
            f'<div class="fs-row"><button class="fs-btn fs-small" type=submit><span>{html.escape(_("Add"))}</span></button>'
            '<span class="fs-tag" data-status role=status hidden></span></div></form></div>'
        )

    def _term_list(self, activity: Activity, round_: int) -> str:
        settings = self.session.settings(activity, round_)
        frame = self.session.store.frame(
            self.session.g, room_rows(self.session, activity, round_), activity.id, round_
        )
        terms = list(kind("open").summarise(settings, frame)["term"])[:30]
        if not terms:
            return ""
        rows = []
        for term in terms:
            options = f'<option value="">{html.escape(_("Count together with …"))}</option>' + "".join(
                f'<option value="{html.escape(other)}">{html.escape(other)}</option>'
                for other in terms
                if other != term
            )
            args = html.escape(json.dumps({"term": term}))
            label = html.escape(_("Count {term} together with").format(term=term))
            rows.append(
                f'<li class="fs-termrow" data-id="term:{html.escape(term)}"><span>{html.escape(term)}</span>'
                f'<select class="fs-field fs-narrow" aria-label="{label}" data-change="merge-term" data-args="{args}">{options}</select>'
                + html.button(
                    _("Leave out"),
                    "drop-term",
                    args={"term": term},
                    look="text small",
                    aria_label=_("Leave out {term}").format(term=term),
                )
                + "</li>"
            )
        reset = html.button(_("Start over with the words"), "reset-terms", look="small")
        return (
            f"<details><summary>{html.escape(_('Tidy the words'))}</summary><ul>{''.join(rows)}</ul>"
            f"<p>{reset}</p></details>"
        )
