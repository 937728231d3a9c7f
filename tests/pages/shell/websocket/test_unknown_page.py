"""A page that the server doesn't know, as after a restart: told so cheaply, in words that NiceGUI's script knows."""

import asyncio
import inspect
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import nicegui
import nicegui.nicegui
import pytest
from starlette.types import Message, Receive, Scope, Send

from chatapp.authentication.sessions import Visit
from chatapp.errors import Unavailable
from chatapp.identity import Actor
from chatapp.throttling import Throttle
from pages.shell.authentication.websocket_auth import SOCKET_ENDPOINT, WebSocketAuth
from pages.shell.websocket import handshake, unknown_page
from tests.support.browser.page_client import PageClient, Refused
from tests.support.servers.server import Server

CONNECT: Message = {"type": "websocket.connect"}
SAID: Message = {"type": "websocket.receive", "text": "40"}
QUERY = b"EIO=4&transport=websocket&implicit_handshake=true&client_id=a&tab_id=b&document_id=c"


def receiving(*messages: Message) -> Receive:
    waiting = iter(messages)

    async def receive() -> Message:
        for message in waiting:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    return receive


async def answers(receive: Receive) -> list[Message]:
    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    await unknown_page.refuse(receive, send)
    return sent


def kinds(messages: Iterable[Message]) -> list[str]:
    return [message["type"].removeprefix("websocket.") for message in messages]


async def test_a_page_that_is_not_known_is_told_to_load_anew_and_its_socket_ends() -> None:
    sent = await answers(receiving(CONNECT, SAID))
    assert kinds(sent) == ["accept", "send", "send", "close"]
    assert [message["text"][:2] for message in sent[1:3]] == ["0{", "44"]


async def test_a_socket_that_says_nothing_or_something_else_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "SECONDS", 0.01)
    for said in ((), ({"type": "websocket.receive", "text": "42"},), ({"type": "websocket.receive", "bytes": b"4"},)):
        assert kinds(await answers(receiving(CONNECT, *said))) == ["accept", "send", "close"]
    assert kinds(await answers(receiving(CONNECT, {"type": "websocket.disconnect"}))) == ["accept", "send"]


def test_nicegui_waits_for_these_words() -> None:
    script = (Path(nicegui.__file__).parent / "static" / "nicegui.js").read_text(encoding="utf-8")
    assert 'err.message == "Implicit handshake failed"' in script
    assert "ConnectionRefusedError('Implicit handshake failed')" in inspect.getsource(nicegui.nicegui)
    assert '"Implicit handshake failed"' in unknown_page.REFUSED


async def test_a_page_of_the_server_before_is_told_to_load_anew(server: Server) -> None:
    ann = await server.person()
    page = PageClient(server.base, "/rooms", ann.cookie)
    await page.get()
    page.query["client_id"] = str(uuid4())
    with pytest.raises(Refused, match="Implicit handshake failed"):
        await page.connect()


async def test_pages_of_an_office_are_counted_by_account_once_their_network_is_at_its_limit() -> None:
    people = {f"token-{number}": an_actor(number) for number in range(3)}
    asked = list[str]()

    async def visits(token: str) -> Visit | None:
        asked.append(token)
        if token == "away":
            raise Unavailable
        return Visit(people[token], 1, "hash") if token in people else None

    app = WebSocketAuth(nothing, Throttle(per_second=1, at_once=3, waiting_of_key=0, now=lambda: 0.0), visits)
    for cookie in ("token-0", "unknown"):  # nobody is asked as long as the network has room
        assert kinds(await opened(app, cookie))[0] == "accept"
    assert asked == []
    for cookie in people:
        assert kinds(await opened(app, cookie))[0] == "accept", "an account of its own"
    assert asked == list(people)
    assert kinds(await opened(app, "unknown"))[0] == "accept", "the last of its network"
    for cookie in ("unknown", "away", ""):
        assert kinds(await opened(app, cookie)) == ["close"], "strangers stay with their network"
    own = [kinds(await opened(app, "token-0"))[0] for _ in range(3)]
    assert own == ["accept", "accept", "close"], "and an account has its limit"


def an_actor(number: int) -> Actor:
    return Actor(number, uuid4(), f"p{number}", f"P{number}", f"p{number}@example.org", "", is_administrator=False)


async def opened(app: WebSocketAuth, cookie: str) -> list[Message]:
    """Open a socket for a page that is not known; returns what it is sent."""
    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"cookie", f"chatapp_session={cookie}".encode())]
    scope: Scope = {"type": "websocket", "path": SOCKET_ENDPOINT, "query_string": QUERY, "headers": headers}
    await app({**scope, "client": ("192.0.2.7", 1)}, receiving(CONNECT, SAID), send)
    return sent


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("it is not passed on")
