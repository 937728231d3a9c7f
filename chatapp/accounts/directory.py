"""Finding people: everybody by part of a name, but by e-mail address only people who share a room with the actor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Invalid
from chatapp.identity import Actor, is_active
from chatapp.storage.paging import Page, bounded, page_of
from models import Account, Membership, Message, Room, Status, Visibility
from models.room import ROOMS

PAGE = 8
AT_MOST = 50
LISTED = 50
ASKED = 100  # accounts in one question
REACHABLE = 2000  # people to choose from at once
QUOTED = 60  # characters of what was typed that are said again
UNKNOWN = "You don't share a room with anyone at this address. Try their username instead."


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as everybody may see them, never with the e-mail address."""

    uuid: UUID
    username: str
    name: str
    avatar: str
    status: Status | None = None
    is_bot: bool = False


async def suggest(
    session: AsyncSession,
    *,
    actor: Actor,
    search: str,
    not_in: UUID | None = None,
    within: UUID | None = None,
    limit: int = PAGE,
) -> list[PersonView]:
    """Return active people whose username or name holds ``search``, at most ``limit`` (50), without the actor.

    Those whose username begins with it come first. ``not_in``: leave the members of this room out;
    ``within``: leave everybody else out, if the actor is one of them.
    """
    key = text.search_term(search, at_most=100)
    if not key:
        return []
    begins = col(Account.username_key).startswith(key, autoescape=True)
    found = await session.exec(
        select(Account)
        .where(*_others(actor, not_in, within), col(Account.search_key).contains(key, autoescape=True))
        .order_by(begins.desc(), col(Account.username_key))
        .limit(max(1, min(limit, AT_MOST)))
    )
    return [view_of(account) for account in found.all()]


async def listing(
    session: AsyncSession,
    *,
    actor: Actor,
    search: str = "",
    not_in: UUID | None = None,
    after: str = "",
    limit: int = LISTED,
) -> Page[PersonView, str]:
    """Return all active people by username without the actor, at most ``limit`` (200).

    ``search``: part of a username or name; ``not_in``: leave the members of this room out.
    """
    limit = bounded(limit)
    query = select(Account).where(*_others(actor, not_in), col(Account.username_key) > text.cursor(after))
    if key := text.search_term(search, at_most=100):
        query = query.where(col(Account.search_key).contains(key, autoescape=True))
    found = await session.exec(query.order_by(col(Account.username_key)).limit(limit + 1))
    page = page_of(found.all(), limit, lambda account: account.username_key)
    return Page([view_of(account) for account in page.items], page.next)


async def reachable(session: AsyncSession, *, actor: Actor, limit: int = REACHABLE) -> list[PersonView]:
    """Return active people by username without the actor, at most ``limit``."""
    query = select(Account).where(*_others(actor)).order_by(col(Account.username_key)).limit(limit)
    return [view_of(account) for account in (await session.exec(query)).all()]


async def recent(
    session: AsyncSession, *, actor: Actor, not_in: UUID | None = None, limit: int = PAGE
) -> list[PersonView]:
    """Return whom the actor has a direct chat with, the newest message first, at most ``limit`` (50)."""
    own = select(Membership.room_id).where(Membership.account_id == actor.account_id)
    newest = func.max(col(Message.created_at))
    query = (
        select(Membership.account_id)
        .join(Room, col(Room.id) == Membership.room_id)
        .join(Message, and_(col(Message.room_id) == Room.id, col(Message.number) == Room.last_number))
        .join(Account, col(Account.id) == Membership.account_id)
        .where(Room.visibility == Visibility.DIRECT, col(Room.id).in_(own), *_others(actor, not_in))
        .group_by(col(Membership.account_id))
        .order_by(newest.desc(), col(Membership.account_id))
        .limit(max(1, min(limit, AT_MOST)))
    )
    ids = list((await session.exec(query)).all())
    found = await session.exec(select(Account).where(col(Account.id).in_(ids)))
    return [view_of(account) for account in sorted(found.all(), key=lambda account: ids.index(account.id))]


async def among(
    session: AsyncSession, *, actor: Actor, accounts: Collection[UUID], not_in: UUID | None = None
) -> list[PersonView]:
    """Return those of these accounts that are active people, by username, without the actor; the first 100 are asked.

    ``not_in``: leave the members of this room out.
    """
    is_asked = col(Account.uuid).in_(list(accounts)[:ASKED])
    found = await session.exec(
        select(Account).where(*_others(actor, not_in), is_asked).order_by(col(Account.username_key))
    )
    return [view_of(account) for account in found.all()]


