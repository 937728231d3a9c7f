"""Bearer tokens of programs: shown once, of which the database keeps only the hash."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from chatapp import text
from chatapp.authentication.sessions import SignedIn, token_hash
from chatapp.errors import Invalid, Unauthenticated
from chatapp.identity import ACTOR_COLUMNS, Actor, actor_of
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.web import urls
from models import Account, ApiToken
from models.utc_datetime import now

AT_MOST: Final = 50  # tokens of one account
LONGEST_NAME: Final = 60  # characters
BEARER = FixedStatement(
    select_columns(*ACTOR_COLUMNS, col(ApiToken.expires_at))
    .select_from(Account)
    .join(ApiToken, col(ApiToken.account_id) == Account.id)
    .where(
        col(ApiToken.token_hash) == bindparam("token_hash"),
        col(ApiToken.expires_at) > bindparam("now"),
        col(Account.is_active),
    )
)
TOO_MANY: Final = f"You have {AT_MOST} API tokens, and you can't have more. Revoke one you don't need, then try again."


async def issue(work: UnitOfWork, account: Account, *, name: str, lifetime: timedelta) -> SignedIn:
    """Store a new token of an account, in place of its expired ones; asks for no rights. ``name``: see `token_name`.

    Raises:
        Invalid: field ``name``: the account has 50 tokens.
    """
    token, expires_at = random_token(), now() + lifetime
    is_own = col(ApiToken.account_id) == account.id
    await work.session.exec(select(Account.id).where(Account.id == account.id).with_for_update())  # one at a time
    await work.session.exec(delete(ApiToken).where(is_own, col(ApiToken.expires_at) <= now()))
    if (await work.session.exec(select(func.count()).select_from(ApiToken).where(is_own))).one() >= AT_MOST:
        raise Invalid({"name": TOO_MANY})
    work.session.add(ApiToken(account_id=account.id, token_hash=token_hash(token), name=name, expires_at=expires_at))
    return SignedIn(actor_of(account), token, expires_at)


def random_token() -> str:
    """Return 43 random signs. The first is no hyphen: after `--token` a command line would take it for an option."""
    while (token := secrets.token_urlsafe(32)).startswith("-"):
        pass
    return token


def bearer(snapshot: Snapshot, hashed: str) -> tuple[Actor, datetime]:
    """Return whose a bearer token is, and when it expires. ``hashed``: see `token_hash`.

    Raises:
        Unauthenticated: unknown or expired, or the account is not active.
    """
    row = BEARER.first(snapshot.connection, {"token_hash": hashed, "now": now()})
    if row is None:
        raise Unauthenticated(f"This token is unknown or has expired. Get a new one from {urls.API_TOKENS}.")
    return actor_of(row), row.expires_at


def token_name(value: str, *, at_least: int = 0) -> str:
    """Return what a token is called, fit to store.

    Raises:
        Invalid: over 60 characters, or fewer than ``at_least``.
    """
    return text.single_line(value, "name", "name", at_least=at_least, at_most=LONGEST_NAME)
