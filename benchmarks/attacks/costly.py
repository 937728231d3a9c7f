"""`python -m benchmarks.attacks.costly`: attacks that make the server compute, and what others notice meanwhile.

Judging passwords, hashing them, reading pictures. While each attack runs, others sign in, post, upload a picture and
ask for `/healthz`; their times are compared with those of a quiet server. Addresses of 127.0.0.0/8 stand for different
networks. The server has its default settings.
"""

import asyncio
import statistics
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Annotated
from uuid import uuid4

import httpx
import typer
from PIL import Image

from benchmarks.attacks.meanwhile import meanwhile
from tests.support.servers.server import PASSWORD, Person, Server

SIGNS = ("4@8({[<369&!1|705$+%72" * 4)[:72]  # each stands for several letters
AT_ONCE = 8
SCANS = 5_000
EVE, ANN = "127.0.0.2", "127.0.0.3"
DEFAULTS = {"CHATAPP_BCRYPT_ROUNDS": "12", "CHATAPP_TRIES_PER_MINUTE": "10"}
PATIENCE = 120.0  # seconds an answer may take

Times = dict[str, list[float]]
_numbers = count()


def client(server: Server, address: str, person: Person | None = None) -> httpx.AsyncClient:
    """Return a client that comes from this address; with a person, it acts for them."""
    transport = httpx.AsyncHTTPTransport(local_address=address)
    headers = person.bearer if person else {}
    return httpx.AsyncClient(transport=transport, base_url=server.base, headers=headers, timeout=PATIENCE)


def picture() -> bytes:
    """Return an ordinary photograph, as a phone sends it."""
    file = BytesIO()
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(file, "JPEG", quality=80)
    return file.getvalue()


def many_scans() -> bytes:
    """Return a small progressive JPEG whose last scan, of a few bytes, comes thousands of times."""
    file = BytesIO()
    Image.new("RGB", (4000, 3000), "teal").save(file, "JPEG", progressive=True, quality=50)
    content = file.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * SCANS + content[-2:]


@dataclass
class Office:
    """A server with people on it: Ann works, Eve attacks, the others sign in now and then."""

    server: Server
    ann: Person
    eve: Person
    others: list[Person]
    room: str
    photograph: bytes = field(default_factory=picture)

    async def once(self, times: Times) -> None:
        """Do what people do, each thing once, and note how long it took."""
        number = next(_numbers)
        other = self.others[number % len(self.others)]
        async with client(self.server, f"127.0.{1 + number // 250}.{1 + number % 250}") as http:
            form = {"login": other.username, "password": PASSWORD}
            await timed(times, "sign-in", http.post("/login", data=form))
        async with client(self.server, ANN, self.ann) as http:
            message = {"body": "Hello", "client_message_id": str(uuid4())}
            await timed(times, "post", http.post(f"/api/v1/rooms/{self.room}/messages", json=message))
            await timed(times, "/healthz", http.get("/healthz"))
        async with client(self.server, ANN, other) as http:
            await timed(times, "upload", http.put("/api/v1/me/avatar", content=self.photograph))

    async def work(self, seconds: float) -> Times:
        """Do so for some time."""
        times: Times = defaultdict(list)
        end = perf_counter() + seconds
        while perf_counter() < end:
            await self.once(times)
        return times


async def timed(times: Times, what: str, asked: Awaitable[httpx.Response]) -> None:
    """Note how long an answer takes, if it is what was asked for."""
    begin = perf_counter()
    answer = await asked
    times[what if answer.status_code < 400 else f"{what}: {answer.status_code}"].append(perf_counter() - begin)


Attack = Callable[[Office, httpx.AsyncClient], Awaitable[httpx.Response]]


async def signs(_: Office, http: httpx.AsyncClient) -> httpx.Response:
    """Sign up with a password that takes long to judge."""
    return await http.post("/api/v1/accounts", json=new_account(SIGNS))


