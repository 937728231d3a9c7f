"""Many processes: what they need, that they are one Chatapp, and how each takes its leave without losing anything."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from supervisor.options import ServerOptions

from chatapp.callbacks import ignore
from chatapp.serving import processes
from chatapp.serving.server import Server as LeavingServer
from chatapp.settings import Settings
from tests.support.browser.page_client import PageClient
from tests.support.running.patience import PATIENCE, until
from tests.support.servers import loopback
from tests.support.servers.failover_proxy import FailoverProxy
from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import ROOT, TEST_SETTINGS, Server, free_port
from tests.support.servers.warm import Forked
from tests.test_start import start

SPAWNED = re.compile(r"spawned: '(\d+)' with pid (\d+)")


def two_ports() -> int:
    """Return the first of two ports in a row that nobody listens on just now."""
    while True:
        first, second = free_port(), free_port()
        if second == first + 1:
            return first


@dataclass
class Pair:
    """Two servers, as `chatapp serve --processes 2` keeps them."""

    here: Server
    there: Server
    manager: Forked

    def pids(self, server: Server) -> list[int]:
        """Return the process ids that a server has had so far."""
        return [int(pid) for port, pid in SPAWNED.findall(server.log()) if int(port) == server.port]


@pytest.fixture
async def pair(tmp_path: Path, postgres: Postgres, redis: RedisServer) -> AsyncIterator[Pair]:
    name, port, data = postgres.copy(), two_ports(), tmp_path / "data"
    shared = {
        **TEST_SETTINGS,
        "CHATAPP_DATA_DIR": str(data),
        "CHATAPP_DATABASE_URL": postgres.url(name),
        "CHATAPP_BROKER_URL": redis.url.replace("/0", "/11"),
        "CHATAPP_PORT": str(port),
        "CHATAPP_DRAIN_SECONDS": "0.5",
    }
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    manager = Forked(ROOT, {**environment, **shared}, tmp_path / "server.log", options=("--processes", "2"))
    made = Pair(Server(data, shared, port), Server(data, shared, port + 1), manager)
    for server in (made.here, made.there):
        server.process = manager
        await server.until_ready()
    yield made
    manager.terminate()
    await asyncio.to_thread(manager.wait, 60)
    postgres.drop(name)


@pytest.mark.parametrize("is_killed", [False, pytest.param(True, marks=pytest.mark.nightly)])
async def test_two_people_on_two_processes_chat_while_one_of_them_is_replaced(pair: Pair, is_killed: bool) -> None:
    proxy = await FailoverProxy(pair.here.port, pair.there.port).mend()
    ann, ben = await pair.here.person("ann"), await pair.there.person("ben")
    room = await pair.there.room(ann, ben)
    anns = await PageClient(pair.there.base, f"/rooms/{room}", ann.cookie).open()
    bens = await PageClient(proxy.base, f"/rooms/{room}", ben.cookie).open()
    for number in range(1, 11):
        await (pair.here if number % 2 else pair.there).post(ann, room, f"message {number}")
    for page in (anns, bens):
        await until(lambda page=page: [number for number, _ in page.rows()] == list(range(1, 11)))

    os.kill(pair.pids(pair.here)[0], signal.SIGTERM)
    await until(lambda: len(pair.pids(pair.here)) == 2)
    await until(lambda: bens.reloads and bens.is_ready.is_set())
    await pair.there.post(ann, room, "message 11")
    for page in (anns, bens):
        await until(lambda page=page: [number for number, _ in page.rows()] == list(range(1, 12)))
    assert anns.connections == 1, "nobody else noticed"

    await pair.here.until_ready()
    if is_killed:
        os.kill(pair.pids(pair.here)[1], signal.SIGKILL)
        await until(lambda: len(pair.pids(pair.here)) == 3)
        await pair.here.until_ready()
    assert (await pair.here.post(ben, room, "message 12")).status_code == 201
    await until(lambda: "message 12" in anns.html() and "message 12" in bens.html())

    pair.manager.terminate()
    assert await asyncio.to_thread(pair.manager.wait, 60) == 0
    async with loopback.client() as http:
        for server in (pair.here, pair.there):
            with pytest.raises(httpx.ConnectError):
                await http.get(f"{server.base}/healthz")
    assert all(line.startswith("20") for line in pair.here.log().splitlines()), "nobody writes over another's lines"
    for page in (anns, bens):
        await page.close()
    await proxy.cut()


async def test_a_process_that_leaves_says_so_first_and_finishes_what_is_under_way(tmp_path: Path) -> None:
    server = await Server(tmp_path / "data", {"CHATAPP_DRAIN_SECONDS": "6"}).start()
    ann = await server.person()
    room = await server.room(ann)
    page = await PageClient(server.base, f"/rooms/{room}", ann.cookie).open()
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    acknowledged = 0
    async with server.http(ann) as http:
        while (ready := await http.get("/readyz")).status_code == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert (ready.status_code, ready.json()) == (503, {"status": "leaving"})
        assert page.connections == 1
        assert page.is_ready.is_set(), "who is here goes on for a while"
        try:
            while True:
                message = {"body": "still here", "client_message_id": str(acknowledged)}
                answer = await http.post(f"/api/v1/rooms/{room}/messages", json=message)
                assert answer.status_code == 201
                acknowledged += 1
                await asyncio.sleep(0.05)
        except httpx.TransportError:  # the door is closed
            assert acknowledged > 0
    await until(lambda: not page.is_ready.is_set())
    assert await asyncio.to_thread(server.process.wait, PATIENCE) in (0, -signal.SIGTERM)
    server.process = None
    await page.close()
    await server.start()
    stored = len(await server.messages(ann, room))
    assert acknowledged <= stored <= acknowledged + 1, "what was acknowledged is there, and nothing twice"
    await server.stop()


async def test_a_process_whose_supervisor_was_killed_ends_as_well(tmp_path: Path) -> None:
    own = {"CHATAPP_DATA_DIR": str(tmp_path / "data"), "CHATAPP_PORT": str(free_port()), "SUPERVISOR_ENABLED": "1"}
    server = Server(tmp_path / "data", port=int(own["CHATAPP_PORT"]))
    os.mkfifo(stdin := tmp_path / "stdin")
    supervisors_end = os.open(stdin, os.O_RDWR)  # waits for no reader
    server.process = Forked(ROOT, {**os.environ, **TEST_SETTINGS, **own}, tmp_path / "server.log", given=stdin)
    await server.until_ready()
    os.close(supervisors_end)  # as it is closed when supervisor dies
    assert await asyncio.to_thread(server.process.wait, PATIENCE) == -signal.SIGTERM
    assert "supervisor exited" in server.log()


def test_what_several_processes_write_of_themselves_stays_in_the_data_directory(tmp_path: Path) -> None:
    place = tmp_path / "100 %d; #1"
    place.mkdir()
    settings = Settings(_env_file=None, data_dir=place)
    told = place / processes.CONFIGURATION
    told.write_text(processes.configuration(settings, 2))
    options = ServerOptions()
    options.realize(["-c", str(told)])
    assert Path(options.pidfile).parent == place


class Line:
    """A connection that notes when it is ended."""

    def __init__(self, server: LeavingServer, ended: list[float]) -> None:
        self._server, self._ended = server, ended
        server.server_state.connections.add(self)  # type: ignore[arg-type]

    def shutdown(self) -> None:
        self._ended.append(asyncio.get_running_loop().time())
        self._server.server_state.connections.discard(self)


async def test_a_server_does_each_second_what_it_was_given_to_do_until_it_is_told_to_stop() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Serve nothing."""

    done = list[str]()
    server = LeavingServer(
        uvicorn.Config(app), patience=0.0, on_drain=ignore, each_second=lambda: done.append("a second")
    )
    serving = asyncio.create_task(server.main_loop())
    await until(lambda: done == ["a second"])
    server.handle_exit(signal.SIGTERM, None)
    await serving


