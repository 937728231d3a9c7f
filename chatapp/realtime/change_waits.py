"""Programs that wait for a change of a room, instead of asking again and again (`GET …/changes?wait=25`)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final
from uuid import UUID

from chatapp.broker import Broker
from chatapp.events import MISSED_TOPIC, room_topic
from chatapp.messages import MessagePage

LONGEST: Final = 25.0  # seconds: proxies cut off what says nothing for half a minute


class ChangeWaits:
    """Waits for changes on behalf of programs, until the server drains."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._waiting = set[asyncio.Event]()
        self._is_ended = False

    async def first(self, room_uuid: UUID, read: Callable[[], Awaitable[MessagePage]], seconds: float) -> MessagePage:
        """Return what ``read`` finds once that is something; after some seconds (at most 25), an empty page.

        ``read`` asks for rights each time, so whoever loses them meanwhile gets its error, at the latest at the end.
        """
        page = await read()
        if page.messages or self._is_ended:
            return page
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(seconds, LONGEST)
        has_changed = asyncio.Event()
        self._waiting.add(has_changed)
        unsubscribes = [
            self._broker.subscribe(topic, lambda _: has_changed.set())
            for topic in (room_topic(room_uuid), MISSED_TOPIC)
        ]
        try:
            await self._broker.settle()
            while True:
                has_changed.clear()  # before it reads: what changes meanwhile needs no waiting
                page = await read()
                if page.messages or self._is_ended or loop.time() >= deadline:
                    return page
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(deadline):
                        await has_changed.wait()
        finally:
            self._waiting.discard(has_changed)
            for unsubscribe in unsubscribes:
                unsubscribe()

    def end(self) -> None:
        """Answer all who wait, and stop waiting: the server drains."""
        self._is_ended = True
        for has_changed in self._waiting:
            has_changed.set()
