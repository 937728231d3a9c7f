"""Accounts say whether they are bots'."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("account", sa.Column("is_bot", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text("UPDATE account SET is_bot = true WHERE email LIKE '%@bots.invalid'"))


def downgrade() -> None:
    op.drop_column("account", "is_bot")
