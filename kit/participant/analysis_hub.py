"""An analysis as phones meet it: two questions, cards and votes, through the same routes as a gathering."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kit.activities import factors
from kit.analysis import Analysis
from kit.analysis.phones import FACTORS, WEIGHTS, votes_asked
from kit.i18n import gettext as _
from kit.i18n import use
from kit.participant.hub import Hub
from kit.store.state import Activity, Gathering, Wording

if TYPE_CHECKING:
    from kit.store import Store

_CARDS_EACH = 6  # in each perspective, from one phone


def hub_for(store: Store, id_: str) -> Hub:
    """The hub of whatever the code names."""
    return AnalysisHub(store, id_) if store.is_analysis(id_) else Hub(store, id_)


class AnalysisHub(Hub):
    """Each phone answers for itself; which of the two questions is open stands in the analysis."""

    def __init__(self, store: Store, analysis_id: str) -> None:
        super().__init__(store, analysis_id)
        self._analysis: Analysis | None = None
        self._dress()

    def refresh(self, version: int) -> None:
        before = self.gathering.revision
        super().refresh(version)
        if self.gathering.revision != before:
            self._dress()

    def _dress(self) -> None:
        """The analysis as a gathering of persons with these two activities."""
        self._analysis = self._store.analysis_state(self.id, self._analysis)
        made = activities(self._analysis)
        known = self.gathering.activities
        kept = {i: known[i] if known.get(i) == a else a for i, a in made.items()}
        self.gathering = _persons(self.gathering, self._analysis.language, kept)


def _persons(g: Gathering, language: str, made: dict[str, Activity]) -> Gathering:
    return replace(g, mode="person", language=language, activities=made)


def activities(analysis: Analysis) -> dict[str, Activity]:
    """What phones can be asked about this analysis now."""
    with use(analysis.language):
        asked = {FACTORS: _("What keeps the problem going?"), WEIGHTS: _("Which factors matter most?")}
    cards = factors.Settings(problem=analysis.problem[:1000], per_field=_CARDS_EACH)
    votes = votes_asked(analysis)
    settings = {FACTORS: cards.model_dump(mode="json")}
    if votes is not None:
        settings[WEIGHTS] = votes.model_dump(mode="json")
    return {i: Activity(i, (Wording(i, asked[i], found),)) for i, found in settings.items()}
