"""Another machine, on loopback: answers HTTP requests as told, and keeps them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.outbound import Outbound, Use, switches

TLS_HELLO = b"\x16"  # begins what a client says who wants https; this machine doesn't speak it, and hangs up


@dataclass
class Elsewhere:
    """A server that keeps what it is sent. ``answer``: gives the bytes of each answer; None never answers."""

    host: str = "127.0.0.1"
    answer: Callable[[bytes], bytes | None] = lambda _: response()
    port: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    connections: int = 0
    serving: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self.serving.add(task)
        try:
            while (begun := await reader.readexactly(1)) != TLS_HELLO:
                head = begun + await reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode().strip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self.requests.append((first, headers, body))
                if (answer := self.answer(body)) is None:
                    await asyncio.Event().wait()
                    return
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def response(status: int = 200, body: bytes = b"ok", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Told", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def elsewhere(**options: Any) -> AsyncIterator[Elsewhere]:
    there = Elsewhere(**options)
    server = await asyncio.start_server(there.serve, there.host, there.port)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        for task in there.serving:
            task.cancel()
        await asyncio.gather(*there.serving, return_exceptions=True)


@dataclass
class Names(AbstractResolver):
    """Names that change: each question gets the next answer, the last one for ever."""

    answers: list[Sequence[str]]
    asked: int = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0) for one in answer
        ]

    async def close(self) -> None:
        pass


async def switch(chat: Chat, actor: Actor, use: Use, *, is_on: bool = True, uses: Sequence[Use] | None = None) -> None:
    async with chat.transaction() as work:
        await switches.switch(work, actor=actor, name=use.name, is_on=is_on, uses=uses or (use,))


def outbound_of(chat: Chat, **options: Any) -> Outbound:
    return Outbound(chat.database, chat.transactions, **options)
