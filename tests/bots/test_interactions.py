"""Each call is answered once: taken by one process, renewed while it goes on, and taken over from one that ended."""

import asyncio
from datetime import datetime, timedelta

import pytest

from chatapp.bots import answering, host
from chatapp.bots.answering import Answering
from chatapp.errors import Unavailable
from chatapp.events import BotsCalled
from chatapp.messages.blocks import interactions
from chatapp.messages.lifecycle import removal
from models import utc_datetime
from tests.support.people.bots import ECHO, Workshop, open_workshop
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import say
from tests.support.running.patience import becomes, until
from tests.support.servers.databases import rows

COUNTED = """
    import asyncio
    from chatapp.bots import Bot

    bot, seen, event = Bot("echo"), [], asyncio.Event()

    @bot.command
    def echo(words: str):
        seen.append(words)
        return f"{words} {len(seen)}"

    @bot.command(limit=600)
    async def wait():
        seen.append("wait")
        await event.wait()
        return "waited"
"""


@pytest.fixture
async def both(chat_with: ChatWith, person: MakePerson) -> tuple[Workshop, Workshop]:
    """Two processes of one Chatapp, which share their files of bots."""
    ann, ben = await person("ann"), await person("ben")
    first = await open_workshop(chat_with(bots=True), ann, ben)
    await first.save(COUNTED)
    chat = chat_with(bots=True)
    assert chat.bots is not None
    await chat.bots.open()
    return first, Workshop(chat, ann, ben, first.room)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """Time as interactions see it: what is in the list is added to it."""
    added: list[timedelta] = []

    def now() -> datetime:
        return utc_datetime.now() + sum(added, timedelta())

    monkeypatch.setattr(interactions, "now", now)
    return added


async def left(workshop: Workshop) -> list[int]:
    async with workshop.chat.reading() as session:
        authors = [one.actor.account_id for one in workshop.host.speakers.values()]
        return await interactions.left(session, authors)


def seen(workshop: Workshop) -> list[str]:
    inside: list[str] = workshop.host.registry.commands["echo"].function.__globals__["seen"]
    return inside


def of_echo(bodies: list[str]) -> list[str]:
    return [body for body in bodies if not body.startswith("/")]


async def answers(workshop: Workshop) -> list[str]:
    return of_echo([one.body for one in await workshop.all_messages()])


@pytest.mark.each_database
async def test_of_all_who_would_answer_one_takes_it(both: tuple[Workshop, Workshop]) -> None:
    first, second = both
    await first.ask("/echo hello")
    [(number,)] = rows(first.chat.settings, "select id from interaction")
    calls = [one.host._answering.interaction(number) for one in both for _ in range(10)]
    await asyncio.gather(*calls)
    assert (seen(first), seen(second)) == (["hello"], [])
    assert await answers(first) == ["hello 1"]
    assert await left(second) == []


