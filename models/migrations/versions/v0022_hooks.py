"""Webhooks of rooms."""

import sqlalchemy as sa
from alembic import op

from models.utc_datetime import UtcDateTime

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "hook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("sent_number", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_hook_room_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name="fk_hook_created_by_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_hook_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hook"),
        sa.UniqueConstraint("uuid", name="uq_hook_uuid"),
        sa.UniqueConstraint("token_hash", name="uq_hook_token_hash"),
    )
    op.create_index("ix_hook_room_id", "hook", ["room_id"])


def downgrade() -> None:
    op.drop_table("hook")
