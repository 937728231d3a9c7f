"""Reactions."""

import sqlalchemy as sa
from alembic import op

from models.big_id import BigId
from models.utc_datetime import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "reaction",
        sa.Column("id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("emoji", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reaction_account_id"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_reaction_message_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reaction"),
        sa.UniqueConstraint("message_id", "account_id", "emoji", name="uq_reaction_message_id_account_id_emoji"),
    )


def downgrade() -> None:
    op.drop_table("reaction")
