"""Compressed answers: NiceGUI's files once, all else each time, and nothing to whom it is of no use."""

import gzip
from asyncio import sleep
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from chatapp.web.compression import PACKED_KEY, Compression, Packed, compress

FILE = "/_nicegui/3.0.0/static/vue.js"
LONG = "a long line of script; " * 200
SCOPE: Scope = {"type": "http", "method": "GET", "asgi": {"spec_version": "2.3"}}  # as uvicorn's


class Inside:
    """The application that is compressed; counts how often each path is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        missing = scope["path"].endswith("missing.js")
        response: Response = PlainTextResponse(LONG, 404 if missing else 200, headers={"ETag": '"one"'})
        await response(scope, receive, send)


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
async def http(inside: Inside) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Compression(inside))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.example") as client:
        yield client


@pytest.mark.parametrize("file", [FILE, "/api/v1/openapi.json", "/api/v1/swagger/swagger-ui-bundle.js"])
async def test_a_file_is_compressed_once_and_the_same_for_all(
    http: httpx.AsyncClient, inside: Inside, file: str
) -> None:
    answers = [await http.get(file) for _ in range(3)]
    assert inside.asked == [file]
    assert {answer.text for answer in answers} == {LONG}
    assert len({tuple(answer.headers.multi_items()) for answer in answers}) == 1
    assert answers[2].headers["content-encoding"] == "gzip"
    assert answers[2].headers["etag"] == '"one"'
    assert "Accept-Encoding" in answers[2].headers["vary"]


async def test_who_leaves_in_the_middle_of_a_file_cuts_it_short_for_no_one() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield LONG.encode()
            await sleep(0)

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(pieces(), media_type="text/javascript")(scope, receive, send)

    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def ignore(_: Message) -> None:
        await sleep(0)

    compression = Compression(inside)
    await compression({**SCOPE, "path": FILE, "headers": [(b"accept-encoding", b"gzip")]}, leave, ignore)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(compression), base_url="http://chat.example") as http:
        assert (await http.get(FILE)).text == LONG * 20


@pytest.mark.parametrize("path", ["/rooms", "/_nicegui/3.0.0/dynamic_resources/x", "/_nicegui/3.0.0/static/missing.js"])
async def test_what_may_change_is_asked_for_each_time(http: httpx.AsyncClient, inside: Inside, path: str) -> None:
    for _ in range(2):
        assert (await http.get(path)).headers["content-encoding"] == "gzip"
    assert inside.asked == [path, path]


@pytest.mark.parametrize("spelling", ["static/%2E/vue.js", "static//x", "a/%2E%2E/vue.js", "static/vue.js/"])
async def test_other_spellings_of_a_path_fill_no_memory(http: httpx.AsyncClient, inside: Inside, spelling: str) -> None:
    for _ in range(2):
        assert (await http.get(f"/_nicegui/3.0.0/{spelling}")).headers["content-encoding"] == "gzip"
    assert len(inside.asked) == 2


@pytest.mark.parametrize("header", [{"Range": "bytes=0-9"}, {"If-None-Match": '"one"'}])
async def test_a_part_or_a_condition_is_for_the_application(
    http: httpx.AsyncClient, inside: Inside, header: dict[str, str]
) -> None:
    await http.get(FILE)
    await http.get(FILE, headers=header)
    assert inside.asked == [FILE, FILE]


@pytest.mark.parametrize("header", [{"If-None-Match": '"two"'}, {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}])
async def test_a_condition_that_does_not_hold_costs_no_more_than_none(
    http: httpx.AsyncClient, inside: Inside, header: dict[str, str]
) -> None:
    for _ in range(3):
        assert (await http.get(FILE, headers=header)).headers["content-encoding"] == "gzip"
    assert inside.asked == [FILE]


async def test_a_file_that_is_not_to_be_kept_is_for_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatapp.web.compression.KEPT_BYTES", 0)
    inside = Inside()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Compression(inside)), base_url="http://chat.example"
    ) as http:
        for header in ({}, {"If-None-Match": '"one"'}):
            assert (await http.get(FILE, headers=header)).text == LONG
    assert inside.asked == [FILE, FILE]


@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip ; q=0.001", True),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000, deflate", False),
        ("identity", False),
        ("xgzip", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("path", [FILE, "/rooms"])
async def test_only_who_takes_gzip_gets_it(
    http: httpx.AsyncClient, path: str, accepted: str, is_compressed: bool
) -> None:
    await http.get(FILE)
    answer = await http.get(path, headers={"Accept-Encoding": accepted})
    assert answer.text == LONG
    assert ("content-encoding" in answer.headers) == is_compressed


async def test_headers_that_others_add_are_not_kept(inside: Inside) -> None:
    compression = Compression(inside)

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-request", b"1"))
            await send(message)

        await compression(scope, receive, send_with_header)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(outer), base_url="http://chat.example") as client:
        for _ in range(3):
            assert (await client.get(FILE)).headers.get_list("x-request") == ["1"]


async def test_what_is_kept_is_bounded(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(gzip.compress(LONG.encode()))
    monkeypatch.setattr("chatapp.web.compression.KEPT_BYTES", 3 * size)
    transport = httpx.ASGITransport(Compression(inside))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.example") as client:
        for _ in range(2):
            for number in range(6):
                assert (await client.get(f"{FILE}?{number}", follow_redirects=False)).text == LONG
                assert (await client.get(f"/_nicegui/3.0.0/static/{number}.js")).text == LONG
    assert inside.asked.count("/_nicegui/3.0.0/static/5.js") == 2
    assert inside.asked.count(FILE) == 1


@pytest.mark.parametrize(
    "parts", [(), ("one of many",), ("first ü " * 90, "second \U0001f600 " * 90), ("not in it" * 20,)]
)
async def test_what_many_answers_have_in_them_is_put_in_compressed(parts: tuple[str, ...]) -> None:
    shared = [Packed(part.encode()) for part in parts]
    around = "what comes after repeats what was before; " * 90  # which it must not refer to: a part is in between
    text = around + ", ".join(part for part in parts if "not" not in part) + around
    response = Response(text)
    await compress(response, {**SCOPE, "headers": [(b"accept-encoding", b"gzip")], PACKED_KEY: shared})
    body = bytes(response.body)
    assert gzip.decompress(body).decode() == text
    assert all((part.deflated in body) == (text.encode().find(part) >= 0) for part in shared)
