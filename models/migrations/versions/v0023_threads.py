"""Threads: rooms that belong to a message of another room."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    # Alembic would leave out the constraint's name on SQLite, or copy the whole table.
    op.execute("ALTER TABLE room ADD COLUMN parent_id INTEGER CONSTRAINT fk_room_parent_id REFERENCES room (id)")
    op.add_column("room", sa.Column("root_number", sa.Integer(), nullable=True))
    op.add_column("room", sa.Column("root_revision", sa.Integer(), nullable=False, server_default="0"))
    # PostgreSQL can index it only if it is stored, and SQLite add it only if it is not.
    is_stored = True if op.get_bind().dialect.name == "postgresql" else None
    home = sa.Computed("coalesce(parent_id, id)", persisted=is_stored)
    op.add_column("room", sa.Column("home_id", sa.Integer(), home, nullable=True))
    op.create_index("ix_room_thread", "room", ["parent_id", "root_number"], unique=True)
    op.create_index("ix_room_news", "room", ["parent_id", "root_revision"])
    op.create_index("ix_room_home", "room", ["home_id"])
    op.add_column("membership", sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("membership", sa.Column("seen_revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("message", sa.Column("parent_revision", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM room WHERE parent_id IS NOT NULL")
    op.drop_column("message", "parent_revision")
    op.drop_column("membership", "seen_revision")
    op.drop_column("membership", "follows")
    for index in ("ix_room_home", "ix_room_news", "ix_room_thread"):
        op.drop_index(index, "room")
    for column in ("home_id", "root_revision", "root_number", "parent_id"):
        op.drop_column("room", column)
