"""Whom an incoming hook's messages are by: an account of the hook's own, with its name, in its room alone."""

from typing import Final
from uuid import UUID

from sqlmodel import col, select

from chatapp.accounts import usernames
from chatapp.accounts.names import whole
from chatapp.accounts.profiles import announce_person
from chatapp.accounts.registration import store
from chatapp.accounts.sign_up_form import account_of, rename
from chatapp.identity import Actor
from chatapp.rooms.adding import add
from chatapp.rooms.membership import dismiss
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Hook, Membership, Room

DOMAIN: Final = "@hooks.invalid"  # of the addresses of hooks; no mail goes there


async def make(work: UnitOfWork, *, by: Actor, room: Room, hook: Hook) -> int:
    """Make a hook's account and let it into the room; returns its id. Announces as `add`.

    Raises:
        Invalid: no account can have the hook's name.
    """
    first, last = whole(hook.name, "name")
    username = await usernames.propose(work.session, hook.name, "hook")
    values = {"username": username, "email": f"{hook.uuid.hex}{DOMAIN}", "first_name": first, "last_name": last}
    account = account_of({**values, "country": ""})
    account.is_bot = True
    await store(work, account)
    await add(work, actor=by, room_uuid=room.uuid, people=[account.uuid])
    return account.id


async def change_name(work: UnitOfWork, hook: Hook) -> None:
    """Give a hook's account the hook's name. Announces as `announce_person`."""
    account = await _account(work, hook)
    account.first_name, account.last_name = whole(hook.name, "name")
    rename(account, account.username)
    work.session.add(account)
    await announce_person(work, account)


async def let_in_again(work: UnitOfWork, *, by: Actor, room_uuid: UUID, hook: Hook) -> None:
    """Make a hook's account a member again, if somebody has removed it. Announces as `add`."""
    account = await _account(work, hook)
    await add(work, actor=by, room_uuid=room_uuid, people=[account.uuid])


async def retire(work: UnitOfWork, *, by: Actor, room: Room, hook: Hook) -> None:
    """Take a hook's account out of the room and deactivate it; what it has said stays. Announces as `dismiss`."""
    account = await _account(work, hook)
    query = select(Membership).where(Membership.room_id == room.id, col(Membership.account_id) == account.id)
    if (membership := (await work.session.exec(query)).first()) is not None:
        await dismiss(work, room, membership, removed_by=by.name)
    account.is_active = False
    work.session.add(account)
    await announce_person(work, account)


async def _account(work: UnitOfWork, hook: Hook) -> Account:
    return (await work.session.exec(select(Account).where(col(Account.id) == hook.account_id))).one()
