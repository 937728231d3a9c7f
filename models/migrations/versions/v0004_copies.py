"""What copying needs: locks that expire, and which Chatapp a database holds."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from models.utc_datetime import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    provenance = op.create_table(
        "provenance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chatapp", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("copied_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_provenance"),
    )
    row = {"id": 1, "chatapp": uuid4(), "standing": "in_service", "since": datetime.now(UTC), "copied_at": None}
    op.bulk_insert(provenance, [row])


def downgrade() -> None:
    op.drop_table("provenance")
    op.drop_table("lease")
