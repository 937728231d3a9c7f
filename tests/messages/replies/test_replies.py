"""Replies: which messages can be answered, and what an answer shows of them, now and after every change."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select, update

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Forbidden, Invalid
from chatapp.events import MessageChanged, MessageView, Quote, room_topic
from chatapp.identity import Actor
from chatapp.messages import Posted, history
from chatapp.messages.lifecycle import editing, removal
from chatapp.messages.plain_words import first_line, plain
from chatapp.messages.posting.posting import store
from chatapp.messages.replies import quotes
from models import Message, MessageKind, Room
from tests.support.browser.rendered_rooms import message
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, leave, listen, say


async def answer(chat: Chat, actor: Actor, room: UUID, body: str, to: int, key: str = "") -> Posted:
    return await messages.post(
        chat.post_queue, actor=actor, room_uuid=room, body=body, client_message_id=key or str(uuid4()), reply_to=to
    )


async def newest(chat: Chat, actor: Actor, room: UUID) -> MessageView:
    async with chat.reading() as session:
        return (await history.read(session, actor=actor, room_uuid=room)).messages[-1]


async def refused(chat: Chat, actor: Actor, room: UUID, to: int) -> str:
    with pytest.raises(Invalid) as error:
        await answer(chat, actor, room, "what?", to)
    assert list(error.value.fields) == ["reply_to"]
    return error.value.fields["reply_to"]


@pytest.mark.each_database
async def test_an_answer_shows_the_message_as_it_is_now(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "x" * 400)
    heard = listen(chat, room_topic(room))
    posted = (await answer(chat, ben, room, "yes", 1)).message
    assert heard == [MessageChanged(posted)]
    assert posted.reply_to == 1
    assert posted.quote == Quote(1, ann.uuid, ann.name, "x" * quotes.LENGTH, is_deleted=False)
    assert await newest(chat, ann, room) == posted
    async with chat.transaction() as work:
        edited = await editing.edit(work, actor=ann, room_uuid=room, number=1, body="other")
    shown = await newest(chat, ben, room)
    assert shown.quote == quotes.quote_of(edited)
    assert shown.quote is not None
    assert (shown.quote.body, shown.quote.revision) == ("other", edited.revision)
    assert quotes.with_quote(posted, quotes.quote_of(edited)) == shown
    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=room, number=1)
    gone = (await newest(chat, ben, room)).quote
    assert gone == Quote(1, ann.uuid, ann.name, "", is_deleted=True)
    async with chat.transaction() as work:
        again = await editing.edit(work, actor=ben, room_uuid=room, number=2, body="no")
    assert (again.reply_to, again.quote) == (1, gone)


@pytest.mark.each_database
async def test_only_what_somebody_wrote_in_the_same_room_and_is_still_there_can_be_answered(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann)
    for number in (1, 2):
        await say(chat, ann, room, f"message {number}")
    for number in range(5):
        await say(chat, ann, other, f"elsewhere {number}")
    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=room, number=1)
        await work.session.exec(
            update(Message)
            .where(col(Message.room_id).in_(select(Room.id).where(Room.uuid == room)), col(Message.number) == 2)
            .values(kind=MessageKind.JOINED)
        )
    heard = listen(chat, room_topic(room))
    assert "was deleted" in await refused(chat, ben, room, 1)
    assert "messages that people wrote" in await refused(chat, ben, room, 2)
    for number in (3, 5, 0, -1, 2**31 - 1, 2**31, 2**80):
        assert "doesn't exist" in await refused(chat, ben, room, number)
    assert heard == []
    with pytest.raises(Forbidden):
        await answer(chat, ben, other, "not mine", 1)
    assert (await say(chat, ben, room, "fine")).message.number == 3


@pytest.mark.each_database
async def test_a_repeated_answer_is_the_stored_one_even_if_the_message_is_gone_by_now(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    first = await answer(chat, ben, room, "yes", 1, key="k")
    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=room, number=1)
    again = await answer(chat, ben, room, "yes", 1, key="k")
    assert (first.is_new, again.is_new, again.message.number) == (True, False, 2)
    await leave(chat, ben, room)
    with pytest.raises(Forbidden):
        await answer(chat, ben, room, "yes", 1)


@pytest.mark.each_database
async def test_answers_of_one_group_are_each_judged_by_their_own_room_and_message(
    chat: Chat, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room, other = await a_room(chat, ann), await a_room(chat, ann)
    await say(chat, ann, room, "one")
    wanted = [(ann, room, 1), (ann, other, 1), (eve, room, 1), (ann, room, 3), (ann, room, 1), (ann, other, None)]
    group = [
        messages.NewMessage(actor, place, f"text {index}", f"key {index}", to)
        for index, (actor, place, to) in enumerate(wanted)
    ]
    outcomes = await chat.transactions.run_sync(lambda work: store(group, work))
    kinds = [outcome.message.quote if isinstance(outcome, Posted) else type(outcome) for outcome in outcomes]
    quote = Quote(1, ann.uuid, ann.name, "one", is_deleted=False)
    assert kinds == [quote, Invalid, type(None), Invalid, quote, None]
    assert isinstance(outcomes[1], ChatError)


def test_an_older_quote_never_replaces_a_newer_one() -> None:
    old, new = (Quote(1, uuid4(), "Ann", words, is_deleted=False, revision=at) for words, at in (("a", 3), ("b", 5)))
    view = replace(message(2), reply_to=1, quote=new)
    assert quotes.with_quote(view, old) is view
    assert quotes.with_quote(view, replace(new, revision=9)) is view  # a reaction: nothing that is shown has changed
    assert quotes.with_quote(view, replace(new, number=2, revision=9)) is view
    assert quotes.with_quote(replace(view, quote=old), new).quote == new
    assert quotes.with_quote(replace(view, quote=None), new).quote is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("plain", "plain"),
        ("**bold** and `code` of [a page](https://example.org) :tada:\nsecond", "bold and code of a page 🎉"),
        ("```python\n\n  x = 1 < 2\ny = 2\n```\nafter", "x = 1 < 2"),
        ("> what they said\n\nan answer", "what they said"),
        ("- one\n- two", "one"),
        ("- [ ] to do", "☐ to do"),
        ("| a | b |\n|--|--|\n| 1 | 2 |", "a b"),
        ("# Title\ntext", "Title"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("see [the page](https://example.org/very/lo", "see the page"),
        ("", ""),
    ],
)
def test_the_first_line_of_a_message_is_plain_words(body: str, words: str) -> None:
    assert first_line(body) == words


def test_a_message_on_one_line_has_no_space_that_it_did_not_have() -> None:
    assert plain("Use `a`, **b** and [c](https://example.org).\n- d") == "Use a, b and c. d"
