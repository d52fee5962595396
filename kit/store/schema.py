"""The tables, as they are now; how they came to be is in :mod:`kit.store.migrations`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

VERSIONS = ("0001", "0002", "0003")  # every schema this kit can read, oldest first
HEAD = VERSIONS[-1]

metadata = MetaData()
_Revision = BigInteger().with_variant(Integer, "sqlite")

# One row. Taking numbers from it inside the writing transaction makes them strictly growing and
# unique over entries and answers, and they become visible in order.
counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", _Revision, nullable=False),
    Column("mark", String(20), nullable=False, server_default=""),  # of the newest uid, see kit.store.numbers
)

# The row with id "" owns what all gatherings share. The foreign keys keep a late answer from
# reviving a gathering that was deleted.
gathering = Table(
    "gathering",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("code", String(20), unique=True),
    # Its rows were given new numbers after this revision, when copies were laid together.
    Column("since", _Revision, nullable=False, server_default="0"),
)

entry = Table(
    "entry",
    metadata,
    Column("revision", _Revision, primary_key=True, autoincrement=False),
    Column("gathering", String(40), ForeignKey("gathering.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body", Text, nullable=False),  # canonical JSON
    Column("at", String(40), nullable=False),  # UTC, ISO 8601
    Column("author", String(80), nullable=False),  # a random id, never a person
    Column("uid", String(40), nullable=False, server_default=""),  # the same in every copy
    Index("entry_state", "gathering", "revision"),
    Index("entry_latest", "gathering", "kind", "subject", "revision"),
    Index("entry_uid", "uid", unique=True),
    Index("entry_kind", "kind", "gathering", "subject", "revision"),
)

answer = Table(
    "answer",
    metadata,
    Column("revision", _Revision, primary_key=True, autoincrement=False),
    Column("id", String(80), nullable=False, unique=True),  # made by whoever sent it
    Column("gathering", String(40), ForeignKey("gathering.id"), nullable=False),
    Column("activity", String(40), nullable=False),
    Column("round", Integer, nullable=False),
    Column("respondent", String(80), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("group_id", String(40)),
    Column("unit_id", String(40)),
    Column("answer", Text, nullable=False),  # canonical JSON
    Column("at", String(40), nullable=False),
    Column("via", String(20), nullable=False, server_default="phone"),
    Column("uid", String(40), nullable=False, server_default=""),
    Index("answer_round", "gathering", "activity", "round", "revision"),
    Index("answer_news", "gathering", "revision"),
)
