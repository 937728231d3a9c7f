"""Administration for programs: what administrators do, and that for everybody else none of it exists."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from chatapp.bootstrap import Chat
from tests.api.conftest import MakeProgram, Program, fields, problem
from tests.api.test_outsiders import routes_of
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD


async def actions(ada: Program) -> list[str]:
    return [entry["action"] for entry in (await ada.get("admin/audit")).json()["entries"]]


async def usernames(ada: Program, **query: Any) -> list[str]:
    return [person["username"] for person in (await ada.get("admin/people", params=query)).json()["people"]]


async def test_for_others_nothing_is_here_whatever_they_send(program: MakeProgram, api: FastAPI) -> None:
    await program("ada")
    ben = await program("ben")
    room = await ben.room()
    known = {"account_uuid": str(ben.actor.uuid), "room_uuid": room, "session_id": "1", "category_uuid": str(uuid4())}
    asked = [name.split(" ") for name in routes_of(api) if " /admin/" in name]
    assert len(asked) > 20
    for method, path in asked:
        for body in ({}, {"account_uuid": str(ben.actor.uuid)}, [1], "nonsense"):
            options: dict[str, Any] = {} if method == "GET" else {"json": body}
            params = {"limit": "all", "confirmation": "ben"}
            refused = await ben.request(method, path.format(**known).lstrip("/"), params=params, **options)
            assert refused.status_code == 404, f"{method} {path}: {refused.text}"


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_people_are_found_looked_at_and_paged(program: MakeProgram) -> None:
    ada, ben = await program("ada"), await program("ben")
    assert await usernames(ada) == ["ada", "ben"]
    assert await usernames(ada, search="BEN@") == ["ben"]
    assert await usernames(ada, which="administrators") == ["ada"]
    first = (await ada.get("admin/people", params={"limit": 1})).json()
    assert await usernames(ada, after=first["next"]) == ["ben"]
    seen = (await ada.get(f"admin/people/{ben.actor.uuid}")).json()
    assert (seen["email"], seen["is_active"], seen["room_count"]) == ("ben@example.org", True, 0)
    assert (await ada.get("admin/people/nobody")).status_code == 404
    assert (await ada.get("admin/people", params={"which": "odd"})).status_code == 422


async def test_a_person_is_deactivated_and_reactivated(program: MakeProgram, stranger: Program) -> None:
    ada, ben = await program("ada"), await program("ben")
    path = f"admin/people/{ben.actor.uuid}"
    assert (await ada.post(f"{path}/deactivate")).status_code == 204
    assert (await ben.get("me")).status_code == 401
    credentials = {"login": "ben", "password": PASSWORD}
    assert (await stranger.post("tokens", json=credentials)).status_code == 401
    assert (await ada.post(f"{path}/reactivate")).status_code == 204
    assert (await stranger.post("tokens", json=credentials)).status_code == 201
    assert (await ada.post(f"admin/people/{ada.actor.uuid}/deactivate")).status_code == 403
    assert await actions(ada) == ["reactivate account", "deactivate account"]


async def test_rights_are_given_and_taken_but_the_last_administrator_keeps_them(program: MakeProgram) -> None:
    ada, ben = await program("ada"), await program("ben")
    assert (await ada.delete(f"admin/people/{ada.actor.uuid}/administrator")).status_code == 403
    assert (await ada.put(f"admin/people/{ben.actor.uuid}/administrator")).status_code == 204
    assert await usernames(ben, which="administrators") == ["ada", "ben"]
    assert (await ada.delete(f"admin/people/{ada.actor.uuid}/administrator")).status_code == 204
    assert (await ada.get("admin/people")).status_code == 404  # at once, with the same token


async def test_a_person_is_signed_out_and_deleted(program: MakeProgram) -> None:
    ada, ben = await program("ada"), await program("ben")
    path = f"admin/people/{ben.actor.uuid}"
    assert (await ada.delete(f"{path}/sessions")).status_code == 204
    assert (await ben.get("me")).status_code == 401
    refused = await ada.delete(path, params={"confirmation": "bob"})
    assert refused.status_code == 422
    assert fields(refused) == {"confirmation"}
    assert (await ada.delete(path, params={"confirmation": "ben"})).status_code == 204
    assert await usernames(ada) == ["ada"]
    assert (await ada.get(path)).status_code == 404


async def test_rooms_are_listed_closed_reopened_handed_on_and_deleted(program: MakeProgram) -> None:
    ada, ben, cleo = await program("ada"), await program("ben"), await program("cleo")
    attic = await ben.room(name="Attic", visibility="private")
    garden = await ben.room(cleo, name="Garden")
    listed = (await ada.get("admin/rooms")).json()
    assert [room["name"] for room in listed["rooms"]] == ["Attic", "Garden"]
    assert (listed["next"], listed["direct_count"]) == (None, 0)
    assert (await ada.get(f"rooms/{attic}/messages")).status_code == 404  # what is said in it stays private
    outcome = await ada.put(f"admin/rooms/{garden}/owner", json={"account_uuid": str(cleo.actor.uuid)})
    assert outcome.status_code == 204
    assert (await ada.get(f"admin/rooms/{garden}")).json()["owner_username"] == "cleo"
    not_a_member = await ada.put(f"admin/rooms/{garden}/owner", json={"account_uuid": str(ada.actor.uuid)})
    assert not_a_member.status_code == 409
    from_outside = await ada.put(f"admin/rooms/{attic}/owner", json={"account_uuid": str(cleo.actor.uuid)})
    assert from_outside.status_code == 403
    assert "private" in problem(from_outside)["detail"]
    assert (await ada.post(f"admin/rooms/{garden}/close")).status_code == 204
    assert (await ben.get(f"rooms/{garden}")).status_code == 404
    assert (await ada.post(f"admin/rooms/{garden}/reopen")).status_code == 204
    assert (await ben.get(f"rooms/{garden}")).status_code == 200
    assert (await ada.delete(f"admin/rooms/{garden}", params={"confirmation": "Garden"})).status_code == 403
    await ada.post(f"admin/rooms/{garden}/close")
    assert fields(await ada.delete(f"admin/rooms/{garden}")) == {"confirmation"}
    assert (await ada.delete(f"admin/rooms/{garden}", params={"confirmation": "Garden"})).status_code == 204
    assert (await ada.get(f"admin/rooms/{garden}")).status_code == 404


async def test_messages_are_found_and_removed(program: MakeProgram) -> None:
    ada, ben, cleo = await program("ada"), await program("ben"), await program("cleo")
    room = await ben.room(cleo, name="Garden", visibility="public")
    await ben.say(room, "Nice weather")
    await cleo.say(room, "BUY CHEAP WATCHES in any weather")
    found = (await ada.get("admin/messages", params={"search": "watches"})).json()["messages"]
    assert [(one["room_name"], one["number"], one["author_username"]) for one in found] == [("Garden", 2, "cleo")]
    assert (await ada.get("admin/messages", params={"author": str(ben.actor.uuid), "search": "weather"})).json()[
        "messages"
    ][0]["number"] == 1
    assert (await ada.get("admin/messages", params={"room": str(uuid4()), "search": "weather"})).json()[
        "messages"
    ] == []
    first = (await ada.get("admin/messages", params={"limit": 1, "search": "weather"})).json()
    more = {"after": first["next"], "search": "weather"}
    assert (await ada.get("admin/messages", params=more)).json()["messages"][0]["number"] == 1
    assert (await cleo.delete(f"rooms/{room}/messages/1")).status_code == 403
    assert (await ada.delete(f"rooms/{room}/messages/2")).status_code == 204
    assert await ben.bodies(room) == ["Nice weather", ""]
    assert (await ada.get("admin/messages", params={"search": "watches"})).json()["messages"] == []
    assert (await ben.delete(f"rooms/{room}/messages/1")).status_code == 204
    assert (await ben.delete(f"rooms/{room}/messages/3")).status_code == 404
    assert await actions(ada) == ["remove message"]


@pytest.mark.parametrize("number", ["0", "-1", "one", "9" * 30, "0" * 25 + "9" * 30, "0" * 5000, "٣"])
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_number_that_is_none_is_not_here(program: MakeProgram, number: str) -> None:
    ada = await program("ada")
    room = await ada.room()
    assert (await ada.delete(f"rooms/{room}/messages/{number}")).status_code == 404
    assert (await ada.delete(f"admin/sessions/{number}")).status_code == 404


async def test_browsers_are_listed_and_signed_out(program: MakeProgram, chat: Chat) -> None:
    ada, _ = await program("ada"), await program("ben")
    signed_in = await chat.sessions.sign_in("ben", PASSWORD, device="curl/8.0", address="192.0.2.9")
    (session,) = (await ada.get("admin/sessions", params={"search": "ben"})).json()["sessions"]
    assert (session["device"], session["address"]) == ("curl", "192.0.2.9")
    assert (await ada.delete(f"admin/sessions/{session['session_id']}")).status_code == 204
    assert await chat.sessions.visit(signed_in.token) is None
    assert (await ada.get("admin/sessions")).json() == {"sessions": [], "next": None}
    assert (await ada.delete(f"admin/sessions/{session['session_id']}")).status_code == 404


async def test_categories_are_made_changed_and_deleted(program: MakeProgram) -> None:
    ada, ben = await program("ada"), await program("ben")
    look = {"name": "Plants", "colour": "green", "icon": "book"}
    made = await ada.post("admin/categories", json=look)
    assert made.status_code == 201
    path = f"admin/categories/{made.json()['uuid']}"
    assert (await ada.put(path, json={**look, "name": "Trees"})).status_code == 204
    names = [category["name"] for category in (await ben.get("categories")).json()]
    assert "Trees" in names
    assert "Plants" not in names
    assert fields(await ada.post("admin/categories", json={**look, "name": "TREES"})) == {"name"}
    assert fields(await ada.post("admin/categories", json={**look, "colour": "mauve"})) == {"colour"}
    assert (await ada.delete(path)).status_code == 204
    assert (await ada.delete(path)).status_code == 404


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_the_trail_is_filtered(program: MakeProgram) -> None:
    ada, ben = await program("ada"), await program("ben")
    await ada.put(f"admin/people/{ben.actor.uuid}/administrator")
    await ada.delete(f"admin/people/{ben.actor.uuid}/administrator")
    entries = (await ada.get("admin/audit", params={"person": "ben", "action": "make administrator"})).json()["entries"]
    assert [(entry["actor_username"], entry["subject"]) for entry in entries] == [("ada", "ben")]
    assert (await ada.get("admin/audit", params={"person": "cleo"})).json() == {"entries": [], "next": None}
