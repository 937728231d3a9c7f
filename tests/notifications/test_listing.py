"""Activity: what concerned a person, in the order of events; read on any device is read everywhere."""

from sqlmodel import select

from chatapp import alerts, messages, notifications, rooms
from chatapp.bootstrap import Chat
from chatapp.events import ALERTS_TOPIC, AlertsAdded, AlertsRead, account_topic
from chatapp.identity import Actor
from chatapp.notifications import AlertView
from models import Alert, AlertKind
from tests.support.people.alerts import set_level
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, add, listen, remove, say


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


async def test_what_a_system_shows_is_over_for_who_has_read_it_may_not_see_it_or_is_somebody_else(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, eve = [await person(name) for name in ("ann", "ben", "eve")]
    room, left, muted = [await a_room(chat, ann, ben) for _ in range(3)]
    for place, body in ((room, "@ben 1"), (room, "@ben 2"), (room, "@ben 3"), (left, "@ben"), (muted, "@ben")):
        await say(chat, ann, place, body)
    async with chat.reading() as session:
        ids = sorted((await session.exec(select(Alert.id))).all())

    async def unread(actor: Actor, ids: list[int], *summaries: int) -> set[int]:
        async with chat.reading() as session:
            return await notifications.still_unread(session, actor=actor, alert_ids=ids, summaries=summaries)

    assert await unread(ben, ids) == set(ids)
    assert await unread(eve, ids, ids[4]) == set()
    assert await unread(ben, [], ids[4]) == set(), "nothing of it was held"
    await hold(chat, ids[:2])
    assert await unread(ben, [], ids[1], ids[4]) == {ids[1], ids[4]}
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=ben, room_uuid=room, number=1)
        await messages.remove(work, actor=ann, room_uuid=room, number=2)
        await rooms.mute(work, actor=ben, room_uuid=muted, is_muted=True)
    await remove(chat, ann, ben, left)
    assert await unread(ben, [*ids, 1_000], ids[1], ids[4]) == {ids[2]}
    assert await unread(ben, [], ids[4]) == set(), "all of it was read or deleted"
    async with chat.transaction() as work:
        reminder = await alerts.note_own(work, ben.account_id, AlertKind.REMINDER, at=chat.now(), words="Tea")
    assert await unread(ben, [reminder]) == {reminder}, "it is in no room"


async def hold(chat: Chat, alert_ids: list[int]) -> None:
    async with chat.transaction() as work:
        for alert_id in alert_ids:
            alert = await work.session.get_one(Alert, alert_id)
            alert.is_held = True
            work.session.add(alert)


async def test_who_has_a_deleted_message_in_their_list_hears_that_it_is_gone_or_back(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "@ben")
    await say(chat, ann, room, "nobody's")
    heard = listen(chat, ALERTS_TOPIC)
    for act in (messages.remove, messages.restore):
        async with chat.transaction() as work:
            await act(work, actor=ann, room_uuid=room, number=1)
            await act(work, actor=ann, room_uuid=room, number=2)
        assert heard == [AlertsAdded(room, (), (ben.account_id,))]
        assert await count(chat, ben) == (act is messages.restore)
        heard.clear()
