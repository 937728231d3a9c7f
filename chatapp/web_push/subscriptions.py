"""Which browsers of a person are to be woken. Each belongs to a sign-in or to an API token, and ends with it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.authentication.devices import device_name
from chatapp.authentication.sessions import token_hash
from chatapp.errors import Conflict, Invalid, Unauthenticated
from chatapp.identity import Actor, active_account, is_active
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.web_push import base64url, endpoints
from chatapp.web_push.encryption import AUTH, public_key
from models import Account, ApiToken, LoginSession, PushSubscription
from models.utc_datetime import now

AT_MOST: Final = 20  # of one person; the oldest gives way
AT_ONCE: Final = 500  # accounts in one query
LONGEST: Final = 1_000  # characters of an endpoint
WRONG_KEYS: Final = "This isn't a browser's key."
TAKEN: Final = "Another account receives at this endpoint, with other keys. Unsubscribe in the browser, then try again."
OVER: Final = "You've been signed out. Sign in again to be notified."


@dataclass(frozen=True, slots=True)
class SubscriptionForm:
    """What a browser tells of itself: where it is woken, and its keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A browser that is woken. ``service``: its maker's host; ``device``: "Firefox on Linux", or a token's name.

    ``is_waiting``: its service has asked for time, or didn't answer.
    """

    id: int
    service: str
    device: str
    created_at: datetime
    is_waiting: bool


async def subscribe(
    work: UnitOfWork,
    *,
    actor: Actor,
    form: SubscriptionForm,
    allowed: Collection[str] = (),
    session_id: int | None = None,
    token: str = "",
) -> int:
    """Have one of the actor's browsers woken from now on; return its id. Telling it again changes nothing.

    ``allowed``: hosts that the operator allows; ``session_id`` or ``token``: the sign-in that it ends with.

    Raises:
        Invalid: field by field: the endpoint is no known service's, or a key is none.
        Conflict: another account has the same endpoint with other keys.
        Unauthenticated: that sign-in is over.
    """
    _check(form, allowed)
    await active_account(work.session, actor)
    holder = await _holder(work, actor, session_id, token)
    row = (await work.session.exec(select(PushSubscription).where(_is_at(form.endpoint)))).first()
    if row is None:
        row = PushSubscription(
            account_id=actor.account_id, endpoint=form.endpoint, endpoint_hash=_hash(form.endpoint), p256dh="", auth=""
        )
    elif row.account_id != actor.account_id and (row.p256dh, row.auth) != (form.p256dh, form.auth):
        raise Conflict({"endpoint": TAKEN})
    row.account_id, row.p256dh, row.auth = actor.account_id, form.p256dh, form.auth
    row.session_id, row.token_id = holder
    work.session.add(row)
    await work.session.flush()
    await _drop_oldest(work, actor)
    return row.id


async def unsubscribe(work: UnitOfWork, *, actor: Actor, endpoint: str = "") -> int:
    """Stop waking one of the actor's browsers, or all without an endpoint; returns how many that were."""
    is_own = (col(PushSubscription.account_id) == actor.account_id) & is_active(actor)
    is_meant = is_own & _is_at(endpoint) if endpoint else is_own
    return (await work.session.exec(delete(PushSubscription).where(is_meant))).rowcount


async def listing(session: AsyncSession, *, actor: Actor) -> list[SubscriptionView]:
    """Return the actor's browsers that are woken, the newest first. No secret of them is in it."""
    query = _living().where(PushSubscription.account_id == actor.account_id, is_active(actor))
    found = await session.exec(query.order_by(col(PushSubscription.id).desc()))
    return [
        SubscriptionView(
            id=row.id,
            service=endpoints.host_of(row.endpoint),
            device=name or device_name(device or ""),
            created_at=row.created_at,
            is_waiting=row.not_before is not None and row.not_before > now(),
        )
        for row, device, name in found.all()
    ]


async def woken_among(session: AsyncSession, account_ids: Collection[int]) -> set[int]:
    """Return which of these accounts have a browser at all. Checks no rights: whoever sends has asked."""
    wanted, found = list(account_ids), set[int]()
    for start in range(0, len(wanted), AT_ONCE):
        some = col(PushSubscription.account_id).in_(wanted[start : start + AT_ONCE])
        found |= set((await session.exec(select(PushSubscription.account_id).where(some))).all())
    return found


async def of_account(session: AsyncSession, account_id: int) -> list[PushSubscription]:
    """Return the browsers that may be woken now. Checks no rights: whoever sends has asked."""
    is_free = or_(col(PushSubscription.not_before).is_(None), col(PushSubscription.not_before) <= now())
    found = await session.exec(_living().where(PushSubscription.account_id == account_id, is_free))
    return [row for row, _, _ in found.all()]


async def lives(session: AsyncSession, browser: PushSubscription) -> bool:
    """Say whether a browser may still be woken for whom it was: they haven't signed out there meanwhile."""
    same = _living().where(PushSubscription.id == browser.id, PushSubscription.account_id == browser.account_id)
    return (await session.exec(same)).first() is not None


def _living() -> Any:
    """Select subscriptions with their device and token's name: of active accounts, and of sign-ins that live."""
    at = now()
    return (
        select(PushSubscription, LoginSession.device, ApiToken.name)
        .join(Account, col(Account.id) == PushSubscription.account_id)
        .join(LoginSession, col(LoginSession.id) == PushSubscription.session_id, isouter=True)
        .join(ApiToken, col(ApiToken.id) == PushSubscription.token_id, isouter=True)
        .where(Account.is_active, or_(col(LoginSession.expires_at) > at, col(ApiToken.expires_at) > at))
    )


async def _holder(work: UnitOfWork, actor: Actor, session_id: int | None, token: str) -> tuple[int | None, int | None]:
    """Return the ids of the sign-in and of the token, of which there is one.

    Raises:
        Unauthenticated: it is over.
    """
    if session_id is not None:
        query = select(LoginSession.id).where(LoginSession.id == session_id)
        if found := (await work.session.exec(query.where(LoginSession.account_id == actor.account_id))).first():
            return found, None
    else:
        query = select(ApiToken.id).where(ApiToken.token_hash == token_hash(token))
        if found := (await work.session.exec(query.where(ApiToken.account_id == actor.account_id))).first():
            return None, found
    raise Unauthenticated(OVER)


async def _drop_oldest(work: UnitOfWork, actor: Actor) -> None:
    own = col(PushSubscription.account_id) == actor.account_id
    kept = select(PushSubscription.id).where(own).order_by(col(PushSubscription.id).desc()).limit(AT_MOST)
    ids = (await work.session.exec(kept)).all()
    if len(ids) == AT_MOST:
        await work.session.exec(delete(PushSubscription).where(own, col(PushSubscription.id) < min(ids)))


def _check(form: SubscriptionForm, allowed: Collection[str]) -> None:
    if len(form.endpoint) > LONGEST or not form.endpoint.isascii() or not form.endpoint.isprintable():
        raise Invalid({"endpoint": endpoints.UNKNOWN})
    endpoints.check(form.endpoint, allowed)
    try:
        public_key(base64url.decode(form.p256dh))
    except (ValueError, TypeError):
        raise Invalid({"p256dh": WRONG_KEYS}) from None
    try:
        is_secret = len(base64url.decode(form.auth)) == AUTH
    except ValueError:
        is_secret = False
    if not is_secret:
        raise Invalid({"auth": WRONG_KEYS})


def _is_at(endpoint: str) -> ColumnElement[bool]:
    return col(PushSubscription.endpoint_hash) == _hash(endpoint)


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode("utf-8", "surrogatepass")).hexdigest()
