"""Reminders, alerts of what has no room, and files of messages that are written for later."""

import sqlalchemy as sa
from alembic import op

from models.big_id import BigId
from models.utc_datetime import UtcDateTime

revision = "0024"
down_revision = "0023"

WAITS = sa.text("told_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("local_at", sa.String(length=16), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("repeats", sa.String(length=16), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reminder_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_reminder_room_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("uuid", name="uq_reminder_uuid"),
    )
    op.create_index("ix_reminder_account", "reminder", ["account_id"])
    op.create_index("ix_reminder_room_id", "reminder", ["room_id"])
    op.create_index("ix_reminder_due", "reminder", ["due_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_table(
        "scheduled_upload",
        sa.Column("upload_id", BigId, nullable=False),
        sa.Column("scheduled_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name="fk_scheduled_upload_upload_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["scheduled_id"], ["scheduled_message.id"], name="fk_scheduled_upload_scheduled_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", name="pk_scheduled_upload"),
    )
    op.create_index("ix_scheduled_upload_scheduled_id", "scheduled_upload", ["scheduled_id"])
    with op.batch_alter_table("alert") as alert:
        alert.add_column(sa.Column("words", sa.String(length=500), nullable=False, server_default=""))
        alert.alter_column("room_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM alert WHERE room_id IS NULL")
    with op.batch_alter_table("alert") as alert:
        alert.alter_column("room_id", existing_type=sa.Integer(), nullable=False)
        alert.drop_column("words")
    op.drop_table("scheduled_upload")
    op.drop_table("reminder")
