"""Whether what a phone or a script sends can be taken. Pure: JSON and a gathering in, a value or a sentence out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kit.activities import AnswerError
from kit.i18n import gettext as _
from kit.participant.phone_state import Asked
from kit.participant.refused import Refused
from kit.store import MIXED, NewAnswer
from kit.store.state import Gathering, Group

Json = dict[str, Any]

_LARGEST = 2**53 - 1  # the largest whole number that a browser can count to
LONGEST_NAME = 60
_ROUNDS_AHEAD = 20
MOST_GROUPS = 1000


@dataclass(frozen=True)
class Envelope:
    """A post without its answer: who sends what to which round."""

    id: str
    seq: int
    activity: str
    round: int
    respondent: str
    group: str | None
    unit: str | None
    answer: Any
    gathering: str | None = None  # the sender may say which it means: codes come and go
    saved: str | None = None  # the receipt that it got from a database that has lost it since


def decoded(body: bytes) -> Json:
    """The JSON object in a body."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Refused(400, _("The text is not valid UTF-8. Send it again as UTF-8.")) from None
    except (ValueError, RecursionError):
        raise Refused(400, _("This is not valid JSON. Send an object, as the documentation shows.")) from None
    if not isinstance(found, dict):
        raise Refused(400, _("This is not valid JSON. Send an object, as the documentation shows."))
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _text(body: Json, name: str, shortest: int = 1, longest: int = 64) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not shortest <= len(value) <= longest or not value.isprintable():
        raise Refused(
            400,
            _("«{name}» must be a text of {shortest} to {longest} characters.").format(
                name=name, shortest=shortest, longest=longest
            ),
        )
    return value


def _optional(body: Json, name: str) -> str | None:
    return None if body.get(name) is None else _text(body, name)


def _whole(body: Json, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise Refused(400, _("«{name}» must be a whole number.").format(name=name))
    return value


def respondent(body: Json) -> str:
    """Who sends: a random text that the phone has made."""
    return _text(body, "respondent", 8)


def envelope(body: Json) -> Envelope:
    return Envelope(
        id=_text(body, "id", 8),
        seq=_whole(body, "seq"),
        activity=_text(body, "activity"),
        round=_whole(body, "round"),
        respondent=respondent(body),
        group=_optional(body, "group"),
        unit=_optional(body, "unit"),
        answer=body.get("answer"),
        gathering=_optional(body, "gathering"),
        saved=_optional(body, "saved"),
    )


MOST_IDS = 300


def ids(body: Json) -> list[str]:
    """Ids of answers that the sender was told are saved."""
    found = body.get("ids")
    if not isinstance(found, list) or len(found) > MOST_IDS:
        raise Refused(
            400, _("«{name}» must be a list of at most {most} texts.").format(name="ids", most=MOST_IDS)
        )
    return [_text({"ids": one}, "ids", 8) for one in found]


def known_activity(g: Gathering, sent: Envelope) -> None:
    """The activity and the round have been asked at some time."""
    if sent.activity not in g.activities:
        raise Refused(404, _("This question is not part of the gathering any more."), reason="activity")
    begun = g.stage.round_of(sent.activity)
    if sent.saved is not None:  # it was asked once, after the copy was made that we go on from
        begun += _ROUNDS_AHEAD
    if not 1 <= sent.round <= begun:
        raise Refused(400, _("This round has not begun yet."), reason="round")


def place(g: Gathering, sent: Envelope) -> tuple[str | None, str | None]:
    """Group and unit that the answer counts for."""
    if sent.unit is not None:
        known_unit(g, sent.unit)
    if g.mode == "person":
        return None, sent.unit
    if sent.group is None:
        raise Refused(400, _("Choose a table first. Then the answer can be sent."), reason="group")
    if sent.group not in g.groups:
        raise gone()
    return sent.group, sent.unit


def gone() -> Refused:
    sentence = _("This table is not there any more. Choose another one, and send the answer again.")
    return Refused(404, sentence, reason="group")


def known_unit(g: Gathering, unit: str) -> None:
    if unit != MIXED and unit not in g.units:
        raise Refused(
            400, _("This unit is not part of the gathering. Choose one from the list."), reason="unit"
        )


def answer(g: Gathering, asked: Asked, sent: Envelope) -> NewAnswer:
    """The checked answer, ready to be kept."""
    group, unit = place(g, sent)
    try:
        parsed = asked.module.parse(asked.settings, sent.answer)
    except AnswerError as error:
        raise Refused(400, str(error), reason="answer") from None
    return NewAnswer(
        sent.id, g.id, sent.activity, sent.round, sent.respondent, sent.seq, group, unit, parsed, "phone"
    )


def locked() -> Refused:
    sentence = _("The round was locked before the answer arrived. Your text is kept on the phone.")
    return Refused(409, sentence, reason="locked")


def own_name(g: Gathering, body: Json) -> str:
    """A name that a table gives itself, not one that another table has."""
    name = body.get("name")
    words = name.split() if isinstance(name, str) else []
    tidy = " ".join("".join(c for c in word if c.isprintable()) for word in words).strip()
    if not tidy or len(tidy) > LONGEST_NAME:
        raise Refused(
            400,
            _("Write a name of 1 to {longest} characters.").format(longest=LONGEST_NAME),
            reason="name",
        )
    same = same_name(g, tidy)
    if same is not None:
        raise taken(same)
    if len(g.groups) >= MOST_GROUPS:
        raise Refused(409, _("There is no room for more tables. Choose one from the list."), reason="full")
    return tidy


def same_name(g: Gathering, name: str) -> Group | None:
    plain = name.casefold()
    return next((x for x in g.groups.values() if " ".join(x.name.split()).casefold() == plain), None)


def taken(group: Group) -> Refused:
    sentence = _(
        "There is already a table called {name}. Choose it in the list if that is you, or write another name."
    )
    return Refused(409, sentence.format(name=group.name), reason="name", group=group.id)
