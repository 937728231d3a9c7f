"""Owners of rooms make, change and remove hooks. Every act is in the audit trail."""

import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from chatapp import audit
from chatapp.accounts.names import whole
from chatapp.authentication.sessions import token_hash
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.hooks import accounts, unsent
from chatapp.hooks.records import HookView, view_of
from chatapp.identity import Actor
from chatapp.outbound import WEBHOOKS, Outbound, Refused, switches
from chatapp.rooms import RoomPermission
from chatapp.rooms.access import CLOSED, require_manager
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.text import single_line
from models import Account, Hook, HookKind

HOOKS_AT_MOST: Final = 20  # of a room
NAME_LIMIT: Final = 60  # characters
TOO_MANY: Final = f"A room can have up to {HOOKS_AT_MOST} webhooks. Delete one that isn't used."
DIRECT: Final = "A direct message can't have webhooks."
OFF: Final = "Outgoing webhooks are switched off. An administrator can switch them on in the workspace settings."


@dataclass(frozen=True, slots=True)
class HookForm:
    """What a hook is to be. ``url``: where an outgoing one sends new messages to."""

    name: str
    kind: str = HookKind.INCOMING
    url: str = ""


@dataclass(frozen=True, slots=True)
class HookEdit:
    """What is to change; None leaves a field as it is. ``rotate``: give it a new token or secret; the old one ends."""

    name: str | None = None
    is_on: bool | None = None
    url: str | None = None
    rotate: bool = False


async def listing(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> list[HookView]:
    """Return the hooks of a room, oldest first.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: only the owner and administrators may know; or the room is private, and an administrator no member.
    """
    permission = await _permission(session, actor, room_uuid)
    found = await session.exec(_select_hooks(permission).order_by(col(Hook.id)))
    return [view_of(hook, maker.name) for hook, maker in found.all()]


async def create(
    work: UnitOfWork, *, actor: Actor, room_uuid: UUID, form: HookForm, outbound: Outbound
) -> tuple[HookView, str]:
    """Make a hook; returns it with its token, which is kept nowhere (empty for an outgoing one). Announces as `add`.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: as `listing`; or the room is archived, or direct; or no administrator allows outgoing hooks.
        Invalid: field → sentence: the name, the kind, the address; or there are too many.
    """
    permission = await _permission(work.session, actor, room_uuid)
    if permission.room.closed_at is not None:
        raise Forbidden(CLOSED)
    if form.kind not in [*HookKind]:
        raise Invalid({"kind": f"Choose one of {', '.join(HookKind)}."})
    hook = Hook(
        room_id=permission.room.id, kind=HookKind(form.kind), name=_name(form.name), created_by_id=actor.account_id
    )
    count = select(func.count()).select_from(Hook).where(Hook.room_id == permission.room.id)
    if (await work.session.exec(count)).one() >= HOOKS_AT_MOST:
        raise Invalid({"name": TOO_MANY})
    token = ""
    if hook.kind == HookKind.INCOMING:
        token = _give_token(hook)
        hook.account_id = await accounts.make(work, by=actor, room=permission.room, hook=hook)
    else:
        await _require_allowed(work.session)
        hook.url = _url(form.url, outbound)
        unsent.send_from_now_on(hook, permission.room)
    work.session.add(hook)
    await work.session.flush()
    await _record(work, permission, "create webhook", hook)
    return view_of(hook, actor.name), token


async def edit(
    work: UnitOfWork, *, actor: Actor, room_uuid: UUID, hook_uuid: UUID, changes: HookEdit, outbound: Outbound
) -> tuple[HookView, str]:
    """Change a hook; returns it with its new token, if it has got one. Announces as `announce_person` and `add`.

    Raises:
        NotFound: there is no such room or hook, or the actor may not see it.
        Forbidden: as `create`.
        Invalid: field → sentence: the name or the address.
    """
    permission, hook, maker = await _hook(work.session, actor, room_uuid, hook_uuid)
    is_incoming, token = hook.kind == HookKind.INCOMING, ""
    if changes.name is not None and (name := _name(changes.name)) != hook.name:
        hook.name = name
        if is_incoming:
            await accounts.change_name(work, hook)
    if changes.url is not None and not is_incoming:
        hook.url = _url(changes.url, outbound)
    if changes.is_on is not None:
        await _switch(work, permission, hook, is_on=changes.is_on)
    if changes.rotate and is_incoming:
        token = _give_token(hook)
    elif changes.rotate:
        hook.rotation += 1
    work.session.add(hook)
    await _record(work, permission, "rotate webhook" if changes.rotate else "edit webhook", hook)
    return view_of(hook, maker.name), token


async def delete(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, hook_uuid: UUID) -> None:
    """Remove a hook; what it has posted stays. Announces as `dismiss`. Raises as `listing`."""
    permission, hook, _ = await _hook(work.session, actor, room_uuid, hook_uuid)
    if hook.account_id is not None:
        await accounts.retire(work, by=actor, room=permission.room, hook=hook)
    await _record(work, permission, "delete webhook", hook)
    await work.session.delete(hook)


async def _permission(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    permission = await require_manager(session, actor, room_uuid)
    if permission.room.is_direct:
        raise Forbidden(DIRECT)
    permission.require_inside()
    return permission


async def _hook(
    session: AsyncSession, actor: Actor, room_uuid: UUID, hook_uuid: UUID
) -> tuple[RoomPermission, Hook, Account]:
    """Return the right to change a room, its hook, and who has made that."""
    permission = await _permission(session, actor, room_uuid)
    query = _select_hooks(permission).where(Hook.uuid == hook_uuid)
    if (row := (await session.exec(query)).first()) is None:
        raise NotFound("There's no such webhook in this room.")
    return permission, *row


def _select_hooks(permission: RoomPermission) -> Select[Hook, Account]:
    makers = select(Hook, Account).join(Account, col(Account.id) == Hook.created_by_id)
    return makers.where(Hook.room_id == permission.room.id)


async def _switch(work: UnitOfWork, permission: RoomPermission, hook: Hook, *, is_on: bool) -> None:
    """Switch a hook on or off. One that is switched on begins with what is posted from now on."""
    room = permission.room
    if is_on and hook.kind == HookKind.INCOMING and room.closed_at is None:
        await accounts.let_in_again(work, by=permission.actor, room_uuid=room.uuid, hook=hook)
    elif is_on and not hook.is_on:
        await _require_allowed(work.session)
        unsent.send_from_now_on(hook, room)
        hook.tries, hook.due_at = 0, None
    if is_on:
        hook.error, hook.failed_at = "", None
    hook.is_on = is_on


async def _require_allowed(session: AsyncSession) -> None:
    if not await switches.is_on(session, WEBHOOKS):
        raise Forbidden(OFF)


def _give_token(hook: Hook) -> str:
    token = secrets.token_urlsafe(24)
    hook.token_hash, hook.rotation = token_hash(token), hook.rotation + 1
    return token


def _name(value: str) -> str:
    name = single_line(value, "name", "name", at_least=1, at_most=NAME_LIMIT)
    whole(name, "name")
    return name


def _url(value: str, outbound_: Outbound) -> str:
    try:
        outbound_.check(url := value.strip())
    except Refused as error:
        raise Invalid({"url": str(error)}) from None
    return url


async def _record(work: UnitOfWork, permission: RoomPermission, action: str, hook: Hook) -> None:
    room, detail = permission.room, f"{hook.kind}: {hook.name}"
    if permission.is_administrative:
        await permission.record(work, action, detail)
    else:
        audit.record(
            work, actor=permission.actor, action=action, subject=room.name, subject_uuid=room.uuid, detail=detail
        )
