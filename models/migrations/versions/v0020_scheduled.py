"""Messages written for later."""

import sqlalchemy as sa
from alembic import op

from models.utc_datetime import UtcDateTime

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "scheduled_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("room_name", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("client_message_id", sa.String(length=64), nullable=False),
        sa.Column("local_at", sa.String(length=16), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_scheduled_message_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_scheduled_message_room_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled_message"),
        sa.UniqueConstraint("uuid", name="uq_scheduled_message_uuid"),
        sa.UniqueConstraint(
            "account_id", "client_message_id", name="uq_scheduled_message_account_id_client_message_id"
        ),
    )
    op.create_index("ix_scheduled_message_room_id", "scheduled_message", ["room_id"])
    op.create_index("ix_scheduled_message_due", "scheduled_message", ["problem", "due_at"])


def downgrade() -> None:
    op.drop_table("scheduled_message")
