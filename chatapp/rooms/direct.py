"""Direct messages: the one room that two people have for themselves."""

from uuid import UUID

from sqlmodel import col, select

from chatapp.errors import Invalid
from chatapp.events import MemberJoined, account_topic
from chatapp.identity import Actor
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Room, Visibility

KEY = "\ue000{}:{}"  # begins with a character that no room's name may hold


async def open_direct(work: UnitOfWork, *, actor: Actor, account_uuid: UUID) -> UUID:
    """Return the direct room of the actor and another person; make it the first time, and announce MemberJoined.

    Raises:
        Invalid: there is no such person, or it is the actor.
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


async def _partner(work: UnitOfWork, actor: Actor, account_uuid: UUID) -> Account:
    if account_uuid == actor.uuid:
        raise Invalid({"to": "That's you. Choose someone else."})
    found = await work.session.exec(
        select(Account).where(col(Account.uuid).in_((account_uuid, actor.uuid)), Account.is_active)
    )
    people = {account.uuid: account for account in found.all()}
    if actor.uuid not in people or account_uuid not in people:
        raise Invalid({"to": "We can't find this person."})
    return people[account_uuid]
