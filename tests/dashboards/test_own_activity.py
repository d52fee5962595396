"""Writing an activity of one's own, and changing what was asked, as the browser does it on a real store."""

from __future__ import annotations

from typing import Any

import pytest

from kit.activities import KINDS, kind
from kit.dashboards import activity_form, activity_read
from kit.programme import programme
from kit.store import Store, open_store
from kit.store.commands import run_command
from kit.store.plans import from_template
from tests.dashboards.preparing import OPEN, answer, forbered, own, prompts, to_prepare


@pytest.fixture
def store() -> Store:
    return open_store()


@pytest.fixture
def gathering(store: Store) -> str:
    return to_prepare(store)


# --- writing activities ------------------------------------------------------------------------

CHOICES = {"option_id": ["a", "b", "n1234567"], "option_text": ["Ro", "Vi", "Å leke"]}
TYPED: dict[str, dict[str, Any]] = {
    "open": {"max_texts": "3", "hint": "Skriv kort"},
    "choice": {**CHOICES, "correct": ["b"], "multiple": "1", "max": "2", "explanation": "Fordi."},
    "scale": {
        "statement_id": ["s1", "s2"],
        "statement_text": ["Vi sier fra", "Vi venter"],
        "reversed": ["s2"],
        "steps": "7",
        "low": "aldri",
        "high": "alltid",
        "skip": False,
    },
    "points": {**CHOICES, "points": "12", "max_each": "5"},
    "ranking": {
        "item_id": ["a", "b", "c"],
        "item_text": ["Først", "", "Sist"],
        "item_place": ["2", "", "1"],
        "explanation": "",
    },
    "grid": {
        "item_id": ["a"],
        "item_text": ["Oss"],
        "x_low": "kald",
        "x_high": "varm",
        "y_low": "få krav",
        "y_high": "klare krav",
        "corner_top_right": "autoritativ",
        "wanted": "top_right",
    },
    "sorting": {
        "category_id": ["ja", "nei"],
        "category_text": ["Ja", "Nei"],
        "item_id": ["a", "b"],
        "item_text": ["Si fra", "Vente"],
        "item_correct": ["ja", "borte"],
        "explanation": "",
    },
    "number": {"min": "0", "max": "1 000", "step": "0,5", "unit": "minutter", "correct_number": "12,5"},
    "factors": {"own_case": "", "problem": "Fire står alene", "per_field": "2", "dampers": True},
    "weights": {
        "problem": "Fire står alene",
        "factor_id": ["a", "b", "c"],
        "factor_text": ["Trangt", "", "Redde for å spørre"],
        "factor_perspective": ["kontekst", "kontekst", "aktor"],
        "factor_dampens": ["1", "", ""],
        "dots": "6",
        "dots_each": "2",
    },
}
WANTED: dict[str, dict[str, Any]] = {
    "open": {"max_texts": 3, "hint": "Skriv kort"},
    "choice": {
        "options": [
            {"id": "a", "text": "Ro"},
            {"id": "b", "text": "Vi", "correct": True},
            {"id": "n1234567", "text": "Å leke"},
        ],
        "multiple": True,
        "max": 2,
        "explanation": "Fordi.",
    },
    "scale": {
        "statements": [
            {"id": "s1", "text": "Vi sier fra"},
            {"id": "s2", "text": "Vi venter", "reversed": True},
        ],
        "steps": 7,
        "low": "aldri",
        "high": "alltid",
        "skip": False,
    },
    "points": {
        "options": [
            {"id": "a", "text": "Ro"},
            {"id": "b", "text": "Vi"},
            {"id": "n1234567", "text": "Å leke"},
        ],
        "points": 12,
        "max_each": 5,
    },
    "ranking": {
        "items": [{"id": "a", "text": "Først"}, {"id": "c", "text": "Sist"}],
        "correct": ["c", "a"],
        "explanation": "",
    },
    "grid": {
        "items": [{"id": "a", "text": "Oss"}],
        "x": {"low": "kald", "high": "varm"},
        "y": {"low": "få krav", "high": "klare krav"},
        "quadrants": {"top_left": "", "top_right": "autoritativ", "bottom_left": "", "bottom_right": ""},
        "wanted": "top_right",
    },
    "sorting": {
        "items": [{"id": "a", "text": "Si fra", "correct": "ja"}, {"id": "b", "text": "Vente"}],
        "categories": [{"id": "ja", "text": "Ja"}, {"id": "nei", "text": "Nei"}],
        "explanation": "",
    },
    "number": {"min": 0, "max": 1000, "step": 0.5, "unit": "minutter", "decimals": 1, "correct": 12.5},
    "factors": {"own_case": False, "problem": "Fire står alene", "per_field": 2, "dampers": True},
    "weights": {
        "problem": "Fire står alene",
        "factors": [
            {"id": "a", "text": "Trangt", "perspective": "kontekst", "dampens": True},
            {"id": "c", "text": "Redde for å spørre", "perspective": "aktor", "dampens": False},
        ],
        "dots": 6,
        "dots_each": 2,
    },
}


