"""Oppsummer: every activity's picture, its sentence and its table; splits, rounds, open answers, marks."""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import urlencode

from kit.activities import LAPTOP, kind
from kit.activities.kind_words import kind_name
from kit.dashboards import html, splits
from kit.dashboards.cards import room_rows
from kit.dashboards.circle_onward import onward, weigh
from kit.dashboards.findings import CIRCLES
from kit.dashboards.open_answers import OpenAnswers
from kit.dashboards.page import Problem
from kit.dashboards.pictures import Picture, picture
from kit.dashboards.session import Session
from kit.dashboards.standing import answers_words
from kit.dashboards.theme_page import ANALYSIS, has_analysis
from kit.i18n import clock, ngettext
from kit.i18n import gettext as _
from kit.store.state import Activity

MARKS = ("bevaring", "utvikling")


def mark_label(mark: str) -> str:
    """What we call a result: something to keep, or something to develop."""
    return _("Area to preserve") if mark == "bevaring" else _("Area to develop")


class SumUp:
    """Which activity, round and split this page looks at."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.activity_id = ""
        self.pair: tuple[int, int | None] | None = None  # (round shown, round compared with)
        self.split: splits.By = ""
        self.open_answers = OpenAnswers(session)

    # --- what is chosen --------------------------------------------------------------------
    def activity(self) -> Activity | None:
        """The chosen activity: by hand, else the current one, else the first with answers."""
        g = self.session.g
        if self.activity_id in g.activities:
            return g.activities[self.activity_id]
        listed = self.listed()
        if g.current in listed:
            return g.current
        return listed[0] if listed else None

    def listed(self) -> list[Activity]:
        """The agenda, and what was taken off it but has answers."""
        g = self.session.g
        off = [a for i, a in g.activities.items() if i not in g.agenda and self.session.answered_rounds(i)]
        return [*g.planned, *off]

    def rounds(self, activity: Activity) -> tuple[int, int | None]:
        """The round shown and the one it is compared with (None: not compared)."""
        answered = self.session.answered_rounds(activity.id) or [1]
        if self.pair and self.pair[0] in answered:
            return self.pair
        shown = answered[-1]
        comparable = [r for r in answered if r < shown and activity.at(r) == activity.at(shown)]
        return shown, comparable[-1] if comparable else None

    # --- commands --------------------------------------------------------------------------
    def act(self, name: str, args: dict[str, Any]) -> None:
        activity = self.activity()
        if name == "choose":
            self.activity_id, self.pair = str(args["activity"]), None
        elif name == "rounds":
            shown, _sep, compared = str(args["value"]).partition("-")
            self.pair = (int(shown), int(compared) if compared else None)
        elif name == "split":
            self.split = "" if self.split == args["by"] else args["by"]
        elif name == "weigh" and activity:
            weigh(self.session, activity)
        elif name == "mark" and activity:
            self._mark(str(args["part"]), str(args["mark"]))
        elif activity:
            self.open_answers.act(activity, name, args)

    def _mark(self, part: str, mark: str) -> None:
        if mark and mark not in MARKS:
            raise Problem(_("Choose «area to preserve» or «area to develop»."))
        self.session.record("mark", part, {"mark": mark or None})

    def submitted(self, form: str, message: dict[str, Any]) -> str:
        activity = self.activity()
        if activity is None:
            raise Problem(_("This activity is no longer there. Choose another one."))
        if form == "category":
            name = str(message["values"].get("name", "")).strip()
            if not name:
                raise Problem(_("Write a name for the category."))
            if any(
                c["name"].casefold() == name.casefold() and c["activity"] == activity.id
                for c in self.session.g.categories.values()
            ):
                raise Problem(_("There is a category with this name already."))
            self.session.record(
                "category", secrets.token_hex(4), {"activity": activity.id, "name": name[:60]}
            )
        else:
            self.open_answers.submitted(activity, form, message)
        return _("Saved {time}").format(time=clock(self.session.now()))

    # --- what is shown ---------------------------------------------------------------------
    def status(self) -> str:
        return ""

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("N PageDown", _("Next activity")),
            ("P PageUp", _("Previous activity")),
            ("?", _("This list")),
        ]

    def regions(self) -> dict[str, str]:
        activity = self.activity()
        if activity is None:
            sentence = _("Nothing to sum up yet. The activities on the agenda come here.")
            return {"main": f'<div class="fs-stack fs-alone"><p>{html.escape(sentence)}</p></div>'}
        regions = {
            "main": (
                '<div class="fs-sum"><aside data-region="main/list" class="fs-side fs-scroll"></aside>'
                '<div class="fs-scroll fs-results" data-region="main/results"></div></div>'
            ),
            "main/list": self._list(activity),
        }
        if activity.kind == "open":
            regions["main/results"] = (
                f'{self._head(activity)}<div data-region="main/results/open"></div>{self._marks_section(activity)}'
                f'<div data-region="main/results/split"></div>'
            )
            shown, _compared = self.rounds(activity)
            regions["main/results/open"] = self.open_answers.html(activity, shown)
        else:
            regions["main/results"] = (
                f'{self._head(activity)}<div class="fs-two"><div>{self._picture(activity)}{self._onward(activity)}{self._table(activity)}</div>'
                f'<div data-region="main/results/split"></div></div>'
            )
        regions["main/results/split"] = self._split(activity)
        return regions

    def _list(self, chosen: Activity) -> str:
        listed = self.listed()
        at = next((i for i, a in enumerate(listed) if a.id == chosen.id), 0)
        rows = []
        for i, activity in enumerate(listed):
            key = {at + 1: "n PageDown", at - 1: "p PageUp"}.get(i)
            rows.append(
                f"<li>{self._row(activity, activity.id == chosen.id, key)}</li>",
            )
        return f"<h2>{html.escape(_('The gathering'))}</h2><ul class=fs-sumlist>{''.join(rows)}</ul>"

    def _row(self, activity: Activity, chosen: bool, key: str | None) -> str:
        rounds = self.session.answered_rounds(activity.id)
        n = len(self.session.rows(activity.id, rounds[-1])) if rounds else 0
        what = kind_name(activity.kind)
        if len(rounds) > 1:
            count = ngettext("{n} round", "{n} rounds", len(rounds)).format(n=len(rounds))
        else:
            count = ngettext("{n} answer", "{n} answers", n).format(n=n) if n else _("no answers")
        args = html.escape(json.dumps({"activity": activity.id}))
        current = " aria-current=true" if chosen else ""
        keys = f' data-key="{key}"' if key else ""
        return (
            f'<button type=button class=fs-sumrow data-command="choose" data-args="{args}"{keys}{current}>'
            f"<b>{html.escape(activity.prompt)}</b><small>{html.escape(what)} · {html.escape(count)}</small></button>"
        )

    def _head(self, activity: Activity) -> str:
        shown, compared = self.rounds(activity)
        drawn = picture(self.session, activity, shown, LAPTOP, compare=compared)
        # a circle told in words is as long as all its cards: it is there as the picture's text alternative
        sentence = f"{answers_words(drawn.n)}." if activity.kind in CIRCLES else drawn.sentence
        return (
            f'<div class="fs-sumhead"><h1>{html.escape(activity.at(shown).prompt)}</h1>{self._round_choice(activity)}</div>'
            f'<p class="fs-sentence">{html.escape(sentence)}</p>'
        )

    def _round_choice(self, activity: Activity) -> str:
        answered = self.session.answered_rounds(activity.id)
        if len(answered) < 2:
            return ""
        chosen = self.rounds(activity)
        choices: list[tuple[int, int | None]] = [(r, None) for r in answered]
        choices += [
            (b, a)
            for b in answered
            for a in answered
            if a < b and activity.at(a).settings == activity.at(b).settings
        ]

        def words(pair: tuple[int, int | None]) -> str:
            shown, compared = pair
            if compared is None:
                return _("Round {number}").format(number=shown)
            return _("Round {first} against round {second}").format(first=compared, second=shown)

        options = "".join(
            f'<option value="{s}-{c or ""}"{" selected" if (s, c) == chosen else ""}>{html.escape(words((s, c)))}</option>'
            for s, c in choices
        )
        return (
            f'<label class="fs-sr" for="fs-rounds">{html.escape(_("Rounds"))}</label>'
            f'<select class="fs-field fs-narrow" id="fs-rounds" data-change="rounds">{options}</select>'
        )

    def _picture(self, activity: Activity) -> str:
        shown, compared = self.rounds(activity)
        canvas = LAPTOP.with_(reveal=True)

        def page(number: int) -> Picture:
            return picture(self.session, activity, shown, canvas.with_(page=number), compare=compared)

        first = page(0)
        return "".join(page(n).figure_html(wide=True) for n in range(first.pages))

    def _onward(self, activity: Activity) -> str:
        return onward(self.session, activity)

    def _split(self, activity: Activity) -> str:
        shown, _compared = self.rounds(activity)
        return splits.split_html(self.session, activity, shown, self.split)

    # --- the table and the marks -----------------------------------------------------------
    def _table(self, activity: Activity) -> str:
        shown, _compared = self.rounds(activity)
        module = kind(activity.kind)
        settings = self.session.settings(activity, shown)
        seen = room_rows(self.session, activity, shown)
        frame = self.session.store.frame(self.session.g, seen, activity.id, shown)
        table = module.table(settings, module.summarise(settings, frame))
        parts = module.parts(settings)
        by_label = {label: part for part, label in parts.items()}
        first = table.columns[0] if len(table.columns) else None
        fits = first is not None and len(table) > 0 and all(str(v) in by_label for v in table[first])
        heads = "".join(f"<th scope=col>{html.escape(str(c))}</th>" for c in table.columns)
        if fits:
            heads += f"<th scope=col>{html.escape(_('We mark it as'))}</th>"
        rows = []
        for values in table.itertuples(index=False):
            cells = "".join(f"<td>{html.escape(str(v))}</td>" for v in values)
            if fits:
                cells += f"<td>{self._mark_buttons(activity, by_label[str(values[0])], str(values[0]))}</td>"
            rows.append(f"<tr>{cells}</tr>")
        drawn = f"<table class='fs-results-table'><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        return drawn if fits else drawn + self._marks_section(activity)

    def _marks_section(self, activity: Activity) -> str:
        shown, _compared = self.rounds(activity)
        parts = kind(activity.kind).parts(self.session.settings(activity, shown))
        if activity.kind == "open":
            parts = {
                i: c["name"] for i, c in self.session.g.categories.items() if c["activity"] == activity.id
            }
        if not parts:
            return ""
        rows = "".join(
            f"<tr><td>{html.escape(label)}</td><td>{self._mark_buttons(activity, part, label)}</td></tr>"
            for part, label in parts.items()
        )
        head = html.escape(_("We mark it as"))
        return f"<table class='fs-results-table'><thead><tr><th></th><th scope=col>{head}</th></tr></thead><tbody>{rows}</tbody></table>"

    def _mark_buttons(self, activity: Activity, part: str, label: str) -> str:
        subject = f"{activity.id}:{part}"
        known = self.session.g.marks.get(subject)
        buttons = "".join(
            html.button(
                mark_label(mark),
                "mark",
                args={"part": subject, "mark": "" if known == mark else mark},
                aria_pressed=str(known == mark).lower(),
                aria_label=f"{mark_label(mark)}: {label}",
            )
            for mark in MARKS
        )
        start = ""
        if known == "utvikling" and has_analysis():
            query = urlencode({"samling": self.session.g.id, "funn": subject})
            start = html.link(_("Start an analysis"), f"{ANALYSIS}?{query}", class_="fs-startanalysis")
        return f'<span class="fs-segments" role=group>{buttons}</span>{start}'
