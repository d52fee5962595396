"""The dashboards' kernels: one for each open page, gone when the page is, and never more than there is room for.

Kernels that people start in JupyterLab are left to Jupyter's own rules.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from kit._app import forked, room

SPEC = "fagsamling-dashboard"  # the kernels of dashboards go by this name
IDLE = float(os.environ.get("FAGSAMLING_IDLE") or 5 * 60)  # seconds without a page: the browser crashed
ARRIVAL = 60.0  # a page may take so long from when its kernel starts until it speaks with it
GONE = 60.0  # a page that has been away so long gives way to a new one when there is no room
_ARGUMENTS = ["--quiet", "--HistoryManager.enabled=False", "--log-level=ERROR"]


class DashboardSpecs(KernelSpecManager):
    """Knows one kind of kernel more: the Python that runs the kit, whatever else is installed here."""

    def get_kernel_spec(self, kernel_name: str) -> Any:
        if kernel_name != SPEC:
            return super().get_kernel_spec(kernel_name)
        provisioner = {"provisioner_name": forked.NAME} if forked.ForkedProvisioner.nursery else None
        return KernelSpec(
            argv=make_ipkernel_cmd(),
            display_name="Fagsamling",
            language="python",
            metadata={"kernel_provisioner": provisioner} if provisioner else {},
        )


def stays_dead(kernels: AsyncMappingKernelManager, kernel_id: str) -> None:
    """A kernel that dies is forgotten at once: started anew it would know nothing of its page, which asks for another."""
    restarter = getattr(kernels.get_kernel(kernel_id), "_restarter", None)
    if restarter is not None:
        restarter.restart_limit = 0


@dataclass
class OpenDashboard:
    """One kernel of ours, and whether a page looks at it."""

    title: str
    since: dt.datetime
    pages: int = 0
    left: float = field(default_factory=lambda: time.monotonic() + ARRIVAL)  # when the last page went

    def away(self) -> float:
        """Seconds since a page was there; 0 while one is, or is on its way."""
        return 0.0 if self.pages else max(0.0, time.monotonic() - self.left)


class DashboardKernels(AsyncMappingKernelManager):
    """Jupyter's kernels, where those of dashboards are counted, and follow their pages."""

    kernel_log: Path | None = None  # where kernels write what nobody reads on the screen
    begin_nursery: Any = None  # called before the first dashboard

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._boards: dict[str, OpenDashboard] = {}
        self._titles: dict[str, str] = {}  # of the notebooks that were opened: path → title
        self._scratch = tempfile.TemporaryDirectory(prefix="fagsamling-", ignore_cleanup_errors=True)
        self._minding: asyncio.Task[None] | None = None

    @property
    def boards(self) -> list[OpenDashboard]:
        """The dashboards that are open now, the oldest first."""
        return sorted(self._boards.values(), key=lambda board: board.since)

    async def make_room(self, notebook: str, title: str) -> bool:
        """Whether this dashboard may open too. One whose page has gone away gives way to it.

        Nothing must be awaited between the answer and :meth:`start_kernel`.
        """
        self._titles[notebook] = title
        most = room.dashboards()
        away = sorted((b.away(), id_) for id_, b in self._boards.items() if b.away() > GONE)
        while len(self._boards) >= most and away:
            await self._end(away.pop()[1])
        return len(self._boards) < most

    # --- Jupyter's own methods, for the kernels that are ours

    async def start_kernel(self, **details: Any) -> str:  # type: ignore[override]
        if details.get("kernel_name") != SPEC:
            return str(await super().start_kernel(**details))
        id_ = str(uuid.uuid4())
        environment = {**os.environ, **details.pop("env", {}), "IPYTHONDIR": self._scratch.name}
        notebook = environment.get("SCRIPT_NAME", "").partition("/voila/render/")[2]
        self._boards[id_] = OpenDashboard(
            self._titles.get(notebook, notebook), dt.datetime.now(dt.UTC)
        )  # before anything is awaited
        if self._minding is None:
            self._minding = asyncio.create_task(self._mind())
        try:
            if self.begin_nursery is not None:
                self.begin_nursery()
            with self._output() as output:
                # Jupyter takes an id only for a kernel that it knows, or one that it should make anew.
                await super().start_kernel(
                    kernel_id=id_,
                    env=environment,
                    stdout=output,
                    stderr=output,
                    extra_arguments=_ARGUMENTS,
                    **details,
                )
                stays_dead(self, id_)
                return id_
        except BaseException:
            self._boards.pop(id_, None)
            raise

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, now: bool = False, restart: bool = False
    ) -> None:
        """Its place is free at once: Jupyter takes a moment after the process is gone to forget it."""
        if not restart:
            self._boards.pop(kernel_id, None)
        await super().shutdown_kernel(kernel_id, now=now, restart=restart)

    def remove_kernel(self, kernel_id: str) -> Any:
        self._boards.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    def notify_connect(self, kernel_id: str) -> None:
        super().notify_connect(kernel_id)
        if board := self._boards.get(kernel_id):
            board.pages += 1

    def notify_disconnect(self, kernel_id: str) -> None:
        super().notify_disconnect(kernel_id)
        if board := self._boards.get(kernel_id):
            board.pages = max(0, board.pages - 1)
            board.left = time.monotonic()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Jupyter's rule holds for ours only where it is told to stop also what somebody has open.

        It goes by what the kernel did last, and an open page asks it every second whether it is there.
        """
        if kernel_id not in self._boards or self.cull_connected:
            await super().cull_kernel_if_idle(kernel_id)

    # --- pages that went without saying so

    async def _mind(self) -> None:
        while True:
            await asyncio.sleep(min(30.0, IDLE / 4))
            for id_, board in list(self._boards.items()):
                if id_ not in self:
                    self._boards.pop(id_, None)
                elif board.away() > IDLE:
                    await self._end(id_)

    async def _end(self, kernel_id: str) -> None:
        board = self._boards.pop(kernel_id, None)
        try:
            await self.shutdown_kernel(kernel_id, now=True)
        except Exception:
            self.log.exception("a dashboard's kernel could not be stopped: %s", board)

    @contextlib.contextmanager
    def _output(self) -> Iterator[Any]:
        try:
            with (self.kernel_log or Path(os.devnull)).open("ab") as file:
                yield file
        except OSError:
            yield subprocess.DEVNULL