@pytest.mark.parametrize("name", KINDS)
def test_an_own_activity_of_every_kind(store: Store, gathering: str, name: str) -> None:
    page = forbered(gathering)
    page.click("Lag en egen aktivitet")
    assert page.regions["main"].count('data-command="kind"') == len(KINDS)
    page.press("kind", kind=name)
    assert f'data-draft="activity:{gathering}:{name}"' in page.regions["main/edit"]
    typed = {"kind": name, "prompt": "Hva nå?", "minutes": "7", "lock_at_zero": True, "emphasis": ["t3-e2"]}
    assert page.submit("activity", **typed, **TYPED[name])["ok"]
    made = store.state(gathering).planned[0]
    assert (made.kind, made.prompt, made.minutes, made.lock_at_zero) == (name, "Hva nå?", 7, True)
    assert made.now.settings == WANTED[name]
    assert made.emphasis == ("t3-e2",)
    kind(name).Settings(**made.now.settings)


def test_a_case_is_written_and_taken_away(store: Store, gathering: str) -> None:
    template = programme().activities["t2-sak-kroken-1"]
    body = from_template(template)
    shown, _fields = activity_form.form("choice", body, programme().themes[2], "k", "Lagre")
    sent = _as_sent(shown)
    assert sent["case"] == template.settings["case"]
    assert activity_read.read(sent, body).settings["case"] == template.settings["case"]
    assert "case" not in activity_read.read(sent | {"case": " "}, body).settings


@pytest.mark.parametrize("name", KINDS)
def test_every_template_survives_its_form_unchanged(store: Store, gathering: str, name: str) -> None:
    """What «Endre» shows of each template of a kind, sent back as it is, asks the same."""
    found = [t for t in programme().activities.values() if t.kind == name]
    assert found
    for template in found:
        shown, _fields = activity_form.form(
            name, from_template(template), programme().themes[template.theme], "k", "Lagre"
        )
        draft = activity_read.read(_as_sent(shown), from_template(template))
        assert draft.errors == {}, template.id
        module = kind(name)
        assert module.Settings(**draft.settings) == module.Settings(**template.settings), template.id
        assert draft.prompt == template.prompt
        assert set(draft.emphasis) == set(template.emphasis)


