"""The sample gathering: as the demo begins it, and finished, with a fixed date, for examples in notebooks."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from kit.activities import AnswerError, Form, FormField, kind
from kit.programme import ActivityTemplate, Sample, programme, sample
from kit.store import NewAnswer, NewGathering, NewUnit, Store, open_store
from kit.store.plans import from_template
from kit.store.state import Json, Stage

CODE = "DEMO"
WAITING = 2  # groups that have not answered, so that «venter på» is seen
_SEED = 2026


def second_thoughts(form: Form, answer: Json, rng: random.Random) -> Json:
    """What a group might answer after the discussion: mostly the same, a little higher."""
    return {**answer, **{f.name: _again(f, answer[f.name], rng) for f in form.fields if f.name in answer}}


def _again(field: FormField, value: Any, rng: random.Random) -> Any:
    if value is None or field.type in ("texts", "points"):  # a sum must stay the same
        return value
    if field.type in ("scale", "number"):
        low, high = field.min or 0, field.max if field.max is not None else value
        higher = value + (field.step or 1) * rng.choices((0, 1, 2, -1), (50, 40, 8, 2))[0]
        return type(value)(min(high, max(low, higher)))
    if field.type == "place":
        return [min(100, value[0] + rng.randint(0, 9)), min(100, value[1] + rng.randint(0, 14))]
    if field.type == "ranking" and rng.random() < 0.4:
        at = rng.randrange(len(value) - 1)
        return [*value[:at], value[at + 1], value[at], *value[at + 2 :]]
    if field.type == "pick" and rng.random() < 0.2:
        return rng.choice(field.options).id
    if field.type == "picks" and not field.multiple and rng.random() < 0.3:
        return [rng.choice(field.options).id]
    return value


def answer_of(sample_: Sample, template: ActivityTemplate, group: int, round_: int) -> Json:
    """What group number ``group`` (from 0) sends in this round; always the same."""
    first = sample_.answer(template.id, group, round_)
    if round_ == 1 or template.id in sample_.second_round:
        return first
    module = kind(template.kind)
    settings = module.Settings.model_validate(template.settings)
    changed = first
    for number in range(2, round_ + 1):
        rng = random.Random(f"{_SEED} {template.id} {group} {number}")
        changed = second_thoughts(module.form(settings), changed, rng)
    try:
        return module.parse(settings, changed)
    except AnswerError:
        return first


def waiting(activity: str, round_: int, groups: int) -> set[int]:
    """The groups (from 0) that do not answer this time; always the same."""
    return set(random.Random(f"{_SEED} {activity} {round_}").sample(range(groups), min(WAITING, groups - 1)))


def begin(store: Store, language: str = "nb", date: dt.date | None = None, stage: Stage | None = None) -> str:
    """The sample gathering with its agenda; its first activity is open, unless another stage is given.

    Agenda items are named by the template they come from, so that examples can be read.
    """
    sample_, known = sample(language), programme(language)
    gathering = store.create_gathering(
        NewGathering(
            theme=sample_.theme,
            date=date or sample_.date,
            municipality=sample_.municipality,
            units=[NewUnit(u.name, u.kind) for u in sample_.units],
            expected=len(sample_.groups),
            mode=sample_.mode,
            language=language,
            group_units=sample_.group_units,
            code=CODE,
        )
    )
    agenda = list(sample_.agenda)
    stage = stage or Stage(activity=agenda[0], open=True, rounds={agenda[0]: 1})
    store.record_many(
        gathering,
        [
            *(("activity", a, from_template(known.activities[a]), None) for a in agenda),
            ("agenda", "", {"items": agenda, "start": sample_.start}, None),
            ("stage", "", stage.as_body(), None),
        ],
    )
    return gathering


def finished_sample(language: str = "nb") -> Store:
    """A complete sample in memory: every activity answered, the discussed ones twice. It only reads."""
    sample_, known = sample(language), programme(language)
    hour, minute = map(int, sample_.start.split(":"))
    now = dt.datetime.combine(sample_.date, dt.time(hour - 1, minute), dt.UTC)

    def clock() -> dt.datetime:
        return now

    store = open_store("sqlite://", clock=clock)
    last = sample_.agenda[-1]
    again = {a: 2 if a in sample_.second_round else 1 for a in sample_.agenda}
    if 2 not in again.values():
        again[next((a for a in sample_.agenda if known.activities[a].kind == "scale"), last)] = 2
    gathering = begin(store, language, sample_.date, Stage(activity=last, shown=True, rounds=again))
    groups = list(store.state(gathering).groups)
    for activity in sample_.agenda:
        for round_ in range(1, again[activity] + 1):
            silent = waiting(activity, round_, len(groups))
            for number, group in enumerate(groups):
                now += dt.timedelta(seconds=11)
                if number in silent:
                    continue
                name = f"sample-{activity}-{round_}-{group}"
                answer = answer_of(sample_, known.activities[activity], number, round_)
                store.add_answers(
                    [NewAnswer(name, gathering, activity, round_, group, round_, group, None, answer)]
                )
            now += dt.timedelta(minutes=3)
    store.freeze()
    return store
