"""A process that has imported everything a dashboard needs; each kernel is a fork of it (Linux).

Run as a module it is that process. It takes requests on the socket whose number is its only argument:
one JSON line with the command, environment and folder of a kernel, and two file descriptors
(where the kernel writes, and a pipe that the kernel holds as long as it lives). It answers
with the kernel's process id. When the socket closes it ends, and its kernels see that and end too.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import signal
import socket
import sys
from typing import Any, NoReturn

READY = b"ready\n"


def warm() -> None:
    """Import what kernels need, and do once what is slow the first time."""
    import importlib
    import pkgutil

    import ipykernel.ipkernel
    import ipykernel.kernelapp  # noqa: F401
    import pandas  # noqa: F401

    import kit.dashboards
    from kit.activities import KINDS, kind
    from kit.i18n import gettext

    gettext("")  # reads the catalogues
    for module in pkgutil.iter_modules(kit.dashboards.__path__, "kit.dashboards."):
        with contextlib.suppress(ImportError):
            importlib.import_module(module.name)
    for name in KINDS:
        kind(name)
    _draw()


def _draw() -> None:
    """One picture: finds the fonts, and loads what draws."""
    from io import BytesIO

    from matplotlib.figure import Figure

    from kit.programme import TemplateError, programme

    with contextlib.suppress(TemplateError, OSError):
        programme()
    figure = Figure()
    figure.subplots().set_title("æøå")
    for form in ("svg", "png"):
        figure.savefig(BytesIO(), format=form)


def serve(requests: socket.socket) -> None:
    """Fork a kernel for each request, until the socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is for the server
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for kernels here
    warm()
    gc.collect()
    gc.freeze()  # or every page with a reference count would be copied
    requests.sendall(READY)
    while True:
        data, files, _flags, _address = socket.recv_fds(requests, 1 << 20, 2)
        if not data:
            break
        while not data.endswith(b"\n"):
            data += requests.recv(1 << 20)
        pid = os.fork()
        if pid == 0:
            requests.close()
            _become_kernel(json.loads(data), *files)
        for file in files:
            os.close(file)
        requests.sendall(f"{pid}\n".encode())


def _become_kernel(request: dict[str, Any], output: int, _alive: int) -> NoReturn:
    code = 1
    try:
        os.setpgid(0, 0)
        for name in (signal.SIGINT, signal.SIGCHLD, signal.SIGTERM):
            signal.signal(name, signal.SIG_DFL if name != signal.SIGINT else signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        random.seed()
        _seed_numpy()
        from ipykernel.kernelapp import IPKernelApp

        # The environment was read when ipykernel was imported, so it is told who its parent is.
        arguments = [*request["arguments"], f"--IPKernelApp.parent_handle={os.getppid()}"]
        sys.argv = ["ipykernel_launcher", *arguments]
        kernel = IPKernelApp.instance()
        kernel.initialize(arguments)
        import ipywidgets

        ipywidgets.register_comm_target()  # done on import too, but then there was no kernel yet
        kernel.start()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        import atexit

        with contextlib.suppress(Exception):
            atexit._run_exitfuncs()
        os._exit(code)


def _seed_numpy() -> None:
    import numpy

    numpy.random.seed()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
