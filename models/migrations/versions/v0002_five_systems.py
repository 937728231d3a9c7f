"""What the five systems do: categories, private rooms with passwords, profiles, one-time codes, the audit trail."""

import unicodedata
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from models.case_folded import case_folded
from models.utc_datetime import UtcDateTime

revision = "0002"
down_revision = "0001"

CATEGORIES = (
    ("General", "blue", "chat"),
    ("Team", "green", "people"),
    ("Project", "violet", "flag"),
    ("Support", "orange", "lifebuoy"),
    ("Announcements", "red", "megaphone"),
    ("Social", "pink", "cup"),
)
room = sa.table(
    "room",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("topic", sa.String()),
    sa.column("description", sa.String()),
    sa.column("search_key", sa.String()),
)
account = sa.table(
    "account",
    sa.column("id", sa.Integer()),
    sa.column("username", sa.String()),
    sa.column("first_name", sa.String()),
    sa.column("last_name", sa.String()),
    sa.column("search_key", sa.String()),
)


def upgrade() -> None:
    _make_tables()
    _add_columns()
    _fill()
    op.drop_column("room", "topic")


def _make_tables() -> None:
    category = op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("name_key", case_folded(120), nullable=False),
        sa.Column("colour", sa.String(length=16), nullable=False),
        sa.Column("icon", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
        sa.UniqueConstraint("name_key", name="uq_category_name_key"),
        sa.UniqueConstraint("uuid", name="uq_category_uuid"),
    )
    rows = [
        {"uuid": uuid4(), "name": name, "name_key": name.lower(), "colour": colour, "icon": icon}
        for name, colour, icon in CATEGORIES
    ]
    op.bulk_insert(category, rows)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("subject_uuid", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name="fk_audit_entry_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_table(
        "avatar",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_avatar_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_avatar"),
    )
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", case_folded(1280), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_one_time_code_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_code"),
        sa.UniqueConstraint("uuid", name="uq_one_time_code_uuid"),
    )
    for column in ("account_id", "email_key", "secret_hash"):
        op.create_index(f"ix_one_time_code_{column}", "one_time_code", [column], unique=False)


def _add_columns() -> None:
    _add("account", "search_key", case_folded(1000), "")
    _add("account", "country", sa.String(length=2), "")
    _add("account", "bio", sa.String(length=500), "")
    _add("account", "avatar", sa.String(length=64), "")
    op.add_column("account", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    _add("api_token", "name", sa.String(length=60), "")
    _add("membership", "is_saved", sa.Boolean(), sa.false())
    _add("membership", "is_muted", sa.Boolean(), sa.false())
    op.execute(  # in words that both databases take: Alembic would copy the whole table on SQLite
        "ALTER TABLE membership ADD COLUMN added_by_id INTEGER "
        "CONSTRAINT fk_membership_added_by_id REFERENCES account (id)"
    )
    _add("room", "description", sa.String(length=250), "")
    _add("room", "search_key", case_folded(2000), "")
    op.execute(
        "ALTER TABLE room ADD COLUMN category_id INTEGER CONSTRAINT fk_room_category_id REFERENCES category (id)"
    )
    op.add_column("room", sa.Column("password_hash", sa.String(length=100), nullable=True))
    op.add_column("room", sa.Column("closed_at", UtcDateTime(), nullable=True))
    op.create_index("ix_room_category_id", "room", ["category_id"], unique=False)
    op.create_index("ix_room_created_by", "room", ["created_by_id", "name_key"], unique=False)


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], default: Any) -> None:
    """Add a column that must have a value; rows that exist get ``default``."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))


def _fill() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(room.c.id, room.c.name, room.c.topic)).all():
        values = {"description": row.topic, "search_key": _fold(f"{row.name} {row.topic}")}
        connection.execute(sa.update(room).where(room.c.id == row.id).values(**values))
    for person in connection.execute(
        sa.select(account.c.id, account.c.username, account.c.first_name, account.c.last_name)
    ).all():
        key = _fold(f"{person.username} {person.first_name} {person.last_name}")
        connection.execute(sa.update(account).where(account.c.id == person.id).values(search_key=key))


def _fold(value: str) -> str:
    """Do as `chatapp.text.fold` did when this step was written."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    return " ".join(folded.split())


def downgrade() -> None:
    op.add_column("room", sa.Column("topic", sa.String(length=200), nullable=False, server_default=""))
    op.execute("UPDATE room SET topic = substr(description, 1, 200)")
    op.execute("DELETE FROM room WHERE visibility = 'direct'")
    op.drop_index("ix_room_created_by", "room")
    op.drop_index("ix_room_category_id", "room")
    for column in ("closed_at", "password_hash", "category_id", "search_key", "description"):
        op.drop_column("room", column)
    for column in ("added_by_id", "is_muted", "is_saved"):
        op.drop_column("membership", column)
    op.drop_column("api_token", "name")
    for column in ("deleted_at", "avatar", "bio", "country", "search_key"):
        op.drop_column("account", column)
    for column in ("secret_hash", "email_key", "account_id"):
        op.drop_index(f"ix_one_time_code_{column}", "one_time_code")
    for table in ("one_time_code", "avatar", "audit_entry", "category"):
        op.drop_table(table)
