"""All open pages' sockets, read by one process that must never be what is measured.

Pages are told the same, so what was said is taken apart once, however many pages hear it; a page only notes that it
heard it. All sockets that have something are read in one sweep; sweeps are a moment apart, so that a busy server's
frames are read several at a time. What each page has heard is judged afterwards, one by one and whole.
"""

import asyncio
import select
import socket
from array import array
from collections.abc import Callable, Collection
from time import perf_counter

from benchmarks.compare.wire import PING, PONG, TEXT, client_frame

READ_AT_ONCE = 1 << 20  # bytes
MOMENT = 0.001  # seconds between two sweeps while the server is busy
PATIENCE = 10.0  # seconds without any delivery after which what is missing counts as lost
LOOK_AGAIN = 0.02  # seconds
OWN_NUMBER = b',"_id":'  # NiceGUI numbers each page's messages; up to there they are the same


class Said:
    """Something the server said: to one page or to all of them."""

    __slots__ = ("answer", "numbers", "text")

    def __init__(self, text: bytes, numbers: Collection[int], answer: bytes | None) -> None:
        self.text, self.numbers, self.answer = text, numbers, answer


class Reader:
    """One open page, and everything it has heard, in order."""

    __slots__ = ("awaited", "heard", "line", "numbers", "own_number", "page", "rest", "welcome")

    def __init__(self, line: socket.socket, rest: bytes = b"", page: object = None) -> None:
        self.line, self.rest, self.page = line, rest, page
        self.heard: list[Said] = []
        self.numbers: set[int] = set()  # messages that were delivered
        self.own_number = b""  # of the page's newest NiceGUI message, as it stands at the end of it
        self.awaited: dict[int, asyncio.Future[None]] = {}  # own posts under way
        self.welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def send(self, text: str) -> None:
        """Send a text message."""
        await asyncio.get_running_loop().sock_sendall(self.line, client_frame(TEXT, text.encode()))


class Readers:
    """All readers. ``numbers_in``: which messages a text brings; ``answer_to``: what a page must say to it at once."""

    def __init__(
        self, numbers_in: Callable[[bytes], Collection[int]], answer_to: Callable[[bytes], bytes | None]
    ) -> None:
        self._numbers_in, self._answer_to = numbers_in, answer_to
        self._poll = select.epoll()
        self._said: dict[bytes, Said] = {}
        self.readers: dict[int, Reader] = {}
        self.count = 0  # deliveries: the first time a page has a message
        self.frames = 0  # that brought at least one
        self.last_at = self.heard_at = perf_counter()  # seconds: the newest delivery, the newest sound
        self.posted_at: dict[int, float] = {}
        self.latencies = array("d")  # seconds from the start of a post to a page
        self.is_timing = False
        self.faults: list[str] = []
        asyncio.get_running_loop().add_reader(self._poll.fileno(), self._sweep)

    def add(self, reader: Reader) -> None:
        """Listen to a page."""
        self.readers[reader.line.fileno()] = reader
        self._poll.register(reader.line.fileno(), select.EPOLLIN)
        self.take(reader, b"")

    def close(self) -> None:
        """Close all pages."""
        asyncio.get_running_loop().remove_reader(self._poll.fileno())
        self._poll.close()
        for reader in self.readers.values():
            reader.line.close()

    async def reach(self, count: int) -> None:
        """Wait until so many deliveries were made, or none came for 10 s; what then lacks is the judge's to say."""
        began = perf_counter()
        while self.count < count and perf_counter() - max(began, self.last_at) < PATIENCE:  # noqa: ASYNC110  (silence is no event)
            await asyncio.sleep(LOOK_AGAIN)

    async def fall_silent(self, *, quiet: float, at_most: float) -> None:
        """Wait until no page has heard anything for ``quiet`` seconds, but no longer than ``at_most`` seconds."""
        began = perf_counter()
        while (now := perf_counter()) - max(began, self.heard_at) < quiet and now - began < at_most:  # noqa: ASYNC110  (as above)
            await asyncio.sleep(LOOK_AGAIN)

    def _sweep(self) -> None:
        loop, readers = asyncio.get_running_loop(), self.readers
        for place, _ in self._poll.poll(0, len(readers) + 1):
            reader = readers[place]
            try:
                data = reader.line.recv(READ_AT_ONCE)
            except BlockingIOError:
                continue
            except OSError as error:
                data = b""
                self.faults.append(repr(error))
            if data:
                self.take(reader, data)
            else:
                self._poll.unregister(place)
                self.faults.append("the server closed a connection")
        if not self.is_timing:
            loop.remove_reader(self._poll.fileno())
            loop.call_later(MOMENT, self._listen_again)

    def _listen_again(self) -> None:
        if not self._poll.closed:
            asyncio.get_running_loop().add_reader(self._poll.fileno(), self._sweep)

    def take(self, reader: Reader, data: bytes) -> None:
        """Take apart into frames what a page has received."""
        at = self.heard_at = perf_counter()
        data = reader.rest + data
        place, end = 0, len(data)
        while end - place >= 2:
            size, start = data[place + 1], place + 2
            if size >= 126:
                start += 2 if size == 126 else 8
                size = int.from_bytes(data[place + 2 : start], "big")
            stop = start + size
            if start > end or stop > end:
                break
            if data[place] == TEXT:
                self._hear(reader, data[start:stop], at)
            elif data[place] == PING:
                reader.line.send(client_frame(PONG, data[start:stop]))
            else:
                self.faults.append(f"a frame of another kind: {data[place:stop]!r}"[:200])
            place = stop
        reader.rest = data[place:]

    def _hear(self, reader: Reader, text: bytes, at: float) -> None:
        common, _, own = text.rpartition(OWN_NUMBER)
        if common:
            reader.own_number = own
        else:
            common = text
        said = self._said.get(common)
        if said is None:
            said = self._said[common] = Said(common, self._numbers_in(common), self._answer_to(common))
        reader.heard.append(said)
        if said.numbers:
            self._note(reader, said.numbers, at)
        elif said.answer is not None:
            reader.line.send(client_frame(TEXT, said.answer))
        elif not reader.welcome.done():
            reader.welcome.set_result(None)

    def _note(self, reader: Reader, numbers: Collection[int], at: float) -> None:
        had = reader.numbers
        if self.is_timing:
            self.latencies.extend(at - self.posted_at[number] for number in numbers if number not in had)
        before = len(had)
        had.update(numbers)
        if new := len(had) - before:
            self.count += new
            self.frames += 1
            self.last_at = at
        if reader.awaited:
            for number in numbers:
                if (future := reader.awaited.pop(number, None)) is not None and not future.done():
                    future.set_result(None)
