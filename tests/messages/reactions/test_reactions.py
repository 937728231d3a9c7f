"""Reacting to messages: once each, everybody hears of it, and nothing else about the message changes."""

from uuid import UUID

import pytest
from emoji import EMOJI_DATA, STATUS
from sqlmodel import select

from chatapp import messages
from chatapp.authentication.rate_limit import RateLimits
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited
from chatapp.events import MessageChanged, MessageView, ReactedInCrowd, Reaction, account_topic, room_topic
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.messages.lifecycle import removal
from chatapp.messages.reactions import reacting
from chatapp.text import qualified
from models import Account, Message, Room
from models import Reaction as StoredReaction
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, leave, listen, say
from tests.support.servers.databases import POSTGRESQL

THUMB, HEART, FAMILY = "👍", "❤️", "👩‍👩‍👧‍👦"


async def react(chat: Chat, actor: Actor, room: UUID, emoji: str, number: int = 1) -> MessageView:
    async with chat.transaction() as work:
        return await reacting.react(work, actor=actor, room_uuid=room, number=number, emoji=emoji)


async def take_back(chat: Chat, actor: Actor, room: UUID, emoji: str, number: int = 1) -> MessageView:
    async with chat.transaction() as work:
        return await reacting.unreact(work, actor=actor, room_uuid=room, number=number, emoji=emoji)


@pytest.mark.each_database
async def test_reactions_are_told_with_the_message_the_first_comer_first(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    posted = (await say(chat, ann, room, "lunch?")).message
    heard = listen(chat, room_topic(room))
    seen = [await react(chat, who, room, emoji) for who, emoji in ((ben, THUMB), (ann, HEART), (ann, THUMB))]
    assert heard == [MessageChanged(view) for view in seen]
    assert [view.revision for view in seen] == [posted.revision + step for step in (1, 2, 3)]
    assert seen[-1].reactions == (
        Reaction(THUMB, (ben.uuid, ann.uuid), ("ben", "ann")),
        Reaction(HEART, (ann.uuid,), ("ann",)),
    )
    assert (seen[-1].body, seen[-1].edited_at, seen[-1].number) == ("lunch?", None, 1)
    async with chat.reading() as session:
        missed = await history.changes(session, actor=ben, room_uuid=room, since=posted.revision)
        read = await history.read(session, actor=ben, room_uuid=room)
    assert missed.messages == read.messages == [seen[-1]]


@pytest.mark.each_database
async def test_the_same_again_and_what_is_not_there_change_nothing(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "lunch?")
    once = await react(chat, ann, room, FAMILY)
    heard = listen(chat, room_topic(room))
    assert await react(chat, ann, room, FAMILY) == once
    assert await take_back(chat, ann, room, HEART) == once
    assert heard == []
    assert (await take_back(chat, ann, room, FAMILY)).reactions == ()
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("bare", "qualified"),
    [
        ("❤", "❤\ufe0f"),
        ("❤\ufe0e", "❤\ufe0f"),
        ("👍\ufe0f", "👍"),  # some keyboards add a selector where Unicode has none
        ("👍\ufe0f🏽", "👍🏽"),
        ("🕵\u200d♂", "🕵\ufe0f\u200d♂\ufe0f"),
        ("#⃣", "#\ufe0f⃣"),
    ],
)
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_an_emoji_counts_as_one_however_its_colour_is_asked_for(
    chat: Chat, person: MakePerson, bare: str, qualified: str
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "lunch?")
    await react(chat, ann, room, bare)
    both = await react(chat, ben, room, qualified)
    assert [(one.emoji, one.count) for one in both.reactions] == [(qualified, 2)]
    assert await react(chat, ann, room, qualified) == both
    assert [one.people for one in (await take_back(chat, ann, room, qualified)).reactions] == [(ben.uuid,)]
    assert (await take_back(chat, ben, room, bare)).reactions == ()


def test_every_emoji_has_one_form_whatever_selectors_it_comes_with() -> None:
    whole = [emoji for emoji, data in EMOJI_DATA.items() if data["status"] == STATUS["fully_qualified"]]
    for emoji in whole:
        for selector in ("", "\ufe0e", "\ufe0f"):
            assert qualified(emoji.replace("\ufe0f", "") + selector) == emoji


async def test_nobody_takes_back_what_others_put_there(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "lunch?")
    await react(chat, ben, room, THUMB)
    assert (await take_back(chat, ann, room, THUMB)).reactions == (Reaction(THUMB, (ben.uuid,), ("ben",)),)


