"""Rooms' hues."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("room", sa.Column("hue", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("room", "hue")
