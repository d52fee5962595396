"""Join codes and ids: random, readable from the back row, and forgiving when typed."""

from __future__ import annotations

import secrets

ALPHABET = "ACDEFHJKMNPRTUVWXY3479"  # nothing that looks like something else
LENGTH = 6
RESERVED = ("DEMO",)  # four letters, so it can never be drawn


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """What somebody typed, as a code would be written: «k7 m4pa» is K7M4PA."""
    return "".join(c for c in text.upper() if c.isalnum())


def new_id() -> str:
    """An id for a gathering, a municipality or a unit."""
    return secrets.token_hex(6)
