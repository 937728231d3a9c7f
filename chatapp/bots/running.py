"""Running a bot's functions away from the server: nothing they do holds it up, and each has a time limit.

`async` functions run on a loop of the bot's own, in a thread; others in a thread of their own. One that is over its
limit is interrupted where it stands. What waits outside of Python does not end even so: it is left alone and counted,
and a bot that has four of these is switched off.
"""

import asyncio
import ctypes
import threading
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog

from chatapp.bots.bot import Handler
from chatapp.bots.refusals import BotError
from chatapp.errors import Unavailable

log = structlog.get_logger(__name__)

STUCK: Final = 4  # calls over their limit that go on: then the bot is switched off
AT_ONCE: Final = 8  # functions of one bot
ANSWERS_WITHIN: Final = 0.5  # seconds in which a loop that is not held says a word, and a thread ends
LOOKS: Final = 20
FRAMES: Final = 6  # of a traceback
NOT_THEIRS: Final = (str(Path(__file__).parents[1]), str(Path(asyncio.__file__).parent), "<frozen ")


class OverrunError(BotError):
    """A function has taken longer than it may."""


class Runner:
    """Runs one bot's functions. ``name``: of the bot, for the log."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._places = asyncio.Semaphore(AT_ONCE)
        self.stuck = 0
        self._running = 0
        self._is_retired = False

    @property
    def is_off(self) -> bool:
        """Whether too many of its functions never end."""
        return self.stuck >= STUCK

    async def run(
        self, handler: Handler, arguments: dict[str, Any], finish: Callable[[Any], Any] = lambda value: value
    ) -> Any:
        """Call a function and return what ``finish`` makes of what it returns, which happens where the function runs.

        Raises:
            BotError: it takes longer than its limit, or the bot is switched off.
            Unavailable: the bot's loop was stopped meanwhile, as the server stops.
            Exception: whatever the function raises.
        """
        if self.is_off:
            raise BotError(f"{self._name} is switched off: {STUCK} of its functions never ended. Save it again.")
        self._running += 1
        try:
            async with self._places:
                return await self._within_limit(handler, *self._begin(handler, arguments, finish))
        finally:
            self._running -= 1
            if self._is_retired:
                self.retire()

    async def _within_limit(self, handler: Handler, future: "Future[Any]", thread: threading.Thread) -> Any:
        loop = self._loop
        try:
            async with asyncio.timeout(handler.limit):
                return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if not future.cancelled():
                raise  # the server stops
            if self._loop is not loop:
                raise Unavailable(f"{self._name} was stopped.") from None
            raise BotError(f"{handler.name} was cancelled.") from None
        except TimeoutError:
            if future.done() and not future.cancelled() and (error := future.exception()) is not None:
                raise error from None  # its own
            await self._end(handler, future, thread)
            raise OverrunError(f"{handler.name} took longer than {handler.limit:g} seconds.") from None

    def retire(self) -> None:
        """Stop the bot's loop once nothing runs on it: another version of the bot has taken its place."""
        self._is_retired = True
        if not self._running:
            self.close()

    def close(self) -> None:
        """Stop the bot's loop."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it has stopped already
                self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    def join(self) -> None:
        """Wait a moment until what ran on the loop has been cancelled: commands that it has started are killed."""
        if self._thread is not None:
            self._thread.join(2 * ANSWERS_WITHIN)

    def _begin(
        self, handler: Handler, arguments: dict[str, Any], finish: Callable[[Any], Any]
    ) -> "tuple[Future[Any], threading.Thread]":
        call = handler.signature.call
        if not handler.signature.is_async:
            return in_thread(self._name, lambda: finish(call(arguments)))
        if self._loop is None or self._thread is None or not self._thread.is_alive():
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_serve, args=(self._loop,), name=f"bot {self._name}", daemon=True)
            self._thread.start()

        async def work() -> Any:
            return finish(await call(arguments))

        return asyncio.run_coroutine_threadsafe(_plain(work()), self._loop), self._thread

    async def _end(self, handler: Handler, future: "Future[Any]", thread: threading.Thread) -> None:
        """End a call that is over its limit: politely, then where it stands; count it if neither helps."""
        future.cancel()
        loop = self._loop if handler.signature.is_async else None
        if loop is not None and await _answers(loop):
            return
        interrupt(thread)
        if loop is not None:
            log.warning("a bot's function held its event loop", bot=self._name, function=handler.name)
            if await _answers(loop):
                return
            self.close()  # the others get a new one
        elif await _ends(thread):
            return
        self.stuck += 1
        if loop is None:
            future.add_done_callback(self._ended)  # it may come to its end after all
        log.warning("a bot's function never ended", bot=self._name, function=handler.name, stuck=self.stuck)

    def _ended(self, _: "Future[Any]") -> None:
        self.stuck -= 1


class InterruptedFunctionError(BaseException):
    """Raised in a bot's function that is over its limit. No `except Exception` of its own takes it."""


def interrupt(thread: threading.Thread) -> None:
    """Raise an error in a thread, at its next step in Python."""
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(InterruptedFunctionError)
        )


async def _answers(loop: asyncio.AbstractEventLoop) -> bool:
    """Say whether a loop is free to say a word."""
    word: Future[None] = Future()

    def say() -> None:
        if not word.cancelled():
            word.set_result(None)

    try:
        loop.call_soon_threadsafe(say)
    except RuntimeError:  # it has stopped
        return False
    return await _comes(word)


async def _ends(thread: threading.Thread) -> bool:
    for _ in range(LOOKS):
        if not thread.is_alive():
            return True
        await asyncio.sleep(ANSWERS_WITHIN / LOOKS)
    return False


async def _comes(word: "Future[None]") -> bool:
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            await asyncio.wrap_future(word)
    except TimeoutError:
        return False
    return True


async def _plain(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await work
    except (Exception, asyncio.CancelledError, GeneratorExit):
        raise
    except BaseException as error:  # it would end the bot's loop, or the server's
        raise _harmless(error) from error


def _harmless(error: BaseException) -> Exception:
    """Return an error that ends no more than its function: `sys.exit()` in a bot would end the server."""
    if isinstance(error, Exception):
        return error
    return BotError(f"It ended itself with {type(error).__name__}.")


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    except InterruptedFunctionError:  # its function had just ended
        log.info("a bot's event loop was replaced")
    finally:
        if left := asyncio.all_tasks(loop):
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.wait(left, timeout=ANSWERS_WITHIN))
        loop.close()


def in_thread(name: str, call: Callable[[], Any]) -> "tuple[Future[Any], threading.Thread]":
    """Call a function in a daemon thread: one that never ends does not keep the server from ending."""
    future: Future[Any] = Future()

    def run() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(call())
        except BaseException as error:  # as `concurrent.futures` does: the caller gets whatever it was
            future.set_exception(_harmless(error))

    thread = threading.Thread(target=run, name=f"bot {name}", daemon=True)
    thread.start()
    return future, thread


def story(error: BaseException) -> str:
    """Return a traceback as the bot's owner reads it: from their own file on."""
    told = traceback.TracebackException.from_exception(error)
    one: traceback.TracebackException | None = told
    while one is not None:
        own = (at for at, frame in enumerate(one.stack) if not frame.filename.startswith(NOT_THEIRS))
        usual = len(one.stack) if isinstance(error, SyntaxError) else 0  # whose place is told as well
        one.stack[:] = one.stack[next(own, usual) :][-FRAMES:]
        one = one.__cause__ or one.__context__
    return "".join(told.format())[-3_000:]
