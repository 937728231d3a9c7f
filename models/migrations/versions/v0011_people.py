"""Statuses, who was added to a room and has not seen it, and who was removed from it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.utc_datetime import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    _add("account", "status_emoji", sa.String(length=64), "")
    _add("account", "status_text", sa.String(length=100), "")
    op.add_column("account", sa.Column("status_until", UtcDateTime(), nullable=True))
    op.add_column("membership", sa.Column("added_after", sa.Integer(), nullable=True))
    _add("membership", "is_unseen", sa.Boolean(), sa.false())
    op.create_table(
        "removal",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("removed_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=False),
        sa.Column("room_name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_removal_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["removed_by_id"], ["account.id"], name="fk_removal_removed_by_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_removal_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "account_id", name="pk_removal"),
    )
    op.create_index("ix_removal_account", "removal", ["account_id"], unique=False)


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], default: Any) -> None:
    """Add a column that must have a value; rows that exist get ``default``."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))


def downgrade() -> None:
    op.drop_table("removal")
    for column in ("is_unseen", "added_after"):
        op.drop_column("membership", column)
    for column in ("status_until", "status_text", "status_emoji"):
        op.drop_column("account", column)
