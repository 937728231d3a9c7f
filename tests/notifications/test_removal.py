"""Old alerts end: read ones after 30 days, any after 90, in bounded steps."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from chatapp import notifications
from chatapp.notifications import removal
from models import Alert
from tests.support.people.alerts import TellingChat, set_level, set_mark
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, leave, say


async def left(telling: TellingChat) -> list[int]:
    async with telling.chat.reading() as session:
        return sorted(alert.number for alert in (await session.exec(select(Alert))).all())


async def remove(telling: TellingChat, days: float) -> int:
    telling.calendar.advance(timedelta(days=days).total_seconds())
    chat = telling.chat
    return await removal.remove_old(chat.database, chat.transactions, chat.now())


@pytest.mark.each_database
async def test_read_ones_go_after_30_days_and_all_after_90(
    telling: TellingChat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 2)
    removal._select_next.cache_clear()
    chat, (ann, ben, cat) = telling.chat, [await person(name) for name in ("ann", "ben", "cat")]
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben, cat)
    for number in range(1, 6):
        await say(chat, ann, room, f"@ben {number}")
    await set_mark(chat, ben, room, 3)
    await set_level(chat, cat, other, "all")
    await say(chat, ann, other, "only told, in no list")
    await telling.wait()
    assert await remove(telling, 29) == 0
    await say(chat, ann, room, "@ben young, and read")
    async with chat.transaction() as work:
        await notifications.mark_read(work, actor=ben, upto=10**9)
    await change(telling, 4, 5, read_at=None)
    await change(telling, 6, created_at=chat.now())
    assert (await remove(telling, 1.1), await left(telling)) == (4, [4, 5, 6])
    assert (await remove(telling, 28), await left(telling)) == (0, [4, 5, 6]), "unread ones stay"
    assert (await remove(telling, 1.1), await left(telling)) == (1, [4, 5])
    assert (await remove(telling, 31), await left(telling)) == (2, [])
    removal._select_next.cache_clear()


async def change(telling: TellingChat, *numbers: int, **values: Any) -> None:
    async with telling.chat.transaction() as work:
        await work.session.exec(update(Alert).where(col(Alert.number).in_(numbers)).values(**values))


async def test_what_people_cannot_see_any_more_counts_as_read(telling: TellingChat, person: MakePerson) -> None:
    chat, (ann, ben) = telling.chat, [await person(name) for name in ("ann", "ben")]
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "@ben")
    await telling.wait()
    await leave(chat, ben, room)
    assert (await remove(telling, 29), await remove(telling, 2)) == (0, 1)


async def test_a_step_looks_at_a_bounded_number_and_young_ones_are_not_gone_through(
    telling: TellingChat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 3)
    removal._select_next.cache_clear()
    chat, (ann, ben) = telling.chat, [await person(name) for name in ("ann", "ben")]
    room = await a_room(chat, ann, ben)
    steps: list[int] = []
    find = removal._old

    def counted(*args: Any) -> tuple[int | None, list[int]]:
        found = find(*args)
        steps.append(len(found[1]))
        return found

    monkeypatch.setattr(removal, "_old", counted)
    for number in range(7):
        await say(chat, ann, room, f"@ben {number}")
    await remove(telling, 1)
    assert steps == [0], "young ones are looked at once"
    assert (await remove(telling, 90), steps[1:]) == (7, [3, 3, 1])
    removal._select_next.cache_clear()
