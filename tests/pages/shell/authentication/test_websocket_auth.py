"""Authorisation of websockets: a valid account, a guessed page id and an open socket get an outsider nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
import nicegui
import pytest
from starlette.types import Message, Scope
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from chatapp.authentication.sessions import Visit
from chatapp.identity import Actor
from chatapp.throttling import Throttle
from pages import EVENTS
from pages.shell.authentication import websocket_auth
from pages.shell.authentication.websocket_auth import MOST_SOCKETS, SOCKET_ENDPOINT, WebSocketAuth, _owners, _sender
from pages.shell.websocket.frame_dispatch import OF_FRAME
from tests.support.browser.page_client import PageClient, Refused
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.server import Person, Server

SECRET = "the well is under the oak"


async def member_and_outsider(server: Server) -> tuple[Person, Person, str, PageClient]:
    ann, eve = await server.person(), await server.person()
    room = await server.room(ann)
    page = await PageClient(server.base, f"/rooms/{room}", ann.cookie).open()
    return ann, eve, room, page


async def test_an_outsiders_page_shows_and_hears_nothing_of_the_room(server: Server) -> None:
    ann, eve, room, page = await member_and_outsider(server)
    outside = await PageClient(server.base, f"/rooms/{room}", eve.cookie).open()
    await server.post(ann, room, SECRET)
    await until(lambda: SECRET in page.html())
    assert SECRET not in outside.html()
    assert "Join to see" in outside.html()
    await page.close()
    await outside.close()


async def test_a_guessed_page_id_opens_no_socket_for_another_session(server: Server) -> None:
    _, eve, _, page = await member_and_outsider(server)
    for cookie in (eve.cookie, "", "chatapp_session=garbled"):
        stranger = PageClient(server.base, "/rooms", cookie, query=dict(page.query))
        with pytest.raises(Refused):
            await stranger.connect(tab_id=page.tab_id)
    await page.close()


async def test_an_open_socket_cannot_shake_hands_for_another_page(server: Server) -> None:
    ann, eve, room, page = await member_and_outsider(server)
    heard: list[str] = []
    for query in ({}, {"client_id": ""}):
        socket = PageClient(server.base, "/rooms", eve.cookie, query=dict(query))
        await socket.connect(implicit_handshake="false")
        shake = {"client_id": page.client_id, "tab_id": page.tab_id, "document_id": str(uuid4()), "next_message_id": 0}
        await socket.emit("handshake", shake)
        await server.post(ann, room, SECRET)
        await until(lambda: SECRET in page.html())
        heard += await frames(socket)
        await socket.close()
    assert not any(SECRET in frame for frame in heard)
    await page.close()


async def test_an_open_socket_cannot_fire_the_events_of_another_page(server: Server) -> None:
    ann, eve, room, page = await member_and_outsider(server)
    outside = await PageClient(server.base, "/rooms", eve.cookie).open()
    forged, honest = str(uuid4()), str(uuid4())
    listener = next(e for e in page.elements["0"]["events"] if e["type"] == "message_post")
    message = {"id": 0, "client_id": page.client_id, "listener_id": listener["listener_id"]}
    await outside.emit("event", {**message, "args": [f'"{room}"', f'"{forged}"', '"forged in Ann\'s name"']})
    await page.emit("event", {**message, "args": [f'"{room}"', f'"{honest}"', '"said by Ann"']})
    await until(lambda: honest in page.html())
    stored = [m["client_message_id"] for m in await server.messages(ann, room)]
    assert stored == [honest]
    await page.close()
    await outside.close()


async def test_an_outsiders_own_page_cannot_post_to_the_room(server: Server) -> None:
    ann, eve, room, page = await member_and_outsider(server)
    outside = await PageClient(server.base, "/rooms", eve.cookie).open()
    key = str(uuid4())
    await outside.post(room, key, "let me in")
    await until(lambda: any("sendQueue.mark" in script and key in script for script in outside.scripts))
    assert await server.messages(ann, room) == []
    await page.close()
    await outside.close()


async def test_garbled_events_break_nothing(server: Server) -> None:
    ann, _, room, page = await member_and_outsider(server)
    for args in ([], ["x"], ["{", "2", "3"], ["1", "2", "3"], ["[]", "{}", "null"], ['"\\ud800"'] * 3):
        for name in ("message_post", "told"):
            listener = next(e for e in page.elements["0"]["events"] if e["type"] == name)
            message = {"id": 0, "client_id": page.client_id, "listener_id": listener["listener_id"]}
            await page.emit("event", {**message, "args": args})
    await page.post("not a room", str(uuid4()), "text")
    await page.post(room, str(uuid4()), "x" * 10_001)
    await page.post(room, "key\u0000", "text")
    await page.post(room, str(uuid4()), "still here")
    await until(lambda: "still here" in page.html())
    assert [m["body"] for m in await server.messages(ann, room)] == ["still here"]
    assert page.connections == 1
    await page.close()


@pytest.mark.parametrize("is_polling", [False, True])
async def test_an_unreadable_frame_closes_its_socket_and_nothing_is_told_of_it(
    server: Server, *, is_polling: bool
) -> None:
    ann, before = await server.person(), len(server.log())
    room = await server.room(ann)
    bystander = await PageClient(server.base, f"/rooms/{room}", ann.cookie).open()
    page = await PageClient(server.base, f"/rooms/{room}", ann.cookie, is_polling=is_polling).open()
    nested = '42["event",' + "[" * 2000 + "]" * 2000 + "]"
    frames = ["x", "4", "42", "b!", '42["event",null]', '42["event",{"client_id":7}]', '42["ack"]', "451-[]", nested]
    for number, frame in enumerate(frames[:3] if is_polling else frames, 2):
        await page.is_ready.wait()
        with suppress(ConnectionClosed):  # by long polling the answer says so
            await page.emit_raw(frame)
        await until(lambda number=number: page.connections >= number)
    assert bystander.connections == 1
    assert "Traceback" not in server.log()[before:]
    assert server.log()[before:].count("unreadable socket frame") <= 1
    await page.close()
    await bystander.close()


HOSTILE = (
    '"//["',
    '"/rooms/\\u0000?["',
    "null",
    "[]",
    "{}",
    "[[]]",
    "-1",
    "1e308",
    '"x"',
    "true",
    '["a",["b"]]',
    '{"errors":[7]}',
    "[1,2,3]",
    "{",
)


HUGE = 2**64 - 1  # JSON has it, and no database takes it
HALF = "\ud800"  # of a character
ROOM = "room"
FORGED: tuple[tuple[str, list[Any]], ...] = (  # event → what a page of ours says, with numbers and texts that none has
    *(("act", [ROOM, act, HUGE, "-"]) for act in ("seen", "reaction", "delete", "editions", "pinning", "save")),
    ("act", [ROOM, "reaction", 1, f"-{HALF}"]),
    ("act", [ROOM, "reaction", 1, "+" + "x" * 200_000]),
    ("act", [ROOM, "reaction", True, "+👍"]),
    ("edit_source", [ROOM, HUGE]),
    ("edit_save", ["key", ROOM, HUGE, 1, "text"]),
    ("edit_save", ["key", ROOM, 1, HUGE, "text"]),
    ("edit_save", ["key", ROOM, 1, 1, HALF]),
    ("message_restore", [ROOM, HUGE]),
    ("message_post", [ROOM, "reply", "text", HUGE]),
    ("draft_write", [ROOM, "text", HUGE, ""]),
    ("draft_write", [ROOM, HALF, 0, HALF]),
    ("draft_write", [ROOM, "text", 0, "", HUGE]),
    ("draft_sent", ["sent", HUGE, "text"]),
    ("draft_sent", ["x" * 200_000, 1, "x" * 700_000]),
    ("message_post", [ROOM, "sent", "text"]),
    ("complete_name", [HUGE, "@", f"a{HALF}", ROOM]),
    ("add_outsiders", [ROOM, HALF]),
    ("seen", [ROOM, 1, HUGE, False]),
    ("jump", [ROOM, HUGE]),
    ("address", [ROOM, HUGE]),
)


async def test_forged_numbers_and_texts_leave_no_traceback_and_no_memory(own_server: Server) -> None:
    ann, before = await own_server.person(), len(own_server.log())
    room = await own_server.room(ann)
    await own_server.post(ann, room, "first")
    page = await PageClient(own_server.base, f"/rooms/{room}", ann.cookie).open()
    assert {event for event, _ in FORGED} <= {*EVENTS, "message_post"}
    for event, args in FORGED:
        await page.tell(event, *(room if value is ROOM else value for value in args))
    await page.post(room, "last", "still here")
    await until(lambda: "still here" in page.html())
    assert "Traceback" not in own_server.log()[before:], own_server.log()[before:][-3000:]
    assert "one by one" not in own_server.log()[before:]  # other people's posts were not held up
    bodies = [(m["number"], m["body"], m["reactions"]) for m in await own_server.messages(ann, room)]
    assert bodies == [(1, "first", []), (2, "text", []), (3, "still here", [])]
    await page.close()


def _part_soon() -> None:
    vars(websocket_auth)["PARTING"] = 0.2


@pytest.fixture(scope="module")
async def administered(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Server, Person]]:
    """A server of these tests' own, and its administrator."""
    server = await Server(tmp_path_factory.mktemp("administered") / "data", hurry=_part_soon).start()
    yield server, await server.person()
    await server.stop()


