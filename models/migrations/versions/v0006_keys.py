"""Keys computed again: what is invisible is no part of them, ı and İ are i, and usernames that look alike are the same.

Names that become the same this way stay both. The one whose key was right already, else the oldest, gets the key; each
other gets it with ``#`` and its id behind, which no username and hardly any room has. It can be renamed, and a person
signs in with their e-mail address, or with that key, until then. First and last names that nobody can see are emptied.

The functions are those of today rather than copies of them: whenever they change, a later step computes the keys again.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from models.keys import email_key, fold, is_visible, username_key

revision = "0006"
down_revision = "0005"

account = sa.table(
    "account",
    *(sa.column(name) for name in ("id", "username", "username_key", "email", "email_key", "search_key")),
    *(sa.column(name) for name in ("first_name", "last_name", "deleted_at")),
)
room = sa.table(
    "room", *(sa.column(name) for name in ("id", "name", "name_key", "description", "search_key", "visibility"))
)
category = sa.table("category", *(sa.column(name) for name in ("id", "name", "name_key")))
code = sa.table("one_time_code", *(sa.column(name) for name in ("id", "email", "email_key")))


class Key(NamedTuple):
    """A unique key: of which table and name, which rows have it, how long it may be."""

    table: sa.TableClause
    name: str
    column: str
    length: int
    only: sa.ColumnElement[bool] = sa.true()


KEYS = (
    Key(account, "username", "username_key", 128),
    Key(account, "email", "email_key", 1280),
    Key(room, "name", "name_key", 240, room.c.visibility != "direct"),
    Key(category, "name", "name_key", 120),
)


def upgrade() -> None:
    _empty_invisible_names()
    _compute_again({"username": username_key, "email": email_key, "name": fold}, fold)


def downgrade() -> None:
    former = {"username": _former_fold, "email": _former_fold, "name": _former_fold}
    _compute_again(former, _former_fold)


def _empty_invisible_names() -> None:
    connection = op.get_bind()
    for column in (account.c.first_name, account.c.last_name):
        for person in connection.execute(sa.select(account.c.id, column).where(column != "")).all():
            if not is_visible(person[1]):
                connection.execute(sa.update(account).where(account.c.id == person.id).values({column: ""}))


def _compute_again(key_of: Mapping[str, Callable[[str], str]], search: Callable[[str], str]) -> None:
    for key in KEYS:
        _make_unique(key, key_of[key.name])
    _update(code, "email_key", lambda row: key_of["email"](row.email))
    _update(room, "search_key", lambda row: search(f"{row.name} {row.description}")[:2000])
    _update(
        account,
        "search_key",
        lambda row: "" if row.deleted_at else search(f"{row.username} {row.first_name} {row.last_name}")[:1000],
    )


def _make_unique(key: Key, key_of: Callable[[str], str]) -> None:
    """Give each row the key of its name, or that with its id if another row has it."""
    connection, table = op.get_bind(), key.table
    columns = (table.c.id, table.c[key.name].label("name"), table.c[key.column].label("key"))
    rows = connection.execute(sa.select(*columns).where(key.only).order_by(table.c.id)).all()
    wanted = {row.id: key_of(row.name)[: key.length] for row in rows}
    changed = [row.id for row in rows if wanted[row.id] != row.key]
    taken = {row.key for row in rows if wanted[row.id] == row.key}
    for row_id in changed:  # out of each other's way first: a key may be free only when another row has changed
        _set(key, row_id, f"\ue001{row_id}")
    for row_id in changed:
        found = wanted[row_id]
        suffix = f"#{row_id}"
        while found in taken:
            found = wanted[row_id][: key.length - len(suffix)] + suffix
            suffix = f"#{suffix}"
        taken.add(found)
        _set(key, row_id, found)


def _set(key: Key, row_id: int, value: str) -> None:
    op.get_bind().execute(sa.update(key.table).where(key.table.c.id == row_id).values({key.column: value}))


def _update(table: sa.TableClause, column: str, value_of: Callable[[sa.Row[Any]], str]) -> None:
    """Set a column that need not be unique, where its value is another one."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).all():
        if (value := value_of(row)) != getattr(row, column):
            connection.execute(sa.update(table).where(table.c.id == row.id).values({column: value}))


def _former_fold(value: str) -> str:
    """Do as `fold` did before this step."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value[:2000]).casefold())
    return " ".join(folded.split())
