"""Chatapp's server that tells what it holds: `python -m benchmarks.holdings FILE serve`.

SIGUSR1 has it write FILE: one JSON object, a `Holdings`. With HOLDINGS_GC=off in the environment Python's
garbage collector never runs, so that what was not let go by reference counting is still there.
"""

import asyncio
import ctypes
import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chatapp import bootstrap
from chatapp.bootstrap import Chat

COLLECTOR = "HOLDINGS_GC"
OWN = ("pages.", "chatapp.", "nicegui.")  # the modules whose instances are counted
FILES, DATABASE = Path("/proc/self/fd"), "chatapp.db"
TICK = 0.002  # seconds between two looks at the clock


@dataclass(kw_only=True)
class Holdings:
    """What a server holds. Memory in MB (10^6 bytes), pauses in milliseconds since the last time that was asked."""

    pages: int
    sockets: int
    tabs: int
    owners: int
    subscriptions: int
    feeds: int
    files: int
    tasks: dict[str, int]
    instances: dict[str, int] = field(default_factory=dict)
    memory: float = 0.0
    longest_collection: float = 0.0
    longest_pause: float = 0.0


class Pauses:
    """The longest collection and the longest turn of the loop, by the CPU time that they take.

    What other processes take of the machine is no pause of this one.
    """

    def __init__(self) -> None:
        self._collecting_since = self._turn_since = 0.0
        self._longest_collection = self._longest_turn = 0.0
        self._is_watching = False
        gc.callbacks.append(self._collected)

    def start(self) -> None:
        """Watch the running loop from now on."""
        if not self._is_watching:
            self._is_watching = True
            self._tick()

    def take(self) -> tuple[float, float]:
        """Return the longest collection and the longest turn in milliseconds, and start again."""
        longest = self._longest_collection * 1e3, self._longest_turn * 1e3
        self._longest_collection = self._longest_turn = 0.0
        self._turn_since = time.thread_time()
        return longest

    def _collected(self, phase: str, _: dict[str, int]) -> None:
        now = time.thread_time()
        if phase == "start":
            self._collecting_since = now
        else:
            self._longest_collection = max(self._longest_collection, now - self._collecting_since)

    def _tick(self) -> None:
        now = time.thread_time()
        if self._turn_since:
            self._longest_turn = max(self._longest_turn, now - self._turn_since)
        self._turn_since = now
        asyncio.get_running_loop().call_later(TICK, self._tick)


class Witness:
    """Writes what the server holds into a file whenever it is asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pauses = Pauses()
        self.chat: Chat | None = None

    def ask(self, *_: object) -> None:
        """Have the loop write the file soon: a signal comes in the midst of anything."""
        asyncio.get_running_loop().call_soon_threadsafe(self._write)

    def _write(self) -> None:
        """Write the file: whoever waits for it finds it whole."""
        held = self._look()
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(json.dumps(asdict(held)))
        unfinished.rename(self._path)
        self._pauses.start()
        self._pauses.take()

    def _look(self) -> Holdings:
        from nicegui import Client, core

        from pages.shell.authentication import websocket_auth

        longest_collection, longest_pause = self._pauses.take()
        chat = self.chat
        assert chat is not None
        return Holdings(
            pages=len(Client.instances),
            sockets=len(core.sio.eio.sockets),
            tabs=len(core.app.storage._tabs),
            owners=len(websocket_auth._owners),
            subscriptions=sum(len(topic) for topic in chat.broker._topics.values()),  # type: ignore[attr-defined]
            feeds=len(chat.feeds._feeds),
            files=_open_files(),
            tasks=dict(Counter(getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks())),
            instances=dict(_own_instances(gc.get_objects())),
            memory=_memory(),
            longest_collection=longest_collection,
            longest_pause=longest_pause,
        )


def _open_files() -> int:
    """Count open files and connections, but not those of the database, which keeps a bounded number of them."""
    found = 0
    for file in FILES.iterdir() if FILES.exists() else ():
        with suppress(FileNotFoundError):  # the one with which the folder is read
            found += DATABASE not in str(file.readlink())
    return found


def _own_instances(found: Iterable[Any]) -> Counter[str]:
    """Count instances by class. What was there before the first page is frozen, and left out."""
    kinds: Counter[type] = Counter(map(type, found))
    named = {f"{kind.__module__}.{kind.__qualname__}": number for kind, number in kinds.items()}
    return Counter({name: number for name, number in named.items() if name.startswith(OWN)})


def _memory() -> float:
    """Return resident memory in MB once the C library has given back what it can; 0 where there is no Linux."""
    if sys.platform != "linux":
        return 0.0
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    return resident * os.sysconf("SC_PAGE_SIZE") / 1e6


def _serve(path: Path) -> None:
    import main

    witness, assemble = Witness(path), bootstrap.assemble

    def assembling(*args: Any, **kwargs: Any) -> Chat:
        chat: Chat = assemble(*args, **kwargs)
        witness.chat = chat
        return chat

    vars(bootstrap)["assemble"] = assembling
    if os.environ.get(COLLECTOR) == "off":
        gc.disable()
    signal.signal(signal.SIGUSR1, witness.ask)
    main.cli()


if __name__ == "__main__":
    _serve(Path(sys.argv.pop(1)))
