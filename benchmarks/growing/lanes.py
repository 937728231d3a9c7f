"""Ways into the server that cost the load client next to nothing: bytes made beforehand, answers counted, not read.

The load client shares its cores with what it measures; each of its microseconds is one a server does not get.
"""

import json
import socket
from contextlib import suppress
from time import perf_counter

from benchmarks.compare.chatapp import KEY
from benchmarks.compare.messages import PROSE, body
from benchmarks.compare.nicegui_page import page_of
from benchmarks.compare.readers import OWN_NUMBER, Reader
from benchmarks.compare.wire import TEXT
from benchmarks.wire import client_frame
from tests.support.servers.server import Person, Server

PLACE = "@@@@@@"  # where a message's number goes
DONE, CREATED = b"sendQueue.done(", b"HTTP/1.1 201"
MARK = PROSE.partition("{:06d}")[2].encode()[-60:]  # stands in whatever brings a message
CLOSED = "the server closed a connection"
SIZE = 1 << 20  # bytes read at once
_buffer = bytearray(SIZE + 100)
_view = memoryview(_buffer)


class Source:
    """A connection whose bytes are counted by a pattern, whole or in pieces."""

    def __init__(self, connection: socket.socket, pattern: bytes, reader: Reader | None = None) -> None:
        self.socket, self.pattern, self.reader = connection, pattern, reader
        self.count = self.received = 0  # patterns, bytes
        self.kept: list[bytes] | None = None  # everything, where it is to be judged afterwards
        self._carry = b""  # the end of what came before: a pattern may begin in it

    def read(self) -> int:
        """Take what is there; returns how many patterns ended in it.

        Raises:
            ConnectionError: the server has closed the connection.
        """
        start = len(self._carry)
        _buffer[:start] = self._carry
        try:
            size = self.socket.recv_into(_view[start:], SIZE)
        except BlockingIOError:
            return 0
        if not size:
            raise ConnectionResetError(CLOSED)
        end = start + size
        found = _buffer.count(self.pattern, 0, end)
        self._carry = bytes(_view[max(0, end - len(self.pattern) + 1) : end])
        self.count += found
        self.received += size
        if self.kept is not None:
            self.kept.append(bytes(_view[start:end]))
        if self.reader is not None and (at := _buffer.rfind(OWN_NUMBER, max(0, end - 200), end)) >= 0:
            self.reader.own_number = bytes(_view[at + len(OWN_NUMBER) : end])
        return found

    def skim(self) -> None:
        """Let go of what is there without looking at it: the system does not even copy it."""
        with suppress(BlockingIOError):
            if not (size := self.socket.recv_into(_view, SIZE, socket.MSG_TRUNC)):
                raise ConnectionResetError(CLOSED)
            self.received += size


class Lane:
    """Somebody who posts: ``window`` messages under way at once, the next when one is acknowledged as durable."""

    def __init__(self, source: Source, room: str, template: bytes) -> None:
        self.source, self.room = source, room
        self._template = template
        self.posted: list[int] = []
        self.posted_at = 0.0  # when the newest was
        self._unsent = b""

    @property
    def acknowledged(self) -> int:
        """How many of its messages are durable."""
        return self.source.count

    def post(self, numbers: list[int]) -> None:
        """Send messages."""
        self.posted += numbers
        self.posted_at = perf_counter()
        place = PLACE.encode()
        self._unsent += b"".join(self._template.replace(place, b"%06d" % number) for number in numbers)
        self.flush()

    def flush(self) -> None:
        """Send what the connection did not take before."""
        if self._unsent:
            try:
                self._unsent = self._unsent[self.source.socket.send(self._unsent) :]
            except BlockingIOError:
                return


def page_lane(reader: Reader, room: str) -> Lane:
    """Return the way of an open page: what the composer's send queue sends, and what it is told."""
    client = page_of(reader)
    listener = next(each for each in client.elements["0"]["events"] if each["type"] == "message_post")
    arguments = [json.dumps(argument) for argument in (room, _placed(KEY.format(0)), _placed(body(0)))]
    message = {"id": 0, "client_id": client.client_id, "listener_id": listener["listener_id"], "args": arguments}
    return Lane(
        Source(reader.socket, DONE, reader), room, client_frame(TEXT, f"42{json.dumps(['event', message])}".encode())
    )


def rest_lane(server: Server, person: Person, room: str) -> Lane:
    """Return the way of a program: one kept HTTP connection."""
    line = socket.create_connection(("127.0.0.1", server.port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setblocking(False)
    content = json.dumps({"body": _placed(body(0)), "client_message_id": _placed(KEY.format(0))}).encode()
    head = {
        "Host": f"127.0.0.1:{server.port}",
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        **person.bearer,
    }
    lines = [f"POST /api/v1/rooms/{room}/messages HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return Lane(Source(line, CREATED), room, "\r\n".join([*lines, "", ""]).encode() + content)


def _placed(text: str) -> str:
    return text.replace("000000", PLACE)
