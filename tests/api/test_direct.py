"""REST: direct messages, and finding whom to write to."""

import asyncio

import pytest

from chatapp.bootstrap import Chat
from tests.api.conftest import MakeProgram, fields
from tests.support.people.rooms import deactivate
from tests.support.people.snapshot import stored
from tests.support.servers.databases import POSTGRESQL


async def test_two_people_write_to_each_other(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    opened = await ann.post("direct", json={"to": "@BEN"})
    assert opened.status_code == 201
    room = opened.json()
    assert (room["name"], room["visibility"], room["role"], room["member_count"]) == ("ben", "direct", "member", 2)
    assert (room["partner"]["uuid"], room["partner"]["username"]) == (str(ben.actor.uuid), "ben")
    await ann.say(room["uuid"], "psst")
    [seen] = (await ben.get("rooms", params={"show": "direct"})).json()["rooms"]
    assert (seen["uuid"], seen["name"], seen["unread"]) == (room["uuid"], "ann", 1)
    assert await ben.bodies(seen["uuid"]) == ["psst"]
    assert (await ben.get("rooms")).json()["rooms"] == []


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_pair_has_one_room_whoever_opens_it_and_even_at_once(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    answers = await asyncio.gather(
        *((ann, ben)[n % 2].post("direct", json={"to": ("ben", "ann")[n % 2]}) for n in range(8))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["uuid"] for answer in answers}) == 1


async def test_an_address_is_known_to_those_who_share_a_room(program: MakeProgram, chat: Chat) -> None:
    ann, ben, _ = await program("ann"), await program("ben"), await program("cat")
    before = await stored(chat)
    answers = [
        await ann.post("direct", json={"to": to}) for to in ("ben@example.org", "cat@example.org", "nobody@example.org")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(422, answers[0].text)}
    assert fields(answers[0]) == {"to"}
    assert await stored(chat) == before
    await ann.room(ben)
    assert (await ann.post("direct", json={"to": "ben@example.org"})).json()["partner"]["username"] == "ben"


@pytest.mark.parametrize("to", ["ann", "ann@example.org", "nobody", "", " ", "@", "gone", "\x00", "x" * 9000])
async def test_you_cannot_write_to_yourself_to_nobody_or_to_a_deleted_account(
    program: MakeProgram, chat: Chat, to: str
) -> None:
    ann, gone = await program("ann"), await program("gone")
    await deactivate(chat, gone.actor)
    before = await stored(chat)
    refused = await ann.post("direct", json={"to": to})
    assert (refused.status_code, fields(refused)) == (422, {"to"})
    assert await stored(chat) == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"name": "Lab"}),
        ("POST", "/close", None),
        ("POST", "/reopen", None),
        ("DELETE", "?confirmation=", None),
        ("DELETE", "/members/me", None),
        ("PUT", "/members/{cat}", {"role": "member"}),
        ("PUT", "/members/{ben}", {"role": "moderator"}),
        ("PUT", "/members/{ben}", {"role": "owner"}),
        ("DELETE", "/members/{ben}", None),
    ],
)
async def test_a_direct_room_stays_what_it_is(
    program: MakeProgram, chat: Chat, method: str, path: str, body: dict[str, str] | None
) -> None:
    ann, ben, cat = await program("ann"), await program("ben"), await program("cat")
    room = await ann.direct(ben)
    before = await stored(chat)
    where = f"rooms/{room}{path.format(ben=ben.actor.uuid, cat=cat.actor.uuid)}"
    refused = await ann.request(method, where, json=body)
    assert refused.status_code == 403
    assert await stored(chat) == before


async def test_a_direct_room_may_be_saved_and_muted(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.direct(ben)
    for path in ("saved", "muted"):
        assert (await ann.put(f"rooms/{room}/{path}")).status_code == 204
    seen = (await ann.get(f"rooms/{room}")).json()
    assert (seen["is_saved"], seen["is_muted"]) == (True, True)


async def test_people_are_found_by_part_of_a_name_never_by_an_address(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("benjamin")
    await program("bea")
    await ann.room(ben)
    for search, found in (("BE", ["bea", "benjamin"]), ("jam", ["benjamin"]), ("example.org", []), ("", []), ("%", [])):
        people = (await ann.get("people", params={"search": search})).json()
        assert [one["username"] for one in people] == found
    told = await ann.get("people", params={"search": "ben"})
    assert told.json()[0]["uuid"] == str(ben.actor.uuid)
    assert "@" not in told.text
    assert len((await ann.get("people", params={"search": "be", "limit": 1})).json()) == 1


@pytest.mark.parametrize("limit", ["0", "51", "x", "-1"])
async def test_a_limit_that_is_none_is_refused(program: MakeProgram, limit: str) -> None:
    refused = await (await program("ann")).get("people", params={"search": "a", "limit": limit})
    assert (refused.status_code, fields(refused)) == (422, {"limit"})


async def test_several_people_have_one_chat_whoever_opens_it(program: MakeProgram) -> None:
    ann, _, cat = await program("ann"), await program("ben"), await program("cat")
    opened = await ann.post("direct", json={"usernames": ["ben", "@CAT", "ben"]})
    room = opened.json()
    assert (opened.status_code, room["name"], room["partner"], room["member_count"]) == (201, "ben, cat", None, 3)
    assert [one["username"] for one in room["partners"]] == ["ben", "cat"]
    again = (await cat.post("direct", json={"usernames": ["ann", "ben", "cat"]})).json()
    assert (again["uuid"], again["name"]) == (room["uuid"], "ann, ben")
    for usernames in (["ben", "nobody"], [], ["ann"]):
        refused = await ann.post("direct", json={"usernames": usernames})
        assert refused.status_code == 422
    assert (await ann.post(f"rooms/{room['uuid']}/members", json={"usernames": ["dan"]})).status_code == 422
    await program("dan")
    assert (await ann.post(f"rooms/{room['uuid']}/members", json={"usernames": ["dan"]})).status_code == 403
