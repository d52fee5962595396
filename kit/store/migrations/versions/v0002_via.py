"""How an answer came in (by phone, or entered by the facilitator), and quicker reading of news."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("answer", sa.Column("via", sa.String(20), nullable=False, server_default="phone"))
    op.create_index("answer_news", "answer", ["gathering", "revision"])
    op.create_index("entry_kind", "entry", ["kind", "gathering", "subject", "revision"])
