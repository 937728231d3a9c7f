"""Invite links: who makes them, what they allow, and that each use counts once, in any process."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from chatapp import invites, rooms, workspace
from chatapp.accounts import SignUp
from chatapp.authentication import token_hash
from chatapp.authentication.one_time_codes import Waiting
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Gone, Invalid, NotFound
from chatapp.identity import Actor, actor_of
from chatapp.invites import InviteForm, InviteState, NewInvite
from chatapp.storage.snapshot import within
from chatapp.workspace import WorkspaceEdit
from models import Account, AuditEntry, Invite, Membership
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_room, deactivate, remove, set_role
from tests.support.servers.databases import stored_bytes
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD

SOON = datetime.now(UTC) + timedelta(days=1)


def newcomer(number: int, token: str) -> SignUp:
    return SignUp(None, f"new{number}@example.org", PASSWORD, name=f"New {number}", invite=token)


async def a_link(chat: Chat, actor: Actor, *rooms: UUID, uses: int | None = None) -> NewInvite:
    return await chat.invites.make(actor=actor, form=InviteForm(uses=uses, expires_at=SOON, rooms=rooms))


async def rooms_of(chat: Chat, actor: Actor) -> set[str]:
    async with chat.reading() as session:
        return {room.name for room in await within(session, rooms.joined, actor=actor)}


async def change(chat: Chat, actor: Actor, **changes: object) -> None:
    async with chat.transaction() as work:
        await workspace.edit(work, actor=actor, changes=WorkspaceEdit(**changes))  # type: ignore[arg-type]


@pytest.mark.each_database
async def test_a_link_lets_people_into_its_rooms_and_only_its_hash_is_kept(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    design, secret = await a_room(chat, ann, name="Design"), await a_room(chat, ann, name="Board", visibility="private")
    await change(chat, ann, signup="invite")
    made = await a_link(chat, ann, design, secret, uses=2)
    assert made.url.endswith(f"/join/{made.token}")
    assert made.token.encode() not in stored_bytes(chat.settings)
    new = await chat.sign_ups.submit(newcomer(1, made.token))
    assert isinstance(new, Actor)
    assert await rooms_of(chat, new) == {"Design", "Board"}
    joined = await chat.invites.join(actor=ben, token=made.token)
    assert {room.name for room in joined.new} == {"Design", "Board"}
    again = await chat.invites.join(actor=new, token=made.token)  # used up, but they are in already
    assert again.new == ()
    with pytest.raises(Gone, match="used up"):
        await chat.sign_ups.submit(newcomer(2, made.token))
    async with chat.reading() as session:
        actions = (await session.exec(select(AuditEntry.action).order_by(AuditEntry.id))).all()  # type: ignore[arg-type]
        added_by = (
            await session.exec(select(Membership.added_by_id).where(Membership.account_id == ben.account_id))
        ).all()
    assert actions == ["edit workspace", "create invite", "use invite", "use invite"]
    assert {*added_by} == {ann.account_id}


async def test_who_was_removed_from_a_links_room_uses_nothing_up_and_is_told(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    design, plans = await a_room(chat, ann, ben, name="Design"), await a_room(chat, ann, name="Plans")
    await remove(chat, ann, ben, design)
    one, both = await a_link(chat, ann, design, uses=1), await a_link(chat, ann, design, plans, uses=1)
    for _ in range(2):
        with pytest.raises(Forbidden, match="removed"):
            await chat.invites.join(actor=ben, token=one.token)
    joined = await chat.invites.join(actor=ben, token=both.token)
    assert [[room.name for room in found] for found in (joined.rooms, joined.new)] == [["Plans"], ["Plans"]]
    assert (await chat.invites.join(actor=ben, token=both.token)).new == ()
    async with chat.reading() as session:
        assert (await invites.get(session, actor=ann, invite_uuid=one.view.uuid)).uses == 0
    assert isinstance(await chat.sign_ups.submit(newcomer(1, one.token)), Actor), "its one use was left"


@pytest.mark.each_database
async def test_a_link_is_used_exactly_as_often_as_it_allows_however_many_come_at_once(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann = await person("ann")
    other = chat_with()
    made = await a_link(chat, ann, uses=2)
    answers = await asyncio.gather(
        *((chat, other)[n % 2].sign_ups.submit(newcomer(n, made.token)) for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(answer, Actor) for answer in answers) == 2
    assert all(isinstance(answer, Actor | Gone) for answer in answers), answers
    async with chat.reading() as session:
        assert (await session.exec(select(Invite.uses))).all() == [2]


@pytest.mark.each_database
async def test_each_reason_why_a_link_does_not_work_is_told_and_nothing_else(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await change(chat, ann, may_members_invite=True)
    room = await a_room(chat, ben, ann, name="Takeover plans")
    used, expired, revoked = [await a_link(chat, ann, uses=1) for _ in range(3)]
    of_room, bens = await a_link(chat, ben, room), await a_link(chat, ben)
    await chat.sign_ups.submit(newcomer(0, used.token))
    async with chat.transaction() as work:
        invite = (await work.session.exec(select(Invite).where(Invite.uuid == expired.view.uuid))).one()
        invite.expires_at = datetime.now(UTC) - timedelta(seconds=1)
        work.session.add(invite)
        for _ in range(2):  # twice is no error
            await invites.revoke(work, actor=ann, invite_uuid=revoked.view.uuid)
    async with chat.transaction() as work:
        await rooms.close(work, actor=ben, room_uuid=room)
    for link, state in (
        (used, InviteState.USED_UP),
        (expired, InviteState.EXPIRED),
        (revoked, InviteState.REVOKED),
        (of_room, InviteState.ROOM_CLOSED),
    ):
        async with chat.reading() as session:
            with pytest.raises(Gone) as refused:
                await invites.look(session, link.token)
            assert (await invites.get(session, actor=ann, invite_uuid=link.view.uuid)).state == state
        told = str(refused.value)
        assert "Ask the person who sent it" in told
        assert not any(name in told for name in ("ann", "ben", "Takeover"))
        if state != InviteState.USED_UP:  # of that, they may be the last user
            with pytest.raises(Gone):
                await chat.invites.join(actor=ann, token=link.token)
    async with chat.reading() as session:
        for garbled in ("", "x", used.token[:-1], "\x00\ud800", "x" * 10_000):
            with pytest.raises(NotFound):
                await invites.look(session, garbled)
        await invites.look(session, bens.token)
    await deactivate(chat, ben)
    async with chat.reading() as session:
        with pytest.raises(Gone, match="revoked"):
            await invites.look(session, bens.token)


async def test_members_make_links_only_if_the_workspace_allows_it_and_only_to_rooms_they_may_add_people_to(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    public, private = await a_room(chat, ann, ben), await a_room(chat, ann, ben, visibility="private")
    elsewhere = await a_room(chat, ann, name="Elsewhere")
    with pytest.raises(Forbidden):
        await a_link(chat, ben)
    await change(chat, ann, may_members_invite=True)
    link = await a_link(chat, ben, public)
    for room in (private, elsewhere, UUID(int=7)):
        with pytest.raises(Invalid) as refused:
            await a_link(chat, ben, public, room)
        assert {*refused.value.fields} == {"rooms"}
    await set_role(chat, ann, ben, private, "moderator")
    await a_link(chat, ben, private)
    first, last = (datetime.fromisoformat(at) for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"))
    expiries = (InviteForm(expires_at=at) for at in (SOON - timedelta(days=2), first, last))
    for form in (InviteForm(uses=0), InviteForm(uses=10**9), *expiries):
        with pytest.raises(Invalid):
            await chat.invites.make(actor=ben, form=form)
    eve = await person("eve")
    async with chat.reading() as session:
        assert (await invites.listing(session, actor=eve)).items == []
        assert len((await invites.listing(session, actor=ben)).items) == 2
        assert len((await invites.listing(session, actor=ann)).items) == 2
        with pytest.raises(NotFound):
            await invites.get(session, actor=eve, invite_uuid=link.view.uuid)
    await change(chat, ann, may_members_invite=False)
    with pytest.raises(Gone, match="revoked"):
        await chat.invites.join(actor=eve, token=link.token)


async def test_with_codes_a_link_is_used_when_the_address_is_confirmed(mailing: Chat, mailbox: Mailbox) -> None:
    async with mailing.reading() as session:
        admin = actor_of((await session.exec(select(Account))).one())
    room = await a_room(mailing, admin, name="Design")
    made = await a_link(mailing, admin, room, uses=1)
    waiting = [await mailing.sign_ups.submit(newcomer(n, made.token)) for n in range(2)]
    assert all(isinstance(one, Waiting) for one in waiting)
    mails = [await mailbox.mail(f"new{n}@example.org") for n in range(2)]
    assert made.token.encode() not in stored_bytes(mailing.settings)
    assert token_hash(made.token).encode() in stored_bytes(mailing.settings)
    first = await mailing.sign_ups.confirm(waiting[0].handle, mails[0].code)  # type: ignore[union-attr]
    assert await rooms_of(mailing, first) == {"Design"}
    with pytest.raises(Gone, match="used up"):
        await mailing.sign_ups.confirm(waiting[1].handle, mails[1].code)  # type: ignore[union-attr]