@pytest.mark.each_database
async def test_what_a_process_left_before_it_answered_is_answered_by_another_once(
    both: tuple[Workshop, Workshop], later: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = both

    async def die(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(Answering, "_message", die)  # it has taken it, and gets no further
        await first.ask("/echo hello")
    assert await left(second) == []  # its lease goes on
    later.append(timedelta(seconds=61))
    [number] = await left(second)
    await asyncio.gather(*(second.host._answering.interaction(number) for _ in range(3)))
    assert await answers(second) == ["hello 1"]
    assert await left(second) == []
    assert rows(first.chat.settings, "select count(*) from interaction where done_at is null") == [(0,)]


@pytest.mark.each_database
async def test_one_that_was_answered_before_its_process_ended_is_not_answered_again(
    both: tuple[Workshop, Workshop], later: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = both

    async def die(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(interactions, "finish", die)  # the answer is posted, and nobody knows
        await first.ask("/echo hello")
    later.append(timedelta(seconds=61))
    [number] = await left(second)
    await second.host._answering.interaction(number)
    assert seen(second) == ["hello"]  # the function ran a second time
    assert await answers(second) == ["hello 1"]  # and its answer is there once


async def test_a_call_that_takes_long_is_renewed_and_left_alone(
    both: tuple[Workshop, Workshop], later: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "RENEWED", 0.02)
    first, second = both
    asking = asyncio.create_task(first.ask("/wait"))
    await until(lambda: seen(first))
    for _ in range(5):
        before = rows(first.chat.settings, "select taken_at from interaction")
        later.append(timedelta(seconds=40))
        await becomes(True, lambda before=before: _is_another(first, before))
        assert await left(second) == []
    loop = first.host.speakers["echo"].runner._loop
    assert loop is not None
    loop.call_soon_threadsafe(first.host.registry.commands["echo"].function.__globals__["event"].set)
    assert [one.body for one in await asking] == ["waited"]
    assert seen(second) == []


async def _words(workshop: Workshop) -> list[str]:
    return sorted(answer.partition(" ")[0] for answer in await answers(workshop))


async def _is_another(workshop: Workshop, before: list[tuple[object, ...]]) -> bool:
    return rows(workshop.chat.settings, "select taken_at from interaction") != before


async def test_the_leader_sweeps_what_is_left_and_waits_for_no_function(
    both: tuple[Workshop, Workshop], later: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = both
    monkeypatch.setattr(host, "SWEEP", 0.02)

    async def unheard(*_: object) -> None: ...

    first.chat.transactions.react(BotsCalled, unheard)  # it dies before it hears of them
    for body in ("/wait", "/echo one", "/echo two"):
        await say(first.chat, first.ben, first.room, body)
    later.append(timedelta(seconds=11))
    sweeping = asyncio.create_task(second.host._sweep())
    await asyncio.sleep(0.1)
    assert seen(second) == []  # it does not lead
    monkeypatch.setattr(type(second.chat.jobs), "is_leader", True)
    await becomes(["one", "two"], lambda: _words(second))
    await until(lambda: sorted(seen(second)) == ["one", "two", "wait"])  # in any order: they are begun at once
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def test_a_deleted_message_and_one_of_yesterday_are_answered_by_nobody(
    both: tuple[Workshop, Workshop], later: list[timedelta]
) -> None:
    first, second = both

    async def unheard(*_: object) -> None: ...

    first.chat.transactions.react(BotsCalled, unheard)
    posted = await say(first.chat, first.ben, first.room, "/echo deleted")
    await say(first.chat, first.ben, first.room, "/echo old")
    async with first.chat.transaction() as work:
        await removal.remove(work, actor=first.ben, room_uuid=first.room, number=posted.message.number)
    later.append(timedelta(seconds=61))
    [number] = await left(second)
    later.append(timedelta(days=1))
    assert await left(second) == []
    [(deleted,)] = rows(first.chat.settings, f"select id from interaction where id <> {number}")  # noqa: S608
    await second.host._answering.interaction(deleted)
    assert seen(second) == []


async def test_what_nobody_could_answer_for_ten_minutes_is_not_done_and_who_asked_is_told(
    both: tuple[Workshop, Workshop], later: list[timedelta]
) -> None:
    first, second = both
    second.write(
        "from chatapp.bots import Bot\nbot = Bot('ear')\n@bot.hears('echo')\ndef hear(): return 'heard'\n", "ear"
    )
    await second.host.watcher.look()
    await second.let_in()

    async def unheard(*_: object) -> None: ...

    first.chat.transactions.react(BotsCalled, unheard)  # the only server ends
    await say(first.chat, first.ben, first.room, "/echo deploy")
    await say(first.chat, first.ben, first.room, "an echo")
    later.append(timedelta(minutes=11))
    for number in await left(second):
        await second.host._answering.interaction(number)
    assert seen(second) == []
    assert await answers(second) == ["an echo", "I couldn't do this in time. Ask me again."]
    assert await left(second) == []


async def test_a_fault_of_ours_calls_the_function_no_second_time(
    workshop: Workshop, later: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    await workshop.save(ECHO.format(answer="words"))

    async def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Answering, "_said", broken)
    assert await workshop.ask("/echo hello") == []
    later.append(timedelta(seconds=61))
    assert await left(workshop) == []


async def test_a_post_that_is_sent_twice_calls_once(workshop: Workshop) -> None:
    await workshop.save(COUNTED)
    for _ in range(3):
        await say(workshop.chat, workshop.ben, workshop.room, "/echo hello", "the same key")
    await workshop.settled()
    assert seen(workshop) == ["hello"]


async def test_what_was_running_when_a_server_stops_is_answered_by_the_next(
    both: tuple[Workshop, Workshop], later: list[timedelta]
) -> None:
    first, second = both
    asking = asyncio.create_task(first.ask("/wait"))
    await until(lambda: seen(first))
    await first.host.close()
    assert await asking == []
    assert await first.told() == []  # it has not failed
    later.append(timedelta(seconds=61))
    [number] = await left(second)
    answered = asyncio.create_task(second.host._answering.interaction(number))
    await until(lambda: seen(second))
    loop = second.host.speakers["echo"].runner._loop
    assert loop is not None
    loop.call_soon_threadsafe(second.host.registry.commands["echo"].function.__globals__["event"].set)
    await answered
    assert await answers(second) == ["waited"]
