"""What every request passes first: foreign pages, oversized bodies and foreign sockets never get further."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from chatapp.errors import TooLarge, TooSlow
from chatapp.pictures.limits import LARGEST as LARGEST_PICTURE
from chatapp.throttling import Throttle, throttle
from chatapp.uploads.limits import FORM_BYTES, PIECE
from chatapp.web import security
from chatapp.web.security import BODY_LIMIT, LARGEST_FILE, SecurityMiddleware

FOREIGN = [
    "https://evil.example",
    "http://chat.example",  # another port
    "http://chat.example:81",
    "https://chat.example:8080",  # another scheme
    "ws://chat.example:8080",
    "http://chat.example:8080.evil.example",
    "http://evil.example/chat.example:8080",
    "http://chat.example:8080@evil.example",
    "null",
    "",
    "chat.example:8080",
    "nonsense",
    "http://[",
    "http://[::1",
    "http://]",
    "file://",
]


class Inside:
    """The application behind the guard; remembers what reached it."""

    def __init__(self) -> None:
        self.reached: list[tuple[str, int]] = []
        self.headers: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers |= {name.decode() for name, _ in scope["headers"]}
        if scope["type"] == "websocket":
            self.reached.append(("websocket", 0))
            await send({"type": "websocket.accept"})
            return
        size, has_more = 0, True
        while has_more and scope["method"] not in ("GET", "HEAD"):
            message = await receive()
            size += len(message.get("body", b""))
            has_more = message.get("more_body", False)
        self.reached.append((scope["method"], size))
        headers = [(b"x-frame-options", b"SAMEORIGIN")] if scope["path"] == "/own-headers" else []
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
async def http(inside: Inside) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(SecurityMiddleware(inside))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.example:8080") as http:
        yield http


def scope_of(type_: str, path: str = "/", method: str = "POST", **headers: str | None) -> Scope:
    given = {"host": "chat.example:8080", **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items() if value is not None]
    return {"type": type_, "path": path, "method": method, "headers": raw, "query_string": b"", "scheme": "http"}


async def sent(app: SecurityMiddleware, scope: Scope) -> list[Message]:
    """Return what the application sends for a request without a body."""
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app(scope, receive, send)
    return messages


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "BREW"])
async def test_a_page_of_another_site_changes_nothing_here(
    http: httpx.AsyncClient, inside: Inside, method: str, origin: str
) -> None:
    response = await http.request(method, "/login", headers={"Origin": origin})
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "This request comes from another site."
    assert inside.reached == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_request_a_browser_calls_foreign_is_refused_even_without_an_origin(
    http: httpx.AsyncClient, inside: Inside, site: str
) -> None:
    assert (await http.post("/login", headers={"Sec-Fetch-Site": site})).status_code == 403
    assert inside.reached == []


async def test_an_opaque_origin_does_not_match_a_request_that_names_no_host(inside: Inside) -> None:
    for origin in ("null", "nonsense", "file://"):
        messages = await sent(SecurityMiddleware(inside), scope_of("http", host=None, origin=origin))
        assert messages[0]["status"] == 403
    assert inside.reached == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://chat.example:8080"},
        {"Origin": "http://CHAT.example:8080"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_our_own_pages_and_programs_pass(
    http: httpx.AsyncClient, inside: Inside, headers: dict[str, str]
) -> None:
    assert (await http.post("/login", headers=headers)).status_code == 204
    assert inside.reached == [("POST", 0)]


async def test_a_link_from_another_site_may_be_followed(http: httpx.AsyncClient, inside: Inside) -> None:
    for method in ("GET", "HEAD"):
        response = await http.request(
            method, "/rooms", headers={"Sec-Fetch-Site": "cross-site", "Origin": "http://e.example"}
        )
        assert response.status_code == 204
    assert len(inside.reached) == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_socket_by_polling_is_refused_to_other_sites_even_for_reading(
    http: httpx.AsyncClient, inside: Inside, method: str
) -> None:
    path = "/_nicegui_ws/socket.io/?transport=polling"
    assert (await http.request(method, path, headers={"Origin": "https://evil.example"})).status_code == 403
    assert inside.reached == []
    assert (await http.request(method, path)).status_code == 204


@pytest.mark.parametrize("origin", [origin for origin in FOREIGN if origin])
async def test_a_websocket_of_another_site_is_closed_before_it_opens(inside: Inside, origin: str) -> None:
    messages = await sent(SecurityMiddleware(inside), scope_of("websocket", "/_nicegui_ws/socket.io/", origin=origin))
    assert [(message["type"], message["code"]) for message in messages] == [("websocket.close", 1008)]
    assert inside.reached == []


async def test_our_own_websocket_opens(inside: Inside) -> None:
    for origin in ("http://chat.example:8080", None):
        assert await sent(SecurityMiddleware(inside), scope_of("websocket", origin=origin)) == [
            {"type": "websocket.accept"}
        ]


@pytest.mark.parametrize("size", [0, 1, BODY_LIMIT])
async def test_a_body_up_to_the_limit_arrives_whole(http: httpx.AsyncClient, inside: Inside, size: int) -> None:
    assert (await http.post("/", content=b"x" * size)).status_code == 204
    assert inside.reached == [("POST", size)]


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 4_000_000])
async def test_a_body_over_the_limit_gets_no_further(http: httpx.AsyncClient, inside: Inside, size: int) -> None:
    response = await http.post("/", content=b"x" * size)
    assert response.status_code == 413
    assert response.json()["detail"] == "A request can have up to 256 KiB."
    assert inside.reached == []


async def test_a_body_that_does_not_tell_its_size_is_cut_off_at_the_limit(
    http: httpx.AsyncClient, inside: Inside
) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while given < 100 * BODY_LIMIT:
            given += 10_000
            yield b"x" * 10_000

    response = await http.post("/", content=endless())
    assert response.status_code == 413
    assert inside.reached == []
    assert given <= BODY_LIMIT + 20_000, "the rest must not be read"


async def test_a_body_in_pieces_arrives_as_one(http: httpx.AsyncClient, inside: Inside) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"x" * 100

    assert (await http.post("/", content=pieces())).status_code == 204
    assert inside.reached == [("POST", 500)]


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "99999999999999999999999999999999", "0x10", ""])
async def test_a_length_that_is_none_is_refused_and_never_a_crash(inside: Inside, length: str) -> None:
    messages = await sent(SecurityMiddleware(inside), scope_of("http", content_length=length))
    assert 400 <= messages[0]["status"] < 500
    assert inside.reached == []


async def test_a_client_that_goes_away_while_sending_is_no_error(inside: Inside) -> None:
    pieces: list[Message] = [
        {"type": "http.request", "body": b"x" * 10, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return pieces.pop(0) if pieces else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        """Nobody is there."""

    await SecurityMiddleware(inside)(scope_of("http"), receive, send)
    assert all(size <= 10 for _, size in inside.reached)


@pytest.mark.parametrize("options", [{}, {"headers": {"Origin": "https://evil.example"}}, {"content": b"x" * 300_000}])
async def test_every_answer_binds_the_browser(http: httpx.AsyncClient, options: dict[str, object]) -> None:
    headers = (await http.post("/", **options)).headers  # type: ignore[arg-type]
    policy = headers["content-security-policy"]
    for rule in (
        "default-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ):
        assert rule in policy
    assert "http:" not in policy
    assert "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


async def test_nothing_but_files_is_kept_by_a_browser_or_a_proxy(http: httpx.AsyncClient) -> None:
    for path in ("/api/v1/me", "/login", "/healthz", "/_nicegui_ws/socket.io/", "/assetsx", "/nowhere"):
        assert (await http.get(path)).headers["cache-control"] == "no-store"
    refused = await http.post("/api/v1/me", headers={"Origin": "https://evil.example"})
    assert refused.headers["cache-control"] == "no-store"
    for path in ("/assets/0/theme.css", "/_nicegui/3/static/vue.js"):
        assert "cache-control" not in (await http.get(path)).headers, "they say so themselves"


async def test_a_body_that_never_comes_is_waited_for_only_so_long(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "BODY_SECONDS", 0.05)
    messages: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)

    await SecurityMiddleware(inside)(scope_of("http"), receive, send)
    assert messages[0]["status"] == 408
    assert inside.reached == []


STREAMED = [
    ("PATCH", "/api/v1/uploads/x", PIECE),
    ("PATCH", "/files/x", PIECE),
    ("POST", "/api/v1/rooms/x/files", LARGEST_FILE + FORM_BYTES),
    *(("POST", path, LARGEST_PICTURE) for path in security.PICTURES),
]


@pytest.mark.parametrize(("method", "path", "limit"), STREAMED)
async def test_what_is_read_as_it_comes_has_limits_of_its_own_whether_it_tells_its_size_or_not(
    inside: Inside, method: str, path: str, limit: int
) -> None:
    given = 0

    async def receive() -> Message:
        nonlocal given
        given += PIECE
        return {"type": "http.request", "body": bytes(PIECE), "more_body": given < 2 * limit}

    async def send(message: Message) -> None:
        """Nothing is sent: the application answers what it is told."""

    with pytest.raises(TooLarge):
        await SecurityMiddleware(inside)(scope_of("http", path, method), receive, send)
    assert limit < given <= limit + PIECE, "the rest is not read"
    told = await sent(SecurityMiddleware(inside), scope_of("http", path, method, content_length=str(limit + 1)))
    assert told[0]["status"] == 413
    assert inside.reached == []
    assert (await sent(SecurityMiddleware(inside), scope_of("http", path, method, content_length=str(limit))))[0][
        "status"
    ] == 204


async def test_a_piece_that_never_comes_to_its_end_is_waited_for_only_so_long(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "BODY_SECONDS", 0.0)
    monkeypatch.setattr(security, "SLOWEST", 100 * PIECE)
    first: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}]

    async def receive() -> Message:
        if not first:
            await asyncio.Event().wait()
        return first.pop()

    async def send(message: Message) -> None:
        """As above."""

    with pytest.raises(TooSlow, match="Send it in pieces"):
        await SecurityMiddleware(inside)(scope_of("http", "/api/v1/uploads/x", "PATCH"), receive, send)
    assert inside.reached == []


async def test_a_page_may_set_a_header_of_its_own(http: httpx.AsyncClient) -> None:
    assert (await http.get("/own-headers")).headers.get_list("x-frame-options") == ["SAMEORIGIN"]


@pytest.mark.parametrize("type_", ["http", "websocket"])
async def test_a_cookie_whose_escapes_take_quadratic_time_is_dropped_and_the_others_stay(type_: str) -> None:
    seen: list[dict[str, str]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(Request({**scope, "type": "http"}).cookies)
        await send({"type": "http.response.start", "status": 204, "headers": []})

    hostile = "a=" + '"' + '\\"' * 30_000 + '"'
    await sent(SecurityMiddleware(app), scope_of(type_, cookie=f"chatapp_session=token; {hostile}; b=c"))
    assert seen == [{"chatapp_session": "token", "b": "c"}]


@pytest.mark.parametrize("type_", ["http", "websocket"])
async def test_a_visitors_prefix_never_reaches_the_pages(inside: Inside, type_: str) -> None:
    await sent(SecurityMiddleware(inside), scope_of(type_, x_forwarded_prefix="/evil", x_other="kept"))
    assert "x-other" in inside.headers
    assert "x-forwarded-prefix" not in inside.headers


class Refusing:
    """An application that knows one answer."""

    def __init__(self, status: int) -> None:
        self._status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self._status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Waits:
    """A throttle of five at once and one a second, and the seconds that were waited for it."""

    def __init__(self) -> None:
        self.seconds = list[float]()
        self.throttle = Throttle(per_second=1, at_once=5, now=lambda: 0.0, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.mark.parametrize(("status", "waits"), [(429, 5), (401, 5), (404, 5), (200, 0), (303, 0), (503, 0)])
async def test_who_is_refused_again_and_again_hears_it_late_and_others_do_not(status: int, waits: int) -> None:
    late = Waits()
    app = SecurityMiddleware(Refusing(status), refusals=late.throttle)
    for _ in range(10):
        await sent(app, {**scope_of("http", method="GET"), "client": ("192.0.2.1", 1)})
    assert len(late.seconds) == waits
    await sent(app, {**scope_of("http", method="GET"), "client": ("192.0.2.2", 1)})
    assert len(late.seconds) == waits


async def test_too_many_that_wait_for_their_refusal_lose_their_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "WAITING_OF_KEY", 0)
    app = SecurityMiddleware(Refusing(429), refusals=Waits().throttle)
    answers = [await sent(app, {**scope_of("http", method="GET"), "client": ("192.0.2.1", 1)}) for _ in range(6)]
    closing = [(b"connection", b"close") in answer[0]["headers"] for answer in answers]
    assert closing == [False] * 5 + [True]
