"""The real server, as a process of its own on loopback: started, killed and restarted by tests."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import httpx

from chatapp.authentication.secret import derived_token, signing_secret
from tests.support.people.members import make_members_at
from tests.support.people.newcomers import PASSWORD as PASSWORD
from tests.support.people.newcomers import sign_up_at
from tests.support.running import lifetimes
from tests.support.running.patience import PATIENCE
from tests.support.running.workers import WORKER
from tests.support.servers import loopback
from tests.support.servers.migrated import migrated_file
from tests.support.servers.warm import Forked

ROOT = Path(__file__).parents[3]
TEST_SETTINGS = {
    "CHATAPP_BCRYPT_ROUNDS": "4",
    "CHATAPP_TRIES_PER_MINUTE": "100000",
    "CHATAPP_METRICS_ALLOW": "127.0.0.1",
}
FIRST_PORT, PORTS, WORKERS = 12_000, 2_500, 8  # each worker has ports of its own; the system gives away later ones
NOT_KEEPING = "PYTHONDONTWRITEBYTECODE"  # set by many images: a server would compile all of Chatapp at each start
NOT_FOR_THE_SERVER = ("PYTEST_CURRENT_TEST", "NICEGUI_USER_SIMULATION", "CHATAPP_TEST_", NOT_KEEPING)


def free_port() -> int:
    """Return a port nobody listens on just now, and nobody else in this process will be given.

    It is none of those that the system gives away: a server that is restarted must find its own again.
    """
    for port in islice(_ports(), PORTS):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("there are no ports left")


@cache
def kept_port(kind: str) -> int:
    """Return a port of this process's own for servers of one kind, each of which has ended when the next one starts.

    Their pages have one origin, so a browser keeps the scripts that they load: a third of the first page's CPU.
    """
    return free_port()


@cache
def _ports() -> Iterator[int]:
    """The ports of this process, again and again. Each begins at another one."""
    first = FIRST_PORT + PORTS * (int(os.environ.get(WORKER, "0")) % WORKERS)
    return (first + number % PORTS for number in count(os.getpid() * 7))


@dataclass
class Person:
    """A person with an account, and everything needed to act for them."""

    username: str
    email: str
    uuid: str
    token: str
    cookie: str

    @property
    def bearer(self) -> dict[str, str]:
        """The header a program sends."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Server:
    """One server on one data directory; the port stays the same over restarts."""

    data_dir: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    command: tuple[str, ...] = ("main.py",)
    hurry: Callable[[], None] | None = None  # what changes a server that is forked, before it starts
    process: subprocess.Popen[bytes] | Forked | None = None

    is_warm: ClassVar = False  # whether servers without a command of their own are forked from one that is warm

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """Where it keeps everything."""
        return self.settings.get("CHATAPP_DATABASE_URL", f"sqlite:///{self.data_dir / 'chatapp.db'}")

    @property
    def setup_token(self) -> str:
        """What the first account is made with, as the log prints it."""
        return derived_token(signing_secret(self.data_dir), "setup")

    async def start(self) -> "Server":
        """Start the process and wait until it is ready."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(NOT_FOR_THE_SERVER)}
        own = {"CHATAPP_DATA_DIR": str(self.data_dir), "CHATAPP_PORT": str(self.port)}
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        environment |= {**TEST_SETTINGS, **own, **self.settings}
        place = self.data_dir.parent / "server.log"
        if self.is_warm and self.command == ("main.py",):
            self._begin_migrated()
            self.process = Forked(ROOT, environment, place, self.hurry)
            return await self.until_ready()
        with place.open("ab") as log:
            command = [sys.executable, *self.command, "serve"]
            self.process = subprocess.Popen(
                lifetimes.ending_with_us(command), cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        return await self.until_ready()

    def _begin_migrated(self) -> None:
        """Put an empty database at the newest schema there, where the server would have to make it."""
        if "CHATAPP_DATABASE_URL" not in self.settings and not self.data_dir.exists():
            self.data_dir.mkdir(mode=0o700)
            (self.data_dir / "chatapp.db").touch(mode=0o600)
            shutil.copyfile(migrated_file(), self.data_dir / "chatapp.db")

    async def until_ready(self) -> "Server":
        """Wait until the process, however it was started, says that it is ready."""
        assert self.process is not None
        async with loopback.client() as http:
            for _ in range(int(PATIENCE / 0.05)):
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server did not start:\n{self.log()}")
                try:
                    if (await http.get(f"{self.base}/readyz")).status_code == 200:
                        return self
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)
        raise RuntimeError(f"the server was not ready in time:\n{self.log()}")

    def log(self) -> str:
        """Return what it has logged so far."""
        return (self.data_dir.parent / "server.log").read_text()

    async def stop(self) -> None:
        """Ask it to stop, and wait."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """Kill it without a word."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            await asyncio.to_thread(self.process.wait, PATIENCE)
            self.process = None

    def http(self, person: Person | None = None, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        """Return an HTTP client; with a person, it acts for them as a program."""
        own = {**(headers or {}), **(person.bearer if person else {})}
        return loopback.client(base_url=self.base, headers=own)

    async def person(self, username: str = "") -> Person:
        """Make an account; returns it with a token and the cookie of a signed-in browser."""
        username = username or f"p{secrets.token_hex(4)}"
        made = await sign_up_at(self.data_dir, self.settings.get("CHATAPP_DATABASE_URL", ""), username)
        cookie = f"chatapp_session={made.session}"
        return Person(username, f"{username}@example.org", str(made.actor.uuid), made.token, cookie)

    async def room(self, owner: Person, *members: Person, visibility: str = "public") -> str:
        """Create a room with these members, who were in it from the start; returns its uuid."""
        async with self.http(owner) as http:
            made = await http.post("/api/v1/rooms", json={"name": f"Room {uuid4().hex[:8]}", "visibility": visibility})
            assert made.status_code == 201, made.text
        room = str(made.json()["uuid"])
        if members:
            await make_members_at(self.database_url, room, [member.uuid for member in members])
        return room

    async def post(self, person: Person, room: str, body: str, key: str = "") -> httpx.Response:
        """Post a message by REST."""
        async with self.http(person) as http:
            message = {"body": body, "client_message_id": key or str(uuid4())}
            return await http.post(f"/api/v1/rooms/{room}/messages", json=message)

    async def messages(self, person: Person, room: str) -> list[dict[str, Any]]:
        """Return all messages of a room, oldest first."""
        found: list[dict[str, Any]] = []
        async with self.http(person) as http:
            while True:
                after = found[-1]["number"] if found else 0
                page = (await http.get(f"/api/v1/rooms/{room}/messages", params={"after": after, "limit": 200})).json()
                found += page["messages"]
                if not page["has_more"]:
                    return found

    async def thread(self, person: Person, room: str, number: int) -> str:
        """Begin a message's thread, or find it; returns its uuid."""
        async with self.http(person) as http:
            begun = await http.post(f"/api/v1/rooms/{room}/messages/{number}/thread")
            assert begun.is_success, begun.text
        return str(begun.json()["room_uuid"])
