"""Activity: what concerned a person, in the order of events; read on any device is read everywhere."""

from chatapp import messages, notifications, rooms
from chatapp.bootstrap import Chat
from chatapp.events import AlertsRead, account_topic
from chatapp.identity import Actor
from chatapp.notifications import AlertView
from models import AlertKind
from tests.support.alerts import set_level
from tests.support.chats import MakePerson
from tests.support.rooms import a_room, add, listen, remove, say


async def listed(chat: Chat, actor: Actor, **options: object) -> list[tuple[str, int | None, bool]]:
    async with chat.reading() as session:
        page = await notifications.listing(session, actor=actor, **options)  # type: ignore[arg-type]
    return [(str(one.kind), one.number, one.is_unread) for one in page.items]


async def count(chat: Chat, actor: Actor) -> int:
    return await chat.read(notifications.count_unread, actor=actor)


async def test_the_list_follows_what_is_read_in_rooms_and_what_is_marked_in_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await add(chat, ann, ben, room)
    await set_level(chat, ben, room, "all")
    await say(chat, ben, room, "mine")
    await say(chat, ann, room, "not listed")
    await say(chat, ann, room, "@ben <b>look</b>")
    async with chat.transaction() as work:
        await messages.react(work, actor=ann, room_uuid=room, number=2, emoji="👍")
    everything = [("reaction", 2, True), ("mention", 4, True), ("added", None, True)]
    assert await listed(chat, ben) == everything
    assert await count(chat, ben) == 2, "reactions don't count"
    assert await listed(chat, ben, kinds=[AlertKind.MENTION]) == [("mention", 4, True)]
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=ben, room_uuid=room, number=4)
    assert await count(chat, ben) == 0
    assert await listed(chat, ben, is_unread=True) == [("reaction", 2, True)]
    heard = listen(chat, account_topic(ben.account_id))
    async with chat.transaction() as work:
        await notifications.mark_read(work, actor=ben, upto=1_000)
    assert heard == [AlertsRead(ben.account_id)]
    assert await listed(chat, ben, is_unread=True) == []
    async with chat.transaction() as work:
        await messages.set_read(work, actor=ben, room_uuid=room, number=3)
    assert await count(chat, ben) == 0, "marked in the list, it stays read"


async def test_pages_follow_each_other_without_gaps(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(5):
        await say(chat, ann, room, f"@ben {number}")
    found: list[AlertView] = []
    after = None
    async with chat.reading() as session:
        while True:
            page = await notifications.listing(session, actor=ben, after=after, limit=2)
            found += page.items
            if (after := page.next) is None:
                break
    assert [one.number for one in found] == [5, 4, 3, 2, 1]
    assert (found[0].words, found[0].actor_name) == ("@ben 4", "ann")
    assert [one.room and one.room.uuid for one in found] == [room] * 5


async def test_others_lists_are_theirs_and_what_is_gone_is_in_none(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    await say(chat, ann, room, "@ben one")
    await say(chat, ann, other, "@ben two")
    async with chat.reading() as session:
        ids = [one.alert_id for one in (await notifications.listing(session, actor=ben)).items]
    async with chat.transaction() as work:
        await notifications.mark_read(work, actor=eve, alert_ids=ids)
    assert await listed(chat, eve) == []
    assert await count(chat, eve) == 0
    assert await count(chat, ben) == 2
    await remove(chat, ann, ben, room)
    assert await listed(chat, ben) == [("mention", 1, True)]
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=other, number=1)
    assert await listed(chat, ben) == []
    async with chat.transaction() as work:
        await messages.restore(work, actor=ann, room_uuid=other, number=1)
    assert await count(chat, ben) == 1
    async with chat.transaction() as work:
        await rooms.close(work, actor=ann, room_uuid=other)
    assert await count(chat, ben) == 0
