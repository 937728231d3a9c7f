"""Whom a message concerns, and why: alerts are written in its own transaction, for those alone."""

from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import col, delete, select

from chatapp import messages, rooms
from chatapp.accounts.deletion import delete_account
from chatapp.alerts.keywords import has_word
from chatapp.bootstrap import Chat
from chatapp.events import ALERTS_TOPIC, AlertsAdded
from chatapp.identity import Actor, active_account
from chatapp.workspace import WorkspaceEdit, edit
from models import Account, Alert, AlertLevel
from models.keys import fold
from models.utc_datetime import now
from tests.support.people.alerts import concerned, forget, set_level, set_rules
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, add, deactivate, join, listen, remove, say
from tests.support.servers.databases import POSTGRESQL


async def reply(chat: Chat, actor: Actor, room: UUID, number: int, body: str) -> None:
    await messages.post(
        chat.post_queue, actor=actor, room_uuid=room, body=body, client_message_id=body, reply_to=number
    )


@pytest.mark.each_database
async def test_each_reason_writes_one_alert_and_the_strongest_counts(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, ben, cat, dan)
    heard = listen(chat, ALERTS_TOPIC)
    await set_rules(chat, cat, keywords=["deploy", "Straße"])
    await set_level(chat, dan, room, "all")
    await say(chat, ben, room, "hello @ann")
    await reply(chat, ann, room, 1, "shall we DEPLOY?")
    await reply(chat, ann, room, 1, "@ben in der STRASSE, redeployed")
    await say(chat, ann, room, "@room hi")
    assert await concerned(chat) == [
        ("ann", "mention", 1),
        ("dan", "message", 1),
        ("ben", "reply", 2),
        ("cat", "keyword", 2),
        ("dan", "message", 2),
        ("ben", "mention", 3),
        ("cat", "keyword", 3),
        ("dan", "message", 3),
        ("ben", "everyone", 4),
        ("cat", "everyone", 4),
        ("dan", "everyone", 4),
    ]
    added = [one for one in heard if isinstance(one, AlertsAdded)]
    assert [len(one.alert_ids) for one in added] == [2, 3, 3, 3]
    assert added[0].account_ids == (ann.account_id,), "lists have what names, not everything"


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_levels_mutes_and_rights_decide_who_is_concerned(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan, eve, fay = [await person(name) for name in ("ann", "ben", "cat", "dan", "eve", "fay")]
    room = await a_room(chat, ann, ben, cat, dan, eve, fay)
    await set_level(chat, ben, room, "nothing")
    async with chat.transaction() as work:
        await rooms.mute(work, actor=cat, room_uuid=room, is_muted=True)
    await deactivate(chat, dan)
    await remove(chat, ann, eve, room)
    await say(chat, ann, room, "@room @ann @ben @cat @dan @eve @fay")
    assert await concerned(chat) == [("fay", "mention", 2)]

    await forget(chat)
    await set_rules(chat, fay, level=AlertLevel.NOTHING)
    await set_rules(chat, ben, level=AlertLevel.ALL)
    await say(chat, ann, room, "plain")
    await set_level(chat, ben, room, None)
    await say(chat, ann, room, "@fay plain")
    async with chat.transaction() as work:
        await edit(work, actor=ann, changes=WorkspaceEdit(alert_level="all"))
    await set_rules(chat, ben, level=None)
    await say(chat, ann, room, "for all")
    await set_level(chat, fay, room, "mentions")
    await say(chat, ann, room, "@fay again")
    found = await concerned(chat)
    assert [one for one in found if one[0] == "ben"] == [("ben", "message", at) for at in (4, 5, 6)]
    assert [one for one in found if one[0] == "fay"] == [("fay", "mention", 6)]
    assert {name for name, *_ in found} == {"ben", "fay"}


async def test_direct_chats_concern_everybody_in_them_unless_muted(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_direct_room(chat, ann, ben, cat, dan)
    await set_rules(chat, ben, level=AlertLevel.NOTHING)
    await set_level(chat, dan, room, "mentions")
    async with chat.transaction() as work:
        await rooms.mute(work, actor=cat, room_uuid=room, is_muted=True)
    await say(chat, ann, room, "hi")
    assert await concerned(chat) == [("ben", "direct", 1)]


async def test_who_comes_later_with_rules_is_found_by_the_next_message(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    await set_rules(chat, ben, keywords=["deploy"])
    await set_rules(chat, cat, level=AlertLevel.ALL)
    room = await a_room(chat, ann)
    await join(chat, ben, room)
    await add(chat, ann, cat, room)
    await add(chat, ann, dan, room)
    await say(chat, ann, room, "deploy")
    assert [one for one in await concerned(chat) if one[1] != "added"] == [
        ("ben", "keyword", 4),
        ("cat", "message", 4),
    ]
    assert [one for one in await concerned(chat) if one[1] == "added"] == [("cat", "added", 0), ("dan", "added", 0)]


async def test_an_edit_tells_whom_it_newly_names_once_and_forgets_whom_it_no_longer_names(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    await set_level(chat, cat, room, "all")
    await say(chat, ann, room, "hi @ben")
    await forget_of(chat, "cat")

    async def change(body: str) -> None:
        async with chat.transaction() as work:
            await messages.edit(work, actor=ann, room_uuid=room, number=1, body=body)

    await change("hi @cat")
    assert await concerned(chat) == [("cat", "mention", 1)]
    await change("hi")
    assert await concerned(chat) == [("cat", "message", 1)], "they hear everything of the room"
    await change("hi @ben @cat")
    await change("hi @ben @cat!")
    assert await concerned(chat) == [("ben", "mention", 1), ("cat", "mention", 1)]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_an_edit_changes_the_reason_and_takes_the_alert_only_from_whom_nothing_else_concerns(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat, dan, eve = [await person(name) for name in ("ann", "ben", "cat", "dan", "eve")]
    direct, room = await a_direct_room(chat, ann, ben), await a_room(chat, ann, ben, cat, dan, eve)
    await set_rules(chat, dan, keywords=["deploy"])
    await say(chat, dan, room, "first")
    await say(chat, eve, room, "second")
    await say(chat, ann, direct, "hi @ben")
    await reply(chat, ann, room, 1, "@room @dan deploy")
    await reply(chat, ann, room, 2, "@eve deploy @eve")
    await remember_as_told(chat)

    async def change(room: UUID, number: int, body: str) -> None:
        async with chat.transaction() as work:
            await messages.edit(work, actor=ann, room_uuid=room, number=number, body=body)

    await say(chat, ann, direct, "and @ben")
    await say(chat, ann, room, "@room oh")
    await change(direct, 1, "hi")
    await change(direct, 2, "and")
    await change(room, 3, "deploy")
    await change(room, 4, "deploy")
    await change(room, 5, "oh")
    kinds = sorted(await concerned(chat))
    assert [one for one in kinds if one[0] == "ben"] == [
        ("ben", "direct", 1),
        ("ben", "direct", 2),
        ("ben", "everyone", 3),  # they were told: it stays in the list, as read
    ]
    assert [one for one in kinds if one[0] in ("dan", "eve")] == [
        ("dan", "keyword", 4),
        ("dan", "reply", 3),
        ("eve", "everyone", 3),
        ("eve", "reply", 4),
    ]
    assert [one for one in kinds if one[2] == 5] == [], "what was not told yet is gone"
    async with chat.reading() as session:
        read = await session.exec(select(Alert.kind).where(col(Alert.read_at).is_not(None)))
        assert [*read] == ["everyone"] * 3
    await change(room, 4, "deploy @dan")
    assert ("dan", "mention", 4) in await concerned(chat), "in the list by the stronger reason"


async def remember_as_told(chat: Chat) -> None:
    async with chat.transaction() as work:
        for alert in (await work.session.exec(select(Alert))).all():
            alert.settled_at = now()
            work.session.add(alert)


async def forget_of(chat: Chat, name: str) -> None:
    assert name in [one[0] for one in await concerned(chat)]
    async with chat.transaction() as work:
        own = select(Account.id).where(Account.username == name)
        await work.session.exec(delete(Alert).where(col(Alert.account_id).in_(own)))


async def test_reactions_are_in_their_authors_list_until_they_are_taken_back(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "hi")
    for who in (ann, ben):
        async with chat.transaction() as work:
            await messages.react(work, actor=who, room_uuid=room, number=1, emoji="👍")
    assert await concerned(chat) == [("ann", "reaction", 1)]
    async with chat.transaction() as work:
        await messages.unreact(work, actor=ben, room_uuid=room, number=1, emoji="👍")
    assert await concerned(chat) == []


@pytest.mark.each_database
async def test_a_plain_message_that_concerns_nobody_costs_no_statement(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room, listened = await a_room(chat, ann, ben, cat), await a_room(chat, ann, ben, cat)
    await set_level(chat, cat, listened, "all")
    asked: list[str] = []
    event.listen(chat.database.direct, "before_cursor_execute", lambda *args: asked.append(args[2]))

    async def cost(body: str, where: UUID = room) -> list[str]:
        asked.clear()
        await say(chat, ann, where, body)
        return [one for one in asked if "alert" in one and "FROM room JOIN membership" not in one]

    assert await cost("plain") == []
    assert len(await cost("@ben")) == 1
    assert len(await cost("plain", listened)) == 2, "keywords are asked for, then all are written at once"
    await set_level(chat, cat, listened, None)
    assert await cost("plain", listened) == []


async def test_a_deleted_account_takes_its_alerts_and_rules_along(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await set_rules(chat, ben, keywords=["deploy"])
    await say(chat, ann, room, "@ben deploy")
    async with chat.transaction() as work:
        await delete_account(work, await active_account(work.session, ben))
    assert await concerned(chat) == []


@pytest.mark.parametrize(
    ("text", "word", "is_there"),
    [
        ("we deploy now", "deploy", True),
        ("redeployed", "deploy", False),
        ("DEPLOY!", "deploy", True),
        ("c++ and c#", "C++", True),
        ("on-call: you", "on-call", True),
        ("我们今天部署", "部署", True),
        ("straßenbahn", "strasse", False),
        ("in der Straße", "STRASSE", True),
        ("(ops)", "ops", True),
    ],
)
def test_keywords_are_words_of_their_own(text: str, word: str, *, is_there: bool) -> None:
    assert has_word(fold(text), fold(word)) == is_there
