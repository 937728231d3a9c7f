"""Administration from the command line, whose user holds the machine and so needs no account."""

from sqlmodel import col, select

from chatapp import text
from chatapp.administration import accounts
from chatapp.errors import NotFound
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account


async def make_administrator(work: UnitOfWork, username: str) -> str:
    """Make an existing account an administrator's; returns its username as it is written.

    Announces AccountChanged. Doing it twice is no error.

    Raises:
        NotFound: there is no account of this name.
        Forbidden: the account is deactivated.
    """
    found = await work.session.exec(
        select(Account).where(Account.username_key == text.username_key(username), col(Account.deleted_at).is_(None))
    )
    if (account := found.first()) is None:
        raise NotFound("No account has this username.")
    accounts.grant(work, account, actor=None)
    return account.username
