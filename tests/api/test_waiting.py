"""REST: a program that waits for a change hears of it at once, and holds nothing up meanwhile."""

import asyncio
from typing import Any

import httpx

from chatapp.bootstrap import Chat
from chatapp.broker import InProcessBroker
from tests.api.conftest import MakeProgram, Program, problem
from tests.support.running.patience import until


def _waiting(program: Program, room: str, since: int, wait: float = 25) -> asyncio.Task[httpx.Response]:
    params = {"since": since, "wait": wait}
    return asyncio.create_task(program.get(f"rooms/{room}/changes", params=params))


def _subscribers(chat: Chat) -> int:
    assert isinstance(chat.broker, InProcessBroker)
    return sum(len(callbacks) for callbacks in chat.broker._topics.values())


async def _room(program: MakeProgram) -> tuple[Program, Program, str, int]:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    return ann, ben, room, (await ann.say(room, "first")).json()["revision"]


async def test_a_change_is_answered_when_it_comes_and_nothing_is_left_behind(program: MakeProgram, chat: Chat) -> None:
    ann, ben, room, revision = await _room(program)
    before = _subscribers(chat)
    waiting = _waiting(ben, room, revision)
    await until(lambda: _subscribers(chat) > before)
    assert not waiting.done()
    said = (await ann.say(room, "second")).json()
    told: dict[str, Any] = (await waiting).json()
    assert [message["body"] for message in told["messages"]] == ["second"]
    assert told["revision"] == said["revision"]
    assert _subscribers(chat) == before


async def test_what_is_there_already_is_answered_at_once_and_nothing_after_the_wait(program: MakeProgram) -> None:
    ann, _, room, revision = await _room(program)
    assert len((await _waiting(ann, room, revision - 1)).json()["messages"]) == 1
    empty = (await _waiting(ann, room, revision, 0.05)).json()
    assert empty == {"messages": [], "revision": revision, "has_more": False}


async def test_who_is_removed_meanwhile_hears_nothing(program: MakeProgram, chat: Chat) -> None:
    ann, ben, room, revision = await _room(program)
    before = _subscribers(chat)
    waiting = _waiting(ben, room, revision)
    await until(lambda: _subscribers(chat) > before)
    assert (await ann.delete(f"rooms/{room}/members/{ben.actor.uuid}")).status_code == 204
    await ann.say(room, "not for ben")
    answer = await waiting
    assert answer.status_code == 403
    assert "not for ben" not in answer.text


async def test_an_outsider_does_not_wait(program: MakeProgram) -> None:
    _, _, room, revision = await _room(program)
    eve = await program("eve")
    assert (await _waiting(eve, room, revision)).status_code == 403


async def test_a_server_that_drains_answers_all_who_wait(program: MakeProgram, chat: Chat) -> None:
    _, ben, room, revision = await _room(program)
    before = _subscribers(chat)
    waiting = _waiting(ben, room, revision)
    await until(lambda: _subscribers(chat) > before)
    chat.drain.start()
    assert (await waiting).json()["messages"] == []
    assert (await _waiting(ben, room, revision)).json()["messages"] == []


async def test_waiting_takes_nobodys_turn(program: MakeProgram, chat: Chat) -> None:
    ann, ben, room, revision = await _room(program)
    before = _subscribers(chat)
    waiting = [_waiting(ben, room, revision) for _ in range(40)]
    await until(lambda: _subscribers(chat) >= before + 2 * len(waiting))
    assert (await ben.get("me")).status_code == 200
    await ann.say(room, "for all")
    for one in waiting:
        assert (await one).json()["messages"][0]["body"] == "for all"


async def test_a_wait_is_between_nothing_and_25_seconds(program: MakeProgram) -> None:
    ann, _, room, revision = await _room(program)
    for wait in ("-1", "26", "soon", "nan"):
        answer = await ann.get(f"rooms/{room}/changes", params={"since": revision, "wait": wait})
        assert problem(answer)["errors"][0]["field"] == "wait", wait
