"""The receipt for an answer: what shows, after a restore, that it was acknowledged before its round was locked. Pure.

The key is the gathering's own and travels in its copies, so that the next machine knows the receipts of the one before.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from kit.store.values import canonical

if TYPE_CHECKING:
    from kit.participant.checks import Envelope
    from kit.store.state import Gathering


def receipt(g: Gathering, sent: Envelope) -> str:
    """32 letters and digits, the same each time; empty for a gathering that was made before there were receipts.

    The table is left out: one that is made anew after a restore has another id.
    """
    if not g.receipts:
        return ""
    said = canonical([sent.id, sent.activity, sent.round, sent.respondent, sent.seq, sent.answer])
    return hmac.new(g.receipts.encode(), said.encode(), "sha256").hexdigest()[:32]


def proven(g: Gathering, sent: Envelope) -> bool:
    """Whether an answer was acknowledged once. Without receipts the sender's word is taken for it."""
    if sent.saved is None or not g.receipts:
        return sent.saved is not None
    return hmac.compare_digest(receipt(g, sent).encode(), sent.saved.encode("utf-8", "replace"))