@pytest.mark.parametrize(
    "path", ["/login", "/signup", "/rooms", "/settings/profile", "/admin/people", "/admin/audit", "room"]
)
async def test_hostile_events_of_the_own_page_leave_no_traceback(
    administered: tuple[Server, Person], path: str
) -> None:
    """Each listener of a page hears what no page of ours says."""
    own_server, ann = administered
    before = len(own_server.log())
    room = await own_server.room(ann)
    cookie = "" if path in ("/login", "/signup") else ann.cookie
    page = await PageClient(own_server.base, f"/rooms/{room}" if path == "room" else path, cookie).open()
    sent = 0
    for identifier, element in list(page.elements.items()):
        for listener in element.get("events", []):
            for args in ([], *([value] for value in HOSTILE), ["1", "2"], ['"a"', "[]", "null"]):
                if listener["type"] == "click" and not args:
                    continue  # which would press every button
                message = {"id": int(identifier), "client_id": page.client_id, "listener_id": listener["listener_id"]}
                is_by_name = listener["type"] == "told" and path == "room"  # all pages hear the same names
                for named in ([], *([f'"{name}"', f'"{room}"'] for name in EVENTS if is_by_name)):
                    await page.emit("event", {**message, "args": [*named, *args]})
                    sent += 1
    assert sent > 0
    async with own_server.http() as http:
        assert (await http.get("/healthz")).status_code == 200
    await asyncio.sleep(0.5)
    assert "Traceback" not in own_server.log()[before:], own_server.log()[before:][-3000:]
    await page.close()


