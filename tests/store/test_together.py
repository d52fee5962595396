"""Several processes on one file: nothing lost, nothing doubled, nothing forgotten by a crash."""

from __future__ import annotations

import json

import pytest

from kit.store import Store, open_store
from tests.store.helpers import beside, plan, start_together


@pytest.mark.timeout(180)
def test_two_kernels_and_the_server_write_for_thirty_seconds(store: Store, gathering: str, url: str) -> None:
    plan(store, gathering, [f"a{n}" for n in range(10)])
    before = store.revision()
    programs = [
        beside("program_kernel", url, gathering, "one", 30),
        beside("program_kernel", url, gathering, "two", 30),
        beside("program_server", url, gathering, 30),
    ]
    start_together(programs)
    said = [json.loads(program.communicate(timeout=120)[0]) for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0]
    one, two, server = said
    told = [*one["revisions"], *two["revisions"], *server["acknowledged"].values()]
    assert len(told) == len(set(told))
    assert sorted(told) == list(range(before + 1, store.revision() + 1))  # none lost, none doubled, no gap
    assert one["same"]
    assert two["same"]
    assert one["pressed"] + two["pressed"] == len(store.history(gathering, "stage", ""))

    marks = store.state(gathering).marks
    assert len(marks) == len(told) - one["pressed"] - two["pressed"] - len(server["acknowledged"])
    assert {a.id: a.revision for a in store.answers(gathering)} == server["acknowledged"]
    agenda = store.state(gathering).agenda
    visited = [e.body["activity"] for e in store.history(gathering, "stage", "")]
    expected = [agenda[n % len(agenda)] for n in range(len(visited))]
    assert visited == expected  # no activity was ever skipped
    assert min(one["pressed"], two["pressed"], len(server["acknowledged"])) > 20


@pytest.mark.parametrize("enough", [10, 1000])
def test_a_kill_in_the_middle_keeps_every_acknowledged_answer(
    store: Store, gathering: str, url: str, enough: int
) -> None:
    program = beside("program_acknowledge", url, gathering)
    start_together([program])
    assert program.stdout is not None
    told = "".join(program.stdout.readline() for _ in range(enough))
    program.kill()
    told += program.communicate(timeout=30)[0]
    acknowledged = told.split("\n")[:-1]  # what comes after the last line break was cut off
    assert len(acknowledged) >= enough
    store.close()
    again = open_store(url)
    kept = [a.id for a in again.answers(gathering)]
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
    again.close()
