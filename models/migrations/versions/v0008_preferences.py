"""How a person's pages look and show times, and the time zone that their browser tells."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

COLUMNS = (("theme", 16, "system"), ("density", 16, "comfortable"), ("clock", 16, "auto"), ("time_zone", 64, ""))


def upgrade() -> None:
    for name, length, default in COLUMNS:
        op.add_column("account", sa.Column(name, sa.String(length=length), nullable=False, server_default=default))


def downgrade() -> None:
    for name, _, _ in reversed(COLUMNS):
        op.drop_column("account", name)
