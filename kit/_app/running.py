"""One run of the ``fagsamling`` command, from the first file that is opened to the last kernel that is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import hashlib
import logging
import os
import re
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornado.web import decode_signed_value

from kit._app import behind, kept, lean, logs, network
from kit._app.behind import Behind
from kit._app.dated import DatedCopies
from kit._app.kept import Beside, Kept
from kit._app.options import DEFAULT_PORT, Options
from kit._app.sharing import Sharing
from kit.i18n import gettext as _
from kit.places import prepare_environment, shared_folder
from kit.programme import TemplateError
from kit.store import Store, StoreError, open_store

if TYPE_CHECKING:
    from tornado.httputil import HTTPServerRequest

START = "voila/render/start.ipynb"
DEMO = "voila/render/tema-3-organisasjon-og-ledelse.ipynb"
_PORTS = 50
log = logging.getLogger("fagsamling")


class Refused(Exception):
    """The run cannot begin; the message is one sentence for the person who started it."""


def say(*lines: str) -> None:
    """Speak to whoever looks at the terminal, if anybody does."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()


def run(options: Options) -> int:
    """Serve until somebody stops it; the exit code."""
    prepare_environment()
    try:
        with contextlib.ExitStack() as stack:
            return _run(options, stack)
    except (Refused, StoreError, TemplateError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except OSError as error:
        log.exception("could not start")
        sentence = _("Fagsamling could not start: {reason}.")
        about = f" ({error.filename})" if error.filename else ""
        sys.stderr.write(sentence.format(reason=(error.strerror or str(error)).rstrip(".") + about) + "\n")
        return 1
    except Exception:
        log.exception("stopped")
        sentence = _(
            "Something unexpected happened, and Fagsamling had to stop. "
            "Everything that was saved is kept. Details are in {log}."
        )
        sys.stderr.write(sentence.format(log=logs.place() or "–") + "\n")
        return 1


def _run(options: Options, stack: contextlib.ExitStack) -> int:
    url = options.database
    if options.demo:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="fagsamling-demo-", ignore_cleanup_errors=True)
        )
        url = str(Path(folder) / "demo.db")
    store = open_store(url)
    stack.callback(store.close)
    if store.path is None and store.url.startswith("sqlite"):
        raise Refused(_("A database in memory cannot be shared between pages; give the name of a file."))
    beside = Beside.of(store)
    log_path = Path(tempfile.gettempdir()) / "fagsamling-demo.log" if options.demo else beside.log
    logs.write_to(log_path)
    lock = kept.hold(beside.lock)
    if lock is None:
        return _already_running(kept.read(beside.kept), options)
    stack.callback(lock.release)
    lean.keep_out()
    sys.setswitchinterval(
        0.001
    )  # the phones' loop waits for the thread that writes, several times per answer
    dashboards = stack.enter_context(behind.begin(log_path))
    if not options.demo:
        stack.enter_context(DatedCopies(store))
    server = stack.enter_context(_Server(options, store, beside, dashboards))
    asyncio.run(server.serve())
    say(
        _("Fagsamling has stopped. Everything that was saved is kept.") if not options.demo else _("Stopped.")
    )
    return 0


def _already_running(known: Kept, options: Options) -> int:
    if not known.running:
        raise Refused(_("Another Fagsamling is already using this database; stop that one first."))
    say(_("Fagsamling is already running with this database: {address}").format(address=known.running))
    if options.browser:
        _browse(known.running)
    return 0


class _Server:
    """The parts of one run: phone pages, dashboards, sharing, and the demo's groups."""

    def __init__(self, options: Options, store: Store, beside: Beside, dashboards: Behind) -> None:
        from kit.participant.server import PhoneServer
        from kit.participant.service import nearby

        self._nearby = nearby
        self.options, self.store, self.beside = options, store, beside
        self.kept = kept.read(beside.kept)
        guarded = options.share_dashboards or options.token is not None
        self.token = (options.token or self.kept.token) if guarded else ""
        # With another token, earlier cookies are worth nothing.
        self.secret = hashlib.sha256(f"{self.kept.cookie_secret} {self.token}".encode()).digest()
        self.dashboards = dashboards
        self.phones = PhoneServer(store.url, hand_over=dashboards.adopt)
        self.sharing: Sharing | None = None
        self.groups: Any = None
        self.sample = ""  # the demo's gathering
        self.port = 0

    def __enter__(self) -> _Server:
        if self.options.demo:  # before anybody can ask for it
            from kit.sample import begin

            self.sample = begin(self.store, date=self.store.clock().date())
        self.phones.start()
        self.phones.service.may_look = self._may_look
        try:
            self.port = self._listen()
        except BaseException:
            self.phones.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        if self.groups is not None:
            self.groups.close()
        if self.sharing is not None:
            self.sharing.close()
        self.phones.close()
        with contextlib.suppress(OSError):
            kept.write(self.beside.kept, replace(kept.read(self.beside.kept), running=""))

    # Sockets

    def _listen(self) -> int:
        if self.options.port is not None:
            if self._listen_at(self.options.port):
                return self.options.port
            raise Refused(
                _("Port {port} is in use by another program; choose another with --port.").format(
                    port=self.options.port
                )
            )
        first = self.kept.port or DEFAULT_PORT
        for port in (first, *range(DEFAULT_PORT, DEFAULT_PORT + _PORTS)):
            if self._listen_at(port):
                return port
        raise Refused(_("No free port was found; choose one with --port."))

    def _listen_at(self, port: int) -> bool:
        """On both names of this machine, so that «localhost» never reaches another program."""
        for address in network.LOCAL:
            try:
                self.phones.listen(address, port)
            except OSError as error:
                if error.errno == errno.EACCES:
                    sentence = _("You may not use port {port}; choose one from 1024 with --port.")
                    raise Refused(sentence.format(port=port)) from error
                if address == network.LOCAL[1] and error.errno != errno.EADDRINUSE:
                    return True  # no IPv6 here
                if address == network.LOCAL[1]:
                    self.phones.unlisten(network.LOCAL[0])
                return False
        return True

    def _may_look(self, request: HTTPServerRequest) -> bool:
        """Whether the phones' server may tell how many are connected: to this machine, or with the token."""
        return self._nearby(request) or (bool(self.token) and _knows(self.secret, request))

    # Running

    async def serve(self) -> None:
        stop = asyncio.Event()
        with _stopping(stop):
            async with self.dashboards.open(self._settings()):
                self._open_to_others()
                path = self._first_page()
                self._keep()
                self._tell(path)
                if self.options.browser:
                    threading.Thread(target=_browse, args=(self._address(path),), daemon=True).start()
                gc.collect()
                gc.freeze()  # what is here now stays; looking at it again would hold up every phone
                await stop.wait()

    def _settings(self) -> behind.Settings:
        return behind.Settings(
            notebooks=str(shared_folder("notebooks")),
            token=self.token,
            cookie_secret=self.secret.hex(),
            any_host=self.options.share_dashboards,
            port=self.port,
            environment={
                "FAGSAMLING_DATABASE": self.store.url,
                "FAGSAMLING_BASE_URL": "/",
                "FAGSAMLING_PORT": str(self.port),
                "FAGSAMLING_DEMO": "1" if self.options.demo else "",
            },
        )

    def _open_to_others(self) -> None:
        fixed = self.options.share_address
        find = (lambda: [fixed]) if fixed else network.addresses
        self.sharing = Sharing(self.store, self.phones, self.port, find=find)
        self.sharing.begin(wanted=self.options.share)

    def _first_page(self) -> str:
        if not self.options.demo:
            return START
        from kit._app.demo import Groups

        self.groups = Groups(self.store, self.sample, self.port)
        self.groups.start()
        return f"{DEMO}?samling={self.sample}&steg=gjennomfor"

    def _keep(self) -> None:
        stays = self.kept.port if self.options.port is None and self.kept.port else self.port
        self.kept = replace(
            self.kept, port=stays, running=self._address(START), token=self.options.token or self.kept.token
        )
        try:
            kept.write(self.beside.kept, self.kept)
        except OSError as error:  # a full disk stops no gathering; only the next start will not know these
            log.warning("port and token were not kept: %s", error)

    def _address(self, path: str, host: str = "localhost") -> str:
        token = ("&" if "?" in path else "?") + f"token={self.token}" if self.token else ""
        return f"http://{host}:{self.port}/{path}{token}"

    def _tell(self, path: str) -> None:
        lines = [
            _("Fagsamling is running."),
            _("  Open:  {address}").format(address=self._address(path)),
            _("  Data:  {place}").format(place=self.store.path or _("the database that was given")),
        ]
        if self.options.demo:
            lines.append(_("         This is a demo; the data is deleted when it stops."))
        if self.sharing is not None:
            truth = self.store.shared("server")
            for address in truth.get("addresses", ()):
                lines.append(_("  Phones:  {address}").format(address=f"{address}/delta"))
                if self.options.share_dashboards:
                    page = f"{address}/{path}{'&' if '?' in path else '?'}token={self.token}"
                    lines.append(_("  Dashboards from other machines:  {address}").format(address=page))
            if self.options.share and truth.get("error"):
                lines.append(f"  {truth['error']}")
        lines.append(_("  Stop:  press Ctrl+C in this window"))
        say(*lines)


def _knows(secret: bytes, request: HTTPServerRequest) -> bool:
    """Whether the request carries the cookie of somebody who gave the token."""
    name = re.sub("[^A-Za-z0-9]+", "-", f"username-{request.host}")  # as Jupyter's identity provider names it
    cookie = request.cookies.get(name)
    return cookie is not None and decode_signed_value(secret, name, cookie.value) is not None


@contextlib.contextmanager
def _stopping(stop: asyncio.Event) -> Iterator[None]:
    """Ctrl+C and the system's own signals set the event; nothing is cut off halfway."""
    loop = asyncio.get_running_loop()
    names = [n for n in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, n)]
    before = {}

    def asked(*_details: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    for name in names:
        number = getattr(signal, name)
        with contextlib.suppress(ValueError, OSError):  # not the main thread: somebody else decides
            before[number] = signal.signal(number, asked)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _browse(address: str) -> None:
    """Open the page; where there is no browser, say which address to open."""
    opened = False
    headless = sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    if not headless:  # else Python would start a text browser in this very terminal
        with contextlib.suppress(Exception):
            opened = webbrowser.open(address)
    if not opened:
        say(_("No browser was found. Open this address in one: {address}").format(address=address))
