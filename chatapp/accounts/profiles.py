"""Profiles: what people say of themselves, and what others see of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts import names
from chatapp.accounts.countries import NAMES, country
from chatapp.accounts.sign_up_form import search_key_of
from chatapp.errors import Conflict, Invalid, NotFound, Unauthenticated
from chatapp.events import PEOPLE_TOPIC, AccountChanged, PersonChanged, RoomChanged, account_topic, room_topic
from chatapp.identity import SIGNED_OUT, Actor, active_account
from chatapp.storage.conflicts import USERNAME_TAKEN
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Clock, Density, Membership, Room, Status, Theme, Visibility
from models.account import current_status, shown_name

BIO_LIMIT = 500  # characters
COLUMNS: Any = Account.__table__.c  # type: ignore[attr-defined]
OWN = FixedStatement(select_columns(*COLUMNS).where(col(Account.id) == bindparam("actor_id"), col(Account.is_active)))
CLEANED_BY = {
    "username": names.username,
    "first_name": names.person,
    "last_name": names.person,
    "country": country,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as they see themselves. ``country``: ISO 3166-1 alpha-2; ``avatar``: the picture's digest, or empty."""

    uuid: UUID
    username: str
    name: str
    email: str
    first_name: str
    last_name: str
    country: str
    bio: str
    avatar: str
    is_administrator: bool
    created_at: datetime
    theme: Theme
    density: Density
    clock: Clock
    time_zone: str
    shares_typing: bool
    shares_reading: bool
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class ProfileEdit:
    """What is to change; None leaves a field as it is."""

    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    country: str | None = None
    bio: str | None = None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as others see them, never with the e-mail address. ``country`` is its name.

    ``time_zone``: an IANA name by which a browser shows their local time; empty: not known.
    """

    uuid: UUID
    username: str
    name: str
    country: str
    bio: str
    avatar: str
    time_zone: str
    joined_at: datetime
    status: Status | None = None
    is_bot: bool = False


def own(snapshot: Snapshot, *, actor: Actor) -> Profile:
    """Return the actor's own profile.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = OWN.first(snapshot.connection, {"actor_id": actor.account_id})
    if account is None:
        raise Unauthenticated(SIGNED_OUT)
    return Profile(
        uuid=account.uuid,
        username=account.username,
        name=shown_name(account.first_name, account.last_name, account.username),
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        country=account.country,
        bio=account.bio,
        avatar=account.avatar,
        is_administrator=account.is_administrator,
        created_at=account.created_at,
        theme=Theme(account.theme),
        density=Density(account.density),
        clock=Clock(account.clock),
        time_zone=account.time_zone,
        shares_typing=account.shares_typing,
        shares_reading=account.shares_reading,
        status=current_status(account.status_emoji, account.status_text, account.status_until),
    )


async def edit(work: UnitOfWork, *, actor: Actor, changes: ProfileEdit) -> None:
    """Change what the actor's profile says. Announces AccountChanged and PersonChanged.

    Raises:
        Invalid: field → sentence, every wrong field at once.
        Conflict: the username is taken.
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    values = _clean(changes)
    username = values.get("username", account.username)
    if username != account.username:  # a name that is kept may keep its key, which a migration has made unique
        if await names.is_username_taken(work.session, username, but=account.id):
            raise Conflict(USERNAME_TAKEN)
        account.username_key = text.username_key(username)
    for field, value in values.items():
        setattr(account, field, value)
    account.search_key = search_key_of(account.username, account.first_name, account.last_name)
    work.session.add(account)
    await announce_person(work, account)


async def person(session: AsyncSession, *, actor: Actor, account_uuid: UUID) -> PersonCard:
    """Return what others see of a person.

    Raises:
        NotFound: there is no such account, or it is deactivated or deleted.
        Unauthenticated: the actor's account is no longer active.
    """
    return await _card(session, actor, col(Account.uuid) == account_uuid)


async def named(session: AsyncSession, *, actor: Actor, username: str) -> PersonCard:
    """Return what others see of the person with this username, however it is spelled. Raises as `person`."""
    return await _card(session, actor, col(Account.username_key) == text.username_key(text.storable(username)))


async def _card(session: AsyncSession, actor: Actor, is_meant: ColumnElement[bool]) -> PersonCard:
    await active_account(session, actor)
    found = await session.exec(select(Account).where(is_meant, Account.is_active))
    if (account := found.first()) is None:
        raise NotFound
    return PersonCard(
        uuid=account.uuid,
        username=account.username,
        name=account.name,
        country=NAMES.get(account.country, ""),
        bio=account.bio,
        avatar=account.avatar,
        time_zone=account.time_zone,
        joined_at=account.created_at,
        status=account.status,
        is_bot=account.is_bot,
    )


def _clean(changes: ProfileEdit) -> dict[str, str]:
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    for field, clean in (*CLEANED_BY.items(), ("bio", _bio)):
        if (given := getattr(changes, field)) is None:
            continue
        try:
            values[field] = clean(given, field)
        except Invalid as error:
            problems |= error.fields
    if problems:
        raise Invalid(problems)
    return values


def _bio(value: str, field: str) -> str:
    """Return what a person says of themselves: line feeds between lines, at most one empty line in a row."""
    clean = value
    if len(value) <= 4 * BIO_LIMIT:  # what is longer is refused as it is: normalizing would take its time
        clean = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", value)).strip()
        clean = re.sub(r"\n{3,}", "\n\n", clean)
    if len(clean) > BIO_LIMIT:
        raise Invalid({field: f"Use at most {BIO_LIMIT} characters; this has {len(clean):,}."})
    for line in clean.split("\n"):
        text.single_line(line, field, "text", at_most=BIO_LIMIT)  # only refuses; spaces stay as typed
    return clean


async def announce_person(work: UnitOfWork, account: Account) -> None:
    """Tell every page that a person's name or picture has changed.

    Announces AccountChanged to their own pages, PersonChanged to all pages, and RoomChanged to the direct rooms that
    have their name.
    """
    work.announce(account_topic(account.id), AccountChanged(account.id))
    work.announce(PEOPLE_TOPIC, PersonChanged(account.uuid))
    conversations = await work.session.exec(
        select(Room.uuid)
        .join(Membership, col(Membership.room_id) == Room.id)
        .where(Membership.account_id == account.id, Room.visibility == Visibility.DIRECT)
    )
    for room_uuid in conversations.all():
        work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
