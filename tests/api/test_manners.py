"""Manners of HTTP: `Allow` names every method, `HEAD` answers as `GET`, a body has a type, each error a field."""

import asyncio
import math
import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from chatapp.bootstrap import Chat
from chatapp.throttling import ConcurrencyLimit, Throttle, metered, throttle
from tests.api.conftest import BASE, MakeProgram, Program, fields, problem

UUID = "5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c"


def address_of(path: str) -> str:
    """Return an address that only one path of the document matches."""
    return re.sub(r"\{(\w+)\}", lambda name: UUID if name[1].endswith("uuid") else "1", path).lstrip("/")


async def test_a_wrong_method_names_every_right_one(stranger: Program, api: FastAPI) -> None:
    paths = api.openapi()["paths"]
    for path, operations in paths.items():
        answer = await stranger.request("TRACE", address_of(path))
        right = {method.upper() for method in operations} | ({"HEAD"} if "get" in operations else set())
        assert problem(answer)["status"] == 405
        assert set(answer.headers["allow"].split(", ")) == right, path


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("openapi.json", {"GET", "HEAD"}),
        ("docs", {"GET", "HEAD"}),
        ("swagger/swagger-ui.css", {"GET", "HEAD"}),
        (f"{BASE}/healthz", {"GET", "HEAD"}),
    ],
)
async def test_a_wrong_method_names_the_right_ones_of_files_and_of_what_is_not_in_the_document(
    stranger: Program, path: str, right: set[str]
) -> None:
    answer = await stranger.request("POST", path)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == right


async def test_head_answers_as_get_without_the_body(program: MakeProgram, api: FastAPI) -> None:
    ann = await program("ann")
    room = await ann.room()
    tried = 0
    for path, operations in api.openapi()["paths"].items():
        if "get" in operations:
            address = address_of(path.replace("{room_uuid}", room))
            got, head = await ann.get(address), await ann.head(address)
            assert (head.status_code, head.content) == (got.status_code, b""), path
            assert head.headers == got.headers, path
            tried += 1
    assert tried > 15
    assert int((await ann.head("me")).headers["content-length"]) > 0


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"])
async def test_a_body_that_is_not_said_to_be_json_is_415(stranger: Program, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = await stranger.post("tokens", content=b'{"login": "ann", "password": "x"}', headers=headers)
    assert problem(answer)["status"] == 415
    assert "application/json" in answer.json()["detail"]
    assert answer.headers["accept"] == "application/json"


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/merge-patch+json"]
)
async def test_a_body_of_any_kind_of_json_is_read(program: MakeProgram, kind: str) -> None:
    ann = await program("ann")
    answer = await ann.patch("me", content=b'{"first_name": "Ann"}', headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["first_name"]) == (200, "Ann")


async def test_an_optional_body_may_be_left_out_without_a_type_and_not_be_sent_without_one(
    program: MakeProgram,
) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room()
    assert (await ben.post(f"rooms/{room}/members")).status_code == 201
    assert (await ben.post(f"rooms/{room}/members", content=b"{}")).status_code == 415


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ([], "$"),
        ("x", "$"),
        (None, "$"),
        ({"body": 7, "client_message_id": "k"}, "body"),
        ({"body": {"body": 1}, "client_message_id": "k"}, "body"),
        ({"body": "x", "client_message_id": 7}, "client_message_id"),
    ],
)
async def test_an_error_of_the_whole_body_is_not_taken_for_one_of_the_field_called_body(
    program: MakeProgram, sent: Any, field: str
) -> None:
    ann = await program("ann")
    room = await ann.room()
    answer = await ann.post(f"rooms/{room}/messages", json=sent)
    assert answer.status_code == 422
    assert fields(answer) == {field}


