"""The shorter way for usual requests: whatever is asked, FastAPI's own route says the same."""

from typing import Any

import fastapi.routing
import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Match

from chatapp.api.fast_path.fast_route import FastRoute
from tests.api.conftest import MakeProgram, Program

JSON = {"Content-Type": "application/json"}
POSTS: tuple[tuple[Any, dict[str, str]], ...] = (  # bodies, and further headers
    (b'{"body": "hi", "client_message_id": "k"}', JSON),
    (b'{"body": "hi", "client_message_id": "k"}', {"Content-Type": "application/json; charset=utf-8"}),
    (b'{"body": "hi", "client_message_id": "k"}', {"Content-Type": "text/plain"}),
    (b'{"body": "hi", "client_message_id": "k"}', {**JSON, "Authorization": "Bearer wrong"}),
    (b'{"body": "hi", "client_message_id": "k"}', {**JSON, "Authorization": ""}),
    (b'{"body": 1, "client_message_id": "k"}', JSON),
    (b'{"body": "hi"', JSON),
    (b'"\xff"', JSON),
    (b"[" * 100_000, JSON),
    (b"", JSON),
    (b'{"body": " ", "client_message_id": "k"}', JSON),
    (b'{"body": "hi", "client_message_id": "k", "reply_to": 99}', JSON),
)
QUERIES = (
    "",
    "limit=1",
    "limit=0",
    "limit=201",
    "limit=x",
    "limit=1&limit=2",
    "before=2",
    "after=1&limit=1",
    "other=1",
)


def told(response: httpx.Response) -> tuple[int, str, Any]:
    """Return what an answer says, apart from who wrote it and when."""
    said = response.json()
    for one in (said, *said.get("messages", ())):
        for name in ("author_uuid", "author_username", "author_name", "created_at"):
            one.pop(name, None)
    return response.status_code, response.headers["content-type"], said


async def answers(who: Program, room: str) -> list[tuple[int, str, Any]]:
    """Ask everything, in order."""
    messages = f"rooms/{room}/messages"
    found = [await who.post(messages, content=body, headers=headers) for body, headers in POSTS]
    found.append(await who.post("rooms/none/messages", content=POSTS[0][0], headers=JSON))
    found += [await who.get(f"{messages}?{query}") for query in QUERIES]
    found += [await who.get("rooms/none/messages"), await who.get("me", headers={"Authorization": "Bearer wrong"})]
    return [told(one) for one in found]


async def test_the_shorter_way_says_what_fastapis_own_routes_say(
    program: MakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await program("ann"), await program("ben")
    shorter = await answers(ann, await ann.room(name="A"))
    monkeypatch.setattr(FastRoute, "matches", lambda *_: (Match.NONE, {}))
    assert await answers(ben, await ben.room(name="B")) == shorter
    assert {status for status, *_ in shorter} == {200, 201, 400, 401, 404, 415, 422}


async def test_usual_requests_ask_fastapi_nothing(program: MakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await program("ann")
    room = await ann.room()
    monkeypatch.delattr(fastapi.routing, "solve_dependencies")
    assert (await ann.say(room, "hello")).status_code == 201
    assert [one["body"] for one in (await ann.get(f"rooms/{room}/messages?limit=50")).json()["messages"]] == ["hello"]
    assert (await ann.get("me")).json()["username"] == "ann"


async def test_a_body_that_comes_in_parts_is_read_by_fastapi(program: MakeProgram, api: FastAPI) -> None:
    ann = await program("ann")
    room = await ann.room()
    parts = [b'{"body": "in parts", ', b'"client_message_id": "k"}']
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(name.lower().encode(), value.encode()) for name, value in ann.headers.items()]
    headers = [one for one in headers if one[0] == b"authorization"] + [(b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/rooms/{room}/messages",
        "query_string": b"",
        "headers": headers,
    }
    await api(scope, receive, send)
    assert sent[0]["status"] == 201
