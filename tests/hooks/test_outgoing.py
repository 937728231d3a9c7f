"""Outgoing webhooks: signed, in order, tried five times over a day, lost by no kill, and off until they are allowed."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlmodel import select

from chatapp import hooks, messages
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid
from chatapp.events import WebhookStopped, account_topic
from chatapp.hooks import HookEdit, HookView, outgoing_payloads
from chatapp.hooks.sending import PAUSES, TRIES
from chatapp.identity import Actor
from chatapp.outbound import WEBHOOKS
from models import Hook, Message
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.hooks import an_incoming_hook, an_outgoing_hook, receive
from tests.support.people.rooms import a_room, close, listen, look, say
from tests.support.running.clock import Calendar
from tests.support.servers.fake_http_server import elsewhere, response, switch
from tests.support.servers.mailbox import Mailbox
from tests.threads.test_beginning import begin, remove


def test_the_signature_is_the_one_of_the_specification() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = outgoing_payloads.headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


async def sent(chat: Chat) -> None:
    """Let the process that leads look once, and send all it finds."""
    await chat.hook_sender.look()
    await chat.hook_sender.finished()


async def the_hook(chat: Chat, actor: Actor, room: UUID) -> HookView:
    async with chat.reading() as session:
        (view,) = await hooks.listing(session, actor=actor, room_uuid=room)
    return view


@pytest.fixture
async def reaching(chat: Chat, chat_with: ChatWith, person: MakePerson, calendar: Calendar) -> Chat:
    """A Chatapp whose administrator ann allows webhooks, and whose operator allows loopback."""
    await switch(chat, await person("ann"), WEBHOOKS)
    return chat_with(outbound_hosts="127.0.0.1", now=calendar)


async def test_new_messages_of_people_are_sent_signed_and_in_order(reaching: Chat, person: MakePerson) -> None:
    ann = await person("ben")
    room = await a_room(reaching, ann)
    await say(reaching, ann, room, "before the hook")
    _, token = await an_incoming_hook(reaching, ann, room)
    async with elsewhere() as there:
        made = await an_outgoing_hook(reaching, ann, room, there.url)
        await say(reaching, ann, room, "one")
        await receive(reaching, token, {"text": "by a program"})  # else two hooks could go on for ever
        await say(reaching, ann, room, "two")
        await sent(reaching)
        await sent(reaching)
    told = [json.loads(body) for _, _, body in there.requests]
    assert [one["data"]["body"] for one in told] == ["one", "two"]
    assert told[0]["type"] == "message.created"
    assert told[0]["data"]["author"]["username"] == "ben"
    assert told[0]["data"]["url"].endswith(f"/rooms/{room}/{told[0]['data']['number']}")
    for (_, headers, body), one in zip(there.requests, told, strict=True):
        assert headers["webhook-id"] == f"{made.view.uuid}.{one['data']['number']}"
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        expected = outgoing_payloads.headers(made.secret, headers["webhook-id"], at, body)
        assert headers["webhook-signature"] == expected["webhook-signature"]


async def test_replies_in_threads_are_sent_in_order_with_their_room_and_root_once(
    reaching: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ben, cat = await person("ben"), await person("cat")
    room, other = await a_room(reaching, ben, cat), await a_room(reaching, ben)
    for where in (room, other):
        await say(reaching, ben, where, "Where do we **eat**?")
    thread, foreign = [(await begin(reaching, ben, where, 1)).room_uuid for where in (room, other)]
    await say(reaching, cat, thread, "before the hook")
    async with elsewhere() as there:
        made = await an_outgoing_hook(reaching, ben, room, there.url)
        await sent(reaching)
        await say(reaching, cat, thread, "At the harbour?")
        await say(reaching, ben, foreign, "elsewhere")
        await say(reaching, ben, room, "Hungry?")
        second = (await begin(reaching, cat, room, 2)).room_uuid
        await asyncio.gather(*(say(reaching, ben, second, f"Yes {number}") for number in range(3)))
        gone = await say(reaching, cat, second, "a mistake")
        await remove(reaching, cat, second, gone.message.number)
        await sent(reaching)
        await sent(chat_with(outbound_hosts="127.0.0.1"))
        await say(reaching, ben, thread, "Fine")
        await sent(reaching)
    told = [json.loads(body)["data"] for _, _, body in there.requests]
    yes = [f"Yes {number}" for number in range(3)]
    assert [one["body"] for one in told[:2]] == ["At the harbour?", "Hungry?"]
    assert (sorted(one["body"] for one in told[2:5]), [one["body"] for one in told[5:]]) == (yes, ["Fine"])
    assert [one["number"] for one in told[2:5]] == [1, 2, 3]
    assert told[0]["room"] == {
        "uuid": str(thread),
        "name": "Where do we eat?",
        "parent_uuid": str(room),
        "parent_name": (await look(reaching, ben, room)).name,
        "root_number": 1,
    }
    assert told[0]["url"].endswith(f"/rooms/{thread}/2")
    assert [told[1]["room"][name] for name in ("uuid", "parent_uuid", "root_number")] == [str(room), None, None]
    ids = [headers["webhook-id"].removeprefix(f"{made.view.uuid}.") for _, headers, _ in there.requests]
    assert ids == ["1.2", "2", "2.1", "2.2", "2.3", "1.3"]


async def test_of_replies_that_were_stored_together_none_is_lost_when_one_fails(
    reaching: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ben = await person("ben")
    room = await a_room(reaching, ben)
    await say(reaching, ben, room, "one")
    thread = (await begin(reaching, ben, room, 1)).room_uuid
    answers = iter([response(), response(503)])
    async with elsewhere(answer=lambda _: next(answers, response())) as there:
        await an_outgoing_hook(reaching, ben, room, there.url)
        await asyncio.gather(*(say(reaching, ben, thread, str(number)) for number in range(4)))
        async with reaching.reading() as session:
            revisions = (await session.exec(select(Message.parent_revision).where(Message.number > 1))).all()
        assert len(revisions) > len(set(revisions)), "some of them have one revision"
        await sent(reaching)
        calendar.advance(61)
        await sent(reaching)
    assert [json.loads(body)["data"]["number"] for _, _, body in there.requests] == [1, 2, 2, 3, 4]


async def test_what_fails_is_tried_five_times_over_a_day_then_it_is_off_and_the_owner_is_told(
    reaching: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ben = await person("ben")
    room = await a_room(reaching, ben)
    heard = listen(reaching, account_topic(ben.account_id))
    began = calendar.moment
    async with elsewhere(answer=lambda _: response(500)) as there:
        made = await an_outgoing_hook(reaching, ben, room, there.url)
        await say(reaching, ben, room, "one")
        await say(reaching, ben, room, "two")
        for at in range(TRIES):
            await sent(reaching)
            await sent(reaching)  # not due yet
            assert len(there.requests) == at + 1
            if at < len(PAUSES):
                calendar.advance(PAUSES[at].total_seconds() + 1)
        await sent(reaching)
        assert len(there.requests) == TRIES
        assert len({headers["webhook-id"] for _, headers, _ in there.requests}) == 1
        assert 0.98 < (calendar.moment - began).total_seconds() / 86_400 < 1.02
        view = await the_hook(reaching, ben, room)
        assert (view.is_on, view.error) == (False, "The address answered 500.")
        stopped = [event for event in heard if isinstance(event, WebhookStopped)]
        assert [(event.name, event.error) for event in stopped] == [("CI", "The address answered 500.")]
        there.answer = lambda _: response()
        changes = HookEdit(is_on=True)
        await reaching.hooks.edit(actor=ben, room_uuid=room, hook_uuid=made.view.uuid, changes=changes)
        await say(reaching, ben, room, "three")
        await sent(reaching)
        assert json.loads(there.requests[-1][2])["data"]["body"] == "three"  # what comes after it is on again


async def test_a_hook_that_recovers_sends_what_has_waited(
    reaching: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ben = await person("ben")
    room = await a_room(reaching, ben)
    answers = iter([response(503)])
    async with elsewhere(answer=lambda _: next(answers, response())) as there:
        await an_outgoing_hook(reaching, ben, room, there.url)
        for words in ("one", "two", "three"):
            await say(reaching, ben, room, words)
        await sent(reaching)
        calendar.advance(61)
        await sent(reaching)
    bodies = [json.loads(body)["data"]["body"] for _, _, body in there.requests]
    assert bodies == ["one", "one", "two", "three"]
    view = await the_hook(reaching, ben, room)
    assert (view.is_on, view.error) == (True, "")


async def test_what_a_killed_process_has_not_sent_the_next_one_sends(
    reaching: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ben = await person("ben")
    room = await a_room(reaching, ben)
    async with elsewhere(answer=lambda _: None) as there:
        await an_outgoing_hook(reaching, ben, room, there.url)
        await say(reaching, ben, room, "one")
        await reaching.hook_sender.look()
        while not there.requests:  # noqa: ASYNC110  (it is on its way, and nobody has answered)
            await asyncio.sleep(0.01)
        await reaching.hook_sender.close()
        there.answer = lambda _: response()
        await sent(chat_with(outbound_hosts="127.0.0.1"))
    ids = [headers["webhook-id"] for _, headers, _ in there.requests]
    assert len(ids) == 2
    assert len(set(ids)) == 1


async def test_nothing_leaves_before_an_administrator_allows_it_or_to_what_is_not_public(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ben)
    async with elsewhere() as there:
        allowing = chat_with(outbound_hosts="127.0.0.1")
        with pytest.raises(Forbidden, match="An administrator can switch them on"):
            await an_outgoing_hook(allowing, ben, room, there.url)
        await switch(chat, ann, WEBHOOKS)
        for url in ("", "http://127.0.0.1/hook", "https://ann:pw@example.org/", "ftp://example.org"):
            with pytest.raises(Invalid) as refused:
                await an_outgoing_hook(chat, ben, room, url)
            assert {*refused.value.fields} == {"url"}
        await an_outgoing_hook(chat, ben, room, f"https://127.0.0.1:{there.port}/")
        await say(chat, ben, room, "one")
        await sent(chat)
        view = await the_hook(chat, ben, room)
        assert not view.is_on  # an address inside stays one: no further try
        assert view.error.startswith("This address isn't public")
        await switch(chat, ann, WEBHOOKS, is_on=False)
        other = await a_room(chat, ben)
        with pytest.raises(Forbidden):
            await an_outgoing_hook(allowing, ben, other, there.url)
        assert there.connections == 0


async def test_an_archived_room_a_deleted_message_and_a_moved_hook_send_nothing_more(
    reaching: Chat, person: MakePerson
) -> None:
    ben = await person("ben")
    room = await a_room(reaching, ben)
    async with elsewhere() as old, elsewhere() as new:
        made = await an_outgoing_hook(reaching, ben, room, old.url)
        gone = await say(reaching, ben, room, "a mistake")
        async with reaching.transaction() as work:
            await messages.remove(work, actor=ben, room_uuid=room, number=gone.message.number)
        changes = HookEdit(url=new.url)
        await reaching.hooks.edit(actor=ben, room_uuid=room, hook_uuid=made.view.uuid, changes=changes)
        await say(reaching, ben, room, "to the new one")
        await sent(reaching)
        await say(reaching, ben, room, "too late")
        await close(reaching, ben, room)
        await sent(reaching)
        assert (len(old.requests), len(new.requests)) == (0, 1)
    async with reaching.reading() as session:
        stored = (await session.exec(select(Hook))).one()
    assert made.secret not in repr(stored)


async def test_the_owner_is_told_by_mail(mailing: Chat, mailbox: Mailbox, person: MakePerson) -> None:
    ben = await person("ben")
    room = await a_room(mailing, ben)
    async with mailing.transaction() as work:
        event = WebhookStopped(room, "Lab", ben.account_id, "CI", "ci.example.org can't be reached.")
        work.announce(account_topic(ben.account_id), event)
    mail = await mailbox.mail(ben.email)
    assert "ci.example.org can't be reached." in mail.text
    assert f"/rooms/{room}" in mail.text