async def test_the_pages_of_a_process_that_leaves_go_one_after_the_other() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Serve nothing."""

    told: list[str] = []
    config = uvicorn.Config(app, lifespan="off")
    server = LeavingServer(config, patience=2.0, on_drain=lambda: told.append("leaving"))
    config.load()
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        await server.startup([listener])
        ended: list[float] = []
        for _ in range(10):
            Line(server, ended)
        await server.shutdown([listener])
    assert told == ["leaving"]
    assert len(ended) == 10
    assert len({round(moment, 1) for moment in ended}) >= 3, "the others would have to load them all at once"


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({}, "CHATAPP_DATABASE_URL and CHATAPP_BROKER_URL are not set so."),
        ({"CHATAPP_BROKER_URL": "redis://127.0.0.1:1/0"}, "; CHATAPP_DATABASE_URL is not set so."),
    ],
)
def test_several_processes_need_two_settings(tmp_path: Path, settings: dict[str, str], missing: str) -> None:
    ended = start(tmp_path, "--processes", "4", **settings)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("--processes 4 needs two settings")
    assert missing in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_port_that_one_of_several_processes_cannot_have_stops_them_all(
    tmp_path: Path, postgres: Postgres, redis: RedisServer
) -> None:
    name, port = postgres.copy(), two_ports()
    shared = {"CHATAPP_DATABASE_URL": postgres.url(name), "CHATAPP_BROKER_URL": redis.url, "CHATAPP_PORT": str(port)}
    with socket.create_server(("127.0.0.1", port + 1)):
        ended = start(tmp_path, "--processes", "2", **shared)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"CHATAPP_HOST and CHATAPP_PORT: can't listen on 127.0.0.1:{port + 1}:")
    assert start(tmp_path, "--processes", "2", **{**shared, "CHATAPP_PORT": "65535"}).returncode == 2
    postgres.drop(name)
