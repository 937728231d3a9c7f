"""Reading again: one reading at a time, another if something changed meanwhile, and none for a page that has gone."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from chatapp.bootstrap import Chat
from chatapp.bootstrap.realtime import CONCURRENT_REFRESHES
from chatapp.errors import Unavailable
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell
from tests.support.browser.shells import new_shell
from tests.support.people.chats import MakePerson
from tests.support.running.patience import until


class Reading:
    """Counts readings, each of which takes until it may end; some fail first."""

    def __init__(self, failures: int = 0) -> None:
        self.begun = 0
        self.failures = failures
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def __call__(self) -> None:
        self.begun += 1
        await self.may_end.wait()
        if self.failures:
            self.failures -= 1
            error = Unavailable()
            error.retry_after = 0
            raise error


@pytest.fixture
async def shell(chat: Chat, person: MakePerson) -> Shell:
    return new_shell(chat, await person("ann"))


async def test_what_is_asked_for_during_a_reading_is_read_once_more_however_often_it_is_asked_for(shell: Shell) -> None:
    reading = Reading()
    reading.may_end.clear()
    refresher = Refresher(shell, reading)
    running = asyncio.create_task(refresher.run())
    await asyncio.sleep(0)
    for _ in range(5):
        refresher.request()
    assert (reading.begun, refresher.is_running) == (1, True)
    reading.may_end.set()
    await running
    assert (reading.begun, refresher.is_running) == (2, False)


async def test_a_reading_is_repeated_while_the_database_is_away_unless_the_caller_wants_to_know(shell: Shell) -> None:
    reading = Reading(failures=2)
    await Refresher(shell, reading).run()
    assert reading.begun == 3
    impatient = Refresher(shell, Reading(failures=1))
    with pytest.raises(Unavailable):
        await impatient.run(retries=False)
    assert not impatient.is_running


async def test_nothing_is_read_for_a_page_that_has_gone_or_that_nobody_needs(shell: Shell) -> None:
    reading = Reading()
    await Refresher(shell, reading, is_wanted=lambda: False).run()
    shell.client.delete()
    await Refresher(shell, reading).run()
    assert reading.begun == 0


async def test_what_many_pages_are_told_at_once_only_a_few_read_at_the_same_time(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "run", asyncio.ensure_future)
    running = most = 0
    read = set[int]()

    def reading(number: int) -> Callable[[], Awaitable[None]]:
        async def refresh() -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            read.add(number)

        return refresh

    refreshers = [Refresher(shell, reading(number)) for number in range(50)]
    for _ in range(3):
        for refresher in refreshers:
            refresher.request()
    await until(lambda: len(read) == len(refreshers))
    assert most == CONCURRENT_REFRESHES
