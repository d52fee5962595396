"""The ``fagsamling`` command: dashboards and phone pages on one port."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kit._app import options


def main(argv: Sequence[str] | None = None) -> int:
    """Start everything, or print what is covered (``innhold``); 0, 1 for «could not», 2 for wrong options."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an old Windows terminal lacks some letters
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["innhold"] and given[1:] in ([], ["nb"], ["nn"]):
        from kit.programme.coverage import table

        sys.stdout.write(f"{table(*given[1:])}\n")
        return 0
    wanted = options.parse(argv)
    from kit._app.running import run  # after the options: --help answers at once

    return run(wanted)


if __name__ == "__main__":
    sys.exit(main())
