"""The pages for people: type a code, and the phone page with its form posts for phones without a script."""

from __future__ import annotations

import asyncio
import gzip
import re
import secrets
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode

from kit.activities.form_html import parse_post, typed_values
from kit.i18n import clock, use
from kit.i18n import gettext as _
from kit.participant import pages
from kit.participant.base import Base, as_refused
from kit.participant.pages import Visit
from kit.participant.refused import Refused
from kit.participant.seats import sit
from kit.participant.taking import take
from kit.store import StoreError

if TYPE_CHECKING:
    from kit.participant.hub import Hub
    from kit.participant.phone_state import Asked, View

_RESPONDENT = re.compile(r"[A-Za-z0-9_-]{8,64}")


class CodePage(Base):
    """Type the code that is on the screen."""

    html = True

    async def on_get(self) -> None:
        typed = self.get_query_argument("kode", "")
        chosen = self.chosen_language()
        with use(chosen):
            if not typed.strip():
                self.send_html(pages.code_page())
                return
            try:
                found = self.hub(typed).gathering.code
            except Refused as refused:
                self.send_html(pages.code_page(refused.sentence, typed[:12]), refused.status)
                return
        inside = "" if self.request.path.endswith("/") else "delta/"
        spoken = f"?sprak={chosen}" if chosen else ""
        self.redirect(f"{inside}{quote(found)}{spoken}", status=303)


class PhonePage(Base):
    """The page of one phone. Nothing is remembered here about a phone without a script: its form carries all."""

    html = True

    async def on_get(self) -> None:
        hub = self.hub(fresh=True)
        if self.from_outside():
            await self.service.phone_came(hub, self.address())
        view = hub.view(self.service.now(), self.language)
        visit = await self._visit(hub, view)
        with use(self.language):
            if not visit.respondent:
                self.send_packed(hub.page(view, lambda: self._packed(hub, view, visit)))
            else:
                self.send_html(self._page(hub, view, visit))

    async def on_post(self) -> None:
        hub = self.hub()
        with use(self.language):
            self.refuse_foreign_origin()
            self.refuse_other_content("application/x-www-form-urlencoded")
            fields = self._fields()
            if fields.get("act") == ["seat"]:
                await self._sit(hub, fields)
            else:
                await self._take(hub, fields)

    # --- a visitor without a script

    def _respondent(self) -> str:
        given = self.get_query_argument("r", "")
        return given if _RESPONDENT.fullmatch(given) else ""

    async def _visit(self, hub: Hub, view: View) -> Visit:
        respondent = self._respondent()
        g = hub.gathering
        unit = self.get_query_argument("u", "") or None
        group = hub.sitting.get(respondent) or g.seats.get(respondent)
        visit = Visit(
            respondent,
            group if group in g.groups else None,
            unit if unit in g.units else None,
            id=str(uuid.uuid4()),
            edit=bool(self.get_query_argument("edit", "")),
            joined=bool(self.get_query_argument("also", "")),
        )
        if not respondent or view.asked is None:
            return visit
        hub.polled(respondent)
        loop = asyncio.get_running_loop()
        index = await loop.run_in_executor(None, hub.index, view.asked.activity, view.asked.round)
        latest = index.latest_of(respondent)
        if latest is None:
            return visit
        return replace(visit, answer=latest.answer, seq=latest.seq + 1, saved=clock(latest.at))

    def _page(self, hub: Hub, view: View, visit: Visit) -> str:
        return pages.phone_page(view, hub.gathering.code, visit)

    def _packed(self, hub: Hub, view: View, visit: Visit) -> bytes:
        return gzip.compress(self._page(hub, view, visit).encode("utf-8", "replace"), 6)

    def _fields(self) -> dict[str, list[str]]:
        try:
            return parse_qs(self.body.decode("utf-8"), errors="strict", max_num_fields=500)
        except (UnicodeDecodeError, ValueError):
            raise Refused(400, _("The text is not valid UTF-8. Send it again as UTF-8.")) from None

    async def _sit(self, hub: Hub, fields: dict[str, list[str]]) -> None:
        view = hub.view(self.service.now(), self.language)
        first = {name: values[0] for name, values in fields.items()}
        respondent = self._respondent() or secrets.token_urlsafe(12)
        group = first.get("group", "")
        body = {"respondent": respondent, "unit": first.get("unit")}
        body |= {"group": group} if group not in ("", "own") else {"name": first.get("name", "")}
        try:
            _group, joined = await sit(self.service, hub, body)
        except (Refused, StoreError) as error:
            refused = as_refused(error)
            again = Visit(problem=refused.sentence, typed=first)
            self.send_html(self._page(hub, view, again), refused.status)
            return
        query = {"r": respondent}
        if hub.gathering.mode == "person" and first.get("unit"):
            query["u"] = first["unit"]
        if joined:
            query["also"] = "1"
        if self.language != hub.gathering.language:
            query["sprak"] = self.language
        self.redirect(f"?{urlencode(query)}", status=303)

    async def _take(self, hub: Hub, fields: dict[str, list[str]]) -> None:
        first = {name: values[0] for name, values in fields.items()}
        asked = hub.asked(first.get("activity", ""), _whole(first.get("round", "")), self.language)
        if asked is None:
            raise Refused(404, _("This question is not part of the gathering any more."))
        view = hub.view(self.service.now(), self.language)
        visit = await self._visit(hub, view)
        answer = parse_post(asked.form, fields)
        body = {
            "id": first.get("id", ""),
            "seq": _whole(first.get("seq", "")),
            "activity": first.get("activity", ""),
            "round": asked.round,
            "respondent": visit.respondent,
            "group": visit.group or first.get("group") or None,
            "unit": visit.unit,
            "answer": answer,
        }
        try:
            await self._keep(hub, body, visit)
        except (Refused, StoreError) as error:
            await self._give_back(hub, visit, asked, typed_values(asked.form, fields), as_refused(error))
            return
        saved = replace(visit, saved=clock(self.service.now()), answer=answer, edit=False)
        self.send_html(self._page(hub, view, saved), 200)

    async def _keep(self, hub: Hub, body: dict[str, Any], visit: Visit) -> None:
        """Take the answer. One that was changed on a page that the browser went back to is a new answer."""
        try:
            await take(self.service, hub, body)
        except Refused as refused:
            if refused.more.get("reason") != "conflict":
                raise
            await take(self.service, hub, body | {"id": visit.id, "seq": visit.seq})

    async def _give_back(
        self, hub: Hub, visit: Visit, asked: Asked, draft: dict[str, Any], refused: Refused
    ) -> None:
        """The page once more with what was filled in: in its form, or to be read where the form is gone."""
        view = hub.view(self.service.now(), self.language)
        same = view.asked is asked
        if not same:
            visit = await self._visit(hub, view)
        left = None if same and (view.open or view.late) else asked
        problem = refused.sentence
        if (refused.status, refused.more.get("reason")) == (409, "locked"):  # the round, not the database
            problem = _("The round was locked before you sent an answer. What you wrote is still here.")
        again = replace(visit, problem=problem, draft=draft, left=left)
        self.send_html(self._page(hub, view, again), refused.status)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0