def no_match(who: str) -> str:
    """Return the sentence for a name that nobody has: the same wherever people are looked for."""
    return f"No one matches “{who if len(who) <= QUOTED else who[:QUOTED] + '…'}”."


def _others(actor: Actor, not_in: UUID | None = None, within: UUID | None = None) -> list[ColumnElement[bool]]:
    """Say in SQL whom the actor may see: every active account but their own, if theirs is active."""
    conditions: list[ColumnElement[bool]] = [
        col(Account.is_active) & (col(Account.id) != actor.account_id),
        is_active(actor),
    ]
    if not_in is not None:
        conditions.append(col(Account.id).not_in(_members_of(not_in, actor)))
    if within is not None:
        conditions.append(col(Account.id).in_(_members_of(within, actor)))
    return conditions


def view_of(account: Account) -> PersonView:
    """Return an account as everybody may see it."""
    return PersonView(
        account.uuid, account.username, account.name, account.avatar, account.status, is_bot=account.is_bot
    )


def _members_of(room_uuid: UUID, actor: Actor) -> Select[Any]:
    """Select the members of a room; none if the actor is not a member."""
    asking = aliased(Membership)
    is_member = select(asking.room_id).where(asking.room_id == Room.home_id, asking.account_id == actor.account_id)
    return (
        select_columns(col(Membership.account_id))
        .join(Room, col(Room.home_id) == Membership.room_id)
        .where(col(Room.uuid) == room_uuid, is_member.exists())
    )


async def find(session: AsyncSession, *, actor: Actor, who: str, field: str = "to") -> UUID:
    """Return the account that a username or an e-mail address means.

    An address is answered only for people who share a room with the actor: whether anybody else has it stays unknown.

    Raises:
        Invalid: no account has this name, or no person who shares a room with the actor has this address.
    """
    typed = text.storable(who).strip().removeprefix("@")
    if not (folded := text.fold(typed)):
        raise Invalid({field: "Enter a username or an e-mail address."})
    is_address = "@" in folded or "@" in who.strip().removeprefix("@")  # also in what is too long to be folded
    is_meant = (
        col(Account.email_key) == text.email_key(typed)
        if is_address
        else col(Account.username_key) == text.username_key(typed)
    )
    query = select(Account.uuid).where(is_meant, col(Account.is_active), is_active(actor))
    if is_address:
        query = query.where(_shares_a_room(actor) | (col(Account.id) == actor.account_id))
    if (found := (await session.exec(query)).first()) is None:
        raise Invalid({field: UNKNOWN if is_address else no_match(typed)})
    return found


async def find_all(
    session: AsyncSession, *, actor: Actor, usernames: Sequence[str], field: str = "usernames"
) -> list[UUID]:
    """Return the accounts of usernames, each once, in the order given; the first 100 are looked for.

    Raises:
        Invalid: a username that no active account has.
    """
    typed = [text.storable(name).strip().removeprefix("@") for name in usernames[:ASKED]]
    keys = list(dict.fromkeys(map(text.username_key, typed)))
    query = select(Account.username_key, Account.uuid).where(
        col(Account.username_key).in_(keys), col(Account.is_active), is_active(actor)
    )
    known = dict((await session.exec(query)).all())
    for name in typed:
        if text.username_key(name) not in known:
            raise Invalid({field: no_match(name)})
    return [known[key] for key in keys]


def _shares_a_room(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL that the account is in a room with the actor, which the actor has not brought about alone.

    A direct room can be opened with anybody, and an owner can add anybody to a room. If either counted, guessing a
    stranger's address would take one step more. So a person counts who joined without being added, or has written.
    """
    own = (
        select(Membership.room_id)
        .join(Room, col(Room.id) == Membership.room_id)
        .where(Membership.account_id == actor.account_id, col(Room.visibility).in_(ROOMS))
    )
    has_written = (
        select(Message.id)
        .where(Message.author_id == Membership.account_id, Message.room_id == Membership.room_id)
        .correlate(Membership)
        .exists()
    )
    return (
        select(Membership.account_id)
        .where(
            Membership.account_id == Account.id,
            col(Membership.added_by_id).is_(None) | has_written,
            col(Membership.room_id).in_(own),
        )
        .correlate(Account)
        .exists()
    )
