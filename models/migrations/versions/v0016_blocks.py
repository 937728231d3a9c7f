"""Blocks of messages, and what people press in them."""

import sqlalchemy as sa
from alembic import op

from models.big_id import BigId
from models.utc_datetime import UtcDateTime

revision = "0016"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("message", sa.Column("blocks", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "interaction",
        sa.Column("id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_interaction_message_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_interaction_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_interaction"),
        sa.UniqueConstraint("account_id", "key", name="uq_interaction_account_id_key"),
    )
    op.create_index("ix_interaction_message", "interaction", ["message_id", "id"])
    op.create_index("ix_interaction_created", "interaction", ["created_at"])


def downgrade() -> None:
    op.drop_table("interaction")
    op.drop_column("message", "blocks")
