"""Every sentence in the code has its bokmål, and says the same things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import kit
from kit import i18n

ROOT = Path(kit.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def messages_in_code() -> Iterator[tuple[str, str]]:
    """(message id, where it stands) for each marked string of the package."""
    for path in sorted(ROOT.rglob("*.py")):
        for line, found, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            for message in found if isinstance(found, tuple) else (found,):
                yield message, f"{path.relative_to(ROOT)}:{line}"


def missing(language: str) -> list[str]:
    known = i18n._messages(language)
    plurals = {p for m in _catalogue(language) if isinstance(m.id, (list, tuple)) for p in m.id}
    return sorted(
        {f"{where}  {m!r}" for m, where in messages_in_code() if m not in known and m not in plurals}
    )


def _catalogue(language: str) -> list:
    found = []
    for path in sorted((ROOT / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            found += [m for m in read_po(file) if m.id]
    return found


def test_every_message_has_its_bokmaal() -> None:
    assert missing("nb") == []


def test_translations_keep_their_placeholders() -> None:
    for message in _catalogue("nb"):
        ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        wanted = set(re.findall(r"{(\w+)", ids[-1]))
        for string in strings:
            assert set(re.findall(r"{(\w+)", string)) <= wanted, ids


def test_nothing_shouts_or_is_left_unfinished() -> None:
    for message in _catalogue("nb"):
        strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        assert not message.fuzzy, message.id
        for string in strings:
            assert string, message.id
            assert not string.rstrip("»”").endswith("!"), message.id


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
