"""How far something is, shown in one message that is edited twice a second at most, from any thread."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Literal, Self

from chatapp.content.terminal_text import one_line
from chatapp.messages.blocks import ProgressBlock

PAUSE: Final = 0.5  # seconds between two edits
LABEL, TEXT = 80, 200  # characters

Show = Callable[[ProgressBlock], Awaitable[None]]
Run = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class _State:
    value: float | None = None
    text: str = ""
    state: Literal["running", "done", "failed"] = "running"


class Progress:
    """A bar: `bar(0.4)`, `bar(3, of=7)`, `bar(text="loading")`. Works as `with` and as `async with`.

    ``show``: draws it, on the server's ``loop``; ``run``: does a coroutine there, as `Voice.run`.
    """

    def __init__(self, label: str, show: Show, loop: asyncio.AbstractEventLoop, run: Run) -> None:
        self._label, self._show, self._loop, self._run = one_line(label)[:LABEL] or "…", show, loop, run
        self._state, self._shown = _State(), None
        self._drawing: asyncio.Task[None] | None = None

    def __call__(self, value: float | None = None, *, of: float | None = None, text: str | None = None) -> None:
        """Say how far it is: from 0 to 1, or so many of so many. Returns at once."""
        state = self._state
        if value is not None:
            part = value / of if of else value
            told = f"{value:g} of {of:g}" if of else ""
            state = replace(state, value=min(1.0, max(0.0, float(part))), text=told)
        self._state = replace(state, text=state.text if text is None else one_line(text)[:TEXT])
        self._loop.call_soon_threadsafe(self._draw)

    def _draw(self) -> None:
        if self._drawing is None or self._drawing.done():
            self._drawing = asyncio.ensure_future(self._draw_on())

    async def _draw_on(self) -> None:
        """Show what was said last, until nothing newer is said within a pause."""
        while (state := self._state) is not self._shown:
            await self._draw_now(state)
            await asyncio.sleep(PAUSE)

    async def _draw_now(self, state: Any) -> None:
        self._shown = state
        await self._show(ProgressBlock(label=self._label, value=state.value, text=state.text, state=state.state))

    async def _begin(self) -> None:
        await self._draw_now(self._state)

    async def _end(self, *, is_failed: bool) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
            await asyncio.gather(self._drawing, return_exceptions=True)
        last = replace(self._state, state="failed" if is_failed else "done")
        await self._draw_now(last if is_failed else replace(last, value=1.0))

    def __enter__(self) -> Self:
        self._run(self._begin())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._end(is_failed=kind is not None))

    async def __aenter__(self) -> Self:
        await self._run(self._begin())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._run(self._end(is_failed=kind is not None))
