"""What every request for phones has in common: small bodies, our own Origin, and errors as one sentence.

The handlers hold no authority: no cookie, no token, no session. They work in our own server and,
unchanged, inside Jupyter Server.
"""

from __future__ import annotations

import gzip
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tornado import web
from tornado.http1connection import HTTP1Connection
from tornado.log import app_log, gen_log

from kit.i18n import LANGUAGES, use
from kit.i18n import gettext as _
from kit.participant import pages
from kit.participant.phone_state import as_bytes
from kit.participant.refused import Refused
from kit.store import StoreError
from kit.store.codes import read_code

if TYPE_CHECKING:
    from kit.participant.hub import Hub
    from kit.participant.service import ParticipantService

LARGEST_BODY = 64 * 1024
_READ_ANYWAY = 16 * 1024 * 1024  # read and thrown away, so that the sender gets to see the refusal
_BODY_SECONDS = 30
_LOCAL_NAMES = {"localhost", "127.0.0.1", "::1", ""}


@web.stream_request_body
class Base(web.RequestHandler):
    """A handler that answers scripts in JSON and people in HTML."""

    html = False  # whether people look at what it answers

    def initialize(self, service: ParticipantService, base_url: str) -> None:
        self.service, self.base_url = service, base_url
        self.language = "nb"
        self.code = ""
        self._chunks: list[bytes] = []
        self._received = 0
        self._too_large = self._read = False

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")

    def check_xsrf_cookie(self) -> None:
        """There is no cookie that another site could make use of."""

    # --- the body, never more of it in memory than is allowed

    def prepare(self) -> None:
        connection = self.request.connection
        if isinstance(connection, HTTP1Connection):
            connection.set_max_body_size(2**53)  # counted here, so that the refusal can be read
            connection.set_body_timeout(_BODY_SECONDS)
        length = self.request.headers.get("Content-Length", "0")
        if length.isdigit() and int(length) > LARGEST_BODY:
            self._refuse_size()

    def data_received(self, chunk: bytes) -> None:
        self._received += len(chunk)
        if self._received > _READ_ANYWAY and isinstance(self.request.connection, HTTP1Connection):
            self.request.connection.close()
        elif self._received > LARGEST_BODY:
            self._chunks.clear()
            self._refuse_size()
        elif not self._too_large:
            self._chunks.append(chunk)

    def _refuse_size(self) -> None:
        """Say so at once, then read the rest: a connection closed with data in it loses the reply."""
        if self._too_large:
            return
        self._too_large = True
        refused = Refused(413, _("This is too much to send at once. Make the answer shorter."), reason="size")
        self._show(refused)
        if self.request.headers.get("Expect"):
            self.finish()  # the sender is still asking whether it may
        else:
            self.set_header("Content-Length", str(sum(map(len, self._write_buffer))))
            self.flush()

    @property
    def body(self) -> bytes:
        return b"".join(self._chunks)

    # --- methods

    async def get(self, code: str = "") -> None:
        self.code = code
        await self._answer(self.on_get())

    async def head(self, code: str = "") -> None:
        self.code = code
        await self._answer(self.on_get())

    async def post(self, code: str = "") -> None:
        self.code = code
        await self._answer(self.on_post())

    async def on_get(self) -> None:
        raise self._no_such_method()

    async def on_post(self) -> None:
        raise self._no_such_method()

    def _no_such_method(self) -> Refused:
        own = {"GET": type(self).on_get is not Base.on_get, "POST": type(self).on_post is not Base.on_post}
        allowed = [method for method, there in own.items() if there]
        self.set_header("Allow", ", ".join(allowed))
        return Refused(405, _("This address does not take that kind of request."))

    async def _answer(self, work: Coroutine[Any, Any, None]) -> None:
        self._read = True
        if self._too_large:
            work.close()
            if not self._finished:
                self.finish()
            return
        try:
            await work
        except (Refused, StoreError) as error:
            self._show(as_refused(error))

    # --- answering

    def hub(self, code: str | None = None, *, fresh: bool = False) -> Hub:
        """The gathering that the address names; what we say is in the phone's language, else in its own."""
        self.language = self.chosen_language() or "nb"
        with use(self.language):
            hub = self.service.hub(self.code if code is None else code, fresh=fresh)
        self.language = self.chosen_language() or hub.gathering.language
        return hub

    def chosen_language(self) -> str:
        """The language that the phone asks for (``?sprak=nn``), or nothing."""
        chosen = self.get_query_argument("sprak", "")
        return chosen if chosen in LANGUAGES else ""

    def send_json(self, body: dict[str, Any], status: int = 200) -> None:
        self.send(as_bytes(body), "application/json; charset=utf-8", status)

    def send_html(self, page: str, status: int = 200) -> None:
        self.send_packed(gzip.compress(page.encode("utf-8", "replace"), 5), status)

    def send_packed(self, page: bytes, status: int = 200) -> None:
        """A page that is gzipped already: most phones take it as it is."""
        self.set_header("Content-Security-Policy", pages.policy())
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
        else:
            page = gzip.decompress(page)
        self.send(page, "text/html; charset=utf-8", status)

    def send(self, body: bytes, kind: str, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", kind)
        self.write(body)

    def _show(self, refused: Refused) -> None:
        self.set_status(refused.status)
        if refused.wait:
            self.set_header("Retry-After", str(max(1, round(refused.wait + 0.5))))
        if self.html:
            with use(self.language):
                if refused.more.get("reason") == "code":
                    page = pages.gone_page(refused.sentence, self.home(), read_code(self.code))
                else:
                    page = pages.error_page(refused.sentence, self.home())
            self.send_html(page, refused.status)
        else:
            self.send_json({"error": refused.sentence, **refused.more}, refused.status)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Never a traceback."""
        sentences = {
            400: _("This request could not be understood."),
            404: _("There is nothing at this address. Type the code from the screen in the room."),
            405: _("This address does not take that kind of request."),
        }
        if status_code == 405:
            self._no_such_method()
        if not self._read:  # Tornado hangs up on a request that was refused before it was read
            self.set_header("Connection", "close")
        sentence = sentences.get(status_code, _("Something went wrong here. Try again in a moment."))
        self._show(Refused(status_code, sentence))
        self.finish()

    def log_exception(self, *error: Any) -> None:
        """What phones do wrong is told to them and not to the log."""
        if not isinstance(error[1], web.HTTPError):
            app_log.error("error while answering %s", self.request.path, exc_info=error)
        else:
            gen_log.debug("%s", error[1])

    def home(self) -> str:
        """Where one types a code, as a path that also fits behind a proxy that hides a prefix."""
        _, found, below = self.request.path.partition("/delta/")
        return "../" * (below.count("/") + 1) + "delta" if found else f"{self.base_url}delta"

    # --- who asks

    def address(self) -> str:
        """The base address as the phone sees it, without a slash at the end."""
        headers = self.request.headers
        host = headers.get("X-Forwarded-Host", self.request.host).split(",")[0].strip()
        scheme = headers.get("X-Forwarded-Proto", self.request.protocol).split(",")[0].strip()
        return f"{scheme}://{host}{self.base_url}".rstrip("/")

    def from_outside(self) -> bool:
        """Reached under a name or an address that another machine can use."""
        return (urlsplit(self.address()).hostname or "") not in _LOCAL_NAMES

    def refuse_foreign_origin(self) -> None:
        """A page on another site may not post here."""
        origin = self.request.headers.get("Origin")
        if origin is None:
            return
        hosts = [self.request.headers.get("X-Forwarded-Host", ""), self.request.headers.get("Host", "")]
        if not any(same_host(origin, h) for host in hosts for h in host.split(",")):
            raise Refused(403, _("This was sent from another website. Open the page by its own address."))

    def refuse_other_content(self, wanted: str) -> None:
        kind = self.request.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind != wanted:
            raise Refused(415, _("Send this as {kind}.").format(kind=wanted))


def as_refused(error: Refused | StoreError) -> Refused:
    """What went wrong as what is told to the one who asked."""
    if isinstance(error, Refused):
        return error
    return Refused(400 if error.reason == "invalid" else 503, str(error), reason=error.reason)


def same_host(origin: str, host: str) -> bool:
    """Whether an Origin is the host that was asked. A host without a port fits any port: proxies drop it."""
    try:
        theirs = urlsplit(origin)
        ours = urlsplit(f"//{host.strip()}")
        their_port = theirs.port or {"http": 80, "https": 443}.get(theirs.scheme)
        return bool(ours.hostname) and theirs.hostname == ours.hostname and ours.port in (None, their_port)
    except ValueError:
        return False
