"""Taking one answer: limits, the round, the table, the answer itself, and at last the disk."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kit.i18n import gettext as _
from kit.participant import checks
from kit.participant.receipts import proven
from kit.participant.refused import Refused, no_such_code
from kit.store import NewAnswer, Receipt
from kit.store.values import canonical

if TYPE_CHECKING:
    from kit.participant.checks import Envelope
    from kit.participant.hub import Hub
    from kit.participant.service import ParticipantService
    from kit.store import AnswerRow


async def take(service: ParticipantService, hub: Hub, body: dict[str, Any], via: str = "phone") -> bool:
    """Keep an answer. True: it is new; False: we had it already. Raises Refused and StoreError."""
    limit(service, hub, checks.respondent(body))
    sent = checks.envelope(body)
    if sent.gathering is not None and sent.gathering != hub.id:  # the code has been given to another one
        raise no_such_code(hub.gathering.code)
    if not proven(hub.gathering, sent):
        sent = replace(sent, saved=None)
    try:
        new = _checked(service, hub, sent)
    except Refused:
        # What we have in mind may be 20 ms old, and the facilitator may just have opened the round.
        hub = service.hub(hub.id, fresh=True)
        try:
            new = _checked(service, hub, sent)
        except Refused as refused:
            if await _had_already(hub, sent):
                return False
            raise refused from None
    receipt: Receipt = await service.saved(service.writer.submit(new))
    if receipt.outcome == "conflict":
        raise _other_body()
    return receipt.outcome == "created"


def limit(service: ParticipantService, hub: Hub, respondent: str) -> None:
    """First the respondent's own limit, so that one wild phone does not use up the gathering's."""
    wait = service.by_respondent.take(f"{hub.id} {respondent}") or service.by_gathering.take(hub.id)
    if wait:
        raise Refused(429, _("This came too fast. It is sent again in a moment."), wait=wait, reason="limit")


def _checked(service: ParticipantService, hub: Hub, sent: Envelope) -> NewAnswer:
    g = hub.gathering
    checks.known_activity(g, sent)
    stage = g.stage
    current = sent.activity == stage.activity and sent.round == stage.round
    open_ = current and (stage.accepts(service.now()) or stage.late)
    # What was acknowledged once is taken again after a restore, whatever is open by now: it came in time.
    if not open_ and sent.saved is None:
        raise checks.locked()
    asked = hub.asked(sent.activity, sent.round)
    if asked is None:
        raise Refused(
            503, _("This question cannot be answered now. Tell the facilitator."), reason="settings"
        )
    return checks.answer(g, asked, sent)


async def _had_already(hub: Hub, sent: Envelope) -> bool:
    """A phone that never got our receipt sends again, perhaps after the round was locked."""
    if sent.activity not in hub.gathering.activities:
        return False
    loop = asyncio.get_running_loop()
    index = await loop.run_in_executor(None, hub.index, sent.activity, sent.round)
    row = index.by_id.get(sent.id)
    if row is None:
        return False
    if not _same(hub, row, sent):
        raise _other_body()
    return True


def _same(hub: Hub, row: AnswerRow, sent: Envelope) -> bool:
    if (row.respondent, row.seq) != (sent.respondent, sent.seq):
        return False
    if hub.gathering.mode == "group" and row.group != sent.group:
        return False
    asked = hub.asked(sent.activity, sent.round)
    try:
        parsed = asked.module.parse(asked.settings, sent.answer) if asked else sent.answer
    except ValueError:
        return False
    return canonical(row.answer) == canonical(parsed)


def _other_body() -> Refused:
    sentence = _("An answer with this id was sent before, with other content. Make a new id.")
    return Refused(409, sentence, reason="conflict")
