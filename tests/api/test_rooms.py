"""REST: rooms from making one to deleting it, the lists of them, and what an outsider must not learn."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest

from chatapp.bootstrap import Chat
from chatapp.events import LOBBY_TOPIC, RoomChanged
from tests.api.conftest import MakeProgram, fields
from tests.support.people.rooms import listen
from tests.support.servers.databases import POSTGRESQL


async def test_one_makes_a_room_another_finds_it_joins_it_and_leaves_it(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    category = (await ann.get("categories")).json()[0]
    new = {"name": " The  Lab ", "description": "What we try", "category": category["uuid"]}
    made = await ann.post("rooms", json=new)
    assert made.status_code == 201
    room = made.json()
    assert (room["name"], room["description"], room["visibility"]) == ("The Lab", "What we try", "public")
    assert (room["created_by"], room["category"], room["closed_at"]) == ("ann", category, None)
    assert (room["role"], room["is_member"], room["revision"], room["last_number"]) == ("owner", True, 0, 0)
    assert (room["has_password"], room["is_saved"], room["is_muted"], room["partner"]) == (False, False, False, None)
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


async def test_a_private_room_is_in_no_list_of_an_outsider(program: MakeProgram, chat: Chat) -> None:
    ann, eve = await program("ann"), await program("eve")
    heard = listen(chat, LOBBY_TOPIC)
    room = await ann.room(name="Takeover plans", visibility="private")
    for show in ("all", "joined", "saved", "mine", "direct"):
        listed = await eve.get("rooms", params={"show": show})
        assert listed.json() == {"rooms": [], "next": None}
    assert [one["uuid"] for one in (await ann.get("rooms")).json()["rooms"]] == [room]
    assert heard == [RoomChanged(UUID(room))], "an id that opens nothing"


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_each_list_and_the_search_show_what_they_say(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    public = await ann.room(name="Public")
    locked = await ann.room(name="Locked", visibility="private", password="open sesame")
    closed = await ann.room(name="Closed")
    await ann.post(f"rooms/{closed}/close")
    await ann.put(f"rooms/{public}/saved")
    direct = await ann.direct(ben)
    for who, show, found in (
        (ann, "all", [locked, public]),
        (ann, "joined", [locked, public]),
        (ann, "saved", [public]),
        (ann, "mine", [closed, locked, public]),
        (ann, "direct", [direct]),
        (ben, "all", [locked, public]),
        (ben, "joined", []),
        (ben, "direct", [direct]),
    ):
        listed = (await who.get("rooms", params={"show": show})).json()
        assert [room["uuid"] for room in listed["rooms"]] == found, show
    searched = (await ben.get("rooms", params={"search": "LOCK"})).json()["rooms"]
    assert [(room["uuid"], room["has_password"]) for room in searched] == [(locked, True)]
    refused = await ann.get("rooms", params={"show": "secret"})
    assert (refused.status_code, fields(refused)) == (422, {"show"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"name": " Kitchen "}, {"name": "Kitchen", "revision": 1, "last_number": 1}),
        ({"name": None, "description": None, "visibility": None, "password": None}, {}),
        ({"description": "Lunch"}, {"description": "Lunch", "revision": 1, "last_number": 1}),
        ({"category": None}, {"category": None}),
        ({"hue": 250}, {"hue": 250, "chosen_hue": 250}),
        ({"begins_threads": True}, {"begins_threads": True}),
        ({"members_may_add": True}, {"members_may_add": True}),
        ({"password": ""}, {"has_password": False}),
        ({"password": "another one"}, {"has_password": True}),
        ({"visibility": "public"}, {"visibility": "public", "has_password": False}),
    ],
)
async def test_a_change_leaves_what_it_does_not_name(
    program: MakeProgram, changes: dict[str, object], expected: dict[str, object]
) -> None:
    ann = await program("ann")
    category = (await ann.get("categories")).json()[0]["uuid"]
    new = {"name": "Lab", "description": "What we try", "visibility": "private", "password": "open sesame"}
    room = (await ann.post("rooms", json={**new, "category": category, "hue": 178})).json()
    changed = await ann.patch(f"rooms/{room['uuid']}", json=changes)
    assert changed.status_code == 204
    assert (await ann.get(f"rooms/{room['uuid']}")).json() == {**room, **expected}


async def test_a_password_that_is_not_named_is_kept_and_another_one_counts_at_once(program: MakeProgram) -> None:
    ann, ben, cat = await program("ann"), await program("ben"), await program("cat")
    room = await ann.room(visibility="private", password="open sesame")
    await ann.patch(f"rooms/{room}", json={"description": "changed"})
    assert (await ben.post(f"rooms/{room}/members", json={"password": "open sesame"})).status_code == 201
    await ann.patch(f"rooms/{room}", json={"password": "another one"})
    refused = await cat.post(f"rooms/{room}/members", json={"password": "open sesame"})
    assert (refused.status_code, fields(refused)) == (422, {"password"})
    assert (await cat.post(f"rooms/{room}/members", json={"password": "another one"})).status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "wrong"),
    [
        ({"name": ""}, 422, "name"),
        ({"name": "kitchen"}, 409, "name"),
        ({"description": "x" * 251}, 422, "description"),
        ({"visibility": "direct"}, 422, "visibility"),
        ({"category": "none"}, 422, "category"),
        ({"category": str(uuid4())}, 422, "category"),
        ({"password": "short", "visibility": "private"}, 422, "password"),
        ({"password": "open sesame"}, 422, "password"),  # of a public room
    ],
)
async def test_a_change_that_cannot_be_is_refused_with_its_field(
    program: MakeProgram, changes: dict[str, object], status: int, wrong: str
) -> None:
    ann = await program("ann")
    await ann.room(name="Kitchen")
    room = await ann.room(name="Lab")
    before = (await ann.get(f"rooms/{room}")).json()
    refused = await ann.patch(f"rooms/{room}", json=changes)
    assert (refused.status_code, fields(refused)) == (status, {wrong})
    assert (await ann.get(f"rooms/{room}")).json() == before


async def test_only_the_owner_changes_closes_reopens_and_deletes(program: MakeProgram) -> None:
    ann, ben, cat = await program("ann"), await program("ben"), await program("cat")
    room = await ben.room(cat, name="Lab")
    await ben.put(f"rooms/{room}/members/{cat.actor.uuid}", json={"role": "moderator"})
    for method, path in (("PATCH", ""), ("POST", "/close"), ("POST", "/reopen"), ("DELETE", "?confirmation=Lab")):
        body = {"name": "Mine"} if method == "PATCH" else None
        assert (await cat.request(method, f"rooms/{room}{path}", json=body)).status_code == 403
    assert (await ann.post(f"rooms/{room}/close")).status_code == 204, "an administrator"
    assert (await cat.get(f"rooms/{room}")).status_code == 404
    assert (await ben.post(f"rooms/{room}/reopen")).status_code == 204
    assert (await cat.get(f"rooms/{room}")).json()["role"] == "moderator"


async def test_closing_reopening_and_deleting_by_program(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben, name="The Lab")
    await ben.say(room, "hello")
    assert (await ann.delete(f"rooms/{room}", params={"confirmation": "The Lab"})).status_code == 403
    for _ in range(2):
        assert (await ann.post(f"rooms/{room}/close")).status_code == 204
    closed = (await ann.get(f"rooms/{room}")).json()
    assert closed["closed_at"] is not None
    assert (await ann.say(room, "psst")).status_code == 403
    assert (await ann.get(f"rooms/{room}/messages")).status_code == 403
    assert (await ben.get(f"rooms/{room}")).status_code == 404
    for _ in range(2):
        assert (await ann.post(f"rooms/{room}/reopen")).status_code == 204
    assert await ben.bodies(room) == ["hello"]
    await ann.post(f"rooms/{room}/close")
    for confirmation in ("", "lab", "\x00"):
        refused = await ann.delete(f"rooms/{room}", params={"confirmation": confirmation})
        assert (refused.status_code, fields(refused)) == (422, {"confirmation"})
    assert (await ann.delete(f"rooms/{room}", params={"confirmation": "the lab"})).status_code == 204
    assert (await ann.get(f"rooms/{room}")).status_code == 404
    assert (await ann.delete(f"rooms/{room}", params={"confirmation": "the lab"})).status_code == 404


async def test_categories_are_told_with_their_look(program: MakeProgram) -> None:
    told = (await (await program("ann")).get("categories")).json()
    assert len(told) == 6
    assert set(told[0]) == {"uuid", "name", "colour", "icon"}


OF_A_ROOM = [
    ("GET", ""),
    ("POST", "/members"),
    ("DELETE", "/members/me"),
    ("GET", "/messages"),
    ("GET", "/changes?since=0"),
    ("POST", "/messages"),
    ("PATCH", ""),
    ("DELETE", "?confirmation=x"),
    ("POST", "/close"),
    ("POST", "/reopen"),
    ("GET", "/members"),
    ("PUT", "/members/5a0c4e1e-0000-4000-8000-000000000000"),
    ("PUT", "/saved"),
    ("PUT", "/muted"),
    ("PUT", "/read"),
    ("POST", "/read"),
]


async def test_an_unknown_a_garbled_and_a_hidden_room_cannot_be_told_apart(program: MakeProgram) -> None:
    ann, eve = await program("ann"), await program("eve")
    hidden = await ann.room(visibility="private")
    await ann.say(hidden, "psst")
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
    for method, path in OF_A_ROOM:
        body = {"body": "x", "client_message_id": "k", "number": 1} if method in ("POST", "PUT", "PATCH") else None
        answers = [await eve.request(method, f"rooms/{room}{path}", json=body) for room in rooms]
        assert {answer.status_code for answer in answers} == {404}, (method, path)
        assert len({answer.content for answer in answers}) == 1, (method, path)
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


IMPOSSIBLE: list[tuple[dict[str, object], str]] = [
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
    ({"name": "Lab", "description": "x" * 251}, "description"),
    ({"name": "Lab", "description": "\x00"}, "description"),
    ({"name": "Lab", "category": "none"}, "category"),
    ({"name": "Lab", "category": str(uuid4())}, "category"),
    ({"name": "Lab", "password": "open sesame"}, "password"),
    ({"name": "Lab", "visibility": "private", "password": "short"}, "password"),
    ({"name": "Lab", "visibility": "private", "password": "half \ud800 of it"}, "password"),
    ({"name": "Lab", "visibility": "direct"}, "visibility"),
    ({"name": "Lab", "visibility": "secret"}, "visibility"),
    ({"name": "Lab", "visibility": None}, "visibility"),
]


async def test_a_room_that_cannot_be_is_refused_with_the_field_and_announced_to_nobody(
    program: MakeProgram, chat: Chat
) -> None:
    ann = await program("ann")
    heard = listen(chat, LOBBY_TOPIC)
    for new, wrong in IMPOSSIBLE:
        refused = await ann.post("rooms", content=json.dumps(new), headers={"Content-Type": "application/json"})
        assert refused.status_code == 422, new
        assert fields(refused) == {wrong}, new
        assert heard == [], new


@pytest.mark.each_database(nightly=POSTGRESQL)
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
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_strange_place_to_go_on_from_is_no_error(program: MakeProgram, after: str) -> None:
    assert (await (await program("ann")).get("rooms", params={"after": after})).status_code == 200


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_of_many_who_want_one_name_at_once_exactly_one_gets_it(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    made = await asyncio.gather(*((ann, ben)[n % 2].post("rooms", json={"name": "Lab"}) for n in range(8)))
    assert sorted(answer.status_code for answer in made) == [201] + [409] * 7


async def test_an_administrator_changes_a_room_nobody_else_can_see_and_keeps_what_is_not_named(
    program: MakeProgram,
) -> None:
    root, ann = await program("root"), await program("ann")  # the first account is the administrator
    made = await ann.post("rooms", json={"name": "Hush", "description": "Psst", "visibility": "private"})
    room = made.json()["uuid"]
    changed = await root.patch(f"rooms/{room}", json={"name": "Hushed"})
    assert changed.status_code == 204, changed.text
    seen = (await ann.get(f"rooms/{room}")).json()
    assert (seen["name"], seen["description"], seen["visibility"], seen["has_password"]) == (
        "Hushed",
        "Psst",
        "private",
        False,
    )
