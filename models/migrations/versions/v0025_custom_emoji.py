"""Custom emoji, and whether members may add them."""

import sqlalchemy as sa
from alembic import op

from models.utc_datetime import UtcDateTime

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column(
        "workspace", sa.Column("may_members_add_emoji", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.create_table(
        "custom_emoji",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("still", sa.LargeBinary(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name="fk_custom_emoji_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_custom_emoji"),
        sa.UniqueConstraint("name", name="uq_custom_emoji_name"),
    )
    op.create_index("ix_custom_emoji_digest", "custom_emoji", ["digest"])


def downgrade() -> None:
    op.drop_table("custom_emoji")
    op.drop_column("workspace", "may_members_add_emoji")
