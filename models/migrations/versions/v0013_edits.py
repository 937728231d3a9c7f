"""At which revision a message's text was edited last: reactions and pins raise the row's revision as well."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("message", sa.Column("body_revision", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "body_revision")
