"""The custom emoji that this process shows: read once, and again after each change."""

import asyncio
import hashlib
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Final

import structlog
from sqlmodel import col, select

from chatapp.broker import Broker
from chatapp.errors import Unavailable
from chatapp.events import EMOJI_TOPIC, MISSED_TOPIC, Event
from chatapp.messages.markup.custom_emoji import Pictures, picture_html
from chatapp.storage.database import Database
from models import CustomEmoji

log = structlog.get_logger(__name__)

RETRY: Final = 1.0  # seconds

Watch = Callable[[AbstractSet[str]], None]


class CurrentEmoji:
    """All custom emoji as this process knows them, for showing them.

    ``pictures`` is one dictionary for good: who renders a text looks names up in it as they are then.
    """

    def __init__(self, database: Database, broker: Broker) -> None:
        self._database = database
        self._pictures: dict[str, str] = {}
        self._rows: dict[str, tuple[str, bool]] = {}  # name → digest, and whether it moves
        self._watches: dict[object, Watch] = {}
        self._is_current = self._is_wanted = False
        self._changes = 0
        self._reading = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None
        self.version = _version({})
        for topic in (EMOJI_TOPIC, MISSED_TOPIC):
            broker.subscribe(topic, self._on_event)

    @property
    def pictures(self) -> Pictures:
        """The HTML of each emoji's picture by its name; it changes in place."""
        return self._pictures

    @property
    def rows(self) -> list[tuple[str, str, bool]]:
        """Each emoji's name, its picture's digest, and whether that moves; by name."""
        return [(name, *row) for name, row in sorted(self._rows.items())]

    def on_change(self, watch: Watch) -> Callable[[], None]:
        """Call ``watch`` with the names that came, went or have another picture; returns what ends it."""
        key = object()
        self._watches[key] = watch

        def end() -> None:
            self._watches.pop(key, None)

        return end

    async def get(self) -> None:
        """See that the emoji are known; while the database cannot be reached, they stay as they were read last."""
        self._is_wanted = True
        if not self._is_current:
            try:
                await self._read()
            except Unavailable:
                self._refresh_soon()

    async def close(self) -> None:
        """Stop reading."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    def _on_event(self, _: Event) -> None:
        self._is_current = False
        self._changes += 1
        if self._is_wanted:
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh(), name="refresh custom emoji")

    async def _refresh(self) -> None:
        while not self._is_current:
            try:
                await self._read()
            except Unavailable:
                await asyncio.sleep(RETRY)

    async def _read(self) -> None:
        """Read all emoji, and tell who watches what is different."""
        async with self._reading:
            before = self._changes
            is_moving = col(CustomEmoji.still).is_not(None)
            async with self._database.reading() as session:
                found = (await session.exec(select(CustomEmoji.name, CustomEmoji.digest, is_moving))).all()
            self._is_current = before == self._changes
            self._take({name: (digest, bool(moves)) for name, digest, moves in found})

    def _take(self, rows: dict[str, tuple[str, bool]]) -> None:
        changed = {name for name in rows.keys() | self._rows.keys() if rows.get(name) != self._rows.get(name)}
        if not changed:
            return
        self._rows, self.version = rows, _version(rows)
        for name in changed:
            if name in rows:
                digest, is_moving = rows[name]
                self._pictures[name] = picture_html(name, digest, is_moving=is_moving)
            else:
                del self._pictures[name]
        for watch in list(self._watches.values()):
            try:
                watch(changed)
            except Exception:  # the others are to hear of it all the same
                log.exception("watch of custom emoji failed")


def _version(rows: dict[str, tuple[str, bool]]) -> str:
    """Return what names this set of emoji."""
    told = "\n".join(f"{name} {digest} {is_moving}" for name, (digest, is_moving) in sorted(rows.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
