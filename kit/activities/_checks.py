"""What settings and answers of every kind are checked for, with one plain sentence for each mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from kit.activities._base import AnswerError, Json, Option
from kit.i18n import gettext as _

T = TypeVar("T", bound=Option)


def unique_ids(options: tuple[T, ...]) -> tuple[T, ...]:
    """For settings: every id once, so that an answer means one thing."""
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise ValueError(_("The id «{id}» is used twice. Give each its own.").format(id=option.id))
        seen.add(option.id)
    return options


def known_ids(ids: Iterable[str], options: Iterable[Option]) -> None:
    """For settings: whatever refers to an option refers to one that is there."""
    known = {option.id for option in options}
    for wanted in ids:
        if wanted not in known:
            raise ValueError(_("There is nothing with the id «{id}» to choose.").format(id=wanted))


def an_object(raw: Any, names: Collection[str]) -> Json:
    """The answer as an object with no other fields than ``names``."""
    if not isinstance(raw, dict):
        raise AnswerError(_("The answer could not be read. Load the page again, and send it once more."))
    if any(not isinstance(name, str) or name not in names for name in raw):
        raise AnswerError(_("The answer holds something that was not asked for. Load the page again."))
    return raw


def whole_number(value: Any, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``; true, 3.0 and «3» are not whole numbers."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise AnswerError(_("Answer with a whole number from {low} to {high}.").format(low=low, high=high))
    if not low <= value <= high:
        raise AnswerError(_("The number must be from {low} to {high}.").format(low=low, high=high))
    return value


def list_of_ids(value: Any, options: Iterable[Option]) -> list[str]:
    """A list of ids that exist, each at most once."""
    known = {option.id for option in options}
    if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
        raise AnswerError(_("The answer could not be read. Load the page again, and send it once more."))
    if any(item not in known for item in value):
        raise AnswerError(_("One of the choices is not there any more. Load the page again."))
    if len(set(value)) < len(value):
        raise AnswerError(_("The same choice came twice. Choose each only once."))
    return value
