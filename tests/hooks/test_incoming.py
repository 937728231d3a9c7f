"""Incoming webhooks: who may make them, what may be posted by them, and that nobody learns anything from them."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from chatapp import hooks, messages, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Forbidden, Gone, Invalid, NotFound, RateLimited
from chatapp.hooks import HOOKS_AT_MOST, BadPayload, HookEdit, HookForm
from chatapp.identity import Actor
from models import Account, AuditEntry, Hook, Mention, MentionKind
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.hooks import an_incoming_hook, receive, said_in
from tests.support.people.rooms import a_direct_room, a_room, close, roles, say
from tests.support.servers.databases import POSTGRESQL


async def edit(chat: Chat, actor: Actor, room: UUID, hook: UUID, **changes: object) -> hooks.NewHook:
    return await chat.hooks.edit(
        actor=actor,
        room_uuid=room,
        hook_uuid=hook,
        changes=HookEdit(**changes),  # type: ignore[arg-type]
    )


async def delete(chat: Chat, actor: Actor, room: UUID, hook: UUID) -> None:
    async with chat.transaction() as work:
        await hooks.delete(work, actor=actor, room_uuid=room, hook_uuid=hook)


async def listed(chat: Chat, actor: Actor, room: UUID) -> list[hooks.HookView]:
    async with chat.reading() as session:
        return await hooks.listing(session, actor=actor, room_uuid=room)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_hook_posts_and_edits_by_an_account_of_its_own_name(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    made, token = await an_incoming_hook(chat, ann, room)
    number = await receive(chat, token, {"text": "disk *full*, @ben @room"})
    (message,) = await said_in(chat, ben, room)
    assert (message.number, message.author_name, message.is_by_bot) == (number, "Grafana", True)
    assert message.body == "disk **full**, @ben @room"
    await receive(chat, token, {"attachments": [{"title": "Resolved", "color": "good"}]}, number=number)
    (message,) = await said_in(chat, ben, room)
    assert (message.number, message.body) == (number, "🟢 **Resolved**")
    async with chat.reading() as session:
        called = select(Mention).where(Mention.kind != MentionKind.ADDED)  # the line that says who has come
        assert (await session.exec(called)).all() == []
        stored = (await session.exec(select(Hook))).one()
    assert token not in repr(stored)
    (view,) = await listed(chat, ann, room)
    assert (view.name, view.created_by, view.error) == ("Grafana", ann.name, "")
    assert view.used_at is not None
    assert made.view.uuid == view.uuid


async def test_only_the_owner_and_administrators_have_to_do_with_hooks(chat: Chat, person: MakePerson) -> None:
    admin, ann, ben, eve = [await person(name) for name in ("admin", "ann", "ben", "eve")]
    room, secret = await a_room(chat, ann, ben), await a_room(chat, ann, ben, visibility="private")
    made, _ = await an_incoming_hook(chat, ann, room)
    hidden, _ = await an_incoming_hook(chat, ann, secret)
    for who, where, hook in ((ben, room, made), (eve, room, made), (ben, secret, hidden), (admin, secret, hidden)):
        with pytest.raises(Forbidden):
            await an_incoming_hook(chat, who, where)
        with pytest.raises(Forbidden):
            await listed(chat, who, where)
        with pytest.raises(Forbidden):
            await edit(chat, who, where, hook.view.uuid, rotate=True)
        with pytest.raises(Forbidden):
            await delete(chat, who, where, hook.view.uuid)
    with pytest.raises(NotFound):
        await listed(chat, eve, secret)
    with pytest.raises(NotFound):
        await edit(chat, ann, secret, made.view.uuid, rotate=True)  # of another room
    assert len(await listed(chat, admin, room)) == 1
    async with chat.reading() as session:
        trail = await session.exec(select(AuditEntry.action, AuditEntry.detail))
        assert [*map(tuple, trail.all())] == [("create webhook", "incoming: Grafana")] * 2
    with pytest.raises(Forbidden):
        await an_incoming_hook(chat, ann, await a_direct_room(chat, ann, ben))


async def test_a_hook_is_renamed_rotated_switched_off_and_deleted(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    made, token = await an_incoming_hook(chat, ann, room)
    hook = made.view.uuid
    await receive(chat, token, {"text": "one"})
    renamed = await edit(chat, ann, room, hook, name="Alerts of Berlin")
    assert (renamed.view.name, renamed.address) == ("Alerts of Berlin", "")
    new = (await edit(chat, ann, room, hook, rotate=True)).address.rpartition("/")[2]
    with pytest.raises(NotFound):
        await receive(chat, token, {"text": "by the old address"})
    await edit(chat, ann, room, hook, is_on=False)
    with pytest.raises(Forbidden):
        await receive(chat, new, {"text": "while it's off"})
    await edit(chat, ann, room, hook, is_on=True)
    await receive(chat, new, {"text": "two"})
    await delete(chat, ann, room, hook)
    with pytest.raises(NotFound):
        await receive(chat, new, {"text": "after its end"})
    found = await said_in(chat, ann, room)
    assert [(message.author_name, message.body) for message in found] == [
        ("Alerts of Berlin", "one"),
        ("Alerts of Berlin", "two"),
    ]
    async with chat.reading() as session:
        account = (await session.exec(select(Account).where(col(Account.is_bot)))).one()
    assert not account.is_active
    assert await roles(chat, ann, room) == {"ann": "owner"}


async def test_a_hook_whose_account_was_removed_says_so_and_comes_back_when_switched_on(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann, visibility="private")
    made, token = await an_incoming_hook(chat, ann, room)
    async with chat.reading() as session:
        account = (await session.exec(select(Account).where(col(Account.is_bot)))).one()
    async with chat.transaction() as work:
        await rooms.remove(work, actor=ann, room_uuid=room, account_uuid=account.uuid)
    with pytest.raises(Forbidden):
        await receive(chat, token, {"text": "hello"})
    (view,) = await listed(chat, ann, room)
    assert "removed from the room" in view.error
    await edit(chat, ann, room, made.view.uuid, is_on=True)
    await receive(chat, token, {"text": "back"})
    assert [message.body for message in await said_in(chat, ann, room)] == ["back"]
    assert [view.error for view in await listed(chat, ann, room)] == [""]


async def test_what_a_hook_can_t_do_is_refused_and_tells_nothing(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room, other = await a_room(chat, ann), await a_room(chat, ann)
    _, token = await an_incoming_hook(chat, ann, room)
    _, others = await an_incoming_hook(chat, ann, other, "Sentry")
    said = await say(chat, ann, room, "the plan")
    theirs = await receive(chat, others, {"text": "theirs"})
    own = await receive(chat, token, {"text": "own"})
    refusals = set()
    for number in (said.message.number, theirs + 40, 0, 10**12):
        with pytest.raises(NotFound) as refused:
            await receive(chat, token, {"text": "mine now"}, number=number)
        refusals.add(str(refused.value))
    assert len(refusals) == 1  # whether there is such a message can't be told
    for payload in ({}, {"text": ""}):
        with pytest.raises(BadPayload):
            await receive(chat, token, payload)
    with pytest.raises(BadPayload):
        await chat.hooks.receive(token, b"{", "application/json")
    assert [(m.number, m.body) for m in await said_in(chat, ann, room)] == [
        (said.message.number, "the plan"),
        (own, "own"),
    ]
    (view,) = await listed(chat, ann, room)
    assert view.error == "The body isn't valid JSON."
    await close(chat, ann, room)
    with pytest.raises(Gone) as gone:
        await receive(chat, token, {"text": "anybody?"})
    assert "plan" not in str(gone.value)
    for unknown in ("", "x", "x" * 9_000, token[:-1]):
        with pytest.raises(NotFound):
            await receive(chat, unknown, {"text": "hello"})


async def test_hooks_have_limits(chat: Chat, chat_with: ChatWith, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for number in range(HOOKS_AT_MOST):
        await an_incoming_hook(chat, ann, room, f"Hook {number}")
    with pytest.raises(Invalid):
        await an_incoming_hook(chat, ann, room)
    for name in ("", " ", "x" * 61, "\u202e"):
        with pytest.raises(Invalid) as refused:
            await an_incoming_hook(chat, ann, await a_room(chat, ann), name)
        assert not isinstance(refused.value, Conflict)
    with pytest.raises(Invalid):
        await chat.hooks.make(actor=ann, room_uuid=room, form=HookForm("x", "sideways"))
    slow = chat_with(tries_per_minute=1)
    _, token = await an_incoming_hook(slow, ann, await a_room(chat, ann))
    outcomes: list[type[ChatError] | None] = []
    for at in range(8):
        try:
            await receive(slow, token, {"text": f"{at}"})
            outcomes.append(None)
        except RateLimited as error:
            outcomes.append(type(error))
    assert outcomes == [None] * 6 + [RateLimited] * 2


async def test_hooks_neither_call_bots_nor_answer(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    _, token = await an_incoming_hook(chat, ann, room)
    first = await say(chat, ann, room, "deploy?")
    hook = await chat.hooks.find(token)
    content = hooks.incoming_payloads.content_of({"text": "/deploy api"})
    number = await chat.hooks.put(hook, content, reply_to=first.message.number)
    answer = (await said_in(chat, ann, room))[-1]
    assert (answer.number, answer.reply_to) == (number, first.message.number)
    with pytest.raises(Forbidden):
        async with chat.transaction() as work:
            await messages.edit(work, actor=ann, room_uuid=room, number=number, body="mine")
