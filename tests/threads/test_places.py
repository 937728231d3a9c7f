"""What lists call the place of something in a thread; and which threads a person follows among some."""

from uuid import UUID

from chatapp import messages, threads
from chatapp.bootstrap import Chat
from chatapp.rooms import RoomView
from chatapp.storage.snapshot import within
from pages.components.place_names import place_in, place_of
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, leave, look, say
from tests.threads.test_beginning import begin
from tests.threads.test_following import mark, unfollow


async def test_a_thread_is_called_by_its_room_and_the_first_words_of_its_message(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, direct = await a_room(chat, ann, ben, name="Lunch"), await a_direct_room(chat, ann, ben)
    for place in (room, direct):
        await say(chat, ann, place, "Where do **we** eat?")
    thread, beside = [(await begin(chat, ann, place, 1)).room_uuid for place in (room, direct)]
    seen = await look(chat, ben, thread)
    assert place_of(seen) == "Thread in #Lunch: Where do we eat?"
    assert place_in(seen) == "a thread in #Lunch: Where do we eat?"
    assert place_of(await look(chat, ben, beside)) == "Thread in ann: Where do we eat?"
    assert place_in(await look(chat, ben, room)) == "Lunch"
    assert place_of(await look(chat, ben, direct)) == "ann"


async def test_what_is_said_mentioned_and_drafted_in_a_thread_is_listed_with_the_thread(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Lunch")
    await say(chat, ann, room, "Where do we eat?")
    thread = (await begin(chat, ann, room, 1)).room_uuid
    await say(chat, ann, thread, "Here, @ben?")
    async with chat.transaction() as work:
        await messages.save(work, actor=ben, room_uuid=thread, number=1, is_done=False)
    async with chat.reading() as session:
        mentions = (await messages.mentioned(session, actor=ben)).items
        saved = (await messages.all_saved(session, actor=ben, is_done=False)).items
        last = await messages.latest(session, actor=ben, room_uuids=[thread])
    assert [place_of(one) for one in (mentions[0].room, saved[0].room)] == ["Thread in #Lunch: Where do we eat?"] * 2
    assert [one.words for one in last[thread]] == ["Here, @ben?"]


async def test_among_some_threads_those_are_found_that_one_follows_and_may_read(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = [await person(name) for name in ("ann", "ben", "eve")]
    room = await a_room(chat, ann, ben, eve)
    for body in ("one", "two"):
        await say(chat, ann, room, body)
    first, second = [(await begin(chat, ben, room, number)).room_uuid for number in (1, 2)]
    await say(chat, ann, first, "reply")
    await say(chat, ann, second, "reply")
    await mark(chat, ben, second)

    async def found(who: object = ben) -> list[RoomView]:
        async with chat.reading() as session:
            asked = {"actor": who, "thread_uuids": [first, second, room]}
            return await within(session, threads.followed_among, **asked)  # type: ignore[arg-type]

    async def listed(*, is_unread: bool) -> list[UUID]:
        async with chat.reading() as session:
            page = await threads.followed(session, actor=ben, is_unread=is_unread)
        return [one.thread.uuid for one in page.items]

    assert {one.uuid: one.unread for one in await found()} == {first: 1, second: 0}
    assert [await listed(is_unread=one) for one in (True, False)] == [[first], [second]]
    assert await found(eve) == []
    await unfollow(chat, ben, first)
    assert [one.uuid for one in await found()] == [second]
    await leave(chat, ben, room)
    assert await found() == []
