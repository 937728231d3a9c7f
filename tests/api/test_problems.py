"""Errors as programs see them, and nasty values for every route: never a crash, always a problem.

CHATAPP_TEST_EXAMPLES: other than 1, each value in each place; else a fifth of them, in the next place the next fifth.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from chatapp.bootstrap import Chat
from chatapp.storage.database import Database
from chatapp.web import health
from tests.api.conftest import BASE, MakeProgram, Program, problem
from tests.support.servers.databases import POSTGRESQL, SQLITE, take_away

NASTY: list[Any] = [
    "",
    " ",
    "\x00",
    "\ud800",
    "\udfff",
    "a\u202eb",
    "é" * 300,
    "😀",
    "x" * 20_000,
    "'; drop table message; --",
    "../../etc/passwd",
    "%00",
    "%s%n",
    "{{7*7}}",
    "\r\nSet-Cookie: a=b",
    "null",
    "-1",
    "0",
    "NaN",
    "1e400",
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**30,
    -(10**30),
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    {"$ne": 1},
    ["x"] * 1000,
    {"a": {"b": {"c": []}}},
    "ﷺ" * 240,
    "１２３",
    "\U0010ffff",
]
STEP = 5 if os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1" else 1
_turns = count()


def some(values: Sequence[Any]) -> Sequence[Any]:
    """Return those that are tried in a place."""
    return values[next(_turns) % STEP :: STEP]


HEADERS = [b"", b"\xff\xfe", b"[", b"x" * 9000, b"Bearer \x00", b"bytes=0-", b"*/*;q=x", b"a=b;;;="]
RAW_QUERY = ["%FF", "%ED%A0%80", "%00", "%", "a=b&c", "+", "%C0%AF", "[]", "%0d%0aX-Evil:1"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "nope"),
        ("POST", "nope"),
        ("GET", ""),
        ("GET", "rooms/x/y/z"),
        ("GET", "%00"),
        ("GET", "%ff"),
        ("GET", "me/x"),
    ],
)
async def test_a_path_that_is_none_is_a_problem(program: MakeProgram, method: str, path: str) -> None:
    answer = await (await program("ann")).request(method, path)
    assert problem(answer)["status"] == answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "accounts", "POST"),
        ("PUT", "me", "GET"),
        ("DELETE", "rooms", "GET"),
        ("PATCH", "rooms", "GET"),
        ("BREW", "me", "GET"),
        ("TRACE", "me", "GET"),
        ("OPTIONS", "tokens", "POST"),
        ("GET", "rooms/x/members/me", "DELETE"),
    ],
)
async def test_a_wrong_method_is_a_problem_that_names_a_right_one(
    program: MakeProgram, method: str, path: str, allowed: str
) -> None:
    answer = await (await program("ann")).request(method, path)
    assert problem(answer)["status"] == 405
    assert allowed in answer.headers["allow"]


async def test_signs_of_life_are_for_everybody_and_tell_nothing_private(stranger: Program) -> None:
    alive, ready = await stranger.get(f"{BASE}/healthz"), await stranger.get(f"{BASE}/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "checks": {"database": "ok"}})


async def room_and_paths(ann: Program, api: FastAPI) -> tuple[str, dict[str, Any]]:
    room = await ann.room()
    return room, dict(api.openapi()["paths"])


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return found
    return schema


GOOD = {
    "username": "zoe",
    "email": "zoe@example.org",
    "password": "tulip-harbour-9",
    "login": "ann",
    "name": "Lab",
    "body": "x",
    "text": "/topic x",
    "room_uuid": "5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c",
    "at": "2126-12-01T09:00",
    "client_message_id": "k",
    "press_id": "k",
    "client_upload_id": "k",
    "size": 5,
    "account_uuid": "5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c",
    "colour": "red",
    "icon": "heart",
    "to": "zoe",
    "number": 1,
    "level": "all",
    "revision": 0,
    "handle": "5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c",
    "code": "123456",
    "endpoint": "https://fcm.googleapis.com/fcm/send/k",
    "p256dh": "k",
    "auth": "k",
    "token": "a" * 43,
    "current_password": "tulip-harbour-9",
    "new_password": "violet-lantern-4",
}


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_no_nasty_value_in_any_body_of_any_route_ever_causes_a_crash(
    program: MakeProgram, stranger: Program, api: FastAPI
) -> None:
    ann = await program("ann")
    room, paths = await room_and_paths(ann, api)
    document, tried = api.openapi(), 0
    for path, methods in paths.items():
        for method, operation in methods.items():
            if "application/json" not in operation.get("requestBody", {}).get("content", {}):
                continue
            schema = resolved(document, operation["requestBody"]["content"]["application/json"]["schema"])
            schema = resolved(document, schema["anyOf"][0]) if "anyOf" in schema else schema
            good = {name: GOOD[name] for name in schema.get("required", ())}
            contents = [json.dumps(value) for value in some(NASTY)]
            contents += [json.dumps({**good, name: value}) for name in schema["properties"] for value in some(NASTY)]
            contents.append(json.dumps({**good, **{str(value): value for value in NASTY}}))
            url = path.replace("{room_uuid}", room).lstrip("/")
            who = ann if operation.get("security") else stranger
            for content in contents:
                answer = await who.request(method, url, content=content, headers={"Content-Type": "application/json"})
                assert answer.status_code < 500, content[:100]
                tried += 1
    assert tried > 400


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_no_nasty_value_in_any_parameter_of_any_route_ever_causes_a_crash(
    program: MakeProgram, api: FastAPI
) -> None:
    ann = await program("ann")
    room, paths = await room_and_paths(ann, api)
    tried = 0
    for path, methods in paths.items():
        for method, operation in methods.items():
            if method == "delete":
                continue
            url = path.replace("{room_uuid}", room).lstrip("/")
            names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
            values = [str(value).encode("utf-8", "surrogatepass") for value in NASTY]
            for name in [*names, "unknown"]:
                encoded = ["".join(f"%{byte:02x}" for byte in value[:2000]) for value in values]
                for value in [*some(encoded if name in names else ()), *some(RAW_QUERY)]:
                    since = "since=0&" if path.endswith("/changes") and name != "since" else ""
                    answer = await ann.request(
                        method, f"{url}?{since}{name}={value}", json={} if method == "post" else None
                    )
                    assert answer.status_code < 500, (path, name, value[:50])
                    tried += 1
    assert tried > 300


@pytest.mark.parametrize("database", [SQLITE])  # no header reaches it
async def test_no_nasty_room_and_no_nasty_header_ever_causes_a_crash(program: MakeProgram, api: FastAPI) -> None:
    ann = await program("ann")
    room, paths = await room_and_paths(ann, api)
    for path, methods in paths.items():
        for method in methods:
            if "{room_uuid}" in path:
                for value in (str(value) for value in some(NASTY)):
                    if value.startswith("..") or "\n" in value:
                        continue  # walks out of the API: the client resolves "..", a mount matches no line break
                    encoded = "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass")[:500])
                    answer = await ann.request(method, path.replace("{room_uuid}", encoded).lstrip("/"))
                    assert answer.status_code in (404, 405, 307), (path, value)
            url = path.replace("{room_uuid}", room).lstrip("/")
            for names in (  # those that may each end the request before the others are looked at; and the others
                ("Authorization",),
                ("Content-Type",),
                ("Host",),
                ("Accept", "Cookie", "If-None-Match", "Range", "X-Forwarded-For"),
            ):
                for header in some(HEADERS):
                    if method != "delete":
                        answer = await ann.request(method, url, headers=dict.fromkeys(names, header))
                        assert answer.status_code < 500, (path, names, header)


@pytest.mark.each_database
async def test_a_database_that_is_away_is_503_with_a_time_to_come_back_and_no_detail(
    program: MakeProgram, chat: Chat
) -> None:
    ann = await program("ann")
    room = await ann.room()
    await take_away(chat)
    for answer in (await ann.get(f"rooms/{room}/messages"), await ann.say(room, "x")):
        assert problem(answer)["status"] == 503
        assert int(answer.headers["retry-after"]) > 0
        assert not any(word in answer.text.lower() for word in ("sqlite", "postgres", "psycopg"))
        assert "table" not in answer.text


@pytest.mark.each_database
async def test_a_server_without_its_database_lives_but_is_not_ready(chat: Chat, tmp_path: Path) -> None:
    away = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'place.db'}")
    app = FastAPI()
    app.include_router(health.router(replace(chat, database=away)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as http:
        assert (await http.get("/healthz")).status_code == 200
        ready = await http.get("/readyz")
    await away.close()
    assert (ready.status_code, ready.json()["checks"]) == (503, {"database": "unreachable"})
    assert "sqlite" not in ready.text


@pytest.mark.each_database
async def test_a_server_whose_commits_hang_is_ready_for_readers_but_degraded(
    chat: Chat, stranger: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatapp.storage.database.STUCK", 0.0)
    async with chat.transaction():
        stuck = await stranger.get(f"{BASE}/readyz")
    again = await stranger.get(f"{BASE}/readyz")
    assert (stuck.status_code, stuck.json()) == (
        200,
        {"status": "degraded", "degraded": ["database"], "checks": {"database": "not saving"}},
    )
    assert again.json()["status"] == "ready"


async def test_no_answer_says_what_it_runs_on(stranger: Program) -> None:
    for path in ("nope", "me", "rooms"):
        answer = await stranger.get(path)
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers
