"""What a query means to the person who asks: which rooms and authors, and what each message must be.

What a person may not see is, to them, as if it did not exist.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts.directory import no_match
from chatapp.identity import Actor
from chatapp.message_index.document import CODE, LINK, Kinds
from chatapp.rooms.access import select_open_memberships
from chatapp.rooms.direct import key_of
from chatapp.search.conditions import condition_of, mentions
from chatapp.search.query import Has, Is, Named, Property, Query
from chatapp.search.views import Problem, WrongQuery
from chatapp.storage.database import rows_of
from models import Account, Membership, Message, Room, Visibility

NO_KINDS: Final = Kinds(0)
ME: Final = "me"
NAMED_ALIKE: Final = 50  # people of one full name
INDEXED: Final = {Has.LINK: Kinds.LINK, Has.CODE: Kinds.CODE, Has.FILE: Kinds.FILE, Has.IMAGE: Kinds.IMAGE}
IN_TEXT: Final = {Has.LINK: LINK, Has.CODE: CODE}
FEW: Final = (Is.SAVED, Is.PINNED, Is.UNREAD)  # they lead to their messages without the index
NO_ROOM: Final = "You aren't in a room called “{}”."
NO_DIRECT: Final = "You have no direct messages with “{}”."
QUOTED: Final = 60  # characters of a name that are said again


class OwnRoom(NamedTuple):
    """A room that the person is in."""

    room_id: int
    uuid: UUID
    name_key: str
    visibility: str
    last_number: int


@dataclass(slots=True)
class Plan:
    """What messages must be. ``rooms``: where to look; ``is_within``: the query names them.

    ``conditions`` are asked of the database, ``patterns`` of the text. ``is_narrow``: the conditions lead to few
    messages. ``kinds`` and ``authors`` are asked of the index, before anything else. ``messages``: how many the rooms
    have at most. ``characters``: how many characters each text is compared with.
    """

    rooms: Collection[int]
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    is_within: bool = False
    authors: Collection[int] = ()
    kinds: Kinds = NO_KINDS
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    patterns: list[tuple[re.Pattern[str], bool]] = field(default_factory=list)
    characters: int = 0
    is_narrow: bool = False
    messages: int = 0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asks_texts(self) -> bool:
        """Whether a message's text decides: it's about words, and not only about rooms, people and times."""
        return bool(self.wanted or self.unwanted)


async def make(session: AsyncSession, actor: Actor, query: Query) -> Plan:
    """Return what a query means.

    Raises:
        WrongQuery: an operator means nothing, or names what the person does not know of.
    """
    own = await _own_rooms(session, actor)
    plan = Plan(
        rooms=[room.room_id for room in own],
        wanted=tuple(dict.fromkeys(term.text for term in query.terms if term.is_wanted)),
        unwanted=tuple(dict.fromkeys(term.text for term in query.terms if not term.is_wanted)),
    )
    plan.characters = sum(map(len, (*plan.wanted, *plan.unwanted)))
    problems = [*query.problems, *await _Names(session, actor, own).add(plan, query.names)]
    if problems:
        raise WrongQuery(sorted(problems, key=lambda problem: problem.place.start))
    plan.messages = sum(room.last_number for room in own if room.room_id in set(plan.rooms))
    for one in query.properties:
        _add_property(plan, actor, one)
    for span in query.spans:
        parts = [col(Message.created_at) >= span.since] if span.since else []
        parts += [col(Message.created_at) < span.until] if span.until else []
        plan.conditions.append(and_(*parts) if span.is_wanted else not_(and_(*parts)))
        if span.is_wanted:
            plan.since = max(filter(None, (plan.since, span.since)), default=None)
            plan.until = min(filter(None, (plan.until, span.until)), default=None)
    return plan


async def _own_rooms(session: AsyncSession, actor: Actor) -> list[OwnRoom]:
    columns = (col(Room.id), col(Room.uuid), col(Room.name_key), col(Room.visibility), col(Room.last_number))
    query = select_open_memberships(*columns).where(
        col(Membership.account_id) == actor.account_id, col(Room.parent_id).is_(None)
    )
    return [OwnRoom._make(row) for row in await rows_of(session, query.order_by(col(Room.id)))]


def _add_property(plan: Plan, actor: Actor, one: Property) -> None:
    if isinstance(one.what, Has) and one.is_wanted:
        plan.kinds |= INDEXED.get(one.what, NO_KINDS)
    if isinstance(one.what, Has) and one.what in IN_TEXT:
        plan.patterns.append((IN_TEXT[one.what], one.is_wanted))
        return
    if one.what is Is.MINE and one.is_wanted and not plan.authors:
        plan.authors = (actor.account_id,)
    plan.is_narrow |= one.is_wanted and one.what in FEW
    condition = condition_of(actor, one.what)
    plan.conditions.append(condition if one.is_wanted else not_(condition))


class _Names:
    """Looks up what `in:`, `from:` and `to:` name. Several `in:` or `from:` mean any of them."""

    def __init__(self, session: AsyncSession, actor: Actor, own: Sequence[OwnRoom]) -> None:
        self._session = session
        self._actor = actor
        self._own = own

    async def add(self, plan: Plan, names: Sequence[Named]) -> list[Problem]:
        """Add what they mean to a plan; returns a problem for each that means nothing."""
        problems: list[Problem] = []
        found: dict[tuple[str, bool], set[int]] = {}
        for named in names:
            ids = await (self._rooms(named.name) if named.operator == "in" else self._people(named.name))
            if ids:
                found.setdefault((named.operator, named.is_wanted), set()).update(ids)
            else:
                problems.append(Problem(named.place, _unknown(named)))
            if named.operator == "to" and ids:
                condition = or_(*map(mentions, ids))
                plan.conditions.append(condition if named.is_wanted else not_(condition))
                plan.is_narrow |= named.is_wanted
        self._narrow(plan, found)
        return problems

    def _narrow(self, plan: Plan, found: dict[tuple[str, bool], set[int]]) -> None:
        if inside := found.get(("in", True)):
            plan.rooms, plan.is_within = sorted(inside), True
            plan.conditions.append(col(Room.home_id).in_(plan.rooms))
        if outside := found.get(("in", False)):
            plan.rooms = [room_id for room_id in plan.rooms if room_id not in outside]
            plan.conditions.append(col(Room.home_id).not_in(outside))
        if authors := found.get(("from", True)):
            plan.authors = sorted(authors)
            plan.conditions.append(col(Message.author_id).in_(plan.authors))
        if others := found.get(("from", False)):
            plan.conditions.append(col(Message.author_id).not_in(others))

    async def _rooms(self, name: str) -> set[int]:
        """Return the person's own room of a name or uuid, or their direct chat with somebody."""
        if name.startswith("@"):
            keys = {key_of([self._actor.account_id, one]) for one in await self._people(name)}
            return {room.room_id for room in self._own if room.name_key in keys}
        key = text.fold(name.removeprefix("#"))
        is_direct = Visibility.DIRECT
        return {
            room.room_id
            for room in self._own
            if str(room.uuid) == key or (room.name_key == key and room.visibility != is_direct)
        }

    async def _people(self, name: str) -> set[int]:
        """Return whom a username means, or a full name; `me` is who asks."""
        typed = text.storable(name.removeprefix("@"))
        if text.fold(typed) == ME:
            return {self._actor.account_id}
        by_username = select(Account.id).where(Account.username_key == text.username_key(typed))
        if (found := (await self._session.exec(by_username)).first()) is not None:
            return {found}
        key = text.search_term(typed)
        by_name = select(Account).where(col(Account.search_key).contains(key, autoescape=True)).limit(NAMED_ALIKE)
        alike = (await self._session.exec(by_name)).all() if key else ()
        return {account.id for account in alike if text.fold(account.name) == key}


def _unknown(named: Named) -> str:
    shown = named.name if len(named.name) <= QUOTED else f"{named.name[:QUOTED]}…"
    if named.operator != "in":
        return no_match(named.name.removeprefix("@"))
    return NO_DIRECT.format(shown.removeprefix("@")) if shown.startswith("@") else NO_ROOM.format(shown)