async def test_a_page_that_stays_when_its_session_has_ended_hears_nothing_more_and_does_not_come_back(
    administered: tuple[Server, Person],
) -> None:
    own_server, ann = administered
    ben = await own_server.person()
    room, other = [await own_server.room(ann, ben) for _ in range(2)]
    page = await PageClient(own_server.base, f"/rooms/{room}", ben.cookie).open()
    again = PageClient(own_server.base, page.path, ben.cookie, query=dict(page.query))
    async with own_server.http(ben) as http:
        assert (await http.delete("/api/v1/me/devices")).is_success
    await until(lambda: bool(page.opened))
    async with own_server.http(ann) as http:
        assert (await http.delete(f"/api/v1/rooms/{other}/members/{ben.uuid}")).is_success
    await until(lambda: page.reloads > 0)  # as a browser would be told to
    with pytest.raises(Refused):
        await again.connect(tab_id=page.tab_id)
    assert page.connections == 1
    assert not any("removed you" in script for script in page.scripts)
    await page.close()


LONG = "x" * 900_000


@pytest.mark.parametrize("name", ["client_id", "tab_id", "document_id", "old_tab_id", "next_message_id"])
@pytest.mark.parametrize("value", ["x" * 65, "a b", "\u00e4", "1\n"])
@pytest.mark.parametrize("is_polling", [False, True])
async def test_ids_that_no_page_has_are_refused(server: Server, name: str, value: str, *, is_polling: bool) -> None:
    page = PageClient(server.base, "/login", is_polling=is_polling)
    await page.get()
    with pytest.raises((Refused, httpx.HTTPStatusError)):
        await page.connect(**{name: value})


