"""How long a function of a bot may take: it is ended, nobody else waits for it, and one that never ends is counted."""

import asyncio
import sys
import time

import pytest
from structlog.testing import capture_logs

from chatapp.bots import host
from chatapp.bots.answering import FAILED
from tests.support.people.bots import Workshop, command, save
from tests.support.running.patience import PATIENCE, until

ENDLESS = "    while True:\n        pass"
HOLDS_ON = "    while True:\n        try:\n            time.sleep(0.01)\n        except Exception:\n            pass"
SHOWN = "    return Odd()\n\nclass Odd:\n    def __str__(self):\n        while True:\n            pass"
LATE = "    time.sleep(0.3)\n    return 'late'"
STUCK = """
event = threading.Event()

@bot.command(limit=0.05)
def go():
    event.wait()
"""
WAITING = """
event = asyncio.Event()

@bot.command
async def go():
    await event.wait()
    return 'old'
"""


@pytest.mark.parametrize(
    "function",
    [
        f"def go():\n{ENDLESS}",
        f"def go():\n{LATE}",
        f"def go():\n{HOLDS_ON}",
        f"def go():\n{SHOWN}",
        "def go():\n    return shell('sleep', '1000')",
        "async def go():\n    await asyncio.sleep(1000)",
        f"async def go():\n{ENDLESS}",
        f"async def go():\n{LATE}",
        "async def go():\n    return await shell('sleep', '1000')",
    ],
)
async def test_a_function_over_its_limit_is_ended_and_the_next_one_runs(workshop: Workshop, function: str) -> None:
    await save(workshop, f"@bot.command(limit=0.1)\n{function}", "@bot.command\nasync def fine():\n    return 'fine'")
    for _ in range(2):
        assert await workshop.answer("/go") == FAILED
        assert await workshop.answer("/fine") == "fine"
    assert "go took longer than 0.1 seconds." in (await workshop.told())[0]
    runner = workshop.host.speakers["echo"].runner
    await until(lambda: runner.stuck == 0)


async def test_a_bot_that_blocks_its_loop_is_named_and_holds_up_nobody(workshop: Workshop) -> None:
    await save(workshop, f"@bot.command(limit=0.2)\nasync def go():\n{ENDLESS}")
    await save(workshop, command("fine", "return 'fine'"), name="two")
    await workshop.let_in()
    with capture_logs() as logged:
        asking = asyncio.create_task(workshop.ask("/go"))
        longest, before = 0.0, time.monotonic()
        while not asking.done():
            await asyncio.sleep(0.005)
            longest, before = max(longest, time.monotonic() - before), time.monotonic()
        assert [one.body for one in await asking] == [FAILED]
    assert longest < PATIENCE  # the interpreter is shared, the loop is not
    held = [one for one in logged if one["event"] == "a bot's function held its event loop"]
    assert [(one["bot"], one["function"]) for one in held] == [("echo", "go")]
    assert await workshop.answer("/fine") == "fine"


async def test_a_bot_whose_functions_never_end_is_switched_off_until_it_is_saved(workshop: Workshop) -> None:
    await save(workshop, STUCK, command("fine", "return 'fine'"))
    runner, inside = workshop.host.speakers["echo"].runner, workshop.host.registry.commands["go"].function.__globals__
    for _ in range(4):
        assert await workshop.answer("/go") == FAILED
    assert (runner.stuck, runner.is_off) == (4, True)
    assert await workshop.answer("/fine") == FAILED
    assert "switched off" in (await workshop.told())[-1]
    await save(workshop, command("fine", "return 'fine'"))
    assert await workshop.answer("/fine") == "fine"
    inside["event"].set()  # they come to their end after all
    await until(lambda: runner.stuck == 0)


async def test_what_runs_on_when_a_file_is_saved_comes_to_its_end(workshop: Workshop) -> None:
    await save(workshop, WAITING)
    old = workshop.host.registry.commands["go"].function.__globals__["event"]
    runner = workshop.host.speakers["echo"].runner
    asking = asyncio.create_task(workshop.ask("/go"))
    await until(lambda: runner._loop is not None)
    loop = runner._loop
    await save(workshop, command("go", "return 'new'"))
    assert workshop.host.speakers["echo"].runner is not runner
    assert loop is not None
    loop.call_soon_threadsafe(old.set)
    assert [one.body for one in await asking] == ["old"]
    assert await workshop.answer("/go") == "new"
    await until(loop.is_closed)


async def test_a_function_that_computes_takes_turns_with_the_server_more_often_than_python_would(
    workshop: Workshop,
) -> None:
    assert sys.getswitchinterval() == pytest.approx(host.SWITCH)
    assert host.SWITCH < 0.001
