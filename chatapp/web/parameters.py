"""What addresses and browsers say: the uuid or number that a path, a query or an event means."""

from typing import TypeGuard
from uuid import UUID

from chatapp.errors import NotFound

LARGEST = 2**53 - 1  # what JSON numbers carry exactly, and well within the database's integers
DIGITS = len(str(LARGEST))  # `int` refuses thousands of them


def uuid_of(given: str) -> UUID:
    """Return a uuid from an address; a garbled one is answered like one that does not exist.

    Raises:
        NotFound: this is no uuid.
    """
    try:
        return UUID(given)
    except ValueError:
        raise NotFound from None


def number_of(given: str) -> int:
    """Return a number from an address; a garbled one is answered like one that does not exist.

    Raises:
        NotFound: this is no number.
    """
    if not (given.isascii() and given.isdecimal()):
        raise NotFound
    digits = given.lstrip("0") or "0"
    if len(digits) > DIGITS or int(digits) > LARGEST:
        raise NotFound
    return int(digits)


def is_number(given: object) -> TypeGuard[int]:
    """Say whether what a browser sent is the number of a message or a revision, as far as one can tell without it.

    JSON has larger ones, which no database takes, and to Python true and false are numbers.
    """
    return type(given) is int and 0 <= given <= LARGEST
