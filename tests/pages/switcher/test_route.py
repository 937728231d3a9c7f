"""What the switcher offers each person: what they may go to and do, and nothing that they may not know of."""

from typing import Any

from tests.support.servers.server import Person, Server


async def offered(server: Server, person: Person) -> list[dict[str, Any]]:
    async with server.http(headers={"Cookie": person.cookie}) as http:
        answer = await http.get("/switcher.json")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    found: list[dict[str, Any]] = answer.json()["choices"]
    return found


async def test_each_person_is_offered_their_own(server: Server) -> None:
    await server.person()  # the administrator
    ann, bob, eve = [await server.person() for _ in range(3)]
    secret = await server.room(ann, bob, visibility="private")
    async with server.http(ann) as http:
        direct = (await http.post("/api/v1/direct", json={"usernames": [bob.username]})).json()["uuid"]
        await http.put(f"/api/v1/rooms/{secret}/muted")
    of_ann, of_eve = await offered(server, ann), await offered(server, eve)
    rooms = {one["value"]: one for one in of_ann if one["kind"] == "room"}
    assert rooms[secret]["verbs"] == [["unmute", f"Unmute {rooms[secret]['name']}"]]
    assert rooms[direct]["words"].split()[-1] == bob.username
    assert rooms[secret]["in"] == f'in:"{rooms[secret]["name"]}"'
    assert (rooms[direct]["in"], rooms[direct]["username"]) == (f"in:@{bob.username}", bob.username)
    people = {one["value"] for one in of_ann if one["kind"] == "person"}
    assert eve.uuid in people  # writing to them opens a chat
    assert not {bob.uuid, ann.uuid} & people  # the chat that there is, is offered; nobody writes to themselves
    assert not any(one["name"].startswith("Workspace settings") for one in of_ann)
    await server.post(bob, secret, "Where do we eat on Friday?")
    async with server.http(ann) as http:
        thread = (await http.post(f"/api/v1/rooms/{secret}/messages/1/thread")).json()["room_uuid"]
    await server.post(bob, thread, "At the harbour")
    followed, of_eve = await offered(server, ann), await offered(server, eve)
    found = [(one["value"], one["name"], one["note"]) for one in followed if one["kind"] == "thread"]
    assert found == [(thread, "Where do we eat on Friday?", f"Thread in #{rooms[secret]['name']}")]
    assert not any(one["kind"] == "thread" for one in of_eve)
    public = await server.room(bob)
    outside = {one["value"]: one for one in await offered(server, ann) if one["kind"] == "room"}[public]
    assert outside["note"] == "Not joined"
    assert "in" not in outside  # a search finds nothing there
    assert not {secret, direct} & {one["value"] for one in of_eve if one["kind"] == "room"}


async def test_strangers_are_offered_nothing(server: Server) -> None:
    async with server.http() as http:
        assert (await http.get("/switcher.json")).status_code == 401
