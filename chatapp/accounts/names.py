"""What people are called and where mail reaches them: when a username, name or address is valid, and when taken."""

import re
import unicodedata
from typing import Final

import idna
from email_validator import EmailNotValidError, validate_email
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Invalid
from models import Account, MentionKind
from models.keys import is_ignorable
from models.keys.confusables import script

WRITABLE: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"})
SHORTEST_USERNAME, LONGEST_USERNAME = 2, 32  # characters
CALLS: Final = frozenset({MentionKind.ROOM, MentionKind.HERE})  # nobody could be mentioned by these
LONGEST_EMAIL: Final = 254
LONGEST_NAME: Final = 60  # of a first or last name
MARKS_LIMIT: Final = 4  # on one letter, as Unicode Technical Standard 39 advises
BETWEEN: Final = (
    "_.-\u0f0b"  # what a username may have besides letters, marks and numbers; Tibetan has a dot of its own
)
IN_CONTEXT: Final = "\u00b7\u0375\u05f3\u05f4\u30fb"  # signs within words of Catalan, Greek, Hebrew and Japanese
# Hosts that only an own network knows: one word, or what RFC 6761, 6762 and 8375 keep for it.
INTERNAL: Final = re.compile(r"@(?:[^.]*[^.\d][^.]*|(?:.+\.)?(?:local|localhost|test|home\.arpa))$", re.IGNORECASE)
PUBLIC: Final = ".com"  # an internal host is judged as if it was below this


def username(value: str, field: str) -> str:
    """Return a username fit to store.

    Letters come with the marks of their script, such as vowel signs, and with the joiners that some need between them.

    Raises:
        Invalid: too short or long, or there is more than letters, digits, dots, dashes and underscores; or it calls
            everybody.
    """
    is_short = len(value) <= 4 * LONGEST_USERNAME  # what is longer is refused as it is: normalizing would take its time
    plain = unicodedata.normalize("NFKC", value) if is_short else value
    name = text.single_line(plain, field, "username", at_least=SHORTEST_USERNAME, at_most=LONGEST_USERNAME)
    if unicodedata.category(name[0])[0] not in "LN" or not all(_is_writable(name, at) for at in range(len(name))):
        raise Invalid({field: "Use letters, digits, dots, dashes and underscores, and start with a letter or digit."})
    if _has_odd_marks(name):
        raise Invalid({field: "Some accents don't fit their letters. Leave them out."})
    if text.username_key(name) in CALLS:
        raise Invalid({field: f"Choose another username. In messages, @{name.lower()} calls everyone."})
    return name


def _has_odd_marks(name: str) -> bool:
    """Say whether a letter has marks that it cannot show.

    That is a mark of another script, one that is there twice, or more than any script has on a letter.
    """
    base, marks = "", ""
    for character in unicodedata.normalize("NFD", name):
        category = unicodedata.category(character)
        if category in ("Mn", "Mc"):
            is_too_much = category == "Mn" and (marks.endswith(character) or len(marks) == MARKS_LIMIT)
            if is_too_much or script(character) not in ("", base):
                return True
            marks += character if category == "Mn" else ""
        elif character not in text.ZERO_WIDTH_JOINERS:
            base, marks = script(character), ""
    return False


def _is_writable(name: str, at: int) -> bool:
    """Say whether a username may have the character at this place."""
    character = name[at]
    try:  # what is right only between some letters, by the rules of domain names
        if character in text.ZERO_WIDTH_JOINERS:
            return idna.valid_contextj(name, at)
        if character in IN_CONTEXT:
            return idna.valid_contexto(name, at)
    except ValueError:  # a letter beside it is unknown to this Python
        return False
    return character in BETWEEN or (unicodedata.category(character) in WRITABLE and not is_ignorable(character))


def email(value: str, field: str, *, is_internal_allowed: bool = False) -> str:
    """Return an e-mail address in its normal form; nobody asks yet whether mail arrives there.

    ``is_internal_allowed``: take addresses such as ``ann@localhost``, which only an own network knows.

    Raises:
        Invalid: this is no address.
    """
    missing = "Enter your e-mail address."
    address = text.single_line(value, field, "address", at_least=1, at_most=LONGEST_EMAIL, missing=missing)
    suffix = PUBLIC if is_internal_allowed and INTERNAL.search(address) else ""
    try:
        normal = validate_email(address + suffix, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Invalid({field: f"This isn't an e-mail address: {str(error).rstrip('.')}."}) from error
    return normal.removesuffix(suffix)


def person(value: str, field: str) -> str:
    """Return a first or last name fit to store; it may be empty.

    Raises:
        Invalid: over 60 characters, or holding characters that cannot be shown.
    """
    return text.single_line(value, field, "name", at_most=LONGEST_NAME)


def whole(value: str, field: str) -> tuple[str, str]:
    """Return the first and the last name that a whole name is stored as; together they read as it was typed.

    Raises:
        Invalid: it is missing or over 60 characters, or has characters that can't be shown.
    """
    name = text.single_line(value, field, "name", at_least=1, at_most=LONGEST_NAME)
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last, "")


async def is_username_taken(session: AsyncSession, value: str, *, but: int | None = None) -> bool:
    """Say whether an account other than the one with the id ``but`` has this username, regardless of case."""
    is_meant = Account.username_key == text.username_key(value)
    return (await session.exec(select(Account.id).where(is_meant, col(Account.id) != (but or 0)))).first() is not None


async def is_email_taken(session: AsyncSession, value: str) -> bool:
    """Say whether an account has this e-mail address, regardless of case."""
    return (
        await session.exec(select(Account.id).where(Account.email_key == text.email_key(value)))
    ).first() is not None
