"""A gathering for those who look at it from a notebook: answers in tables, pictures and sentences."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.activities import LAPTOP, Canvas, Kind, kind
from kit.i18n import gettext as _
from kit.store import Store, StoreError, open_store
from kit.store.state import Activity

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame


class NotebookGathering:
    """One gathering, read from the store each time it is asked. Nothing here changes anything."""

    def __init__(self, store: Store, gathering_id: str) -> None:
        self._store, self.id = store, gathering_id

    @property
    def state(self) -> Any:
        """Everything about the gathering: units, groups, agenda and stage."""
        return self._store.state(self.id)

    def __repr__(self) -> str:
        g = self.state
        return f"<gathering {g.code}: {g.municipality}, {g.date.isoformat()}, theme {g.theme}>"

    def activities(self) -> DataFrame:
        """One row per activity on the agenda: id, kind, prompt, minutes, rounds, answers (in the latest round)."""
        from pandas import DataFrame

        g = self.state
        rows = [
            {
                "id": a.id,
                "kind": a.kind,
                "prompt": a.prompt,
                "minutes": a.minutes,
                "rounds": g.stage.round_of(a.id),
                "answers": len(self.answers(a.id)),
            }
            for a in g.planned
        ]
        return DataFrame(rows, columns=["id", "kind", "prompt", "minutes", "rounds", "answers"])

    def answers(self, activity_id: str, round: int | None = None) -> DataFrame:
        """The answers that count, one row each; the latest round unless another is given."""
        g = self.state
        asked = round or g.stage.round_of(self._activity(activity_id).id)
        return self._store.frame(g, self._store.answers(self.id, activity_id, asked), activity_id, asked)

    def summary(self, activity_id: str, round: int | None = None) -> DataFrame:
        """The answers summed up, tidy; the columns are described in each module of ``kit.activities``."""
        module, settings = self._kind(activity_id, round)
        return module.summarise(settings, self.answers(activity_id, round))

    def draw(self, activity_id: str, round: int | None = None, canvas: Canvas = LAPTOP) -> Figure:
        """The picture of an activity, compared with the round before where there is one."""
        module, settings = self._kind(activity_id, round)
        summary, before = self.summary(activity_id, round), self._before(activity_id, round)
        return module.draw(settings, summary, canvas, before)

    def describe(self, activity_id: str, round: int | None = None) -> str:
        """The picture in words."""
        module, settings = self._kind(activity_id, round)
        return module.describe(settings, self.summary(activity_id, round), self._before(activity_id, round))

    def _activity(self, activity_id: str) -> Activity:
        try:
            return self.state.activities[activity_id]
        except KeyError:
            raise KeyError(
                _("There is no activity «{id}» here; see .activities().").format(id=activity_id)
            ) from None

    def _kind(self, activity_id: str, round: int | None) -> tuple[Kind, Any]:
        wording = self._activity(activity_id).at(round or self.state.stage.round_of(activity_id))
        module = kind(wording.kind)
        return module, module.Settings.model_validate(wording.settings)

    def _before(self, activity_id: str, round: int | None) -> DataFrame | None:
        asked = round or self.state.stage.round_of(activity_id)
        if asked == 1 or self._activity(activity_id).at(asked) != self._activity(activity_id).at(asked - 1):
            return None
        return self.summary(activity_id, asked - 1)


class _Opened:
    """Stores that this process has opened, one of each."""

    @cached_property
    def sample(self) -> Store:
        from kit.sample import finished_sample

        return finished_sample()

    @cached_property
    def own(self) -> Store:
        return open_store()


_opened = _Opened()


def _from_file(path: Path) -> NotebookGathering:
    from kit.import_ import portable

    found = portable.read(path.expanduser().read_bytes())
    store = open_store("sqlite://")
    store.merge(found.copy)
    store.freeze()
    return NotebookGathering(store, found.copy.root)


def open_gathering(code_or_id: str | Path) -> NotebookGathering:
    """The gathering with this join code or id, or in this portable file (``.fagsamling``).

    ``DEMO`` is the running demo, or else a finished sample in memory with a fixed date; then
    no database is touched. A file is read into memory and is not changed.
    """
    import os

    from kit.import_.lines import SUFFIX

    if str(code_or_id).endswith(SUFFIX):
        return _from_file(Path(code_or_id))
    code_or_id = str(code_or_id)
    is_sample = code_or_id.strip().upper() == "DEMO" and not os.environ.get("FAGSAMLING_DEMO")
    store = _opened.sample if is_sample else _opened.own
    found = store.find(code_or_id)
    if found is None:
        raise StoreError(_("There is no gathering with the code {code}.").format(code=code_or_id), "unknown")
    return NotebookGathering(store, found)
