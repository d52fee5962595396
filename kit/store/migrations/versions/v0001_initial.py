"""Gatherings, what is written about them, and the groups' answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    counter = op.create_table(
        "counter",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", number, nullable=False),
    )
    gathering = op.create_table(
        "gathering",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("code", sa.String(20), unique=True),
    )
    op.create_table(
        "entry",
        sa.Column("revision", number, primary_key=True, autoincrement=False),
        sa.Column("gathering", sa.String(40), sa.ForeignKey("gathering.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
    )
    op.create_index("entry_state", "entry", ["gathering", "revision"])
    op.create_index("entry_latest", "entry", ["gathering", "kind", "subject", "revision"])
    op.create_table(
        "answer",
        sa.Column("revision", number, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(80), nullable=False, unique=True),
        sa.Column("gathering", sa.String(40), sa.ForeignKey("gathering.id"), nullable=False),
        sa.Column("activity", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("respondent", sa.String(80), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("group_id", sa.String(40)),
        sa.Column("unit_id", sa.String(40)),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_index("answer_round", "answer", ["gathering", "activity", "round", "revision"])
    op.bulk_insert(counter, [{"id": 1, "revision": 0}])
    op.bulk_insert(gathering, [{"id": "", "code": None}])
