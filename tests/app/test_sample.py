"""The sample gathering, as the demo begins it and finished, and what notebooks get of it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

import kit
from kit._app.demo import moments
from kit.activities import FormField, kind
from kit.activities._base import Form, Option
from kit.programme import programme, sample
from kit.sample import WAITING, answer_of, begin, finished_sample, second_thoughts, waiting
from kit.store import StoreError, open_store


def test_the_demo_begins_with_its_first_activity_open(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "x.db"))
    id_ = begin(store)
    g = store.state(id_)
    assert store.find("demo") == id_
    assert g.stage.open
    assert g.current is g.planned[0]
    assert len(g.planned) == len(sample().agenda)
    assert len(g.groups) == len(sample().groups)
    assert {u.kind for u in g.units.values()} == {"barnehage", "skole", "sfo"}
    assert any(group.unit == "mixed" for group in g.groups.values())
    store.close()


def test_every_planned_activity_can_be_asked(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "x.db"))
    for activity in store.state(begin(store)).planned:
        module = kind(activity.kind)
        assert module.form(module.Settings.model_validate(activity.now.settings)).fields
    store.close()


def test_answers_fit_their_activities_in_three_rounds() -> None:
    s, known = sample(), programme().activities
    for name in s.agenda:
        module = kind(known[name].kind)
        settings = module.Settings.model_validate(known[name].settings)
        for round_ in (1, 2, 3):
            for group in range(len(s.groups)):
                answer = answer_of(s, known[name], group, round_)
                assert module.parse(settings, answer) == answer
                assert answer == answer_of(s, known[name], group, round_)


def test_second_thoughts_go_a_little_up() -> None:
    rng = random.Random(1)
    form = Form(fields=(FormField(type="scale", name="a", min=1, max=5, skip=True),))
    after = [second_thoughts(form, {"a": 3}, rng)["a"] for _ in range(400)]
    assert 3.3 < sum(after) / 400 < 3.8
    assert set(after) <= {2, 3, 4, 5}
    assert second_thoughts(form, {"a": 5}, random.Random(2))["a"] in (4, 5)
    assert second_thoughts(form, {"a": None}, rng) == {"a": None}


def test_second_thoughts_keep_every_form_valid() -> None:
    options = tuple(Option(id=i, text=i) for i in "abc")
    form = Form(
        fields=(
            FormField(type="ranking", name="order", options=options),
            FormField(type="place", name="p"),
            FormField(type="pick", name="one", options=options),
            FormField(type="picks", name="options", options=options),
            FormField(type="number", name="n", min=0, max=10, step=1),
            FormField(type="points", name="x", min=0, max=10),
        )
    )
    answer = {"order": ["a", "b", "c"], "p": [99, 99], "one": "a", "options": ["b"], "n": 10, "x": 4}
    for seed in range(50):
        after = second_thoughts(form, answer, random.Random(seed))
        assert sorted(after["order"]) == ["a", "b", "c"]
        assert all(99 <= v <= 100 for v in after["p"])
        assert after["one"] in "abc"
        assert len(after["options"]) == 1
        assert 0 <= after["n"] <= 10
        assert after["x"] == 4


def test_two_wait_and_not_always_the_same() -> None:
    waiters = [frozenset(waiting(f"a{n}", 1, 14)) for n in range(10)]
    assert {len(w) for w in waiters} == {WAITING}
    assert len(set(waiters)) > 3
    assert waiting("a", 1, 1) == set()


def test_the_room_answers_over_a_minute() -> None:
    when = moments(12, random.Random(1))
    assert when == sorted(when)
    assert when[0] >= 2
    assert 50 < when[-1] <= 60
    assert len(moments(1, random.Random(1))) == 1


def test_the_finished_sample_is_complete_and_always_the_same() -> None:
    one, two = finished_sample(), finished_sample()
    for store in (one, two):
        g = store.state(store.find("DEMO") or "")
        assert g.date == sample().date
        assert {g.stage.round_of(a) for a in g.agenda} == {1, 2}
        for a in g.planned:
            assert len(store.answers(g.id, a.id, 1)) == len(g.groups) - WAITING
    said = [[(r.id, r.answer, r.at) for r in s.answers(s.find("DEMO") or "")] for s in (one, two)]
    assert said[0] == said[1]
    with pytest.raises(StoreError):
        one.record(one.find("DEMO") or "", "stage", "", {})


def test_notebooks_read_the_sample_without_any_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAGSAMLING_DATABASE", str(tmp_path / "none.db"))
    monkeypatch.delenv("FAGSAMLING_DEMO", raising=False)
    g = kit.open_gathering("demo ")
    table = g.activities()
    assert list(table["id"]) == list(sample().agenda)
    for activity in table["id"]:
        assert len(g.answers(activity)) == len(sample().groups) - WAITING
        assert len(g.summary(activity))
        assert g.describe(activity)
        assert g.draw(activity).axes is not None
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyError, match="Det finnes ingen aktivitet"):
        g.answers("noe annet")


def test_notebooks_read_their_own_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    store = open_store(str(path))
    id_ = begin(store)
    store.close()
    code = (
        "import kit\n"
        "print(kit.open_gathering('demo').id)\n"
        "try: kit.open_gathering('AAAAAA')\n"
        "except Exception as e: print(e)\n"
    )
    environment = {"FAGSAMLING_DATABASE": str(path), "FAGSAMLING_DEMO": "1", "PATH": ""}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert ran.stdout.splitlines() == [id_, "Det finnes ingen samling med koden AAAAAA."], ran.stderr


def test_what_the_package_offers() -> None:
    assert kit.__all__ == sorted(kit.__all__)
    for name in kit.__all__:
        assert getattr(kit, name) is not None
    with pytest.raises(AttributeError):
        _ = kit.nothing_of_the_kind


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, kit; print([m for m in ('pandas', 'matplotlib', 'sqlalchemy', 'ipywidgets') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
