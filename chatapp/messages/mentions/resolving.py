"""What the names in new texts mean: one query for the people of a whole group of posts, whatever their number.

Only members of the room are mentioned. `@room` and `@here` cost a query more, and so do rooms that are named.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.errors import Invalid
from chatapp.events import Mention as MentionView
from chatapp.events import MessageView, RoomLink
from chatapp.messages.mentions.names import CALLS, Names
from chatapp.presence import Presence, PresenceState
from chatapp.rooms.access import IS_PRIVILEGED, select_open_memberships
from models import Account, Membership, MentionKind, Room, Visibility
from models.account import shown_name

PEOPLE_AT_MOST: Final = 50  # in one message
CALLED_BY_ALL: Final = 50  # members of a room in which anybody may call all of them
AT_ONCE: Final = 500  # parameters of one query
TOO_LARGE: Final = (
    f"In rooms of more than {CALLED_BY_ALL} people, only the owner, moderators and administrators can use @room and "
    "@here."
)

SELECT_PEOPLE: Any = select_open_memberships(
    col(Room.uuid).label("room_uuid"),
    col(Account.id),
    col(Account.uuid),
    col(Account.username),
    col(Account.username_key),
    col(Account.first_name),
    col(Account.last_name),
).where(
    col(Account.username_key).in_(bindparam("keys", expanding=True)),
    col(Room.uuid).in_(bindparam("rooms", expanding=True)),
)
SELECT_HERE: Any = (
    select_open_memberships(col(Room.uuid).label("room_uuid"), col(Account.id), col(Account.uuid))
    .where(
        col(Account.uuid).in_(bindparam("here", expanding=True)),
        col(Room.uuid).in_(bindparam("rooms", expanding=True)),
    )
    .order_by(col(Account.id))
)
SELECT_LINKED: Any = select_columns(col(Room.id), col(Room.uuid), col(Room.name_key)).where(
    col(Room.name_key).in_(bindparam("keys", expanding=True)),
    col(Room.closed_at).is_(None),
    or_(  # as `Room.is_listed`: everybody may know that it exists
        col(Room.visibility) == Visibility.PUBLIC,
        (col(Room.visibility) == Visibility.PRIVATE) & col(Room.password_hash).is_not(None),
    ),
)
SELECT_LARGE: Any = (
    select_columns(col(Room.uuid))
    .join(Membership, col(Membership.room_id) == Room.home_id)
    .where(col(Room.uuid).in_(bindparam("rooms", expanding=True)))
    .group_by(col(Room.uuid))
    .having(func.count() > CALLED_BY_ALL)
)
SELECT_CALLERS: Any = select_open_memberships(col(Room.uuid), col(Account.id)).where(
    col(Room.uuid).in_(bindparam("rooms", expanding=True)),
    col(Account.id).in_(bindparam("accounts", expanding=True)),
    IS_PRIVILEGED,
)

Item = TypeVar("Item")


class Naming(NamedTuple):
    """A text that is about to be stored: where, by whom, what it may name, and who is online."""

    room_uuid: UUID
    account_id: int
    names: Names
    here: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a text names. ``rows``: columns of its mentions, apart from the message's own."""

    mentions: tuple[MentionView, ...] = ()
    links: tuple[RoomLink, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()

    def on(self, message: MessageView) -> MessageView:
        """Return a new message with what it names."""
        return replace(message, mentions=self.mentions, links=self.links) if self.rows else message


NOTHING: Final = Resolved()


@dataclass(slots=True)
class Lookup:
    """What was found for a group of texts. ``large``: rooms that not everybody may call; ``callers``: who may."""

    people: dict[tuple[UUID, str], Any] = field(default_factory=dict)
    here: dict[UUID, list[Any]] = field(default_factory=dict)
    rooms: dict[str, Any] = field(default_factory=dict)
    large: set[UUID] = field(default_factory=set)
    callers: set[tuple[UUID, int]] = field(default_factory=set)

    def resolve(self, asked: Naming, *, may_call: bool = False) -> Resolved:
        """Return what a text of the group names. ``may_call``: it did so already, when the room was smaller.

        Raises:
            Invalid: it names more than 50 people, or calls a large room, and its author may not.
        """
        if not (asked.names.people or asked.names.rooms):
            return NOTHING
        people, calls = self._people_of(asked)
        if len(people) > PEOPLE_AT_MOST:
            raise Invalid(
                {"body": f"A message can mention up to {PEOPLE_AT_MOST} people; this one mentions {len(people)}."}
            )
        is_caller = may_call or (asked.room_uuid, asked.account_id) in self.callers
        if calls and asked.room_uuid in self.large and not is_caller:
            raise Invalid({"body": TOO_LARGE})
        found = [_person(row) for row in people.values()]
        for kind in calls:
            found.append((MentionView(kind.value, typed=kind.value), {"kind": kind.value, "typed": kind.value}))
            if kind == MentionKind.HERE:
                found += [_one_here(row) for row in self.here.get(asked.room_uuid, ()) if row.uuid in asked.here]
        linked = [_link(row) for row in self._rooms_of(asked).values()]
        rows = (*(row for _, row in found), *(row for _, row in linked))
        return Resolved(tuple(view for view, _ in found), tuple(view for view, _ in linked), rows)

    def _people_of(self, asked: Naming) -> tuple[dict[int, Any], list[MentionKind]]:
        people: dict[int, Any] = {}
        calls: dict[MentionKind, None] = {}
        for keys in asked.names.people:
            for key in keys:
                if key in CALLS:
                    calls[MentionKind(key)] = None
                    break
                if (row := self.people.get((asked.room_uuid, key))) is not None:
                    people[row.id] = row
                    break
        return people, list(calls)

    def _rooms_of(self, asked: Naming) -> dict[int, Any]:
        found = (next((self.rooms[key] for key in keys if key in self.rooms), None) for keys in asked.names.rooms)
        return {row.id: row for row in found if row is not None}


def here(names: Names, presence: Presence) -> frozenset[UUID]:
    """Return who is online, on whatever process, if the text calls them by `@here`; not all are in the room."""
    if not any(MentionKind.HERE in keys for keys in names.people):
        return frozenset()
    return frozenset(who for who in presence.connected() if presence.state_of(who) == PresenceState.ONLINE)


def look_up(connection: Connection, group: Collection[Naming]) -> Lookup:
    """Find what a group of texts names, in the transaction that stores them. Without names nothing is asked."""
    found = Lookup()
    if not group:
        return found
    naming = [one for one in group if one.names.people]
    rooms = {one.room_uuid for one in naming}
    for row in _rows(
        connection, SELECT_PEOPLE, "keys", {key for one in naming for key in one.names.person_keys}, rooms
    ):
        found.people[row.room_uuid, row.username_key] = row
    calling = [one for one in naming if _calls(one.names)]
    if calling:
        _look_up_calls(connection, found, calling)
    keys = {key for one in group for key in one.names.room_keys}
    for some in batched_keys(keys):
        found.rooms |= {row.name_key: row for row in connection.execute(SELECT_LINKED, {"keys": some})}
    return found


def _look_up_calls(connection: Connection, found: Lookup, calling: Sequence[Naming]) -> None:
    rooms = {one.room_uuid for one in calling}
    found.large = set(connection.execute(SELECT_LARGE, {"rooms": list(rooms)}).scalars())
    if found.large:
        accounts = [one.account_id for one in calling if one.room_uuid in found.large]
        pairs = connection.execute(SELECT_CALLERS, {"rooms": list(found.large), "accounts": accounts})
        found.callers = {(room_uuid, account_id) for room_uuid, account_id in pairs}
    for row in _rows(connection, SELECT_HERE, "here", {uuid for one in calling for uuid in one.here}, rooms):
        found.here.setdefault(row.room_uuid, []).append(row)


def _calls(names: Names) -> bool:
    return any(key in CALLS for keys in names.people for key in keys)


def _rows(
    connection: Connection, query: Any, name: str, values: Collection[Any], rooms: Collection[UUID]
) -> Iterator[Any]:
    for some in batched_keys(values):
        yield from connection.execute(query, {name: some, "rooms": list(rooms)})


def batched_keys(values: Collection[Item]) -> Iterator[list[Item]]:
    """Divide values into lists that fit into one query each."""
    wanted = list(values)
    return (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))


def _person(row: Any) -> tuple[MentionView, Mapping[str, Any]]:
    kind, name = MentionKind.PERSON.value, shown_name(row.first_name, row.last_name, row.username)
    view = MentionView(kind, row.uuid, row.username, name, row.username_key)
    return view, {"kind": kind, "account_id": row.id, "typed": row.username_key}


def _one_here(row: Any) -> tuple[MentionView, Mapping[str, Any]]:
    kind = MentionKind.HERE.value
    return MentionView(kind, row.uuid, typed=kind), {"kind": kind, "account_id": row.id, "typed": kind}


def _link(row: Any) -> tuple[RoomLink, Mapping[str, Any]]:
    return RoomLink(row.uuid, row.name_key), {
        "kind": MentionKind.LINK.value,
        "target_id": row.id,
        "typed": row.name_key,
    }
