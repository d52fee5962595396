"""The Jupyter Server extension: phone pages beside JupyterLab and on Binder, and our notebooks as pages there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from kit._app import binder, kept, network
from kit._app.notebooks import prelaunch_hook
from kit.places import prepare_environment

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

    from kit.participant.service import ParticipantService
    from kit.store import Store

_EVERYWHERE = ("", "*", "0.0.0.0", "::")
_SETTING = "fagsamling_service"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "kit.extension"}]


def _link_jupyter_server_extension(app: ServerApp) -> None:
    """Before any extension is loaded: Voilà's own should find our template and leave out lab-only cells."""
    prepare_environment()
    _kernels(app)
    if "prelaunch_hook" not in app.config.VoilaConfiguration:
        app.config.VoilaConfiguration.prelaunch_hook = prelaunch_hook


def _kernels(app: ServerApp) -> None:
    """Dashboards get kernels of their own kind, unless whoever set up this server has chosen otherwise."""
    from kit._app import kernels, renderer

    renderer.use()
    if "kernel_manager_class" in app.config.ServerApp or "kernel_spec_manager_class" in app.config.ServerApp:
        return
    app.kernel_manager_class = kernels.DashboardKernels
    app.kernel_spec_manager_class = kernels.DashboardSpecs


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Add the phone pages below the server's base URL. They need no token, and hold no authority."""
    from kit.participant.base import Base
    from kit.participant.service import ParticipantService
    from kit.store import StoreError, open_store
    from kit.store.writer import Writer

    binder.settle(Path(app.root_dir))
    try:
        store = open_store()
    except StoreError as error:
        app.log.error("Fagsamling: %s", error)
        return
    service = ParticipantService(store, Writer(store))
    app.web_app.settings[_SETTING] = service
    for method in ("get", "head", "post"):  # said here: our own server knows nothing of Jupyter
        setattr(Base, method, allow_unauthenticated(getattr(Base, method)))
    app.web_app.add_handlers(".*$", handlers(app.base_url, service))
    os.environ["FAGSAMLING_DATABASE"] = store.url
    os.environ["FAGSAMLING_BASE_URL"] = app.base_url
    _warm_up(app, kept.Beside.of(store).log)


def handlers(base_url: str, service: ParticipantService) -> list[tuple[str, type, dict[str, Any]]]:
    """Every address of ours. Those of :mod:`kit.participant` need no token; what comes before them does."""
    from kit.participant.routes import routes

    presence = url_path_join(base_url, r"delta/([^/]{1,200})/presence")
    return [(presence, Presence, {"service": service}), *routes(base_url, service)]


def _warm_up(app: ServerApp, log: Path) -> None:
    """Kernels of dashboards are forked from a process that has everything imported; here as in our own server."""
    from kit._app import forked
    from kit._app.kernels import DashboardKernels

    if not isinstance(app.kernel_manager, DashboardKernels):
        return
    app.kernel_manager.kernel_log = log
    nursery = forked.Nursery()

    def begin() -> None:
        if forked.ForkedProvisioner.nursery is None:
            nursery.begin(log)
            forked.use(nursery)

    if binder.is_binder():  # a dashboard is what people come for
        begin()
    app.kernel_manager.begin_nursery = begin


async def _start_jupyter_server_extension(app: ServerApp) -> None:
    """The loop runs and the port is known."""
    service = app.web_app.settings.get(_SETTING)
    if service is None:
        return
    os.environ["FAGSAMLING_PORT"] = str(app.port)
    service.start()
    _tell_dashboards(app, service.store)


def _tell_dashboards(app: ServerApp, store: Store) -> None:
    """Where phones can come, unless a ``fagsamling`` runs with the same database: then that one knows."""
    lock = kept.hold(kept.Beside.of(store).lock)
    if lock is None:
        return
    try:
        open_to_all = app.ip in _EVERYWHERE
        base = app.base_url.rstrip("/")
        found = [f"http://{a}:{app.port}{base}" for a in network.addresses()] if open_to_all else []
        truth = {"addresses": found, "port": app.port, "base_url": app.base_url, "error": "", "jupyter": True}
        if store.shared("server") != truth:
            store.record("", "server", "", truth)
    finally:
        lock.release()


class Presence(APIHandler):
    """How many phones are connected; only for those who are logged in."""

    def initialize(self, service: ParticipantService) -> None:
        self._service = service

    @web.authenticated
    async def get(self, code: str) -> None:
        from kit.participant.refused import Refused

        try:
            body: dict[str, Any] = {"connected": self._service.hub(code).connected()}
        except Refused as refused:
            self.set_status(refused.status)
            body = {"error": str(refused)}
        self.finish(body)