async def test_a_removed_message_loses_its_reactions_and_takes_no_more(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "lunch?")
    await react(chat, ann, room, THUMB)
    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=room, number=1)
    async with chat.reading() as session:
        assert (await history.read(session, actor=ann, room_uuid=room)).messages[0].reactions == ()
    for act in (react, take_back):
        with pytest.raises(NotFound):
            await act(chat, ann, room, THUMB)


async def test_who_has_left_and_whose_room_is_closed_reacts_to_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "lunch?")
    with pytest.raises(NotFound):
        await react(chat, ben, room, THUMB, 2)
    await leave(chat, ben, room)
    with pytest.raises(Forbidden):
        await react(chat, ben, room, THUMB)
    await close(chat, ann, room)
    with pytest.raises(Forbidden):
        await react(chat, ann, room, THUMB)


@pytest.mark.parametrize("emoji", ["", "a", "<b>", "👍👍", "👍 ", "\u200d", "👍" * 100])
async def test_only_one_emoji_is_a_reaction(chat: Chat, person: MakePerson, emoji: str) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "lunch?")
    with pytest.raises(Invalid) as refused:
        await react(chat, ann, room, emoji)
    assert list(refused.value.fields) == ["emoji"]


@pytest.mark.each_database
async def test_a_message_takes_twenty_different_ones_and_any_number_of_people(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "lunch?")
    for code in range(0x1F600, 0x1F600 + reacting.KINDS_LIMIT):
        await react(chat, ann, room, chr(code))
    with pytest.raises(Conflict):
        await react(chat, ben, room, THUMB)
    assert (await react(chat, ben, room, chr(0x1F600))).reactions[0].count == 2


async def crowd(chat: Chat, room: UUID, size: int, emoji: str = THUMB) -> None:
    """Have so many accounts that nobody uses react to the room's first message."""
    async with chat.transaction() as work:
        message = (await work.session.exec(select(Message).join(Room).where(Room.uuid == room))).one()
        people = [
            Account(username=f"c{at}", username_key=f"c{at}", email=f"c{at}@x", email_key=f"c{at}@x", password_hash="")
            for at in range(size)
        ]
        work.session.add_all(people)
        await work.session.flush()
        work.session.add_all(StoredReaction(message_id=message.id, account_id=one.id, emoji=emoji) for one in people)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_of_a_crowd_the_first_hundred_are_listed_and_everybody_is_counted(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "lunch?")
    await react(chat, ann, room, HEART)
    await crowd(chat, room, 1_000)
    heard = listen(chat, account_topic(ben.account_id))
    thumb, heart = sorted((await react(chat, ben, room, THUMB)).reactions, key=lambda one: one.emoji, reverse=True)
    assert (thumb.count, len(thumb.people), len(thumb.names), thumb.unlisted) == (1_001, 100, 100, 901)
    assert heart == Reaction(HEART, (ann.uuid,), ("ann",))
    assert ben.uuid not in thumb.people
    async with chat.reading() as session:
        own = await messages.own_reactions(session, actor=ben, room_uuid=room, numbers=[1, 2])
        others = await messages.own_reactions(session, actor=ann, room_uuid=room, numbers=[1])
    assert (own, others) == ([(1, THUMB)], [(1, HEART)])
    await take_back(chat, ben, room, THUMB)
    assert heard == [ReactedInCrowd(room, ben.account_id, 1, THUMB, is_on) for is_on in (True, False)]


async def test_a_small_rooms_reactions_are_told_by_the_message_alone(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "lunch?")
    heard = listen(chat, account_topic(ann.account_id))
    await react(chat, ann, room, THUMB)
    assert heard == []


async def test_sixty_reactions_a_minute_and_others_react_on(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    limit = messages.ReactionLimit(RateLimits(10))
    for _ in range(60):
        await limit.count(ann)
    with pytest.raises(RateLimited, match=r"You're reacting too fast\. Wait \d+ seconds?\."):
        await limit.count(ann)
    await limit.count(ben)


@pytest.mark.each_database(nightly=POSTGRESQL)
@pytest.mark.parametrize("emoji", ["", "x", "\0", "\ud800", "👍" * 50_000])
async def test_taking_back_what_is_no_emoji_changes_nothing(chat: Chat, person: MakePerson, emoji: str) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "text")
    assert (await take_back(chat, ann, room, emoji)).revision == 1
