"""`python -m benchmarks.attacks.members`: what one member can do to everybody else, by REST and by a page's socket.

Each attack goes on without a pause, from eight connections of a process of its own, while others sign in, post and ask
for `/healthz`. ``--tree``: attack the Chatapp of another working tree, to compare in one run. Settings are defaults.
"""

import asyncio
import sqlite3
import statistics
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Self
from uuid import uuid4

import httpx
import typer

from benchmarks.attacks.meanwhile import meanwhile
from benchmarks.attacks.told import BY_SOCKET, Told
from benchmarks.attacks.victim import Victim
from chatapp.authentication.passwords import Passwords
from tests.support.browser.page_client import PageClient
from tests.support.servers.server import PASSWORD, Person, free_port

Seconds = Annotated[float, typer.Option(help="How long each part is measured.")]
Only = Annotated[str, typer.Option(help="Part of the attacks' names.")]
Trees = Annotated[list[Path], typer.Option(help="Working trees, one after the other.")]
Attacked = Callable[[Path, str, float], Coroutine[Any, Any, None]]  # measures one attack on a tree for some seconds

AT_ONCE = 8
OTHERS = 12
EVE, ANN = "127.0.0.2", "127.0.0.3"
DEFAULTS = {"CHATAPP_BCRYPT_ROUNDS": "12", "CHATAPP_TRIES_PER_MINUTE": "10"}
MARKS = "*a **b _c `d [e](http://f.g) " * 400
_numbers = count(1)


@dataclass
class Target:
    """A server with people in one room, in which Eve has written a message. The others work there, by turns."""

    victim: Victim
    eve: Person
    others: list[Person]
    room: str

    @classmethod
    async def of(cls, victim: Victim) -> Self:
        """Make people and their room. Each of them may post and sign in only so often a minute."""
        ann, eve, *others = [await victim.person() for _ in range(OTHERS + 1)]
        hashed = await Passwords(int(DEFAULTS["CHATAPP_BCRYPT_ROUNDS"])).hash(PASSWORD)  # theirs were made in haste
        with closing(sqlite3.connect(victim.data_dir / "chatapp.db")) as database, database:
            database.execute("UPDATE account SET password_hash = ?", (hashed,))
        return cls(victim, eve, [ann, *others], await victim.room(ann, eve, *others))

    @property
    def ann(self) -> Person:
        """The first of the others, who is the administrator."""
        return self.others[0]

    @property
    def messages(self) -> str:
        """The address of the room's messages."""
        return f"/api/v1/rooms/{self.room}/messages"

    def client(self, address: str, person: Person | None = None) -> httpx.AsyncClient:
        """Return a client that comes from this address; with a person, it acts for them."""
        transport = httpx.AsyncHTTPTransport(local_address=address)
        headers = person.bearer if person else {}
        return httpx.AsyncClient(transport=transport, base_url=self.victim.base, headers=headers, timeout=120)


