"""Everything that lasts: gatherings, what is written about them, and answers."""

from kit.store.answers import NewAnswer, Receipt
from kit.store.engine import database_url
from kit.store.errors import Stale, StoreError
from kit.store.gatherings import GatheringSummary, Municipality, NewGathering, NewUnit
from kit.store.state import MIXED, AnswerRow, Entry, Gathering
from kit.store.store import Store, open_store
from kit.store.writer import Writer

__all__ = [
    "MIXED",
    "AnswerRow",
    "Entry",
    "Gathering",
    "GatheringSummary",
    "Municipality",
    "NewAnswer",
    "NewGathering",
    "NewUnit",
    "Receipt",
    "Stale",
    "Store",
    "StoreError",
    "Writer",
    "database_url",
    "open_store",
]
