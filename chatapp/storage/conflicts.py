"""What it means when the database refuses a row that is there already: somebody was faster."""

from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError

from chatapp.errors import Busy, ChatError, Conflict

TAKEN: Final = {
    "uq_account_username_key": {"username": "This username is taken. Please choose another."},
    "uq_account_email_key": {"email": "There is an account with this e-mail address already."},
    "uq_room_name_key": {"name": "There is a room of this name already. Please choose another."},
    "uq_category_name_key": {"name": "There is a category of this name already. Please choose another."},
}
LOST: Final = ("40001", "40P01")  # SQLSTATE: serialization failure, deadlock; nothing was done
LOCKED: Final = "55P03"  # SQLSTATE: a lock was waited for too long; nothing was done, and again would take as long
DUPLICATE: Final = "23505"  # SQLSTATE
SQLITE_DUPLICATE: Final = "UNIQUE constraint failed: "


class TransactionConflict(Busy):
    """The transaction met another one and nothing was done; the same again finds what the other did."""


def translate_db_error(error: DBAPIError) -> ChatError | None:
    """Return what a database's refusal tells whoever asked; None if no other transaction was in the way."""
    state = getattr(error.orig, "sqlstate", None)
    if state in LOST:
        return TransactionConflict()
    if state == LOCKED:
        return Busy()
    if not isinstance(error, IntegrityError) or (constraint := _duplicate(error)) is None:
        return None
    return Conflict(TAKEN[constraint]) if constraint in TAKEN else TransactionConflict()


def _duplicate(error: IntegrityError) -> str | None:
    """Return the name of the unique constraint; SQLite tells the columns, of which our naming convention makes it."""
    if getattr(error.orig, "sqlstate", None) == DUPLICATE:
        return str(error.orig.diag.constraint_name)  # type: ignore[union-attr]
    told = str(error.orig)
    if SQLITE_DUPLICATE in told:
        return "uq_" + told.partition(SQLITE_DUPLICATE)[2].split(",")[0].replace(".", "_", 1)
    return None
