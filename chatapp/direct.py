"""Direct messages: the one room that two people have for themselves."""

from uuid import UUID

from sqlmodel import col, select

from chatapp.accounts import Actor
from chatapp.errors import Invalid
from chatapp.events import (
    PEOPLE_TOPIC,
    AccountChanged,
    MemberJoined,
    PersonChanged,
    RoomChanged,
    account_topic,
    room_topic,
)
from chatapp.unit_of_work import Work
from models import Account, Membership, Room, Visibility

KEY = "\ue000{}:{}"  # begins with a character that no room's name may hold


async def open_with(work: Work, *, actor: Actor, account_uuid: UUID) -> UUID:
    """Return the direct room of the actor and somebody else, made when it is the first time. Announces MemberJoined.

    Raises:
        Invalid: there is no such person, or it is the actor himself.
    """
    partner = await _partner(work, actor, account_uuid)
    low, high = sorted((actor.account_id, partner.id))
    key = KEY.format(low, high)
    if (existing := (await work.session.exec(select(Room.uuid).where(Room.name_key == key))).first()) is not None:
        return existing
    room = Room(name="", name_key=key, visibility=Visibility.DIRECT, created_by_id=actor.account_id)
    work.session.add(room)
    await work.session.flush()
    for account_id in (low, high):
        work.session.add(Membership(room_id=room.id, account_id=account_id))
        work.announce(account_topic(account_id), MemberJoined(room.uuid, account_id))
    return room.uuid


async def announce_person(work: Work, account: Account) -> None:
    """Tell that somebody is not called, or does not look, what he was.

    Announces AccountChanged to his own pages, PersonChanged to all that show something of his, and RoomChanged to the
    conversations that go by his name.
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


async def _partner(work: Work, actor: Actor, account_uuid: UUID) -> Account:
    if account_uuid == actor.uuid:
        raise Invalid({"to": "That is you. Choose somebody else to write to."})
    found = await work.session.exec(
        select(Account).where(col(Account.uuid).in_((account_uuid, actor.uuid)), Account.is_active)
    )
    people = {account.uuid: account for account in found.all()}
    if actor.uuid not in people or account_uuid not in people:
        raise Invalid({"to": "There is nobody of this name."})
    return people[account_uuid]
