"""Bodies that are read as they come: files, pieces of them and pictures, each within its limit and its time."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from chatapp.errors import TooLarge, TooSlow
from chatapp.pictures.limits import LARGEST as LARGEST_PICTURE
from chatapp.uploads.limits import FORM_BYTES, PIECE
from chatapp.web import security, urls
from chatapp.web.security import BODY_LIMIT, SecurityMiddleware

FILE = 3 * PIECE  # the largest, here
UPLOAD, FORM = f"{urls.API_UPLOADS}/some", f"{urls.API_ROOMS}/some/files"
STREAMED = {
    ("PATCH", UPLOAD): PIECE,
    ("PATCH", f"{urls.FILES}/some"): PIECE,
    ("POST", FORM): FILE + FORM_BYTES,
    ("PUT", urls.API_AVATAR_UPLOAD): LARGEST_PICTURE,
    ("POST", urls.AVATAR_UPLOAD): LARGEST_PICTURE,
    ("PUT", urls.API_LOGO_UPLOAD): LARGEST_PICTURE,
    ("POST", urls.LOGO_UPLOAD): LARGEST_PICTURE,
    ("POST", urls.API_EMOJI): LARGEST_PICTURE,
    ("POST", urls.EMOJI_UPLOAD): LARGEST_PICTURE,
}
WHOLE = [
    ("POST", UPLOAD),
    ("PATCH", f"{UPLOAD}/more"),
    ("PATCH", FORM),
    ("POST", f"{FORM}/more"),
    ("PUT", "/api/v1/me"),
]


class Inside:
    """The application behind the guard, which notes each part of a body when it has it."""

    def __init__(self) -> None:
        self.parts, self.ended = list[int](), False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_more = True
        while has_more:
            message = await receive()
            self.parts.append(len(message.get("body", b"")))
            has_more = message.get("more_body", False)
        self.ended = True
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def guarded(inside: Inside) -> SecurityMiddleware:
    return SecurityMiddleware(inside, largest_file=FILE)


def request(method: str, path: str) -> Scope:
    headers = [(b"host", b"chat.example")]
    return {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b"", "scheme": "http"}


async def sent(app: SecurityMiddleware, scope: Scope, parts: Iterable[bytes]) -> list[Message]:
    """Send a body in parts, without telling its size; return the answer."""
    coming, answered = iter([*parts, b""]), list[Message]()

    async def receive() -> Message:
        part = next(coming)
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    async def send(message: Message) -> None:
        answered.append(message)

    await app(scope, receive, send)
    return answered


@pytest.mark.parametrize(("method", "path"), STREAMED)
async def test_a_body_up_to_its_limit_is_handed_on_in_parts(
    guarded: SecurityMiddleware, inside: Inside, method: str, path: str
) -> None:
    limit = STREAMED[method, path]
    (start, _) = await sent(guarded, request(method, path), [bytes(limit - 10), bytes(9), bytes(1)])
    assert start["status"] == 204
    assert inside.parts == [limit - 10, 9, 1, 0]


@pytest.mark.parametrize(("method", "path"), STREAMED)
async def test_one_byte_more_ends_it_where_it_is_read(
    guarded: SecurityMiddleware, inside: Inside, method: str, path: str
) -> None:
    limit = STREAMED[method, path]
    with pytest.raises(TooLarge, match=f"up to {limit // 1024:,} KiB"):
        await sent(guarded, request(method, path), [bytes(limit), bytes(1), bytes(100)])
    assert inside.parts == [limit]


@pytest.mark.parametrize(("method", "path"), STREAMED)
async def test_a_size_over_the_limit_is_refused_before_a_byte_is_read(
    guarded: SecurityMiddleware, inside: Inside, method: str, path: str
) -> None:
    transport = httpx.ASGITransport(guarded)
    limit = STREAMED[method, path]

    async def nothing() -> AsyncIterator[bytes]:
        raise AssertionError
        yield b""

    async with httpx.AsyncClient(transport=transport, base_url="http://chat.example") as http:
        told = {"Content-Length": str(limit + 1)}
        assert (await http.request(method, path, content=nothing(), headers=told)).status_code == 413
    assert inside.parts == []


@pytest.mark.parametrize(("method", "path"), WHOLE)
async def test_what_only_resembles_their_addresses_has_the_limit_of_all_others(
    guarded: SecurityMiddleware, inside: Inside, method: str, path: str
) -> None:
    answer = await sent(guarded, request(method, path), [bytes(BODY_LIMIT), bytes(1)])
    assert answer[0]["status"] == 413
    assert inside.parts == []


async def test_the_application_has_each_part_before_the_next_has_come(
    guarded: SecurityMiddleware, inside: Inside
) -> None:
    going_on = asyncio.Event()

    async def receive() -> Message:
        if inside.parts:
            going_on.set()
            await asyncio.Event().wait()
        return {"type": "http.request", "body": bytes(7), "more_body": True}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    task = asyncio.create_task(guarded(request("PATCH", UPLOAD), receive, send))
    await going_on.wait()
    assert inside.parts == [7]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_file_that_comes_too_slowly_is_given_up(
    guarded: SecurityMiddleware, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "BODY_SECONDS", 0.02)
    monkeypatch.setattr(security, "SLOWEST", 1 << 40)

    async def receive() -> Message:
        if inside.parts:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    with pytest.raises(TooSlow, match="Send it in pieces"):
        await guarded(request("POST", FORM), receive, send)
    assert inside.parts == [1]
    assert not inside.ended


async def test_after_its_end_a_body_is_waited_for_no_longer() -> None:
    """Starlette listens for the client's end while it answers: that must not end with the body's time."""
    seen = list[str]()

    async def listening(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend([(await receive())["type"], (await receive())["type"]])

    coming: list[Message] = [
        {"type": "http.request", "body": b"x", "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    await SecurityMiddleware(listening, largest_file=FILE)(request("PATCH", UPLOAD), receive, send)
    assert seen == ["http.request", "http.disconnect"]
