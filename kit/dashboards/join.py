"""How phones get in: an address that they can really reach, as a code, a link and a QR picture."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kit.dashboards import html
from kit.dashboards.pictures import qr
from kit.dashboards.session import Session
from kit.i18n import gettext as _

LONGEST = 40  # nobody types more than this from a projector
PREFERENCE = "join_address"  # which of this machine's network addresses the room uses


@dataclass(frozen=True)
class Join:
    """What phones need. ``url`` is empty while they cannot get in, and then ``problem`` says why.

    ``short`` is what people type, without scheme; empty where it is too long to be typed.
    ``addresses`` are base addresses to choose from, ``chosen`` is one of them or "".
    """

    code: str
    url: str = ""
    short: str = ""
    addresses: tuple[str, ...] = ()
    chosen: str = ""
    problem: str = ""
    may_share: bool = False  # «Åpne for telefoner» would help
    waiting: bool = False  # it was asked for, and the server has not answered yet

    @property
    def reachable(self) -> bool:
        return bool(self.url)


def only_here(origin: str) -> bool:
    """Whether an address means «this very machine», so that no phone can use it."""
    host = (urlsplit(origin).hostname or "").lower()
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _base(address: str) -> str:
    return address.rstrip("/")


def typed(base: str) -> str:
    """The address as people type it: ``192.168.1.20:8866/delta``; empty when it is too long."""
    parts = urlsplit(base)
    short = f"{parts.netloc}{parts.path.rstrip('/')}/delta"
    return short if len(short) <= LONGEST else ""


def resolve(
    origin: str,
    path: str,
    code: str,
    addresses: Sequence[str] = (),
    wanted: str = "",
    *,
    asked: bool = False,
    error: str = "",
) -> Join:
    """Where phones go, given how this page was opened and what the server listens on.

    ``origin`` and ``path`` are the page's own; ``addresses`` the network addresses that the
    server says phones can use; ``wanted`` the one chosen earlier; ``asked`` whether somebody
    has pressed «Åpne for telefoner»; ``error`` the server's own sentence.
    """
    own = _base(origin + path)
    known = [_base(a) for a in addresses]
    if not only_here(origin):
        known = [own, *(a for a in known if a != own)]
    if not known:
        if error:
            return Join(code, problem=error, may_share=True)
        if asked:
            return Join(code, problem=_("Opening for phones …"), waiting=True)
        sentence = _("This page is open on this machine only, so phones cannot join yet.")
        return Join(code, problem=sentence, may_share=True)
    chosen = wanted if wanted in known else known[0]
    return Join(
        code,
        url=f"{chosen}/delta/{code}",
        short=typed(chosen),
        addresses=tuple(known),
        chosen=chosen,
        problem=error,
    )


def join(session: Session) -> Join:
    """The way in to this page's gathering."""
    server = session.store.shared("server")
    return resolve(
        session.place.origin,
        session.place.path,
        session.code,
        server.get("addresses") or (),
        str(session.store.preference(PREFERENCE, "")),
        asked=bool(session.store.shared("share").get("wanted")),
        error=str(server.get("error") or ""),
    )


def act(session: Session, name: str, args: dict[str, Any]) -> bool:
    """Carry out the join panel's own commands; False if the command is not one of them."""
    if name == "share":
        session.store.record("", "share", "", {"wanted": True}, by=session.by)
    elif name == "join_address":
        session.store.set_preference(PREFERENCE, str(args["value"]))
    else:
        return False
    return True


def picture(way: Join, class_: str = "fs-qr") -> str:
    """The QR picture of the link."""
    label = html.escape(_("QR code for {address}").format(address=way.url))
    return f'<div class="{class_}" role="img" aria-label="{label}">{qr(way.url)}</div>'


def join_panel(session: Session) -> str:
    """Code, QR and address for the facilitator's own screen, with what to do when they do not work."""
    way = join(session)
    parts = ['<section class="fs-join" aria-label="', html.escape(_("How to join")), '">']
    if way.reachable:
        parts += [
            '<div class="fs-joinrow">',
            picture(way),
            "<div class=fs-grow>",
            _words(way),
            "</div></div>",
            _address(way),
        ]
        if way.problem:
            parts.append(f'<p class="fs-joinwhy">{html.escape(way.problem)}</p>')
        parts.append(_choice(way))
    else:
        parts.append(_closed(way))
    parts.append("</section>")
    return "".join(parts)


def _words(way: Join) -> str:
    copy = html.button(
        _("Copy the link"),
        None,
        look="text small",
        data_js="copy",
        data_text=way.url,
        data_done=_("Copied"),
        data_id="copy-link",
    )
    hint = html.escape(_("Join with"))
    return f'<p class="fs-dim fs-sm">{hint}</p><p class="fs-code">{html.escape(way.code)}</p>{copy}'


def _address(way: Join) -> str:
    if way.short:
        return f'<p class="fs-address">{html.escape(way.short)}</p>'
    return f'<p class="fs-hint">{html.escape(_("The address is long: scan, or send the link."))}</p>'


def _choice(way: Join) -> str:
    if len(way.addresses) < 2:
        return ""
    options = "".join(
        f'<option value="{html.escape(a)}"{" selected" if a == way.chosen else ""}>'
        f"{html.escape(urlsplit(a).netloc)}</option>"
        for a in way.addresses
    )
    label = html.escape(_("Address for phones"))
    hint = html.escape(_("Choose the one that belongs to the room's network."))
    return (
        f'<div class="fs-joinchoice"><label class="fs-sm" for="fs-join-address">{label}</label>'
        f'<select id="fs-join-address" class="fs-field" data-change="join_address">{options}</select>'
        f'<p class="fs-hint">{hint}</p></div>'
    )


def _closed(way: Join) -> str:
    code = (
        f'<p class="fs-dim fs-sm">{html.escape(_("Code"))}</p><p class="fs-code">{html.escape(way.code)}</p>'
    )
    button = ""
    if way.may_share:
        button = html.button(_("Open for phones"), "share", look="small", data_id="share")
    return f'<div>{code}</div><p class="fs-joinwhy">{html.escape(way.problem)}</p>{button}'
