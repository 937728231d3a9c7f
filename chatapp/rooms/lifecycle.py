"""A room's life: made, changed, closed, reopened, and finally deleted for good."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete as delete_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts, message_index, text
from chatapp.errors import Conflict, Forbidden, Invalid
from chatapp.events import LOBBY_TOPIC, MemberJoined, RoomChanged, RoomClosed, account_topic, room_topic
from chatapp.identity import Actor, active_account
from chatapp.rooms import categories
from chatapp.rooms.access import RoomPermission, require_manager
from chatapp.rooms.child_threads import close_threads, delete_threads, reopen_threads
from chatapp.rooms.hues import DEGREES
from chatapp.rooms.system_lines import tell_described, tell_renamed
from chatapp.storage.conflicts import ROOM_NAME_TAKEN
from chatapp.storage.unit_of_work import UnitOfWork
from models import Category, Membership, Role, Room, Visibility
from models.utc_datetime import now

NAME_LIMIT, DESCRIPTION_LIMIT = 60, 250  # characters
KEY_LIMIT = 240  # characters of the folded name: a single letter may fold to a whole phrase


@dataclass(frozen=True, slots=True)
class RoomForm:
    """What an owner enters about a room. ``password_hash``: see `RoomPasswords.hash`; None is no password.

    ``hue``: one of `HUES` in degrees; None is its category's, or its own.
    """

    name: str
    description: str = ""
    visibility: str = Visibility.PUBLIC
    category: UUID | None = None
    password_hash: str | None = None
    hue: int | None = None


async def create(
    work: UnitOfWork,
    *,
    actor: Actor,
    name: str,
    description: str = "",
    visibility: str = Visibility.PUBLIC,
    category: UUID | None = None,
    password_hash: str | None = None,
    hue: int | None = None,
) -> UUID:
    """Create a room with the actor as its owner and first member. Announces RoomChanged and MemberJoined.

    Raises:
        Invalid: the name, the description, the category or the visibility cannot be taken.
        Conflict: a room of that name exists, regardless of case and spaces.
        Unauthenticated: the actor's account is no longer active.
    """
    await active_account(work.session, actor)
    room = Room(name="", name_key="", created_by_id=actor.account_id)
    form = RoomForm(name, description, visibility, category, password_hash, hue)
    await _fill_in(work.session, room, form)
    work.session.add(room)
    await work.session.flush()
    work.session.add(Membership(room_id=room.id, account_id=actor.account_id, role=Role.OWNER))
    await alerts.note_members(work.session, room.id, [actor.account_id])
    work.announce(LOBBY_TOPIC, RoomChanged(room.uuid))
    work.announce(account_topic(actor.account_id), MemberJoined(room.uuid, actor.account_id))
    return room.uuid


async def check(session: AsyncSession, *, actor: Actor, form: RoomForm, room_uuid: UUID | None = None) -> None:
    """Raise what `create`, or `edit` of the room ``room_uuid``, would raise now, before a password is hashed for it.

    ``form.password_hash``: any text stands for the password that is still to be hashed.
    """
    scratch = Room(name="", name_key="", created_by_id=actor.account_id)  # belongs to no session
    if room_uuid is None:
        await active_account(session, actor)
    else:
        scratch.id = (await _require_editor(session, actor, room_uuid, form)).room.id
    await _fill_in(session, scratch, form)


async def described(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> RoomForm:
    """Return what a room's form says now, to those who may change it: its owner, or an administrator.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it.
    """
    room = (await require_manager(session, actor, room_uuid)).room
    category = await session.get(Category, room.category_id) if room.category_id else None
    chosen = category.uuid if category else None
    return RoomForm(room.name, room.description, str(room.visibility), chosen, room.password_hash, room.hue)


async def edit(
    work: UnitOfWork, *, actor: Actor, room_uuid: UUID, form: RoomForm, keeps_password: bool = False
) -> None:
    """Change what a room is called and who may join; members stay. Announces RoomChanged.

    A new name and a new description are told in the conversation: announces MessageChanged for each.

    ``keeps_password``: a private room keeps the password it has, whatever the form says.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it.
        Invalid: a field cannot be taken.
        Conflict: another room has that name.
    """
    permission = await _require_editor(work.session, actor, room_uuid, form, keeps_password=keeps_password)
    former, password_hash = permission.room.name, permission.room.password_hash
    about = permission.room.description
    await _fill_in(work.session, permission.room, form)
    if keeps_password and permission.room.visibility == Visibility.PRIVATE:
        permission.room.password_hash = password_hash
    work.session.add(permission.room)
    if former != permission.room.name:
        await tell_renamed(work, permission.room, actor.account_id, former)
    if about != permission.room.description:
        await tell_described(work, permission.room, actor.account_id)
    await permission.record(work, "edit room", f"was {former}" if former != permission.room.name else "")
    _announce_change(work, room_uuid)


async def close(work: UnitOfWork, *, actor: Actor, room_uuid: UUID) -> None:
    """Close a room: nobody can read or write in it until its owner reopens it; closing twice is no error.

    Announces RoomClosed, after which open pages hear nothing more, and RoomChanged.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it.
    """
    permission = await require_manager(work.session, actor, room_uuid)
    if permission.room.closed_at is not None:
        return
    permission.room.closed_at = now()
    work.session.add(permission.room)
    await permission.record(work, "close room")
    await close_threads(work, permission.room)
    work.announce(room_topic(room_uuid), RoomClosed(room_uuid))
    _announce_change(work, room_uuid)


async def reopen(work: UnitOfWork, *, actor: Actor, room_uuid: UUID) -> None:
    """Open a closed room again, with its members and all that was said. Announces RoomChanged; raises as `close`."""
    permission = await require_manager(work.session, actor, room_uuid)
    if permission.room.closed_at is None:
        return
    permission.room.closed_at = None
    work.session.add(permission.room)
    await permission.record(work, "reopen room")
    await reopen_threads(work, permission.room)
    _announce_change(work, room_uuid, is_reopened=True)


async def delete(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, confirmation: str) -> None:
    """Delete a closed room and all that was said in it, for good. Announces RoomClosed and RoomChanged.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it, or it is not closed yet.
        Invalid: ``confirmation`` is not the room's name.
    """
    permission = await require_manager(work.session, actor, room_uuid)
    if permission.room.closed_at is None:
        raise Forbidden("Archive the room before you delete it.")
    if text.fold(confirmation) != text.fold(permission.room.name):
        raise Invalid({"confirmation": "That doesn't match the room's name above."})
    await permission.record(work, "delete room", f"{permission.room.last_number} messages")
    await delete_threads(work, permission.room)
    await message_index.forget_room(work.session, permission.room.id)
    await work.session.exec(delete_rows(Room).where(col(Room.id) == permission.room.id))
    work.announce(room_topic(room_uuid), RoomClosed(room_uuid))
    _announce_change(work, room_uuid)


async def _require_editor(
    session: AsyncSession, actor: Actor, room_uuid: UUID, form: RoomForm, *, keeps_password: bool = False
) -> RoomPermission:
    permission = await require_manager(session, actor, room_uuid)
    changes_entry = form.visibility != permission.room.visibility or (
        not keeps_password and form.password_hash != permission.room.password_hash
    )
    if permission.is_administrative and changes_entry:
        raise Forbidden("Only the room's owner can change who may join.")
    return permission


def _announce_change(work: UnitOfWork, room_uuid: UUID, *, is_reopened: bool = False) -> None:
    for topic in (room_topic(room_uuid), LOBBY_TOPIC):
        work.announce(topic, RoomChanged(room_uuid, is_reopened))


async def _fill_in(session: AsyncSession, room: Room, form: RoomForm) -> None:
    """Check the form and carry it over into the room."""
    name, key = text.name_and_key(form.name, at_most=NAME_LIMIT, key_at_most=KEY_LIMIT)
    description = text.single_line(form.description, "description", "description", at_most=DESCRIPTION_LIMIT)
    if form.visibility not in (Visibility.PUBLIC, Visibility.PRIVATE):
        raise Invalid({"visibility": "A room is either public or private."})
    if form.visibility == Visibility.PUBLIC and form.password_hash is not None:
        raise Invalid({"password": "Only private rooms can have a password."})
    if form.hue is not None and form.hue not in DEGREES:
        raise Invalid({"hue": "Choose one of the colours."})
    if name != room.name:  # a name that is kept may keep its key, which a migration has made unique
        taken = select(Room.id).where(Room.name_key == key, col(Room.id).is_distinct_from(room.id))
        if (await session.exec(taken)).first() is not None:
            raise Conflict(ROOM_NAME_TAKEN)
        room.name, room.name_key = name, key
    room.category_id = await categories.chosen(session, form.category)
    room.description, room.hue = description, form.hue
    room.search_key = text.fold(f"{name} {description}")[:2000]
    room.visibility, room.password_hash = Visibility(form.visibility), form.password_hash
