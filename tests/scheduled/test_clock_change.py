"""The nights in which clocks are changed: what was meant for a time of the clock comes at that time, once."""

from datetime import UTC, datetime, timedelta

import pytest

from chatapp.bootstrap import Chat
from tests.scheduled.test_scheduled_messages import bodies, edit, later, schedule, waiting
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room
from tests.support.running.clock import Calendar

__all__ = ["later"]

TIMES = ("01:30", "02:00", "02:30", "02:59", "03:00", "03:30", "09:00")
FORWARD = ("00:30", "01:00", "01:30", "01:59", "01:00", "01:30", "07:00")  # there is no hour from 2 to 3
BACK = ("23:30", "00:00", "00:30", "00:59", "02:00", "02:30", "08:00")  # the hour from 2 to 3 comes twice: the first


@pytest.mark.parametrize(("night", "moments"), [("2026-03-29", FORWARD), ("2026-10-25", BACK)], ids=["forward", "back"])
async def test_each_comes_at_its_time_of_the_clock_and_once(
    later: Chat, person: MakePerson, calendar: Calendar, night: str, moments: tuple[str, ...]
) -> None:
    calendar.moment = datetime.fromisoformat(f"{night}T18:00").replace(tzinfo=UTC) - timedelta(days=1)
    ann = await person("ann")
    room = await a_room(later, ann)
    for at in TIMES:
        await schedule(later, ann, room, at, f"{night}T{at}", time_zone="Europe/Berlin")
    came = dict[str, str]()
    for moment in sorted({one.due_at for one in await waiting(later, ann)}):
        calendar.moment = moment - timedelta(seconds=1)
        assert await later.scheduled.send_due() == 0
        calendar.moment = moment
        assert await later.scheduled.send_due() > 0
        for body in await bodies(later, ann, room):
            came.setdefault(body, f"{moment:%H:%M}")
    assert came == dict(zip(TIMES, moments, strict=True))
    assert sorted(await bodies(later, ann, room)) == sorted(TIMES)
    assert await waiting(later, ann) == []


async def test_a_day_later_is_the_same_time_of_the_clock(later: Chat, person: MakePerson, calendar: Calendar) -> None:
    calendar.moment = datetime(2026, 10, 23, 12, tzinfo=UTC)
    ann = await person("ann")
    room = await a_room(later, ann)
    made = await schedule(later, ann, room, "hello", "2026-10-24T09:00", time_zone="Europe/Berlin")
    moved = await edit(later, ann, made.uuid, at="2026-10-25T09:00")
    assert moved.due_at - made.due_at == timedelta(hours=25)
