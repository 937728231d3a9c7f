"""What people are called and where mail reaches them: when a username, name or address is valid, and when taken."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Invalid
from models import Account

USERNAME = re.compile(r"[^\W_][\w.\-]{1,31}")


def username(value: str, field: str) -> str:
    """Return a username fit to store.

    Raises:
        Invalid: too short or long, or holding more than letters, digits, dots, dashes and underscores.
    """
    is_short = len(value) <= 4 * 32  # what is longer is refused as it is: normalizing would take its time
    plain = unicodedata.normalize("NFKC", value) if is_short else value
    name = text.single_line(plain, field, "The username", at_least=2, at_most=32)
    if not USERNAME.fullmatch(name):
        raise Invalid(
            {field: "Please use letters, digits, dots, dashes and underscores, and start with a letter or digit."}
        )
    return name


def email(value: str, field: str) -> str:
    """Return an e-mail address in its normal form; nobody asks yet whether mail arrives there.

    Raises:
        Invalid: this is no address.
    """
    address = text.single_line(value, field, "The e-mail address", at_least=1, at_most=254)
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Invalid({field: f"This is not an e-mail address: {str(error).rstrip('.')}."}) from error


def person(value: str, field: str) -> str:
    """Return a first or last name fit to store; it may be empty.

    Raises:
        Invalid: over 60 characters, or holding characters that cannot be shown.
    """
    return text.single_line(value, field, "The name", at_most=60)


async def is_username_taken(session: AsyncSession, value: str, *, but: int | None = None) -> bool:
    """Say whether an account other than the one with the id ``but`` has this username, regardless of case."""
    is_meant = Account.username_key == text.fold(value)
    return (await session.exec(select(Account.id).where(is_meant, col(Account.id) != (but or 0)))).first() is not None


async def is_email_taken(session: AsyncSession, value: str) -> bool:
    """Say whether an account has this e-mail address, regardless of case."""
    return (await session.exec(select(Account.id).where(Account.email_key == text.fold(value)))).first() is not None
