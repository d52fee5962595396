"""The language of what people see: message catalogues, numbers, dates and times.

Message ids are English; ``nb`` (bokmål) is the default catalogue. Each room of the house
has its own catalogue file, ``kit/locale/<language>/<room>.po``. They are read as they are,
without a compile step that could be forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

LANGUAGES = ("nb", "nn", "en")
NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}  # each in its own language
OSLO = ZoneInfo("Europe/Oslo")
_LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="nb")

_NARROW = "\u202f"
_NBSP = "\u00a0"
_MINUS = "\u2212"
_MONTHS = {
    "nb": [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_DAYS = {
    "nb": ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    "nn": ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def language() -> str:
    """The language in force: ``nb``, ``nn`` or ``en``."""
    return _language.get()


@contextmanager
def use(name: str) -> Iterator[None]:
    """Everything inside the block speaks ``name``; an unknown language falls back to bokmål."""
    token = _language.set(name if name in LANGUAGES else "nb")
    try:
        yield
    finally:
        _language.reset(token)


def available(name: str) -> bool:
    """Whether there is a catalogue, so that a language can be offered."""
    return name == "en" or any((_LOCALE / name).glob("*.po"))


@cache
def _messages(name: str) -> dict[str, str | tuple[str, ...]]:
    from babel.messages.pofile import read_po

    found: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((_LOCALE / name).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if not message.id or message.fuzzy:
                    continue
                key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                if message.string and all(message.string):
                    found[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return found


def _lookup(message: str) -> str | tuple[str, ...] | None:
    chosen = language()
    if chosen == "en":
        return None
    found = _messages(chosen).get(message)
    if found is None and chosen == "nn":  # nynorsk readers prefer bokmål to English
        found = _messages("nb").get(message)
    return found


def gettext(message: str) -> str:
    """The message in the language in force, or the English id itself."""
    found = _lookup(message)
    if found is None:
        return message
    return found if isinstance(found, str) else found[0]


def ngettext(singular: str, plural: str, n: int) -> str:
    """Singular for exactly one, else plural (the rule of Norwegian and English)."""
    found = _lookup(singular)
    if found is None or isinstance(found, str):
        return singular if n == 1 else (plural if found is None else found)
    return found[0] if n == 1 else found[-1]


def number(value: float, decimals: int | None = None) -> str:
    """``1 234,5`` with a narrow no-break space, decimal comma and a true minus sign.

    Without ``decimals`` whole numbers are shown whole and others with at most two decimals.
    """
    if decimals is None:
        text = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{abs(value):,.{decimals}f}"
    if language() != "en":
        text = text.replace(",", _NARROW).replace(".", ",")
    zero = not any(c in "123456789" for c in text)
    return f"{_MINUS}{text}" if value < 0 and not zero else text


def percent(part: float, whole: float) -> str:
    """``75 %`` with a no-break space; «–» where there is nothing to divide by."""
    return "–" if not whole else f"{number(round(100 * part / whole))}{_NBSP}%"


def local(moment: dt.datetime) -> dt.datetime:
    """A stored UTC moment (naive means UTC) as Norwegian time."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(OSLO)


def clock(moment: dt.datetime) -> str:
    """``09.40``, Norwegian time."""
    return local(moment).strftime("%H.%M")


def day(date: dt.date) -> str:
    """``4. desember``."""
    names = _MONTHS["en" if language() == "en" else "nb"]
    return (
        f"{date.day}. {names[date.month - 1]}"
        if language() != "en"
        else f"{date.day} {names[date.month - 1]}"
    )


def day_year(date: dt.date) -> str:
    """``4. desember 2026``."""
    return f"{day(date)} {date.year}"


def full_day(date: dt.date) -> str:
    """``torsdag 12. november 2026``."""
    return f"{_DAYS[language()][date.weekday()]} {day_year(date)}"