@pytest.mark.parametrize("name", ["client_id", "tab_id", "document_id", "old_tab_id"])
async def test_a_handshake_with_ids_that_no_page_has_ends_the_socket(server: Server, name: str) -> None:
    page = PageClient(server.base, "/login")
    await page.get()
    await page.connect(implicit_handshake="false")
    shake = {"client_id": page.client_id, "tab_id": page.tab_id, "document_id": page.document_id}
    await page.emit("handshake", {**shake, "next_message_id": 0, name: LONG})
    assert isinstance(page.socket, ClientConnection)
    async with asyncio.timeout(PATIENCE):
        await page.socket.wait_closed()


async def test_signing_out_silences_a_page_that_never_lets_go(server: Server) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await PageClient(server.base, f"/rooms/{room}", bob.cookie).open()
    await server.post(ann, room, "before")
    await until(lambda: "before" in page.html())
    async with server.http(headers={"Cookie": bob.cookie}) as http:
        assert (await http.post("/logout")).status_code == 303
    await until(lambda: [opened.partition("?")[0] for opened in page.opened] == ["/login"])
    await server.post(ann, room, SECRET)
    key = str(uuid4())
    await page.post(room, key, "from beyond")
    await settled(server, ann, room)
    assert SECRET not in page.html()
    assert key not in [m["client_message_id"] for m in await server.messages(ann, room)]
    await page.close()


async def test_leaving_silences_the_other_open_pages_at_once(server: Server) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await PageClient(server.base, f"/rooms/{room}", bob.cookie).open()
    async with server.http(bob) as http:
        assert (await http.delete(f"/api/v1/rooms/{room}/members/me")).status_code == 204
    await server.post(ann, room, SECRET)
    await until(lambda: "Join to see" in page.html())
    await settled(server, ann, room)
    assert SECRET not in page.html()
    await page.close()


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_foreign_origin_opens_no_socket(server: Server, transport: str) -> None:
    ann = await server.person()
    page = PageClient(server.base, "/rooms", ann.cookie)
    await page.get()
    if transport == "websocket":
        page.headers = {"Origin": "http://evil.example"}
        with pytest.raises(Refused, match="403"):
            await page.connect()
    else:
        async with server.http(headers={"Cookie": ann.cookie, "Origin": "http://evil.example"}) as http:
            path = f"/_nicegui_ws/socket.io/?EIO=4&transport=polling&client_id={page.client_id}"
            assert (await http.get(path)).status_code == 403


async def test_strangers_cost_no_page(server: Server) -> None:
    async with server.http() as http:
        for path in ("/", "/rooms", "/rooms/x", "/robots.txt", "/wp-login.php"):
            answer = await http.get(path)
            assert answer.status_code in (303, 404)
            assert "parseElements" not in answer.text


async def settled(server: Server, person: Person, room: str) -> None:
    """Wait until everything posted so far has reached the open pages of the room."""
    witness = await PageClient(server.base, f"/rooms/{room}", person.cookie).open()
    key = str(uuid4())
    await server.post(person, room, "witness", key)
    await until(lambda: key in witness.html())
    await witness.close()


async def frames(page: PageClient) -> list[str]:
    """Return what the socket has received, until it is quiet."""
    assert page.socket is not None
    got: list[str] = []
    while True:
        try:
            got.append(str(await asyncio.wait_for(page.socket.recv(), 1)))
        except (TimeoutError, Exception):
            return got


async def test_one_page_has_few_sockets(server: Server) -> None:
    page = PageClient(server.base, "/login")
    await page.get()
    sockets = [PageClient(server.base, "/login", query=page.query) for _ in range(MOST_SOCKETS + 1)]
    for socket in sockets[:-1]:
        await socket.connect(tab_id=page.tab_id)
    with pytest.raises(Refused):
        await sockets[-1].connect(tab_id=page.tab_id)
    for socket in sockets:
        await socket.close()


