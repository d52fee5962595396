"""What an analysis as a whole asks to be looked at once more. Never a stop, always one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from kit.activities._circle import PERSPECTIVES, perspective_name
from kit.activities._words import short
from kit.analysis.model import Analysis
from kit.analysis.rows import Factor, Measure
from kit.i18n import day_year, ngettext, number
from kit.i18n import gettext as _

FEWEST_SELECTED, MOST_SELECTED = 2, 4
MANY_FACTORS = 25  # more than a circle can name, and more than a group can hold in mind


@dataclass(frozen=True)
class Nudge:
    id: str
    title: str  # in bold
    text: str
    rows: tuple[str, ...] = ()  # ids of the factors or measures it is about

    @property
    def sentence(self) -> str:
        return f"{self.title} {self.text}".strip()


def factor_nudges(analysis: Analysis) -> list[Nudge]:
    """About the cards: perspectives, number, choice."""
    factors = analysis.factors
    if not factors:
        return []
    found = [*_perspectives(factors), *_choice(analysis.selected)]
    unplaced = [f for f in factors if not f.perspective]
    if unplaced:
        title = ngettext("{n} card has no perspective.", "{n} cards have no perspective.", len(unplaced))
        text = _("Place them, so that they come into the circle.")
        found.append(Nudge("unplaced", title.format(n=number(len(unplaced))), text, _ids(unplaced)))
    if len(factors) > MANY_FACTORS:
        title = _("{n} factors are more than anybody can hold in mind.").format(n=number(len(factors)))
        found.append(Nudge("many", title, _("Put those that say the same together before you vote.")))
    return found


def _perspectives(factors: tuple[Factor, ...]) -> list[Nudge]:
    placed = [f for f in factors if f.perspective]
    count = {p: sum(f.perspective == p for f in placed) for p in PERSPECTIVES}
    if len(placed) > 1 and count["individ"] == len(placed):
        title = _("All cards are about the individual.")
        return [
            Nudge(
                "only-individ",
                title,
                _("What in the surroundings, and in how the children understand it, keeps it going?"),
            )
        ]
    asks = {
        "kontekst": _("What in play, teaching, rules, rooms and routines keeps it going?"),
        "aktor": _("How do the children understand it themselves? Have you asked them?"),
        "individ": _("Are there strengths or needs that matter here?"),
    }
    empty = [p for p in PERSPECTIVES if not count[p]]
    if len(placed) < 2 or not empty:
        return []
    title = _("No card in the perspective {name} yet.")
    return [Nudge(f"empty-{p}", title.format(name=perspective_name(p)), asks[p]) for p in empty]


def _choice(selected: tuple[Factor, ...]) -> list[Nudge]:
    if len(selected) <= MOST_SELECTED:
        return []
    title = _("{n} factors are chosen.").format(n=number(len(selected)))
    text = _("{fewest}–{most} are enough to begin with. Which ones can you do most about?")
    text = text.format(fewest=FEWEST_SELECTED, most=MOST_SELECTED)
    return [Nudge("many-selected", title, text, _ids(selected))]


def measure_nudges(analysis: Analysis) -> list[Nudge]:
    """About the measures: aims, dates, factors without any."""
    found = []
    for measure in analysis.measures:
        found += [*_aims(analysis, measure), *_dates(measure)]
    without = selected_without_measure(analysis)
    if without:
        names = ", ".join(f"«{short(f.text)}»" for f in without)
        title = ngettext(
            "{n} chosen factor has no measure.", "{n} chosen factors have no measure.", len(without)
        )
        found.append(Nudge("without-measure", title.format(n=len(without)), f"{names}.", _ids(without)))
    return found


def selected_without_measure(analysis: Analysis) -> tuple[Factor, ...]:
    aimed = {factor for m in analysis.measures for factor in m.aims}
    return tuple(f for f in analysis.selected if f.id not in aimed)


def matrix(analysis: Analysis) -> list[tuple[Factor, tuple[bool, ...]]]:
    """Each chosen factor, and which of the measures (in their order) aim at it."""
    return [(f, tuple(f.id in m.aims for m in analysis.measures)) for f in analysis.selected]


def _aims(analysis: Analysis, measure: Measure) -> list[Nudge]:
    if not any(f in analysis.all_factors for f in measure.aims):  # one that was undone left nothing behind
        title = _("«{measure}» aims at no factor.").format(measure=short(measure.text))
        return [Nudge("no-factor", title, _("Which factor is it to weaken?"), (measure.id,))]
    gone = [
        analysis.all_factors[f]
        for f in measure.aims
        if f in analysis.all_factors and analysis.all_factors[f].removed
    ]
    return [
        Nudge(
            "factor-gone",
            _("«{measure}» aims at «{factor}», which is taken away.").format(
                measure=short(measure.text), factor=short(f.text)
            ),
            _("Choose another factor, or bring the card back."),
            (measure.id, f.id),
        )
        for f in gone
    ]


def _dates(measure: Measure) -> list[Nudge]:
    if measure.start and measure.evaluate and measure.evaluate <= measure.start:
        title = _("«{measure}» is evaluated before it has begun.").format(measure=short(measure.text))
        text = _("It starts {start} and is evaluated {evaluate}.")
        text = text.format(start=day_year(measure.start), evaluate=day_year(measure.evaluate))
        return [Nudge("evaluated-before", title, text, (measure.id,))]
    if not measure.evaluate:
        title = _("«{measure}» has no date for evaluation.").format(measure=short(measure.text))
        return [Nudge("not-dated", title, _("When do you see whether it works?"), (measure.id,))]
    return []


def _ids(factors: list[Factor] | tuple[Factor, ...]) -> tuple[str, ...]:
    return tuple(f.id for f in factors)
