"""Alerts, and what people want to be told of."""

import sqlalchemy as sa
from alembic import op

from models.big_id import BigId
from models.case_folded import case_folded
from models.utc_datetime import UtcDateTime

revision = "0019"
down_revision = "0018"

IS_OPEN = sa.text("settled_at IS NULL")
LISTENS = sa.text("listens")


def upgrade() -> None:
    op.add_column("membership", sa.Column("alert_level", sa.String(length=16), nullable=True))
    op.add_column("membership", sa.Column("listens", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_membership_listens", "membership", ["room_id"], sqlite_where=LISTENS, postgresql_where=LISTENS)
    op.add_column(
        "workspace", sa.Column("alert_level", sa.String(length=16), nullable=False, server_default="mentions")
    )
    _create_alerts()
    _create_rules()


def _create_alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("emoji", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("mailed_at", UtcDateTime(), nullable=True),
        _account("alert"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_alert_room_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_alert_message_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name="fk_alert_actor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint(
            "account_id", "message_id", "actor_id", "emoji", name="uq_alert_account_id_message_id_actor_id_emoji"
        ),
    )
    op.create_index("ix_alert_account", "alert", ["account_id", "id"])
    op.create_index("ix_alert_message", "alert", ["message_id"])
    op.create_index("ix_alert_room", "alert", ["room_id"])
    op.create_index("ix_alert_due", "alert", ["due_at"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


def _create_rules() -> None:
    op.create_table(
        "notification_rules",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("quiet_days", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("has_mail", sa.Boolean(), nullable=False),
        sa.Column("has_sound", sa.Boolean(), nullable=False),
        sa.Column("mailed_at", UtcDateTime(), nullable=True),
        _account("notification_rules"),
        sa.PrimaryKeyConstraint("account_id", name="pk_notification_rules"),
    )
    op.create_table(
        "alert_keyword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", case_folded(240), nullable=False),
        _account("alert_keyword"),
        sa.PrimaryKeyConstraint("id", name="pk_alert_keyword"),
        sa.UniqueConstraint("account_id", "key", name="uq_alert_keyword_account_id_key"),
    )


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=f"fk_{table}_account_id", ondelete="CASCADE")


def downgrade() -> None:
    for table in ("alert_keyword", "notification_rules", "alert"):
        op.drop_table(table)
    op.drop_column("workspace", "alert_level")
    op.drop_index("ix_membership_listens", "membership")
    op.drop_column("membership", "listens")
    op.drop_column("membership", "alert_level")
