"""Outgoing hooks send what is said in threads: how far they have sent it, from now on."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("hook", sa.Column("sent_revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("hook", sa.Column("sent_reply", sa.Integer(), server_default="0", nullable=False))
    op.execute(  # what waits of the room is looked for, and no reply that was told of before
        "UPDATE hook SET sent_revision = (SELECT revision - 1 FROM room WHERE room.id = hook.room_id), "
        "sent_reply = 2147483647"
    )


def downgrade() -> None:
    op.drop_column("hook", "sent_reply")
    op.drop_column("hook", "sent_revision")
