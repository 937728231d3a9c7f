"""What holds for every address of the running product: no GET changes anything, and no other site can make one act."""

import re
import sqlite3
from collections.abc import AsyncIterator

import pytest

from chatapp.web import urls
from pages.routes import VIEWS
from pages.shell.authentication.session import OPEN_PAGES, POSTED, SENDING
from tests.api.test_outsiders import OUTSIDERS
from tests.support.servers.server import Person, Server

API = [(method, f"/api/v1{path}") for method, _, path in (route.partition(" ") for route in OUTSIDERS)]
CHANGING = [
    *((method, path) for method, path in API if method not in ("GET", "HEAD")),
    *(("POST", path) for path in sorted(POSTED)),
    *((method, urls.UPLOAD_ROUTE) for method in SENDING),
]
READING = [(method, path) for method, path in API if method == "GET"] + [
    ("GET", path) for path in (*VIEWS, *sorted(OPEN_PAGES), "/", "/healthz", "/readyz")
]
BOOKKEEPING = {"last_seen_at", "expires_at"}  # a visit keeps its own session alive, and nothing else
OWN_TIME = {"job", "lease"}  # what the server does by itself, whenever it is due
UNREADABLE = {"message_search"}  # the index of messages has no rows of its own; the tables below it do


def stored(server: Server) -> dict[str, list[tuple[object, ...]]]:
    """Return everything in the database but when sessions were last seen, and what the server does by itself."""
    connection = sqlite3.connect(server.data_dir / "chatapp.db")
    try:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        contents = {}
        for table in set(tables) - OWN_TIME - UNREADABLE:
            columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
            kept = [c for c in columns if table != "login_session" or c not in BOOKKEEPING]
            rows = connection.execute(f"select {', '.join(kept)} from {table}").fetchall()  # noqa: S608
            contents[table] = sorted(rows, key=repr)
        return contents
    finally:
        connection.close()


def address(path: str, person: Person, room: str) -> str:
    """Fill in a route's parameters with what exists: a request that is not refused would act on something real."""
    known = {"room_uuid": room, "account_uuid": person.uuid, "number": "1"}
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "1"), path)


async def scene(server: Server) -> tuple[Person, str]:
    ann = await server.person()  # the first account: an administrator, who may do everything
    room = await server.room(ann)
    await server.post(ann, room, "hello")
    return ann, room


def acting_as(person: Person) -> dict[str, str]:
    return {**person.bearer, "Cookie": person.cookie}


@pytest.fixture(scope="module")
async def quiet_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server nobody else uses, so that whatever changes in its database was done here."""
    server = await Server(tmp_path_factory.mktemp("quiet") / "data").start()
    yield server
    await server.stop()


async def test_no_get_changes_anything(quiet_server: Server) -> None:
    ann, room = await scene(quiet_server)
    async with quiet_server.http(headers=acting_as(ann)) as http:
        before = stored(quiet_server)
        for _, path in READING:
            answer = await http.get(address(path, ann, room), params={"since": 0, "token": "x", "code": "123456"})
            assert answer.status_code < 500, path
            assert stored(quiet_server) == before, f"GET {path} has changed something"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_no_other_site_can_make_a_browser_act(quiet_server: Server, headers: dict[str, str]) -> None:
    ann, room = await scene(quiet_server)
    async with quiet_server.http(headers={**acting_as(ann), **headers}) as http:
        before = stored(quiet_server)
        for method, path in CHANGING:
            answer = await http.request(method, address(path, ann, room), json={})
            assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
        assert stored(quiet_server) == before


async def test_every_page_sends_a_stranger_to_the_sign_in_page(quiet_server: Server) -> None:
    ann, room = await scene(quiet_server)
    async with quiet_server.http() as http:
        for path in VIEWS:
            answer = await http.get(address(path, ann, room))
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login"), path


async def test_pages_answer_to_nothing_but_get(quiet_server: Server) -> None:
    ann, room = await scene(quiet_server)
    async with quiet_server.http(headers=acting_as(ann)) as http:
        for path in VIEWS:
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                answer = await http.request(method, address(path, ann, room), json={})
                assert answer.status_code == 404, f"{method} {path}"
