"""What Chatapp may send to other machines."""

import sqlalchemy as sa
from alembic import op

from models.big_id import BigId
from models.utc_datetime import UtcDateTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "outbound_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("calls", BigId, nullable=False),
        sa.Column("failures", BigId, nullable=False),
        sa.Column("called_host", sa.String(length=255), nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbound_use"),
        sa.UniqueConstraint("name", name="uq_outbound_use_name"),
    )


def downgrade() -> None:
    op.drop_table("outbound_use")
