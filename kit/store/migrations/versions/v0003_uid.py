"""Every row has a uid that is the same in every copy, so that copies can be laid together.

Rows from before get theirs from what stands in them: two copies of one older file agree.
"""

import datetime as dt
import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.add_column("counter", sa.Column("mark", sa.String(20), nullable=False, server_default=""))
    op.add_column("gathering", sa.Column("since", number, nullable=False, server_default="0"))
    for table in ("entry", "answer"):
        op.add_column(table, sa.Column("uid", sa.String(40), nullable=False, server_default=""))
    _fill(op.get_bind())
    op.create_index("entry_uid", "entry", ["uid"], unique=True)


def _fill(connection: sa.Connection) -> None:
    rows = [
        (row[0], table, row)
        for table, columns in (
            ("entry", "revision, at, gathering, kind, subject, body, author"),
            ("answer", "revision, at, gathering, id, answer"),
        )
        for row in connection.execute(sa.text(f"SELECT {columns} FROM {table}"))
    ]
    mark = 0
    told: dict[str, list[dict[str, object]]] = {"entry": [], "answer": []}
    for number, table, row in sorted(rows, key=lambda r: r[0]):
        at = dt.datetime.fromisoformat(row[1])
        mark = max((at - _EPOCH) // dt.timedelta(microseconds=1) << 16, mark + 1)
        content = "\x1f".join(map(str, row))
        uid = f"{mark:018x}{hashlib.sha256(content.encode()).hexdigest()[:12]}"
        told[table].append({"uid": uid, "revision": number})
    for table, found in told.items():
        if found:
            connection.execute(sa.text(f"UPDATE {table} SET uid = :uid WHERE revision = :revision"), found)
    connection.execute(sa.text("UPDATE counter SET mark = :mark"), {"mark": f"{mark:018x}"})
