"""Every text is there in bokmål and nynorsk, and both are spelt as the dictionaries spell them."""

from __future__ import annotations

import random

import pytest

from kit import i18n
from kit.activities import kind
from kit.programme import untranslated
from tests.programme import spelling


def test_every_text_has_its_nynorsk() -> None:
    assert [f"{file}:{line} {field}" for file, line, field in untranslated()] == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_word_is_in_the_dictionary_or_on_our_list(language: str) -> None:
    assert spelling.installed(), "needs hunspell: apt-get install hunspell hunspell-no"
    assert spelling.unknown(language, spelling.texts(language)) == {}


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("nb", "Vi ser korleis barna har det", {"korleis"}),
        ("nn", "Vi følger med på barna", {"følger"}),
        ("nb", "Et trygt og godt skolemilø", {"skolemilø"}),
        ("nb", "helsestasjons- og skolehelsetjenesten, SFO-leder {antall} <b>", set()),
        ("nn", "Barnehage- og skulemiljøet er trygt for elevane", set()),
        ("nb", "handlingsplanarbeid", set()),  # made of two known words
        ("nb", "handlingsplanarbeit", {"handlingsplanarbeit"}),
    ],
)
def test_the_check_itself(language: str, text: str, wrong: set[str]) -> None:
    assert set(spelling.unknown(language, [("her", text)])) == wrong


OTHERS = {
    "nb": "berre dykk eg eit elevar frå gjere ho ikkje korleis kva kven kvifor medan meir mykje noko nokon "
    "saman seie skule skulen tilsette vere vidare vore",
    "nn": "ansatte bare dem dere elever elevene flere forskjell fra gjøre gjør hun hva hver hvem hvilke hvilken "
    "hvis hvor hvordan hvorfor ikke jeg kommer mens mer mye noe noen sammen skole skolen sier være vært videre",
}


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_two_languages_are_not_mixed(language: str) -> None:
    """The dictionaries take «følgjer» for a compound; these words give a mixed text away."""
    others = set(OTHERS[language].split())
    mixed = [
        f"{where}: {', '.join(found)} in «{text[:60]}»"
        for where, text in spelling.texts(language)
        if (found := sorted(others & {w.lower() for w in spelling.words(text)}))
    ]
    assert mixed == []


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("name", ["open", "factors"])
def test_the_made_up_answers_of_the_sample_are_in_the_language_too(name: str, language: str) -> None:
    module = kind(name)
    settings = module.Settings(own_case=True) if name == "factors" else module.Settings()
    with i18n.use(language):
        answers = [module.example(settings, random.Random(seed)) for seed in range(40)]
    texts = {text for answer in answers for part in answer.values() for text in part}
    assert len(texts) > 8
    assert spelling.unknown(language, [(name, text) for text in texts]) == {}
    others = set(OTHERS[language].split())
    assert [text for text in texts if others & {w.lower() for w in spelling.words(text)}] == []


NOT_OURS = {  # where a language has two forms, we keep to one
    "nb": {"filen", "filens", "gruppen", "kollegaer", "kollegaene", "listen", "tida", "uken"},
    "nn": {"aleine", "blei", "byrja", "byrjar", "samde", "vorte", "òg"},
}


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_one_form_is_used_where_there_are_two(language: str) -> None:
    """Both are right, and both at once look careless."""
    other = [
        f"{where}: «{text[:60]}»"
        for where, text in spelling.texts(language)
        if NOT_OURS[language] & {w.lower() for w in spelling.words(text)}
    ]
    assert other == []


def test_the_list_holds_nothing_that_the_dictionaries_know() -> None:
    """A short list is a list that people read."""
    for language in ("nb", "nn"):
        own = spelling.own_words(language)
        both = spelling.own_words("nb") & spelling.own_words("nn")
        unneeded = own - {w.lower() for w in spelling.misspelt(own, language)}
        assert unneeded <= both, language