Request = Callable[[Target, int], tuple[str, str, object]]  # number → method, address, JSON
BY_REST: dict[str, Request] = {
    "posts": lambda t, n: ("POST", t.messages, {"body": f"{n}", "client_message_id": str(uuid4())}),
    "one post again": lambda t, n: ("POST", t.messages, {"body": "again", "client_message_id": "again"}),
    "long texts": lambda t, n: (
        "POST",
        t.messages,
        {"body": f"{n}{MARKS}"[:10_000], "client_message_id": str(uuid4())},
    ),
    "edits": lambda t, n: ("PATCH", f"{t.messages}/1", {"body": f"{n} {'x' * 9_900}"}),
    "pins": lambda t, n: ("DELETE" if n % 2 else "PUT", f"/api/v1/rooms/{t.room}/pins/1", None),
    "reactions": lambda t, n: ("DELETE" if n % 2 else "PUT", f"{t.messages}/1/reactions/👍", None),
    "drafts": lambda t, n: ("PUT", f"/api/v1/me/drafts/{t.room}", {"body": f"{n}{'x' * 9_900}", "revision": 10**6 + n}),
    "saved": lambda t, n: ("DELETE" if n % 2 else "PUT", f"/api/v1/me/saved/{t.room}/1", None),
    "statuses": lambda t, n: ("PUT", "/api/v1/me/status", {"text": f"{n}"}),
    "rooms": lambda t, n: ("POST", "/api/v1/rooms", {"name": uuid4().hex}),
    "history": lambda t, n: ("GET", f"{t.messages}?limit=200", None),
    "editions": lambda t, n: ("GET", f"{t.messages}/1/editions", None),
    "people": lambda t, n: ("GET", "/api/v1/people?search=a", None),
    "what is not there": lambda t, n: ("GET", f"{t.messages}/999/seen", None),
    "wrong sign-ins": lambda t, n: ("POST", "/api/v1/tokens", {"login": uuid4().hex[:12], "password": "wrong"}),
    "bad tokens": lambda t, n: ("GET", "/api/v1/me", None),
}
GET, POST = "GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", "POST {} HTTP/1.1\r\nHost: {}\r\n{}Content-Length: {}\r\n\r\n{}"
POLLED = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
BY_HAND: dict[str, Callable[[Target], bytes]] = {  # requests that cost their sender next to nothing
    "pages": lambda t: by_hand(t, f"/rooms/{t.room}", f"Cookie: {t.eve.cookie}\r\n"),
    "health": lambda t: by_hand(t, "/healthz"),
    "document": lambda t: by_hand(t, "/api/v1/openapi.json"),
    "sign-in page": lambda t: by_hand(t, "/login"),
    "not signed in": lambda t: by_hand(t, "/rooms"),
    "polling": lambda t: by_hand(t, POLLED),
    "polled frames": lambda t: by_hand(t, f"{POLLED}&sid=x", body="3\x1e" * 490_000),
}


def by_hand(target: Target, path: str, headers: str = "", body: str = "") -> bytes:
    """Return a request."""
    host = target.victim.base.removeprefix("http://")
    return (POST.format(path, host, headers, len(body), body) if body else GET.format(path, host, headers)).encode()


@asynccontextmanager
async def under(target: Target, name: str, told: Counter[str]) -> AsyncIterator[None]:
    """Attack without a pause."""

    async def begin() -> list[Coroutine[Any, Any, None]]:
        if name in BY_HAND:
            return [_by_hand(target, BY_HAND[name](target), told) for _ in range(AT_ONCE)]
        return await (_by_rest(target, name, told) if name in BY_REST else _by_socket(target, BY_SOCKET[name], told))

    async with meanwhile(begin, told, lead=0.5):
        yield


async def _by_rest(target: Target, name: str, told: Counter[str]) -> list[Coroutine[Any, Any, None]]:
    async def go_on() -> None:
        async with target.client(EVE, target.eve) as http:
            if name == "bad tokens":
                http.headers["Authorization"] = "Bearer wrong"
            while True:
                method, address, body = BY_REST[name](target, next(_numbers))
                with suppress(httpx.HTTPError):
                    told[str((await http.request(method, address, json=body)).status_code)] += 1

    return [go_on() for _ in range(AT_ONCE)]


async def _by_hand(target: Target, request: bytes, told: Counter[str]) -> None:
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", target.victim.port, local_addr=(EVE, 0))
            while answer := await _answer(reader, writer, request):
                told[answer] += 1
            writer.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> str:
    """Ask once, and return the status once something of the answer is there; empty if the connection has ended."""
    writer.write(request)
    await writer.drain()
    answer = await reader.read(1 << 20)
    return answer[9:12].decode() if answer.startswith(b"HTTP/1.1") else "more" if answer else ""


