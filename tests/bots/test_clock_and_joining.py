"""What runs by the clock, and who is greeted: once, where it should be, and not before."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chatapp import rooms
from tests.support.people.bots import Workshop, command, save
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_direct_room, a_room, add, join, leave, roles

AT = datetime(2026, 11, 30, 9, 29, 59, tzinfo=UTC)  # a Monday
TIMERS = """
@bot.every("weekdays 9:30", room="#Standup")
def ask(room: Room):
    return f"What is in your way in {room.name}?"

@bot.every("day 9:30", room="standup")
@bot.every("day 9:30", room="Other")
async def greet():
    return "Good morning."

@bot.every("hour", room="standup")
def nothing():
    pass
"""
GREETING = """
@bot.joined
def welcome(person: Person, room: Room):
    return f"Welcome to {room.name}, {person}!"
"""


def lead(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, *, is_leader: bool = True) -> None:
    """Let this process lead, as far as its bots can tell."""
    monkeypatch.setattr(type(workshop.chat.jobs), "is_leader", is_leader)


async def look(workshop: Workshop, at: datetime) -> None:
    """Let the clock look at a moment, and wait for what begins then."""
    clock = workshop.host.clock
    clock.look(at)
    for task in list(clock._running):
        await task


async def bodies(workshop: Workshop, room: UUID) -> list[str]:
    return [one.body for one in await workshop.all_messages(room) if one.is_text]


async def test_timers_run_at_their_time_in_their_room_once(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    lead(workshop, monkeypatch)
    standup = await a_room(workshop.chat, workshop.ann, name="Standup")
    other = await a_room(workshop.chat, workshop.ann, name="other")
    await save(workshop, TIMERS)
    for seconds in (0, 0.5, 1, 1.5, 2):
        await look(workshop, AT + timedelta(seconds=seconds))
    question = "What is in your way in Standup?"
    assert sorted(await bodies(workshop, standup)) == ["Good morning.", question]
    assert await bodies(workshop, other) == ["Good morning."]
    assert "echo" in await roles(workshop.chat, workshop.ann, standup)  # it has joined by itself
    await look(workshop, AT + timedelta(days=1, seconds=1))
    assert (await bodies(workshop, standup)).count(question) == 2


async def test_two_processes_that_both_think_they_lead_say_it_once(
    workshop: Workshop, chat_with: ChatWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(workshop, monkeypatch)
    standup = await a_room(workshop.chat, workshop.ann, name="Standup")
    await a_room(workshop.chat, workshop.ann, name="other")
    await save(workshop, TIMERS)
    chat = chat_with(bots=True)
    assert chat.bots is not None
    await chat.bots.open()
    both = (workshop, Workshop(chat, workshop.ann, workshop.ben, workshop.room))
    for at in (AT, AT + timedelta(seconds=1)):
        for one in both:
            await look(one, at)
    assert len(await bodies(workshop, standup)) == 2


async def test_a_process_that_does_not_lead_runs_no_timer_and_one_that_begins_to_lead_makes_up_for_none(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    standup = await a_room(workshop.chat, workshop.ann, name="Standup")
    await a_room(workshop.chat, workshop.ann, name="other")
    await save(workshop, TIMERS)
    await look(workshop, AT)
    await look(workshop, AT + timedelta(hours=1))
    lead(workshop, monkeypatch)
    await look(workshop, AT + timedelta(hours=2))
    assert await bodies(workshop, standup) == []


async def test_a_room_that_is_not_there_or_private_is_told_to_the_owner(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(workshop, monkeypatch)
    private = await a_room(workshop.chat, workshop.ann, name="Standup", visibility="private")
    await save(workshop, TIMERS, '@bot.every("day 9:30", room="other")\ndef fails():\n    1 / 0')
    for seconds in (0, 1):
        await look(workshop, AT + timedelta(seconds=seconds))
    assert await bodies(workshop, private) == []
    told = await workshop.told()
    assert any("There's no room called other." in one for one in told)
    assert any(one.startswith("`ask` said nothing in #Standup.") for one in told)
    await add(workshop.chat, workshop.ann, workshop.host.speakers["echo"].actor, private)
    await look(workshop, AT + timedelta(days=1, seconds=1))
    assert sorted(await bodies(workshop, private)) == ["Good morning.", "What is in your way in Standup?"]


async def test_who_joins_or_is_added_is_greeted_once_and_bots_are_not(workshop: Workshop, person: MakePerson) -> None:
    await save(workshop, GREETING)
    name = (await _look(workshop)).name
    cy, dan, eve = [await person(one) for one in ("cy", "dan", "eve")]
    await join(workshop.chat, cy, workshop.room)
    await add(workshop.chat, workshop.ann, dan, workshop.room)
    await workshop.settled()
    assert await bodies(workshop, workshop.room) == [f"Welcome to {name}, @{one}!" for one in ("cy", "dan")]
    elsewhere = await a_room(workshop.chat, workshop.ann)
    await join(workshop.chat, eve, elsewhere)
    await a_direct_room(workshop.chat, eve, workshop.ann)
    await save(workshop, command("other", "pass"), name="two")
    two = workshop.host.speakers["two"].actor
    await leave(workshop.chat, two, workshop.room)
    await join(workshop.chat, two, workshop.room)
    await workshop.settled()
    assert await bodies(workshop, elsewhere) == []
    assert len(await bodies(workshop, workshop.room)) == 2


async def _look(workshop: Workshop) -> rooms.RoomView:
    async with workshop.chat.reading() as session:
        return await rooms.get(session, actor=workshop.ann, room_uuid=workshop.room)


async def test_a_greeting_that_fails_is_told_to_the_owner_alone(workshop: Workshop, person: MakePerson) -> None:
    await save(workshop, "@bot.joined\nasync def welcome():\n    1 / 0", "@bot.joined\ndef other():\n    return 'Hi!'")
    await join(workshop.chat, await person("cy"), workshop.room)
    await workshop.settled()
    assert await bodies(workshop, workshop.room) == ["Hi!"]
    assert "ZeroDivisionError" in (await workshop.told())[0]
