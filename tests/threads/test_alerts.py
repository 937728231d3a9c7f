"""Whom a reply in a thread concerns: those who follow it, by the level of the thread, its room, or their own."""

from uuid import UUID

from chatapp import messages, notifications, threads
from chatapp.bootstrap import Chat
from chatapp.events import AlertsRead, account_topic
from models import AlertLevel
from tests.support.people.alerts import concerned, set_level, set_rules
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, leave, listen, say
from tests.threads.test_beginning import begin


async def kinds(chat: Chat) -> set[tuple[str, str]]:
    return {(one[0], one[1]) for one in await concerned(chat)}


async def a_thread_of(chat: Chat, room: UUID, *people: object) -> UUID:
    await say(chat, people[0], room, "one")  # type: ignore[arg-type]
    return (await begin(chat, people[0], room, 1)).room_uuid  # type: ignore[arg-type]


async def test_who_follows_is_told_once_and_of_names_as_of_names(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, ben, cat, dan)
    thread = await a_thread_of(chat, room, ann)
    await say(chat, ben, thread, "reply")
    assert await kinds(chat) == {("ann", "thread")}
    await say(chat, ann, thread, "@cat and everybody")
    assert await kinds(chat) == {("ann", "thread"), ("ben", "thread"), ("cat", "mention")}
    assert len(await concerned(chat)) == 3, "each once"
    await say(chat, ann, thread, "@room")
    assert len(await concerned(chat)) == 5, "those who follow: ben and cat"


async def test_the_level_is_the_threads_or_its_rooms(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    thread = await a_thread_of(chat, room, ann)
    for who in (ben, cat):
        await say(chat, who, thread, "reply")
    before = len(await concerned(chat))
    await set_level(chat, ben, room, AlertLevel.NOTHING)
    await set_level(chat, cat, thread, AlertLevel.NOTHING)
    await say(chat, ann, thread, "news")
    assert len(await concerned(chat)) == before
    await set_level(chat, ben, thread, AlertLevel.ALL)
    await say(chat, ann, thread, "news")
    assert len(await concerned(chat)) == before + 1


async def test_in_a_direct_chat_and_not_for_who_left(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    direct = await a_direct_room(chat, ann, ben)
    thread = await a_thread_of(chat, direct, ann)
    await say(chat, ann, thread, "news")
    assert await kinds(chat) == {("ben", "direct"), ("ben", "thread")}
    room = await a_room(chat, ann, ben)
    other = await a_thread_of(chat, room, ann)
    await say(chat, ben, other, "reply")
    before = len(await concerned(chat))
    await leave(chat, ben, room)
    await say(chat, ann, other, "gone?")
    assert len(await concerned(chat)) == before


async def test_activity_lists_replies_until_they_are_read_in_the_thread(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    thread = await a_thread_of(chat, room, ann)
    await say(chat, ben, thread, "reply")
    async with chat.reading() as session:
        page = await notifications.listing(session, actor=ann)
    assert [(one.kind, one.room.uuid, one.is_unread) for one in page.items if one.room] == [("thread", thread, True)]
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=ann, room_uuid=thread, number=1)
    assert await chat.read(notifications.count_unread, actor=ann) == 0


async def test_activity_counts_none_of_a_thread_that_is_followed_no_more(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    thread = await a_thread_of(chat, room, ann)
    for words in ("reply", "@ann"):
        await say(chat, ben, thread, words)
    assert await chat.read(notifications.count_unread, actor=ann) == 2
    heard = listen(chat, account_topic(ann.account_id))
    async with chat.transaction() as work:
        await threads.unfollow(work, actor=ann, thread_uuid=thread)
    assert AlertsRead(ann.account_id) in heard
    assert await chat.read(notifications.count_unread, actor=ann) == 1, "what names them is still news"


async def test_a_word_somebody_waits_for_is_unread_in_a_thread_that_they_do_not_follow(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    await set_rules(chat, cat, keywords=["deploy"])
    thread = await a_thread_of(chat, room, ann)
    await say(chat, ben, thread, "deploy!")
    async with chat.reading() as session:
        [alert] = (await notifications.listing(session, actor=cat, is_unread=True)).items
        assert await notifications.still_unread(session, actor=cat, alert_ids=[alert.alert_id]) == {alert.alert_id}
    assert (alert.kind, alert.is_unread, await chat.read(notifications.count_unread, actor=cat)) == ("keyword", True, 1)
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=cat, room_uuid=thread, number=1)
    assert await chat.read(notifications.count_unread, actor=cat) == 0
