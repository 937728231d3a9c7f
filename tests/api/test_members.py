"""REST: who belongs to a room, and one's own place in it."""

from uuid import UUID, uuid4

import pytest

from chatapp.bootstrap import Chat
from chatapp.events import MemberLeft, MessageChanged, room_topic
from tests.api.conftest import MakeProgram, Program, fields
from tests.support.people.rooms import deactivate, listen
from tests.support.people.snapshot import stored
from tests.support.servers.databases import POSTGRESQL


async def roles(who: Program, room: str) -> dict[str, str]:
    """Return who is what in a room."""
    members = (await who.get(f"rooms/{room}/members")).json()["members"]
    return {member["username"]: member["role"] for member in members}


async def put(who: Program, room: str, member: Program, role: str = "member") -> int:
    """Give somebody a place; returns the status."""
    return (await who.put(f"rooms/{room}/members/{member.actor.uuid}", json={"role": role})).status_code


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_members_are_told_by_username_in_pages_and_found_by_name(program: MakeProgram) -> None:
    ann = await program("ann")
    others = [await program(name) for name in ("dan", "ben", "cat")]
    room = await ann.room(*others)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = (await ann.get(f"rooms/{room}/members", params={"after": after, "limit": 2})).json()
        assert len(page["members"]) <= 2
        seen += [member["username"] for member in page["members"]]
        after = page["next"]
    assert seen == ["ann", "ben", "cat", "dan"]
    [found] = (await ann.get(f"rooms/{room}/members", params={"search": "CA"})).json()["members"]
    cat = {"uuid": str(others[2].actor.uuid), "username": "cat", "name": "cat", "role": "member", "is_bot": False}
    assert found == cat
    assert "example.org" not in (await ann.get(f"rooms/{room}/members")).text


@pytest.mark.parametrize("password", ["", "wrong one", "half \ud800 of it", "x" * 5000])
async def test_a_private_room_opens_to_its_password_alone_and_asks_once(program: MakeProgram, password: str) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(visibility="private", password="open sesame")
    content = '{"password": "%s"}' % password.encode("ascii", "backslashreplace").decode()  # noqa: UP031
    refused = await ben.post(f"rooms/{room}/members", content=content, headers={"Content-Type": "application/json"})
    assert (refused.status_code, fields(refused)) == (422, {"password"})
    joined = await ben.post(f"rooms/{room}/members", json={"password": "open sesame"})
    assert (joined.status_code, joined.json()["is_member"]) == (201, True)
    again = await ben.post(f"rooms/{room}/members")
    assert (again.status_code, again.json()) == (201, joined.json())
    assert "open sesame" not in joined.text + (await ann.get(f"rooms/{room}")).text


async def test_the_owner_adds_names_moderators_and_hands_over(program: MakeProgram) -> None:
    _, ann, ben, cat = [await program(name) for name in ("root", "ann", "ben", "cat")]
    room = await ann.room(visibility="private")
    for role in ("member", "moderator", "moderator", "member"):
        assert await put(ann, room, ben, role) == 204
        assert await roles(ben, room) == {"ann": "owner", "ben": role}
    assert await put(ann, room, cat, "moderator") == 204
    assert await put(ann, room, ben, "owner") == 204
    assert await roles(ann, room) == {"ann": "moderator", "ben": "owner", "cat": "moderator"}
    assert await put(ann, room, ann, "owner") == 403


async def test_a_moderator_adds_and_removes_members_and_nothing_more(program: MakeProgram) -> None:
    _, ann, ben, cat, dan = [await program(name) for name in ("root", "ann", "ben", "cat", "dan")]
    room = await ann.room(ben, cat)
    await put(ann, room, ben, "moderator")
    assert await put(ben, room, dan) == 204
    assert (await ben.delete(f"rooms/{room}/members/{dan.actor.uuid}")).status_code == 204
    assert await put(ben, room, dan, "moderator") == 403
    assert await roles(ann, room) == {"ann": "owner", "ben": "moderator", "cat": "member"}, "not even as a member"
    for role in ("member", "moderator", "owner"):
        assert await put(ben, room, cat, role) == 403
    assert await put(cat, room, dan) == 403
    assert (await ben.delete(f"rooms/{room}/members/{ann.actor.uuid}")).status_code == 403


