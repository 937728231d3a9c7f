"""The workspace with its logo, invite links, and who still sees the "Get started" card."""

import sqlalchemy as sa
from alembic import op

from models.utc_datetime import UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("logo", sa.String(length=64), nullable=False),
        sa.Column("signup", sa.String(length=16), nullable=True),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("may_members_invite", sa.Boolean(), nullable=False),
        sa.Column("landing_room", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
    )
    op.create_table(
        "workspace_logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace_logo"),
    )
    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("room_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name="fk_invite_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invite"),
        sa.UniqueConstraint("token_hash", name="uq_invite_token_hash"),
        sa.UniqueConstraint("uuid", name="uq_invite_uuid"),
    )
    op.create_index("ix_invite_created_by_id", "invite", ["created_by_id"], unique=False)
    op.create_table(
        "invite_room",
        sa.Column("invite_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["invite_id"], ["invite.id"], name="fk_invite_room_invite_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_invite_room_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("invite_id", "room_id", name="pk_invite_room"),
    )
    op.create_index("ix_invite_room_room_id", "invite_room", ["room_id"], unique=False)
    op.add_column("account", sa.Column("is_getting_started", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("account", "is_getting_started")
    op.drop_index("ix_invite_room_room_id", "invite_room")
    op.drop_table("invite_room")
    op.drop_index("ix_invite_created_by_id", "invite")
    for table in ("invite", "workspace_logo", "workspace"):
        op.drop_table(table)
