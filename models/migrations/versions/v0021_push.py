"""Push: which browsers are woken, and how much a push may say."""

import sqlalchemy as sa
from alembic import op

from models.big_id import BigId
from models.utc_datetime import UtcDateTime

revision = "0021"
down_revision = "0020"
PARENTS = (("account_id", "account"), ("session_id", "login_session"), ("token_id", "api_token"))


def upgrade() -> None:
    op.add_column("workspace", sa.Column("push_text", sa.String(length=16), server_default="who", nullable=False))
    op.create_table(
        "push_subscription",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("token_id", sa.Integer(), nullable=True),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_hash", sa.String(length=64), nullable=False),
        sa.Column("p256dh", sa.String(length=100), nullable=False),
        sa.Column("auth", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{parent}.id"], name=f"fk_push_subscription_{column}", ondelete="CASCADE"
            )
            for column, parent in PARENTS
        ),
        sa.PrimaryKeyConstraint("id", name="pk_push_subscription"),
        sa.UniqueConstraint("endpoint_hash", name="uq_push_subscription_endpoint_hash"),
    )
    for column, _ in PARENTS:
        op.create_index(f"ix_push_subscription_{column}", "push_subscription", [column])


def downgrade() -> None:
    op.drop_table("push_subscription")
    op.drop_column("workspace", "push_text")
