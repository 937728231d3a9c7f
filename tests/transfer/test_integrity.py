"""What was written is read again before anybody may call it a copy."""

import pytest
from sqlalchemy import text

from chatapp.transfer.sync import CopyMismatch, DatabaseLocation, database_role
from chatapp.transfer.sync.blocking import bring_up_to_date
from models import DatabaseRole
from models.migrations import upgrade
from tests.support.servers.databases import POSTGRESQL, connected
from tests.transfer.conftest import Empty
from tests.transfer.everything import rows_of

pytestmark = pytest.mark.each_database

SPOIL_ON_SQLITE = (
    "create trigger spoil after update on room begin update room set name = 'spoiled' where id = new.id; end",
)
SPOIL_ON_POSTGRESQL = (
    "create function spoil() returns trigger language plpgsql as $$ begin new.name = 'spoiled'; return new; end $$",
    "create trigger spoil before update on room for each row execute function spoil()",
)


def sync(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    bring_up_to_date(original, copy, on_progress=lambda progress: None, page=50)


def run(location: DatabaseLocation, *statements: str) -> None:
    with connected(location.url) as connection:
        for statement in statements:
            connection.execute(text(statement))


def standing_of(location: DatabaseLocation) -> DatabaseRole:
    with connected(location.url) as connection:
        return database_role.read(connection).standing


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_a_database_that_does_not_keep_what_it_is_given_is_found_out_and_a_complete_copy_stays_as_it_was(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    sync(original, copy)
    before = rows_of(copy)
    run(copy, *(SPOIL_ON_POSTGRESQL if copy.is_postgresql else SPOIL_ON_SQLITE))
    gone = ("delete from mention where message_id > 300", "delete from message where id > 300")
    run(original, "update room set description = 'new' where id = 2", *gone)
    with pytest.raises(CopyMismatch, match=r"--to: the table room differs from what was copied \(12 rows were"):
        sync(original, copy)
    assert rows_of(copy) == before
    assert standing_of(copy) == DatabaseRole.COPY


def test_a_row_that_refers_to_one_that_is_lost_is_found_even_where_the_database_would_not_mind(
    original: DatabaseLocation, empty: Empty
) -> None:
    careless = empty(POSTGRESQL)
    upgrade(careless.url)
    run(careless, "alter table reaction drop constraint fk_reaction_message_id")
    run(original, "delete from message where id = 2")  # its reaction stays: SQLite minds only if it is told to
    with pytest.raises(CopyMismatch, match="--to: rows of reaction that refer to a missing message: 1"):
        sync(original, careless)
    assert standing_of(careless) == DatabaseRole.COPYING
