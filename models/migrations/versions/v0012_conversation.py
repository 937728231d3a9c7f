"""Replies, mentions, editions, pins, drafts, saved messages, and lines in which Chatapp says what happened."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.big_id import BigId
from models.case_folded import case_folded
from models.utc_datetime import UtcDateTime

revision = "0012"
down_revision = "0011"

IS_REMOVED = sa.text("deleted_at IS NOT NULL")
IS_UNCOUNTED = sa.text("deleted_at IS NOT NULL OR kind <> 'text'")
IS_PINNED = sa.text("pinned_at IS NOT NULL")
ADDED = (
    ("account", "shares_typing"),
    ("account", "shares_reading"),
    ("workspace", "keeps_editions"),
    ("room", "slow_mode"),
    ("membership", "last_read_at"),
)


def upgrade() -> None:
    _extend_messages()
    _add("account", "shares_typing", sa.Boolean(), sa.true())
    _add("account", "shares_reading", sa.Boolean(), sa.true())
    _add("workspace", "keeps_editions", sa.Boolean(), sa.true())
    _add("room", "slow_mode", sa.Integer(), "0")
    op.add_column("membership", sa.Column("last_read_at", UtcDateTime(), nullable=True))
    _create_mentions()
    _create_editions()
    _create_drafts()
    _create_saved_messages()


def _extend_messages() -> None:
    _add("message", "kind", sa.String(length=16), "text")
    op.add_column("message", sa.Column("reply_to", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("pinned_at", UtcDateTime(), nullable=True))
    for name in ("deleted_by_id", "pinned_by_id"):
        # Alembic would leave out the constraint's name on SQLite, or copy the whole table.
        op.execute(
            f"ALTER TABLE message ADD COLUMN {name} INTEGER CONSTRAINT fk_message_{name} REFERENCES account (id)"
        )
    op.drop_index("ix_message_removed", "message")
    op.create_index(
        "ix_message_uncounted",
        "message",
        ["room_id", "number"],
        sqlite_where=IS_UNCOUNTED,
        postgresql_where=IS_UNCOUNTED,
    )
    op.create_index(
        "ix_message_pinned", "message", ["room_id", "pinned_at"], sqlite_where=IS_PINNED, postgresql_where=IS_PINNED
    )


def _create_mentions() -> None:
    op.create_table(
        "mention",
        sa.Column("id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("typed", case_folded(240), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        _foreign_key("mention", "message", ondelete="CASCADE"),
        _foreign_key("mention", "room", ondelete="CASCADE"),
        _foreign_key("mention", "account", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["target_id"], ["room.id"], name="fk_mention_target_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mention"),
    )
    op.create_index("ix_mention_message", "mention", ["message_id"])
    op.create_index("ix_mention_account", "mention", ["account_id", "room_id", "number"])
    op.create_index("ix_mention_room", "mention", ["room_id", "kind", "number"])


def _create_editions() -> None:
    op.create_table(
        "message_edition",
        sa.Column("id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        _foreign_key("message_edition", "message", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name="fk_message_edition_written_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message_edition"),
        sa.UniqueConstraint("message_id", "number", name="uq_message_edition_message_id_number"),
    )


def _create_drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("other_body", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        _foreign_key("draft", "account", ondelete="CASCADE"),
        _foreign_key("draft", "room", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "room_id", name="pk_draft"),
    )


def _create_saved_messages() -> None:
    op.create_table(
        "saved_message",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        _foreign_key("saved_message", "account", ondelete="CASCADE"),
        _foreign_key("saved_message", "message", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "message_id", name="pk_saved_message"),
    )
    op.create_index("ix_saved_message_message", "saved_message", ["message_id"])


def _foreign_key(table: str, to: str, *, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{to}_id"], [f"{to}.id"], name=f"fk_{table}_{to}_id", ondelete=ondelete)


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], default: Any) -> None:
    """Add a column that must have a value; rows that exist get ``default``."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))


def downgrade() -> None:
    for table in ("saved_message", "draft", "message_edition", "mention"):
        op.drop_table(table)
    for table, column in ADDED:
        op.drop_column(table, column)
    op.drop_index("ix_message_pinned", "message")
    op.drop_index("ix_message_uncounted", "message")
    for name in ("deleted_by_id", "pinned_by_id", "pinned_at", "reply_to", "kind"):
        op.drop_column("message", name)
    op.create_index(
        "ix_message_removed", "message", ["room_id", "number"], sqlite_where=IS_REMOVED, postgresql_where=IS_REMOVED
    )
