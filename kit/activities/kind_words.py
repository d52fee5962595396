"""The kinds of activity in a teacher's words: what each is called, and what it is good for."""

from __future__ import annotations

from kit.i18n import gettext as _


def kind_name(kind: str) -> str:
    """``skala``: the word in lists."""
    return {
        "open": _("open answers"),
        "choice": _("choice"),
        "scale": _("scale"),
        "points": _("points"),
        "ranking": _("ranking"),
        "grid": _("grid"),
        "sorting": _("sorting"),
        "number": _("number"),
        "factors": _("sammenhengssirkel"),
        "weights": _("weighing factors"),
    }[kind]


def kind_use(kind: str) -> str:
    """When to choose it, in one sentence."""
    return {
        "open": _("The groups write with their own words. Shown as cards and as the words used most."),
        "choice": _("Choose one or more from a list. May have a right answer with an explanation."),
        "scale": _("Agree or disagree with statements, from 1 to 5 or 1 to 7. Shows the spread."),
        "points": _("Share out points between suggestions. Good when you must prioritise."),
        "ranking": _("Put things in order, from first to last. May have a right order."),
        "grid": _("Place something along two lines at once, such as warmth and expectations."),
        "sorting": _("Sort words or situations into categories. May have right answers."),
        "number": _("Answer with a number, such as minutes, per cent or an estimate."),
        "factors": _(
            "The groups write what keeps a problem going, in three perspectives. Drawn as one circle, and side by side."
        ),
        "weights": _("Give dots to the factors that matter most. Heavy factors grow in the circle."),
    }[kind]
