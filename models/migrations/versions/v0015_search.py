"""The index that messages are found by."""

import sqlalchemy as sa
from alembic import op

from models.search_index import VERSION, make_trigrams

revision = "0015"
down_revision = "0013"

ON_SQLITE = (
    "CREATE VIRTUAL TABLE message_search USING fts5("
    "document, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1')",
    # A merge in the middle of a post would delay it: a job merges. See docs/decisions/0037-search.md.
    "INSERT INTO message_search (message_search, rank) VALUES ('automerge', 0)",
    "INSERT INTO message_search (message_search, rank) VALUES ('crisismerge', 1000)",
    "CREATE VIRTUAL TABLE message_search_terms USING fts5vocab (message_search, row)",
)
ON_POSTGRESQL = (
    "CREATE TABLE message_search ("
    "message_id BIGINT CONSTRAINT pk_message_search PRIMARY KEY "
    "CONSTRAINT fk_message_search_message_id REFERENCES message (id) ON DELETE CASCADE, "
    "room_id INTEGER NOT NULL, kinds INTEGER NOT NULL, document TEXT NOT NULL)",
)


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in ON_SQLITE if is_sqlite else ON_POSTGRESQL:
        op.execute(statement)
    table = op.create_table(
        "search_index",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("complete_from", sa.BigInteger(), nullable=False),
        sa.Column("has_trigrams", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_index"),
    )
    newest = connection.execute(sa.text("SELECT max(id) FROM message")).scalar_one()
    row = {
        "id": 1,
        "version": VERSION,
        "complete_from": 0 if newest is None else newest + 1,
        "has_trigrams": is_sqlite or make_trigrams(connection),
    }
    op.bulk_insert(table, [row])


def downgrade() -> None:
    op.drop_table("search_index")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE message_search_terms")
    op.execute("DROP TABLE message_search")
