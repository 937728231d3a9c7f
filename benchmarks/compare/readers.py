"""The sockets of all open pages, read by one process that must never be the bottleneck.

Pages get the same messages, so each different message is parsed once; a page only notes that it received it. All
sockets with data are read in one sweep; sweeps are `SWEEP_INTERVAL` apart, so that a busy server's frames are read
several at a time. Each page's record is compared with the database afterwards.
"""

import asyncio
import select
import socket
from array import array
from collections.abc import Callable, Collection, Iterator
from time import perf_counter

from benchmarks.compare.wire import PING, PONG, TEXT
from benchmarks.wire import client_frame

READ_AT_ONCE = 1 << 20  # bytes
SWEEP_INTERVAL = 0.001  # seconds between two sweeps while the server is busy
GIVE_UP_AFTER = 10.0  # seconds without a delivery; what is missing then counts as lost
POLL_INTERVAL = 0.02  # seconds
OWN_NUMBER = b',"_id":'  # of messages to one page; shared ones have none


class ServerMessage:
    """A message of the server, to one page or to all of them."""

    __slots__ = ("answer", "numbers", "text")

    def __init__(self, text: bytes, numbers: Collection[int], answer: bytes | None) -> None:
        self.text, self.numbers, self.answer = text, numbers, answer


class Reader:
    """The socket of one open page, and everything it has received, in order."""

    __slots__ = ("acknowledged", "awaited", "connected", "numbers", "own_number", "page", "received", "rest", "socket")

    def __init__(self, connection: socket.socket, rest: bytes = b"", page: object = None) -> None:
        self.socket, self.rest, self.page = connection, rest, page
        self.received: list[ServerMessage] = []
        self.numbers: set[int] = set()  # of the messages that were delivered
        self.own_number = b""  # of the page's newest NiceGUI message, as it stands at the end of it
        self.acknowledged = 0  # how many the server was told of
        self.awaited: dict[int, asyncio.Future[None]] = {}  # own posts under way
        self.connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def send(self, text: str) -> None:
        """Send a text message."""
        await asyncio.get_running_loop().sock_sendall(self.socket, client_frame(TEXT, text.encode()))


class Readers:
    """All readers. ``numbers_in``: which chat messages a text brings; ``answer_to``: what a page must reply at once."""

    def __init__(
        self, numbers_in: Callable[[bytes], Collection[int]], answer_to: Callable[[bytes], bytes | None]
    ) -> None:
        self._numbers_in, self._answer_to = numbers_in, answer_to
        self._poll = select.epoll()
        self._messages: dict[bytes, ServerMessage] = {}
        self._by_socket: dict[int, Reader] = {}  # file descriptor -> reader
        self.silence = 1.0  # seconds without a word after which no page will hear more
        self.count = 0  # deliveries: the first time a page has a message
        self.frames = 0  # that brought at least one
        self.last_at = self.received_at = perf_counter()  # of the newest delivery, of the newest data
        self.posted_at: dict[int, float] = {}
        self.latencies = array("d")  # seconds from the start of a post to a page
        self.is_timing = False
        self.faults: list[str] = []
        asyncio.get_running_loop().add_reader(self._poll.fileno(), self._sweep)

    def add(self, reader: Reader) -> None:
        """Read a page's socket from now on."""
        self._by_socket[reader.socket.fileno()] = reader
        self._poll.register(reader.socket.fileno(), select.EPOLLIN)
        self.take(reader, b"")

    def __iter__(self) -> Iterator[Reader]:
        return iter(self._by_socket.values())

    def close(self) -> None:
        """Close all pages."""
        asyncio.get_running_loop().remove_reader(self._poll.fileno())
        self._poll.close()
        for reader in self:
            reader.socket.close()

    async def reach(self, count: int) -> None:
        """Wait until there were ``count`` deliveries, or none for 10 s; `judge` tells what is missing then."""
        began = perf_counter()
        while self.count < count and perf_counter() - max(began, self.last_at) < GIVE_UP_AFTER:  # noqa: ASYNC110  (silence is no event)
            await asyncio.sleep(POLL_INTERVAL)

    async def fall_silent(self, *, quiet: float, at_most: float) -> None:
        """Wait until no page has received anything for ``quiet`` seconds, but no longer than ``at_most`` seconds."""
        began = perf_counter()
        while (now := perf_counter()) - max(began, self.received_at) < quiet and now - began < at_most:  # noqa: ASYNC110  (as above)
            await asyncio.sleep(POLL_INTERVAL)

    def _sweep(self) -> None:
        loop, readers = asyncio.get_running_loop(), self._by_socket
        for descriptor, _ in self._poll.poll(0, len(readers) + 1):
            reader = readers[descriptor]
            try:
                data = reader.socket.recv(READ_AT_ONCE)
            except BlockingIOError:
                continue
            except OSError as error:
                data = b""
                self.faults.append(repr(error))
            if data:
                self.take(reader, data)
            else:
                self._poll.unregister(descriptor)
                self.faults.append("the server closed a connection")
        if not self.is_timing:
            loop.remove_reader(self._poll.fileno())
            loop.call_later(SWEEP_INTERVAL, self._resume)

    def _resume(self) -> None:
        if not self._poll.closed:
            asyncio.get_running_loop().add_reader(self._poll.fileno(), self._sweep)

    def take(self, reader: Reader, data: bytes) -> None:
        """Parse the websocket frames in what a page has received."""
        at = self.received_at = perf_counter()
        data = reader.rest + data
        offset, end = 0, len(data)
        while end - offset >= 2:
            size, start = data[offset + 1], offset + 2
            if size >= 126:
                start += 2 if size == 126 else 8
                size = int.from_bytes(data[offset + 2 : start], "big")
            stop = start + size
            if start > end or stop > end:
                break
            if data[offset] == TEXT:
                self._receive(reader, data[start:stop], at)
            elif data[offset] == PING:
                reader.socket.send(client_frame(PONG, data[start:stop]))
            else:
                self.faults.append(f"a frame of another kind: {data[offset:stop]!r}"[:200])
            offset = stop
        reader.rest = data[offset:]

    def _receive(self, reader: Reader, text: bytes, at: float) -> None:
        common, _, own = text.rpartition(OWN_NUMBER)
        if common:
            reader.own_number = own
        else:
            common = text
        message = self._messages.get(common)
        if message is None:
            message = self._messages[common] = ServerMessage(common, self._numbers_in(common), self._answer_to(common))
        reader.received.append(message)
        if message.numbers:
            self._note(reader, message.numbers, at)
        elif message.answer is not None:
            reader.socket.send(client_frame(TEXT, message.answer))
        elif not reader.connected.done():
            reader.connected.set_result(None)

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
