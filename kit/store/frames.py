"""The answers that count, as a pandas table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kit.store.state import MIXED, AnswerRow, Gathering, counting

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = (
    "key",  # the answer's id
    "respondent",
    "group",
    "group_name",
    "unit",
    "unit_name",
    "unit_kind",  # barnehage, skole, sfo, mixed, or None
    "answer",  # the JSON object
    "via",
    "at",
)


def frame(gathering: Gathering, rows: Iterable[AnswerRow], activity_id: str, round_: int) -> DataFrame:
    """One row per answer that counts in this activity and round, in order of arrival.

    The answer of a table with staff from several units has unit ``mixed`` and no unit name.
    """
    from pandas import DataFrame

    asked = (row for row in rows if row.activity == activity_id and row.round == round_)
    told = [_row(gathering, row) for row in counting(asked, gathering.mode)]
    return DataFrame(told, columns=list(COLUMNS), dtype=object)


def _row(gathering: Gathering, row: AnswerRow) -> tuple[object, ...]:
    group = gathering.groups.get(row.group or "")
    said = (group.unit if group else None) or row.unit
    unit = gathering.units.get(said or "")
    return (
        row.id,
        row.respondent,
        row.group,
        group.name if group else None,
        unit.id if unit else (MIXED if said == MIXED else None),
        unit.name if unit else None,
        unit.kind if unit else (MIXED if said == MIXED else None),
        row.answer,
        row.via,
        row.at,
    )