async def sign_up(_: Office, http: httpx.AsyncClient) -> httpx.Response:
    """Sign up with a good password, which is hashed."""
    return await http.post("/api/v1/accounts", json=new_account(PASSWORD))


async def guess(_: Office, http: httpx.AsyncClient) -> httpx.Response:
    """Sign in with a name and a password that are wrong."""
    return await http.post("/api/v1/tokens", json={"login": uuid4().hex[:12], "password": "wrong"})


async def rooms(office: Office, http: httpx.AsyncClient) -> httpx.Response:
    """Create a room with a password."""
    new = {"name": uuid4().hex, "visibility": "private", "password": "open sesame"}
    return await http.post("/api/v1/rooms", json=new, headers=office.eve.bearer)


def scans(content: bytes) -> Attack:
    """Return the attack that uploads a picture of many scans."""

    async def upload(office: Office, http: httpx.AsyncClient) -> httpx.Response:
        return await http.put("/api/v1/me/avatar", content=content, headers=office.eve.bearer)

    return upload


def new_account(password: str) -> dict[str, str]:
    """Return the form of an account that nobody has."""
    name = f"e{uuid4().hex[:12]}"
    return {"username": name, "email": f"{name}@example.org", "password": password}


ATTACKS: dict[str, Attack] = {
    "H1: sign-ups with a password of signs": signs,
    "H1: sign-ups with a good password": sign_up,
    "H1: wrong sign-ins": guess,
    "H2: pictures of thousands of scans": scans(many_scans()),
    "M1: rooms with a password": rooms,
}


@asynccontextmanager
async def under(office: Office, attack: Attack, answers: Times) -> AsyncIterator[None]:
    """Attack from one address, several requests at once, one after the other."""

    async def go_on() -> None:
        async with client(office.server, EVE) as http:
            while True:
                begin = perf_counter()
                with suppress(httpx.HTTPError):
                    status = (await attack(office, http)).status_code
                    answers[str(status)].append(perf_counter() - begin)
                    if status == 429:
                        await asyncio.sleep(0.1)

    async def begin() -> list[Awaitable[None]]:
        return [go_on() for _ in range(AT_ONCE)]

    async with meanwhile(begin, answers, lead=0.3):
        yield


def shown(times: Times, quiet: Times | None = None) -> str:
    """Return medians and worst times in milliseconds, and how they compare."""
    parts = []
    for what, all_ in times.items():
        middle = statistics.median(all_)
        compared = f" = {middle / statistics.median(quiet[what]):.1f}×" if quiet and what in quiet else ""
        parts.append(f"{what} {middle * 1000:.0f} ms{compared} (worst {max(all_) * 1000:.0f}, n={len(all_)})")
    return "; ".join(parts)


async def measure(directory: Path, seconds: float, only: str) -> None:
    """Measure quiet, then under each attack."""
    server = await Server(directory / "data", settings=DEFAULTS, command=("main.py",)).start()
    try:
        ann, eve = await server.person(), await server.person()
        others = [await server.person() for _ in range(12)]
        office = Office(server, ann, eve, others, await server.room(ann))
        await office.once(defaultdict(list))
        quiet = await office.work(seconds)
        print(f"quiet: {shown(quiet)}")
        for name, attack in ATTACKS.items():
            if only not in name:
                continue
            answers: Times = defaultdict(list)
            async with under(office, attack, answers):
                times = await office.work(seconds)
            print(f"{name}\n  attack: {shown(answers) or 'no answer yet'}\n  others: {shown(times, quiet)}")
            await asyncio.sleep(1)
    finally:
        await server.stop()


def main(
    seconds: Annotated[float, typer.Option(help="How long each part is measured.")] = 10.0,
    only: Annotated[str, typer.Option(help="Part of the attacks' names, such as H2.")] = "",
) -> None:
    """Measure what others notice of costly requests."""
    with tempfile.TemporaryDirectory(prefix="chatapp-attacks-") as directory:
        asyncio.run(measure(Path(directory), seconds, only))


if __name__ == "__main__":
    typer.run(main)
