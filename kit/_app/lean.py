"""Keeps out of the server what Voilà's libraries would load if they could, and never use here."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

# jsonschema builds a grammar for international addresses from the first: seconds, and 16 MB.
# Beautiful Soup loads the other two, and is then asked for Python's own parser: 8 MB.
_UNUSED = ("rfc3987_syntax", "lxml", "html5lib")
_ARENA_MAX = -8  # M_ARENA_MAX in glibc's malloc.h


def keep_out() -> None:
    """Call it before Voilà is imported and before there are threads."""
    for name in _UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):  # else glibc keeps a heap for each thread
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
