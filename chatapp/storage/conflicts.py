"""Maps unique, deadlock and serialization failures to `Conflict` or a retry."""

from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError

from chatapp.errors import Busy, ChatError, Conflict

USERNAME_TAKEN: Final = {"username": "This username is taken. Choose another."}
EMAIL_TAKEN: Final = {"email": "There's already an account with this e-mail address."}
ROOM_NAME_TAKEN: Final = {"name": "There's already a room with this name. Choose another."}
CATEGORY_NAME_TAKEN: Final = {"name": "There's already a category with this name. Choose another."}
EMOJI_NAME_TAKEN: Final = {"name": "There's already an emoji with this name. Choose another."}
TAKEN: Final = {
    "uq_account_username_key": USERNAME_TAKEN,
    "uq_account_email_key": EMAIL_TAKEN,
    "uq_room_name_key": ROOM_NAME_TAKEN,
    "uq_category_name_key": CATEGORY_NAME_TAKEN,
    "uq_custom_emoji_name": EMOJI_NAME_TAKEN,
}
LOST: Final = ("40001", "40P01")  # SQLSTATE: serialization failure, deadlock; rolled back, may be retried
LOCKED: Final = "55P03"  # SQLSTATE: lock timeout; rolled back, a retry would wait as long
DUPLICATE: Final = "23505"  # SQLSTATE
SQLITE_DUPLICATE: Final = "UNIQUE constraint failed: "


class TransactionConflict(Busy):
    """The transaction was rolled back because of another one; a retry sees what the other one wrote."""


def translate_db_error(error: DBAPIError) -> ChatError | None:
    """Return the error to raise for a database error; None if it is not about another transaction."""
    state = getattr(error.orig, "sqlstate", None)
    if state in LOST:
        return TransactionConflict()
    if state == LOCKED:
        return Busy()
    if not isinstance(error, IntegrityError) or (constraint := _duplicate(error)) is None:
        return None
    return Conflict(TAKEN[constraint]) if constraint in TAKEN else TransactionConflict()


def _duplicate(error: IntegrityError) -> str | None:
    """Return the unique constraint's name; SQLite names the columns, from which our naming convention derives it."""
    if getattr(error.orig, "sqlstate", None) == DUPLICATE:
        return str(error.orig.diag.constraint_name)  # type: ignore[union-attr]
    told = str(error.orig)
    if SQLITE_DUPLICATE in told:
        return "uq_" + told.partition(SQLITE_DUPLICATE)[2].split(",")[0].replace(".", "_", 1)
    return None