async def _by_socket(target: Target, frame: Told, told: Counter[str]) -> list[Coroutine[Any, Any, None]]:
    pages = [
        await PageClient(target.victim.base, f"/rooms/{target.room}", target.eve.cookie).open() for _ in range(AT_ONCE)
    ]

    async def go_on(page: PageClient) -> None:
        while True:
            event, args = frame(target.room)
            try:
                async with asyncio.timeout(60):
                    await page.tell(event, *args)
                told["frames"] += 1
            except Exception:
                told["closed"] += 1
                await asyncio.sleep(0.5)
            if told["frames"] % 50 == 0:
                await asyncio.sleep(0)

    return [go_on(page) for page in pages]


Times = dict[str, list[float]]


async def work(target: Target, seconds: float) -> Times:
    """Sign in, post and ask for health for some time; return how long each took."""
    times: Times = {"sign-in": [], "post": [], "/healthz": []}
    end = perf_counter() + seconds
    async with target.client(ANN) as http:
        while perf_counter() < end:
            number = next(_numbers)
            who = target.others[number % len(target.others)]
            async with target.client(f"127.1.{number // 200 % 200}.{1 + number % 200}") as browser:
                form = {"login": who.username, "password": PASSWORD}
                await timed(times["sign-in"], browser.post("/login", data=form))
            message = {"body": "Hello", "client_message_id": str(uuid4())}
            await timed(times["post"], http.post(target.messages, json=message, headers=who.bearer))
            await timed(times["/healthz"], http.get("/healthz"))
            await asyncio.sleep(0.05)
    return times


async def timed(times: list[float], asked: Awaitable[httpx.Response]) -> None:
    """Note how long an answer takes, if it is what was asked for."""
    begin = perf_counter()
    if (await asked).status_code < 400:
        times.append(perf_counter() - begin)


def shown(times: Times, quiet: Times) -> str:
    """Return medians in milliseconds, and how they compare with quiet ones."""
    parts = []
    for what, all_ in times.items():
        if not all_:
            parts.append(f"{what} never")
            continue
        middle, usual = statistics.median(all_), statistics.median(quiet[what])
        parts.append(f"{what} {middle * 1000:.0f} ms = {middle / usual:.1f}× (worst {max(all_) * 1000:.0f})")
    return " · ".join(parts)


async def attacked(tree: Path, name: str, seconds: float) -> None:
    """Start a server, measure it quiet and under one attack, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="chatapp-attacks-") as folder:
        victim = await Victim(Path(folder) / "data", DEFAULTS, free_port(), tree=tree).start()
        try:
            target = await Target.of(victim)
            await victim.post(target.eve, target.room, "first")
            await victim.post(target.ann, target.room, "second")
            await work(target, 1)
            quiet = await work(target, seconds)
            told, before, log = Counter[str](), victim.used(), len(victim.log())
            async with under(target, name, told):
                times = await work(target, seconds)
            used = victim.used()
            cpu, memory = used.cpu - before.cpu, used.memory - before.memory
            stored = sum(one.stat().st_size for one in victim.data_dir.glob("chatapp.db*")) / 1e6
            answers = ", ".join(f"{count} × {status}" for status, count in sorted(told.items()))
            written = len(victim.log()) - log
            print(f"{name}: {answers}; {cpu:.1f} s CPU, {memory:+.0f} MB, {stored:.1f} MB stored, {written} of log")
            print(f"    {shown(times, quiet)}", flush=True)
        finally:
            await victim.stop()


def try_each(names: Iterable[str], attacked: Attacked, seconds: float, only: str, trees: Iterable[Path]) -> None:
    """Try each attack with this part in its name on each of the trees, one after the other."""
    for name in names:
        if only in name:
            for tree in trees:
                print(f"[{tree.resolve().name}] ", end="")
                asyncio.run(attacked(tree.resolve(), name, seconds))


def main(
    seconds: Seconds = 6.0,
    only: Only = "",
    tree: Trees = [Path()],  # noqa: B006
) -> None:
    """Measure what others notice of each attack."""
    try_each((*BY_REST, *BY_SOCKET, *BY_HAND), attacked, seconds, only, tree)


if __name__ == "__main__":
    typer.run(main)
