"""Every sentence in the code has its bokmål and nynorsk, rightly spelt, and says the same things."""

from __future__ import annotations

import ast
import datetime as dt
import re

import pytest

from kit import i18n
from tests import catalogues
from tests.programme import spelling

both = pytest.mark.parametrize("language", catalogues.TRANSLATED)

# Reviewed: names, and examples that only a test or a log sees. One line each, as «file: text».
UNMARKED_ON_PURPOSE = {
    "_app/plain.py: – Fagsamling",  # after the title of a page
    "_app/nursery.py: æøå",  # fetches fonts and tables before anybody waits for them
    "dashboards/enter.py: Ctrl Enter",  # keys
    "dashboards/start_view.py: Fagsamling",  # the kit's own name
    "dashboards/start_view.py: fagsamling --demo",  # a command
}
HOLDS_EXAMPLES = (
    "activities/open.py",
    "activities/_factor_examples.py",
)  # made-up answers for the sample and the tests
_FILE_NAME_LETTERS = {"æ", "ø", "å"}  # replaced in file names and ids


def test_the_reader_of_marked_strings() -> None:
    """Also those inside f-strings, which Babel's own extractor passes over."""
    where = dict(catalogues.messages_in_code())
    assert ("Continue where you left off",) in where
    assert ("{n} school", "{n} schools") in where


@both
def test_every_message_is_translated(language: str) -> None:
    known = {i for _file, m in catalogues.entries(language) for i in catalogues.ids(m)}
    missing = {
        f"{where}  {i!r}" for ids, where in catalogues.messages_in_code() for i in ids if i not in known
    }
    assert sorted(missing) == []


@both
def test_no_catalogue_holds_what_nothing_says(language: str) -> None:
    said = {i for ids, _where in catalogues.messages_in_code() for i in ids}
    unused = [
        f"{file}  {catalogues.ids(m)[0]!r}"
        for file, m in catalogues.entries(language)
        if not said.issuperset(catalogues.ids(m))
    ]
    assert unused == []


@both
def test_plural_forms_follow_the_code(language: str) -> None:
    plural = {ids[0] for ids, _where in catalogues.messages_in_code() if len(ids) == 2}
    wrong = [
        catalogues.ids(m)[0]
        for _file, m in catalogues.entries(language)
        if catalogues.ids(m)[0] in plural and len(catalogues.strings(m)) != 2
    ]
    assert wrong == []


@both
def test_translations_keep_their_placeholders(language: str) -> None:
    for _file, message in catalogues.entries(language):
        ids = catalogues.ids(message)
        wanted = set(re.findall(r"{(\w+)", ids[-1]))
        for n, string in enumerate(catalogues.strings(message)):
            there = set(re.findall(r"{(\w+)", string))
            assert there <= wanted, ids
            if n == len(ids) - 1:  # the singular may say «one» in a word
                assert there == wanted, ids


@both
def test_nothing_shouts_or_is_left_unfinished(language: str) -> None:
    for _file, message in catalogues.entries(language):
        assert not message.fuzzy, message.id
        for string in catalogues.strings(message):
            assert string, message.id
            assert "!" not in string, message.id


@both
def test_an_entry_that_stands_twice_says_the_same(language: str) -> None:
    """The catalogues are read as one: otherwise the file that is read last would win."""
    first: dict[str, tuple[str, ...]] = {}
    for file, message in catalogues.entries(language):
        key = catalogues.ids(message)[0]
        assert first.setdefault(key, catalogues.strings(message)) == catalogues.strings(message), (file, key)


def test_both_languages_have_the_same_catalogues() -> None:
    held = {
        language: {(file, catalogues.ids(m)) for file, m in catalogues.entries(language)}
        for language in catalogues.TRANSLATED
    }
    assert held["nb"] == held["nn"]


@both
def test_the_catalogues_are_spelt_as_the_dictionaries_spell(language: str) -> None:
    assert spelling.installed(), "needs hunspell: apt-get install hunspell hunspell-no"
    written = [(f, s) for f, m in catalogues.entries(language) for s in catalogues.strings(m)]
    assert spelling.unknown(language, written) == {}


def test_nothing_that_people_read_is_unmarked() -> None:
    found = {
        f"{where.partition(':')[0]}: {text}"
        for name, tree in catalogues.sources()
        if name.split("/")[0] in catalogues.ROOMS and name not in (*catalogues.RECOGNISERS, *HOLDS_EXAMPLES)
        for where, text in catalogues.unmarked(name, tree)
        if text not in _FILE_NAME_LETTERS and not text.endswith(".ipynb")
    }
    assert sorted(found - UNMARKED_ON_PURPOSE) == []
    assert sorted(UNMARKED_ON_PURPOSE - found) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("say('Svaret er på vei')", ["Svaret er på vei"]),
        ("page = f'<b>Saved {when}</b>'", ["Saved"]),
        ("page = '<p>' + f'<input aria-label=\"Your name\">'", ["Your name"]),
        ("page = f'<b>{_(\"Saved\")}</b>'", []),
        ("_('Ikke lagret')", []),
        ("def f():\n    'Om «Bord 1» og så videre.'", []),
    ],
)
def test_the_search_for_unmarked_text(code: str, found: list[str]) -> None:
    assert [text for _where, text in catalogues.unmarked("her.py", ast.parse(code))] == found


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234.5, "1\u202f234,5"),
        (3.0, "3"),
        (-1, "\u22121"),
        (0.25, "0,25"),
        (-0.001, "0"),
        (1000000, "1\u202f000\u202f000"),
    ],
)
def test_numbers_are_norwegian(value: float, shown: str) -> None:
    assert i18n.number(value) == shown


def test_english_is_the_message_itself() -> None:
    with i18n.use("en"):
        assert i18n.gettext("Help") == "Help"
    assert i18n.gettext("Help") == "Hjelp"


@both
def test_a_language_that_has_catalogues_is_offered(language: str) -> None:
    assert i18n.available(language)


@pytest.mark.parametrize(
    ("language", "day", "one", "many"),
    [
        ("nb", "lørdag 5. desember 2026", "1 påstand er uendret.", "2 påstander er uendret."),
        ("nn", "laurdag 5. desember 2026", "1 påstand er uendra.", "2 påstandar er uendra."),
        ("en", "Saturday 5 December 2026", "1 statement is unchanged.", "2 statements are unchanged."),
    ],
)
def test_dates_and_plurals_follow_the_language(language: str, day: str, one: str, many: str) -> None:
    with i18n.use(language):
        assert i18n.full_day(dt.date(2026, 12, 5)) == day
        said = [
            i18n.ngettext("{n} statement is unchanged.", "{n} statements are unchanged.", n).format(n=n)
            for n in (1, 2)
        ]
    assert said == [one, many]


def test_numbers_follow_the_language() -> None:
    with i18n.use("nn"):
        assert i18n.number(1234.5) == "1\u202f234,5"
    with i18n.use("en"):
        assert i18n.number(1234.5) == "1,234.5"
