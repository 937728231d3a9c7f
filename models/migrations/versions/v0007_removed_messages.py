"""An index of the removed messages, which unread counts leave out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

IS_REMOVED = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_message_removed", "message", ["room_id", "number"], sqlite_where=IS_REMOVED, postgresql_where=IS_REMOVED
    )


def downgrade() -> None:
    op.drop_index("ix_message_removed", "message")
