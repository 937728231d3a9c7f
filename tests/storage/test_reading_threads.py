"""The thread that was busy last reads next; whoever waits learns what went wrong, and nothing is left at the end."""

import asyncio
from threading import Event, current_thread

import pytest

from chatapp.storage.reading_threads import ReadingThreads, Work
from tests.support.running.patience import PATIENCE


async def done(threads: ReadingThreads, work: Work) -> None:
    """Have it done, and raise what it raised."""
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def tell(error: BaseException | None) -> None:
        if error is None:
            over.set_result(None)
        else:
            over.set_exception(error)

    threads.run(work, tell)
    async with asyncio.timeout(PATIENCE):
        await over


async def test_one_thread_does_what_comes_one_after_the_other_and_another_what_comes_meanwhile() -> None:
    threads, used, is_over, both = ReadingThreads("reading"), [], Event(), Event()

    def note() -> None:
        used.append(current_thread())

    def wait() -> None:
        note()
        both.set()
        is_over.wait(PATIENCE)

    for _ in range(3):
        await done(threads, note)
    assert len(set(used)) == 1
    waiting = asyncio.create_task(done(threads, wait))
    await asyncio.to_thread(both.wait, PATIENCE)
    await done(threads, note)
    is_over.set()
    await waiting
    assert used[3] is used[0]
    assert used[4] is not used[0]
    last = used[3]
    await done(threads, note)
    assert used[5] is last  # it was busy last
    await threads.close()
    assert not any(thread.is_alive() for thread in used)


async def test_what_a_thread_raises_is_told_and_it_goes_on() -> None:
    threads, used = ReadingThreads("reading"), list[object]()

    def fail() -> None:
        used.append(current_thread())
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        await done(threads, fail)
    await done(threads, lambda: used.append(current_thread()))
    assert used[0] is used[1]
    await threads.close()
