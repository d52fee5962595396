"""Sitting down at a table: one from the list, one with a name of its own, or one that says its unit."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kit.i18n import gettext as _
from kit.participant import checks
from kit.participant.refused import Refused
from kit.participant.taking import limit
from kit.store import Stale
from kit.store.state import Group

if TYPE_CHECKING:
    from kit.participant.hub import Hub
    from kit.participant.service import ParticipantService


async def sit(service: ParticipantService, hub: Hub, body: dict[str, Any]) -> tuple[str | None, bool]:
    """The table's id, and whether another phone sits there. In person mode there is no table."""
    respondent = checks.respondent(body)
    limit(service, hub, respondent)
    unit = body.get("unit") or None
    if unit is not None and not isinstance(unit, str):
        raise Refused(400, _("This unit is not part of the gathering. Choose one from the list."))
    if unit is not None:
        checks.known_unit(hub.gathering, unit)
    if hub.gathering.mode == "person":
        return None, False
    wanted = body.get("group") or None
    if wanted is None:
        group = await _new_group(service, hub, body, unit, respondent)
    else:
        group = _listed(service, hub, wanted)
        if unit is not None and group.unit is None:
            await _say_unit(service, hub, group, unit)
    joined = hub.others_at(group.id, respondent)
    seats = {**hub.gathering.seats, **hub.sitting}
    if seats.get(respondent) != group.id:
        hub.sitting[respondent] = group.id
        try:
            await service.saved(service.writer.record(hub.id, "seat", respondent, {"group": group.id}))
            service.hub(hub.id, fresh=True)
        finally:
            if hub.sitting.get(respondent) == group.id:
                del hub.sitting[respondent]
    return group.id, joined


def _listed(service: ParticipantService, hub: Hub, wanted: object) -> Group:
    if not isinstance(wanted, str):
        raise checks.gone()
    group = hub.gathering.groups.get(wanted) or service.hub(hub.id, fresh=True).gathering.groups.get(wanted)
    if group is None:
        raise checks.gone()
    return group


async def _new_group(
    service: ParticipantService, hub: Hub, body: dict[str, Any], unit: str | None, respondent: str
) -> Group:
    service.hub(hub.id, fresh=True)
    try:
        name = checks.own_name(hub.gathering, body)
    except Refused as refused:
        own = hub.gathering.seats.get(respondent)
        if own is None or own != refused.more.get("group"):
            raise
        return hub.gathering.groups[own]  # it has not heard that it sits there already
    wait = service.new_groups.take(hub.id)
    if wait:
        raise Refused(429, _("This came too fast. It is sent again in a moment."), wait=wait)
    plain = name.casefold()
    group = Group(f"own-{secrets.token_hex(5)}", name, unit)
    if plain in hub.naming:
        raise checks.taken(group)
    hub.naming.add(plain)
    try:
        await service.saved(
            service.writer.record(hub.id, "group", group.id, {"name": name, "unit": unit}, expect=0)
        )
        service.hub(hub.id, fresh=True)
    finally:
        hub.naming.discard(plain)
    return group


async def _say_unit(service: ParticipantService, hub: Hub, group: Group, unit: str) -> None:
    """The first phone says it for the table; if somebody was faster, that stands."""
    body = {"name": group.name, "unit": unit}
    with suppress(Stale):
        await service.saved(service.writer.record(hub.id, "group", group.id, body, expect=group.revision))
    service.hub(hub.id, fresh=True)