async def test_whoever_is_removed_is_out_at_once(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben, visibility="private")
    heard = listen(chat, room_topic(UUID(room)))
    assert (await ann.delete(f"rooms/{room}/members/{ben.actor.uuid}")).status_code == 204
    [name] = [event.room_name for event in heard if isinstance(event, MemberLeft)]
    assert MemberLeft(UUID(room), ben.actor.account_id, "ann", name) in heard
    assert [event.message.kind for event in heard if isinstance(event, MessageChanged)] == ["left"]
    for path in ("", "/messages", "/members"):
        assert (await ben.get(f"rooms/{room}{path}")).status_code == 404
    assert (await ben.say(room, "psst")).status_code == 404
    assert (await ann.delete(f"rooms/{room}/members/{ben.actor.uuid}")).status_code == 404


async def test_a_member_adds_several_usernames_at_once_and_the_removed_do_not_come_back(program: MakeProgram) -> None:
    ann, ben, cat, dan = [await program(name) for name in ("ann", "ben", "cat", "dan")]
    room = await ann.room(ben)
    refused = await ben.post(f"rooms/{room}/members", json={"usernames": ["cat", "nobody"]})
    assert (refused.status_code, fields(refused)) == (422, {"usernames"})
    added = await ben.post(f"rooms/{room}/members", json={"usernames": ["cat", "@DAN", "ben"]})
    assert (added.status_code, added.json()["member_count"]) == (201, 4)
    assert (await cat.get(f"rooms/{room}")).json()["unread"] == 1
    assert (await ann.delete(f"rooms/{room}/members/{dan.actor.uuid}")).status_code == 204
    assert (await dan.post(f"rooms/{room}/members")).status_code == 403
    assert (await dan.get(f"rooms/{room}")).json()["removed_by"] == "ann"
    assert (await ben.get(f"rooms/{room}/removed")).status_code == 403
    [removed] = (await ann.get(f"rooms/{room}/removed")).json()["removed"]
    assert (removed["username"], removed["by"]) == ("dan", "ann")
    assert (await ann.delete(f"rooms/{room}/removed/{dan.actor.uuid}")).status_code == 204
    assert (await dan.post(f"rooms/{room}/members")).status_code == 201


async def test_the_owner_leaves_when_a_successor_takes_over(program: MakeProgram) -> None:
    ann, ben, eve = await program("ann"), await program("ben"), await program("eve")
    room = await ann.room(ben)
    for successor in (None, ann.actor.uuid, eve.actor.uuid, uuid4()):
        params = {"successor": str(successor)} if successor else {}
        refused = await ann.delete(f"rooms/{room}/members/me", params=params)
        assert (refused.status_code, fields(refused)) == (409, {"successor"})
    left = await ann.delete(f"rooms/{room}/members/me", params={"successor": str(ben.actor.uuid)})
    assert left.status_code == 204
    assert await roles(ben, room) == {"ben": "owner"}
    garbled = await ben.delete(f"rooms/{room}/members/me", params={"successor": "ann"})
    assert (garbled.status_code, fields(garbled)) == (422, {"successor"})


async def test_nobody_who_is_not_there_gets_a_place(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room()
    await deactivate(chat, ben.actor)
    before = await stored(chat)
    for uuid in (ben.actor.uuid, uuid4()):
        refused = await ann.put(f"rooms/{room}/members/{uuid}", json={})
        assert (refused.status_code, fields(refused)) == (422, {"person"})
    for garbled in ("ben", "%00", "🦊"):
        assert (await ann.put(f"rooms/{room}/members/{garbled}", json={})).status_code == 404
    for role in ("king", "", None, 7):
        refused = await ann.put(f"rooms/{room}/members/{ann.actor.uuid}", json={"role": role})
        assert (refused.status_code, fields(refused)) == (422, {"role"})
    assert await stored(chat) == before


@pytest.mark.parametrize(("path", "field"), [("saved", "is_saved"), ("muted", "is_muted")])
async def test_saving_and_muting_come_and_go_and_are_private(program: MakeProgram, path: str, field: str) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    for method, is_set in (("PUT", True), ("PUT", True), ("DELETE", False), ("DELETE", False)):
        done = await ben.request(method, f"rooms/{room}/{path}")
        assert (done.status_code, done.content) == (204, b"")
        assert (await ben.get(f"rooms/{room}")).json()[field] is is_set
        assert (await ann.get(f"rooms/{room}")).json()[field] is False