async def test_addresses_below_those_of_nicegui_cost_no_page_and_no_log(server: Server) -> None:
    before = len(server.log())
    async with server.http() as http:
        for path in (
            f"/_nicegui/{'x' * 5000}",
            "/_nicegui/",
            f"/_nicegui/{nicegui.__version__}/esm/vue/x",
            "/_nicegui_ws/x",
        ):
            answer = await http.get(path)
            assert answer.status_code == 404
            assert "parseElements" not in answer.text
    assert "not found" not in server.log()[before:]


async def test_paths_and_methods_nobody_serves_cost_no_page(server: Server) -> None:
    async with server.http() as http:
        for method, path in (
            ("POST", "/foo"),
            ("POST", "/rooms"),
            ("PUT", "/login"),
            ("GET", "/api/nope"),
            ("GET", "/numbers"),
        ):
            answer = await http.request(method, path)
            assert answer.status_code == 404
            assert "parseElements" not in answer.text


async def test_garbled_sockets_are_refused_without_a_word(server: Server) -> None:
    ann, before = await server.person(), len(server.log())
    page = PageClient(server.base, "/rooms", ann.cookie)
    await page.get()
    for query in ({"next_message_id": "abc"}, {"next_message_id": "-1"}):
        with pytest.raises(Refused):
            await page.connect(**query)
    socket = PageClient(server.base, "/login", "")
    await socket.get()
    await socket.connect()
    for frame in (
        '42["handshake",{}]',
        '42["handshake"]',
        '42["log",{"client_id":"x","level":"error","message":["a"]}]',
    ):
        await socket.emit_raw(frame)
    await socket.close()
    assert "Traceback" not in server.log()[before:]


async def test_who_sends_faster_than_pages_do_is_read_late_or_closed() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    text = "3"

    async def frame() -> Message:
        return {"type": "websocket.receive", "text": text}

    slow = Throttle(per_second=1, at_once=3, now=lambda: 0.0, sleep=sleep)
    receive = WebSocketAuth(nothing, slow, nobody)._throttled(frame, "ann")
    assert [(await receive())["type"] for _ in range(5)] == ["websocket.receive"] * 5
    assert waited == [1.0, 2.0]
    strict = Throttle(per_second=1, at_once=3, waiting_of_key=0, now=lambda: 0.0)
    receive, others = (WebSocketAuth(nothing, strict, nobody)._throttled(frame, who) for who in ("ann", "ben"))
    text = "x" * 2 * OF_FRAME  # which count as three
    assert [(await receive())["type"] for _ in range(2)] == ["websocket.receive", "websocket.disconnect"]
    assert (await others())["type"] == "websocket.receive"


async def test_frames_are_counted_by_account_whatever_browser_sends_them_and_those_of_strangers_by_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = Actor(7, uuid4(), "ann", "Ann", "ann@example.org", "", is_administrator=False)
    for page, token in (("first", "a"), ("second", "b")):
        monkeypatch.setitem(_owners, page, Visit(ann, 1, token))
    scope = {"type": "websocket", "headers": [], "client": ("192.0.2.7", 1)}
    assert [_sender(page, scope) for page in ("first", "second", "?")] == ["account 7", "account 7", "192.0.2.7"]


async def test_opening_sockets_counts_as_sending_frames() -> None:
    opened, refused = list[Scope](), list[Message]()

    async def open_socket(scope: Scope, *_: object) -> None:
        opened.append(scope)

    async def told(message: Message) -> None:
        refused.append(message)

    throttle = Throttle(per_second=1, at_once=3, waiting_of_key=0, now=lambda: 0.0)
    app = WebSocketAuth(open_socket, throttle, nobody)
    for _ in range(5):
        scope = {"type": "websocket", "path": SOCKET_ENDPOINT, "query_string": b"EIO=4", "headers": []}
        await app({**scope, "client": ("192.0.2.7", 1)}, nothing, told)  # type: ignore[arg-type]
    assert len(opened) == 3
    assert [message["type"] for message in refused] == ["websocket.close"] * 2


async def nothing(*_: object) -> None:
    """Do nothing."""


async def nobody(_: str) -> None:
    """Know nobody's cookie."""