def _as_sent(form: str) -> dict[str, Any]:
    """What the browser would send of a form that nobody has touched (as ``values`` in view.js)."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.values: dict[str, Any] = {}
            self.template = 0
            self.area = self.select = ""
            self.options: list[tuple[str, bool]] = []

        def put(self, name: str, value: Any) -> None:
            if name.endswith("[]"):
                self.values.setdefault(name[:-2], []).append(value)
            else:
                self.values[name] = value

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            a = dict(attrs)
            if tag == "template":
                self.template += 1
            if self.template:
                return
            name, value = a.get("name") or "", a.get("value") or ""
            if tag == "textarea":
                self.area = name
                self.put(name, "")
            elif tag == "select":
                self.select, self.options = name, []
            elif tag == "option":
                self.options.append((value, "selected" in a))
            elif tag == "input" and a.get("type") == "checkbox":
                if name.endswith("[]"):
                    self.values.setdefault(name[:-2], [])
                    if "checked" in a:
                        self.put(name, value)
                else:
                    self.put(name, "checked" in a)
            elif tag == "input" and (a.get("type") != "radio" or "checked" in a):
                self.put(name, value)

        def handle_endtag(self, tag: str) -> None:
            if tag == "template":
                self.template -= 1
            elif tag == "textarea":
                self.area = ""
            elif tag == "select" and not self.template:
                chosen = [v for v, on in self.options if on]
                self.put(self.select, (chosen or [self.options[0][0]])[0])

        def handle_data(self, data: str) -> None:
            if self.area and not self.template:
                self.put(self.area, data)

    reader = Reader()
    reader.feed(form)
    return reader.values


@pytest.mark.parametrize(
    ("name", "changes", "field", "sentence"),
    [
        ("open", {"prompt": " "}, "prompt", "Skriv spørsmålet."),
        ("open", {"prompt": "x" * 201}, "prompt", "høyst 200 tegn"),
        ("open", {"minutes": "0"}, "minutes", "fra 1 til 240"),
        ("open", {"max_texts": "11"}, "max_texts", "fra 1 til 10"),
        ("choice", {"option_text": ["Ro", "", ""], "max": ""}, "option_id", "minst 2 linjer"),
        ("choice", {"option_text": ["Ro", "ro", ""]}, "option_id", "to ganger"),
        ("choice", {"option_text": ["x" * 301, "b", ""]}, "option_id", "høyst 300 tegn"),
        ("choice", {"max": "4"}, "max", "fra 1 til 3"),
        ("scale", {"statement_text": ["", ""]}, "statement_id", "minst én linje"),
        ("scale", {"low": ""}, "low", "hva trinnet betyr"),
        ("points", {"points": "mange"}, "points", "fra 1 til 100"),
        ("points", {"max_each": "13"}, "max_each", "fra 1 til 12"),
        ("ranking", {"item_place": ["1", "", "1"]}, "item_id", "egen plass"),
        ("grid", {"y_high": ""}, "y_high", "enden av linja"),
        ("sorting", {"category_text": ["Ja", ""]}, "category_id", "minst 2 linjer"),
        ("number", {"min": "x"}, "min", "Skriv et tall."),
        ("number", {"max": "-5"}, "max", "høyere enn det minste"),
        ("number", {"step": "0"}, "step", "større enn 0"),
        ("number", {"correct_number": "2000"}, "prompt", "riktige"),
    ],
)
def test_each_mistake_gets_one_sentence(
    store: Store, gathering: str, name: str, changes: dict[str, Any], field: str, sentence: str
) -> None:
    page = forbered(gathering)
    page.press("kind", kind=name)
    typed = {"kind": name, "prompt": "Hva nå?", "minutes": "7", **TYPED[name], **changes}
    assert not page.submit("activity", **typed)["ok"]
    assert sentence.lower() in page.wrong()[field].lower()
    assert len(page.wrong()) == 1
    assert page.regions["notice"] == "", "said in the form, and not twice"
    assert store.state(gathering).agenda == ()
    page.submit("activity", **{**typed, **TYPED[name], "prompt": "Hva nå?", "minutes": "7"})
    assert store.state(gathering).agenda != ()


def test_the_preview_follows_what_is_typed_and_nothing_is_stored(store: Store, gathering: str) -> None:
    page = forbered(gathering)
    page.press("kind", kind="choice")
    assert "Forhåndsvisningen kommer" in page.regions["main/preview"]
    revision = store.revision()
    page.press("preview", values={"kind": "choice", "prompt": "Hva <nå>?", "minutes": "5", **TYPED["choice"]})
    assert "Å leke" in page.regions["main/preview"]
    assert "Hva &lt;nå&gt;?" in page.regions["main/preview"]
    assert "inert" in page.regions["main/preview"]
    assert store.revision() == revision


def test_another_kind_keeps_the_question(gathering: str) -> None:
    page = forbered(gathering)
    page.press("kind", kind="open")
    page.press("preview", values={**OPEN, "prompt": "Hva ser vi ute?"})
    page.click("Velg en annen type")
    page.press("kind", kind="number")
    assert "Hva ser vi ute?" in page.regions["main/edit"]


# --- changing what was asked -------------------------------------------------------------------


def test_before_any_answer_a_change_replaces(store: Store, gathering: str) -> None:
    page, activity = own(store, gathering)
    page.click("Endre: ")
    page.submit("activity", **{**OPEN, "prompt": "Hva hører vi?"})
    a = store.state(gathering).activities[activity]
    assert [w.prompt for w in a.wordings] == ["Hva hører vi?"]
    assert store.state(gathering).stage.round_of(activity) == 1


def test_after_answers_a_new_wording_is_a_new_round(store: Store, gathering: str) -> None:
    page, activity = own(store, gathering)
    g = run_command(store, store.state(gathering), "go_to", "t", activity_id=activity)
    run_command(store, g, "open", "t")
    answer(store, gathering, activity)
    page.press("edit", id=activity)
    assert "begynner en ny runde" in page.regions["main/edit"]
    assert page.submit("activity", **{**OPEN, "prompt": "Hva hører vi?"})["ok"]
    g = store.state(gathering)
    a = g.activities[activity]
    assert a.at(1).prompt == "Hva ser vi?"
    assert a.at(2).prompt == "Hva hører vi?"
    assert g.stage.round_of(activity) == 2
    assert not g.stage.open
    assert not g.stage.shown
    assert "begynner runde 2" in page.text
    answer(store, gathering, activity, 2)
    page.press("edit", id=activity)
    page.submit("activity", **{**OPEN, "prompt": "Hva kjenner vi?"})
    assert [w.from_round for w in store.state(gathering).activities[activity].wordings] == [1, 2, 3]


def test_more_minutes_is_not_a_new_round(store: Store, gathering: str) -> None:
    page, activity = own(store, gathering)
    answer(store, gathering, activity)
    page.press("edit", id=activity)
    page.submit("activity", **{**OPEN, "minutes": "25", "lock_at_zero": True})
    g = store.state(gathering)
    assert (g.activities[activity].minutes, g.activities[activity].lock_at_zero) == (25, True)
    assert g.stage.round_of(activity) == 1
    assert len(g.activities[activity].wordings) == 1


def test_marking_the_right_answer_afterwards_is_not_a_new_round(store: Store, gathering: str) -> None:
    page = forbered(gathering)
    page.press("kind", kind="choice")
    typed = {"kind": "choice", "prompt": "Hva nå?", "minutes": "7", **TYPED["choice"], "correct": []}
    page.submit("activity", **typed)
    activity = store.state(gathering).agenda[0]
    answer(store, gathering, activity)
    page.press("edit", id=activity)
    page.submit("activity", **{**typed, "correct": ["a"]})
    g = store.state(gathering)
    assert g.stage.round_of(activity) == 1
    assert g.activities[activity].now.settings["options"][0]["correct"] is True


def test_ids_stay_when_the_wording_is_mended(store: Store, gathering: str) -> None:
    page = forbered(gathering)
    page.press("kind", kind="choice")
    typed = {"kind": "choice", "prompt": "Hva nå?", "minutes": "7", **TYPED["choice"]}
    page.submit("activity", **typed)
    activity = store.state(gathering).agenda[0]
    page.press("edit", id=activity)
    for id_ in ("a", "b", "n1234567"):
        assert f'name="option_id[]" value="{id_}"' in page.regions["main/edit"]
    mended = {
        **typed,
        "option_id": ["n1234567", "a", "<b>", "a"],
        "option_text": ["Å leke ute", "Ro", "Ny", "Enda en"],
    }
    page.submit("activity", **{**mended, "correct": []})
    options = store.state(gathering).activities[activity].now.settings["options"]
    assert [o["id"] for o in options[:2]] == ["n1234567", "a"]
    assert len({o["id"] for o in options}) == 4, "a bad or doubled id is given anew"
    kind("choice").Settings(**store.state(gathering).activities[activity].now.settings)


def test_points_of_another_theme_are_kept_when_an_activity_is_changed(store: Store, gathering: str) -> None:
    page = forbered(gathering)
    foreign = next(t for t in programme().activities_for(1) if t.kind == "open")
    page.press("add", template=foreign.id)
    page.click("Endre: ")
    page.submit("activity", **{**OPEN, "emphasis": ["t3-e1"]})
    assert store.state(gathering).planned[0].emphasis == ("t3-e1", *foreign.emphasis)


def test_two_who_change_the_same_activity(store: Store, gathering: str) -> None:
    one, activity = own(store, gathering)
    two = forbered(gathering)
    one.press("edit", id=activity)
    two.press("edit", id=activity)
    assert two.submit("activity", **{**OPEN, "prompt": "Fra to"})["ok"]
    refused = one.submit("activity", **{**OPEN, "prompt": "Fra en"})
    assert not refused["ok"]
    assert "Teksten deres står her fortsatt" in refused["text"]
    assert prompts(store, gathering) == ["Fra to"]
    assert one.submit("activity", **{**OPEN, "prompt": "Fra en"})["ok"]
    assert prompts(store, gathering) == ["Fra en"]
