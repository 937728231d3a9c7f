"""REST: rooms, joining and leaving, and what an outsider must not learn."""

import asyncio
import json
from uuid import uuid4

import pytest

from chatapp.bootstrap import Chat
from chatapp.events import LOBBY_TOPIC
from tests.api.conftest import MakeProgram, fields
from tests.chatapp.ears import listen


async def test_one_makes_a_room_another_finds_it_joins_it_and_leaves_it(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    made = await ann.post("rooms", json={"name": " The  Lab ", "topic": "What we try"})
    assert made.status_code == 201
    room = made.json()
    assert (room["name"], room["topic"], room["visibility"], room["created_by"]) == (
        "The Lab",
        "What we try",
        "public",
        "ann",
    )
    assert (room["role"], room["is_member"], room["revision"], room["last_number"]) == ("owner", True, 0, 0)
    [seen] = (await ben.get("rooms")).json()["rooms"]
    assert seen == {**room, "role": None, "is_member": False, "revision": None, "last_number": None}
    for _ in range(2):
        joined = await ben.post(f"rooms/{room['uuid']}/members")
        assert (joined.status_code, joined.json()["role"], joined.json()["member_count"]) == (201, "member", 2)
    assert (await ben.get(f"rooms/{room['uuid']}")).json() == joined.json()
    left = await ben.delete(f"rooms/{room['uuid']}/members/me")
    assert (left.status_code, left.content) == (204, b"")
    assert (await ben.get(f"rooms/{room['uuid']}")).json() == seen
    assert (await ben.delete(f"rooms/{room['uuid']}/members/me")).status_code == 403


async def test_an_outsider_is_not_told_how_much_is_said_in_a_public_room(program: MakeProgram) -> None:
    ann, eve = await program("ann"), await program("eve")
    room = await ann.room()
    await ann.say(room, "psst")
    seen = (await eve.get(f"rooms/{room}")).json()
    assert (seen["revision"], seen["last_number"]) == (None, None)
    assert (await ann.get(f"rooms/{room}")).json()["last_number"] == 1


async def test_a_private_room_is_in_no_list_of_an_outsider_and_not_in_the_lobby(
    program: MakeProgram, chat: Chat
) -> None:
    ann, eve = await program("ann"), await program("eve")
    heard = listen(chat, LOBBY_TOPIC)
    room = await ann.room(name="Takeover plans", visibility="private")
    listed = await eve.get("rooms")
    assert listed.json() == {"rooms": [], "next": None}
    assert room not in (await ann.get("rooms")).text, "the list is of public rooms, for everybody"
    assert heard == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/members"),
        ("DELETE", "/members/me"),
        ("GET", "/messages"),
        ("GET", "/changes?since=0"),
        ("POST", "/messages"),
    ],
)
async def test_an_unknown_a_garbled_and_a_hidden_room_cannot_be_told_apart(
    program: MakeProgram, method: str, path: str
) -> None:
    ann, eve = await program("ann"), await program("eve")
    hidden = await ann.room(visibility="private")
    await ann.say(hidden, "psst")
    body = {"body": "x", "client_message_id": "k"} if path == "/messages" and method == "POST" else None
    rooms = [
        hidden,
        str(uuid4()),
        hidden[:-1],
        "garbled",
        hidden.upper(),
        "00000000-0000-0000-0000-000000000000",
        "%ff",
        "🦊",
        "%00",
    ]
    answers = [await eve.request(method, f"rooms/{room}{path}", json=body) for room in rooms]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


async def test_a_wrong_question_about_a_hidden_room_is_answered_as_about_none(program: MakeProgram) -> None:
    ann, eve = await program("ann"), await program("eve")
    hidden = await ann.room(visibility="private")
    for path in ("messages?limit=0", "messages?before=x", "changes", "changes?since=-1"):
        answers = [await eve.get(f"rooms/{room}/{path}") for room in (hidden, uuid4())]
        assert answers[0].content == answers[1].content
    for body in ({"body": "", "client_message_id": "k"}, {"body": 7}, {}):
        posted = [await eve.post(f"rooms/{room}/messages", json=body) for room in (hidden, uuid4())]
        assert posted[0].content == posted[1].content


@pytest.mark.parametrize("name", ["the lab", "THE LAB", "  The   Lab ", "Ｔｈｅ Ｌａｂ"])
async def test_a_taken_name_is_refused_in_every_spelling(program: MakeProgram, name: str) -> None:
    ann, ben = await program("ann"), await program("ben")
    await ann.room(name="The Lab")
    refused = await ben.post("rooms", json={"name": name})
    assert refused.status_code == 409
    assert fields(refused) == {"name"}


@pytest.mark.parametrize(
    ("new", "wrong"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": " \u200b"}, "name"),
        ({"name": "\u3164"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": "Lab", "topic": "x" * 201}, "topic"),
        ({"name": "Lab", "topic": "\x00"}, "topic"),
        ({"name": "Lab", "visibility": "secret"}, "visibility"),
        ({"name": "Lab", "visibility": None}, "visibility"),
    ],
)
async def test_a_room_that_cannot_be_is_refused_with_the_field_and_announced_to_nobody(
    program: MakeProgram, chat: Chat, new: dict[str, object], wrong: str
) -> None:
    ann = await program("ann")
    heard = listen(chat, LOBBY_TOPIC)
    refused = await ann.post("rooms", content=json.dumps(new), headers={"Content-Type": "application/json"})
    assert refused.status_code == 422
    assert fields(refused) == {wrong}
    assert heard == []


async def test_walking_through_the_list_shows_every_room_once_and_ends(program: MakeProgram) -> None:
    ann = await program("ann")
    names = [f"Room {letter}" for letter in "hbdacgfe"]
    for name in names:
        await ann.room(name=name)
    for limit in (1, 3, 4, 8, 50):
        seen: list[str] = []
        after: str | None = ""
        for _ in range(20):
            page = (await ann.get("rooms", params={"after": after or "", "limit": limit})).json()
            assert len(page["rooms"]) <= limit
            seen += [room["name"] for room in page["rooms"]]
            if (after := page["next"]) is None:
                break
        assert seen == sorted(names)
        assert after is None


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1.5", "", "9" * 400, "null"])
async def test_a_limit_that_is_none_is_refused(program: MakeProgram, limit: str) -> None:
    refused = await (await program("ann")).get("rooms", params={"limit": limit})
    assert refused.status_code == 422
    assert fields(refused) == {"limit"}


@pytest.mark.parametrize("after", ["\x00", "ﷺ" * 240, "%", "'", "\U0010ffff", "👩‍👩‍👧"])
async def test_a_strange_place_to_go_on_from_is_no_error(program: MakeProgram, after: str) -> None:
    assert (await (await program("ann")).get("rooms", params={"after": after})).status_code == 200


async def test_of_many_who_want_one_name_at_once_exactly_one_gets_it(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    made = await asyncio.gather(*((ann, ben)[n % 2].post("rooms", json={"name": "Lab"}) for n in range(8)))
    assert sorted(answer.status_code for answer in made) == [201] + [409] * 7