async def test_no_parameter_has_the_name_of_a_field_of_the_body(api: FastAPI) -> None:
    document = api.openapi()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            schemas = content.get("schema", {}).get("anyOf", [content.get("schema", {})])
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            for schema in schemas:
                component = document["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
                assert not names & set(component.get("properties", {})), f"{method} {path}"


async def test_an_answer_without_a_body_promises_none(program: MakeProgram, stranger: Program, api: FastAPI) -> None:
    silent = {
        f"{method} {path}"
        for path, operations in api.openapi()["paths"].items()
        for method, operation in operations.items()
        if "content" not in operation["responses"].get("202", {"content": {}})
    }
    assert silent == {"post /password-resets", "post /admin/people/{account_uuid}/password-reset"}
    answer = await stranger.post("password-resets", json={"email": "who@example.org"})
    assert (answer.status_code, answer.content) == (202, b"")


@pytest.mark.parametrize(
    ("schema", "field", "limits"),
    [
        ("NewMessage", "body", {"maxLength": 10_000}),  # with files it may be empty
        ("NewAccount", "username", {"minLength": 2, "maxLength": 32}),
        ("NewAccount", "password", {"minLength": 8, "maxLength": 1024}),
        ("NewRoom", "name", {"minLength": 1, "maxLength": 60}),
        ("RoomChanges", "description", {"maxLength": 250}),
        ("ProfileChanges", "bio", {"maxLength": 500}),
        ("ReadUpTo", "number", {"minimum": 0, "maximum": 2**53 - 1}),
    ],
)
async def test_limits_are_in_the_document(api: FastAPI, schema: str, field: str, limits: dict[str, int]) -> None:
    told = api.openapi()["components"]["schemas"][schema]["properties"][field]
    assert limits.items() <= told.items()


@pytest.mark.parametrize(
    ("key", "fits"), [("k", True), ("a b", True), ("k" * 64, True), ("k" * 65, False), (" k", False)]
)
async def test_the_pattern_of_a_client_message_id_fits_what_is_taken(api: FastAPI, key: str, fits: bool) -> None:
    told = api.openapi()["components"]["schemas"]["NewMessage"]["properties"]["client_message_id"]
    assert (re.search(told["pattern"], key) is not None) == fits


@pytest.mark.parametrize("number", [True, False, "1", 1.5])
async def test_what_is_no_number_is_not_taken_for_one(program: MakeProgram, number: Any) -> None:
    ann = await program("ann")
    room = await ann.room()
    answer = await ann.put(f"rooms/{room}/read", json={"number": number})
    assert (answer.status_code, fields(answer)) == (422, {"number"})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, no request counts as several for its time."""
    monkeypatch.setattr(metered, "EACH", math.inf)


@pytest.mark.usefixtures("quick")
async def test_who_asks_faster_than_programs_need_to_waits_and_others_do_not(
    program: MakeProgram, api: FastAPI, chat: Chat
) -> None:
    ann, ben = await program("ann"), await program("ben")
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    slow = Throttle(per_second=1, at_once=3, now=lambda: 0.0, sleep=sleep)
    api.state.chat = replace(chat, throttles=replace(chat.throttles, requests=slow))
    answers = [(await ann.get("me")).status_code for _ in range(5)]
    assert (answers, waited) == ([200] * 5, [1.0, 2.0])
    assert (await ben.get("me")).status_code == 200
    assert len(waited) == 2


@pytest.mark.usefixtures("quick")
async def test_too_many_requests_that_wait_are_refused(
    program: MakeProgram, api: FastAPI, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await program("ann")
    monkeypatch.setattr(throttle, "WAITING_OF_KEY", 0)
    slow = Throttle(per_second=1, at_once=1, now=lambda: 0.0)
    api.state.chat = replace(chat, throttles=replace(chat.throttles, requests=slow))
    assert (await ann.get("me")).status_code == 200
    refused = await ann.get("me")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"


async def test_what_takes_long_counts_as_many_requests(
    program: MakeProgram, api: FastAPI, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await program("ann"), await program("ben")
    monkeypatch.setattr(metered, "EACH", 1e-9)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    slow = Throttle(per_second=1, at_once=1000, now=lambda: 0.0, sleep=sleep)
    api.state.chat = replace(chat, throttles=replace(chat.throttles, requests=slow))
    await ann.get("me")
    monkeypatch.setattr(metered, "EACH", math.inf)
    await ben.get("me")
    assert waited == []
    await ann.get("me")
    assert waited == [throttle.LONGEST]


@pytest.mark.usefixtures("quick")
async def test_large_answers_count_as_many_requests(program: MakeProgram, api: FastAPI, chat: Chat) -> None:
    ann = await program("ann")
    room = await ann.room()
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    slow = Throttle(per_second=1, at_once=20, now=lambda: 0.0, sleep=sleep)
    api.state.chat = replace(chat, throttles=replace(chat.throttles, requests=slow))
    for _ in range(14):
        await ann.say(room, "x" * 10_000)
    assert waited == []
    await ann.get(f"rooms/{room}/messages")  # 140 KB
    for _ in range(4):
        await ann.get("me")
    assert len(waited) == 2


async def test_a_turn_ends_with_its_request_however_that_ends(program: MakeProgram, api: FastAPI, chat: Chat) -> None:
    ann = await program("ann")
    turns = ConcurrencyLimit(1)
    api.state.chat = replace(chat, throttles=replace(chat.throttles, turns=turns))
    answers = [ann.get("me"), ann.head("me"), ann.get("rooms/x"), ann.post("rooms", json={}), ann.get("me?limit=x")]
    found = await asyncio.gather(*answers)
    assert [answer.status_code for answer in found] == [200, 200, 404, 422, 200]
    assert not turns._running
