"""Voilà as we run it: our notebooks, our template, our pages around them, on sockets that others accepted."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
import socket
import tempfile
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application
from traitlets.config import Config
from voila.app import Voila
from voila.exporter import VoilaExporter
from voila.tornado.handler import TornadoVoilaHandler

from kit._app import pages, renderer
from kit._app.behind import Settings
from kit._app.kernels import DashboardKernels, DashboardSpecs
from kit._app.network import LOCAL
from kit._app.notebooks import prelaunch_hook

_KEPT_ROUTES = ("/api/kernels/", "/voila/render/", "/voila/api/shutdown/", "/voila/templates/", "/login")


class OwnPython(DashboardSpecs):
    """What else is installed on the machine is not for dashboards."""

    def _kernel_dirs_default(self) -> list[str]:
        return []


class Dashboards(Voila):
    """The dashboards' own part of the server. It listens to nothing by itself."""

    name = "voila"

    def __init__(self, settings: Settings, kernel_log: Path) -> None:
        config = Config()
        config.VoilaConfiguration.template = "fagsamling"
        config.VoilaConfiguration.allow_template_override = "NO"
        config.VoilaConfiguration.allow_theme_override = "NO"
        config.VoilaConfiguration.prelaunch_hook = prelaunch_hook
        config.VoilaConfiguration.kernel_spec_manager_class = OwnPython
        config.VoilaConfiguration.multi_kernel_manager_class = DashboardKernels
        config.NotebookNotary.db_file = ":memory:"  # nothing is written in the home folder
        config.NotebookNotary.secret = secrets.token_bytes(32)
        super().__init__(
            config=config,
            log=logging.getLogger("fagsamling.dashboards"),
            root_dir=settings.notebooks,
            config_file_paths=[],  # somebody's own voila.json is not about us
            token=settings.token,
            cookie_secret=bytes.fromhex(settings.cookie_secret),
            identity_provider_class=pages.Token,
            open_browser=False,
        )
        # Voilà runs our notebooks whether Jupyter has seen them before or not.
        self.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
        self.port = settings.port
        self._any_host, self._kernel_log = settings.any_host, kernel_log
        self._inside: HTTPServer | None = None
        self._outside: HTTPServer | None = None

    def init_handlers(self) -> list[Any]:
        kept = []
        for route in super().init_handlers():
            path, handler, *rest = route
            if handler is TornadoVoilaHandler:
                kept.append((path, pages.Render, *rest))
            elif any(known in path for known in _KEPT_ROUTES):
                kept.append(tuple(route))
        return [
            (r"/", pages.ToStart),
            (r"/voila/?", pages.ToStart),
            (r"/voila/tree(?:/.*)?", pages.ToStart),
            (r"/delta(?:/.*)?", pages.ToPhonePages),
            (r"/healthz", pages.ToPhonePages),
            *kept,
        ]

    async def open(self) -> None:
        """Be ready for sockets, on the loop that calls."""
        self._folder = tempfile.TemporaryDirectory(prefix="fagsamling-", ignore_cleanup_errors=True)
        self.connection_dir = self._folder.name
        renderer.use()
        on_term = signal.getsignal(signal.SIGTERM)
        self.initialize(argv=[])
        signal.signal(signal.SIGTERM, on_term)  # Voilà takes it; how this run ends is not its business
        settings = self.init_settings()
        self.kernel_manager.kernel_log = self._kernel_log
        settings |= {
            "allow_remote_access": self._any_host,
            "local_hostnames": ["localhost"],
            "default_handler_class": pages.NotFound,
            "log_function": lambda _handler: None,
            # Milliseconds. Jupyter closes a connection whose last pong is older than this when it pings anew,
            # so it must be longer than the interval of 30 s, or every healthy page is cut off.
            "ws_ping_timeout": 90_000,
        }
        self.app = Application(**settings)
        self.app.add_handlers(".*$", self.init_handlers())
        self._inside = HTTPServer(self.app)
        self._outside = HTTPServer(pages.for_outsiders())

        self._warm_up()

    def _warm_up(self) -> None:
        """Do now what would otherwise hold up the phones when the first dashboard opens."""
        exporter = VoilaExporter(
            template_paths=self.template_paths, template_name="fagsamling", config=self.config, base_url="/"
        )
        assert exporter.template
        gc.collect()
        gc.freeze()  # what is here now stays, so the collector need not look at it again

    def take(self, connection: socket.socket) -> None:
        """Serve a connection that was accepted elsewhere; nothing has been read from it.

        It sees dashboards when it came to this machine's own address, or when all may.
        """
        assert self._inside is not None
        assert self._outside is not None
        try:
            connection.setblocking(False)
            inside = self._any_host or connection.getsockname()[0] in LOCAL
            address = connection.getpeername()
        except OSError:  # gone again
            connection.close()
            return
        (self._inside if inside else self._outside).handle_stream(IOStream(connection), address)

    async def close(self) -> None:
        """Stop every kernel, and say goodbye to every page."""
        if self._inside is None or self._outside is None:
            return
        await ensure_async(self.kernel_manager.shutdown_all(now=True))
        for server in (self._inside, self._outside):
            server.stop()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(server.close_all_connections(), 2)
        self._folder.cleanup()
