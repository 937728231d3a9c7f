"""Rooms' hues."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("room", sa.Column("hue", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("room", "hue")
