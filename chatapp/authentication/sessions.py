"""Signed-in browsers: a cookie's random token, of which the database keeps only the hash."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from chatapp import text
from chatapp.errors import Unauthenticated
from chatapp.events import SessionEnded, TokensRevoked, account_topic
from chatapp.identity import ACTOR_COLUMNS, Actor, actor_of
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import SyncUnitOfWork, UnitOfWork
from models import Account, ApiToken, LoginSession
from models.utc_datetime import now

SEEN_EVERY = timedelta(minutes=5)  # how exact "last seen" is; each write costs a durable commit
# asked for every page, and built once: building a query takes longer than running it
VISIT = FixedStatement(
    select_columns(*ACTOR_COLUMNS, col(LoginSession.id).label("session_id"), col(LoginSession.last_seen_at))
    .select_from(LoginSession)
    .join(Account, col(Account.id) == LoginSession.account_id)
    .where(
        col(LoginSession.token_hash) == bindparam("token_hash"),
        col(LoginSession.expires_at) > bindparam("now"),
        col(Account.is_active),
    )
)
END_OF_VISIT = FixedStatement(
    select(LoginSession.expires_at)
    .join(Account, col(Account.id) == LoginSession.account_id)
    .where(
        LoginSession.id == bindparam("session_id"),
        col(LoginSession.expires_at) > bindparam("now"),
        Account.is_active,
    )
)
WRONG = "Wrong username or password."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A proven identity. ``token`` is the secret a cookie or a bearer header carries; it is not kept."""

    actor: Actor
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A page's claim: whose it is and which signed-in browser it belongs to."""

    actor: Actor
    session_id: int
    token_hash: str
    is_renewed: bool = False  # its lifetime starts again: the cookie should be sent again


def token_hash(token: str) -> str:
    """Return what is kept of a token: its SHA-256. Tokens are 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


async def start(
    work: UnitOfWork,
    account_id: int,
    *,
    lifetime: timedelta,
    device: str = "",
    address: str = "",
    proven_hash: str | None = None,
) -> SignedIn:
    """Start a session for a person who has just proven, by a password or a code, whose account it is.

    Removes their expired sessions. ``proven_hash``: see `still_proven`.

    Raises:
        Unauthenticated: the account is not active any more, or its password is another one.
    """
    account = await still_proven(work, account_id, proven_hash)
    token, expires_at = secrets.token_urlsafe(32), now() + lifetime
    expired = (col(LoginSession.account_id) == account_id) & (col(LoginSession.expires_at) <= now())
    await work.session.exec(delete(LoginSession).where(expired))
    work.session.add(
        LoginSession(
            account_id=account_id,
            token_hash=token_hash(token),
            device=_printable(device)[:200],
            address=address[:64],
            expires_at=expires_at,
        )
    )
    return SignedIn(actor_of(account), token, expires_at)


async def still_proven(work: UnitOfWork, account_id: int, proven_hash: str | None) -> Account:
    """Return the account if what was proven outside of this transaction still holds.

    ``proven_hash``: the password hash that was proven; None if a code was, which the transaction redeems.

    Raises:
        Unauthenticated: the account is not active any more, or its password is another one.
    """
    account = await work.session.get(Account, account_id)
    if account is None or not account.is_active or proven_hash not in (None, account.password_hash):
        raise Unauthenticated(WRONG)
    return account


def find(snapshot: Snapshot, token: str) -> tuple[Visit, bool] | None:
    """Return whose a browser's cookie is, and whether its lifetime is to start again.

    None: the token is unknown or expired, or its account is not active.
    """
    hashed = token_hash(token)
    row = VISIT.first(snapshot.connection, {"token_hash": hashed, "now": now()})
    return row and (Visit(actor_of(row), row.session_id, hashed), now() - row.last_seen_at > SEEN_EVERY)


def renew(session_ids: Sequence[int], work: SyncUnitOfWork, *, lifetime: timedelta) -> list[bool]:
    """Note that these sessions were seen now, and have their lifetime start again; says of each whether it is there."""
    seen = {"last_seen_at": now(), "expires_at": now() + lifetime}
    wanted = sorted(set(session_ids))
    found = work.connection.execute(
        update(LoginSession).where(col(LoginSession.id).in_(wanted)).values(seen).returning(col(LoginSession.id))
    )
    there = set(found.scalars())
    return [session_id in there for session_id in session_ids]


def seconds_left(snapshot: Snapshot, session_id: int) -> float | None:
    """Return how long a session still lives; None when it has ended."""
    row = END_OF_VISIT.first(snapshot.connection, {"session_id": session_id, "now": now()})
    return None if row is None else (row.expires_at - now()).total_seconds()


async def sign_out(work: UnitOfWork, token: str) -> None:
    """End the session this cookie's token belongs to. Announces SessionEnded; unknown tokens are no error."""
    is_meant = col(LoginSession.token_hash) == token_hash(token)
    account_id = (await work.session.exec(select(LoginSession.account_id).where(is_meant))).first()
    if account_id is not None:
        await end_sessions(work, account_id, is_meant)


async def end_all(work: UnitOfWork, account_id: int, *, but: int | None = None) -> None:
    """End every session of an account, except the one with the id ``but``, and take its API tokens back.

    Announces SessionEnded for each session: pages that are open go to the sign-in page. And TokensRevoked, if
    there were any.
    """
    await end_sessions(work, account_id, col(LoginSession.id) != (but or 0))
    revoked = await work.session.exec(delete(ApiToken).where(col(ApiToken.account_id) == account_id))
    if revoked.rowcount:
        work.announce(account_topic(account_id), TokensRevoked(account_id))


async def end_sessions(work: UnitOfWork, account_id: int, which: ColumnElement[bool]) -> int:
    """End those of an account's sessions that fit ``which``; return how many. Announces SessionEnded for each."""
    ended = await work.session.exec(
        delete(LoginSession)
        .where(col(LoginSession.account_id) == account_id, which)
        .returning(col(LoginSession.id))
        .execution_options(synchronize_session=False)
    )
    ids = [session_id for (session_id,) in ended.all()]
    for session_id in ids:
        work.announce(account_topic(account_id), SessionEnded(session_id))
    return len(ids)


def _printable(value: str) -> str:
    return "".join(c for c in value if c.isprintable() and text.is_encodable(c))
