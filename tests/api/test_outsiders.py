"""Every route there is, and what it gives to somebody who does not belong: a new route must take its place here."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from chatapp.bootstrap import Chat
from chatapp.events import LOBBY_TOPIC, room_topic
from tests.api.conftest import MakeProgram, Program
from tests.chatapp.ears import listen

# fastapi-swagger reads its files in a way that Python 3.11 and 3.12 call deprecated, and later ones do not.
pytestmark = pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")

SECRET = "the eagle lands at midnight"


@dataclass(frozen=True)
class Gets:
    """The status for nobody, and for an account that is no member of a public and of a private room."""

    nobody: int
    of_public: int
    of_private: int


OPEN = Gets(200, 200, 200)
NOT_HERE = Gets(401, 404, 404)  # for administrators alone
OUTSIDERS = {
    "POST /accounts": Gets(422, 422, 422),  # anybody may ask; an empty form is refused
    "POST /tokens": Gets(422, 422, 422),
    "GET /me": Gets(401, 200, 200),
    "PATCH /me": Gets(401, 422, 422),
    "DELETE /me": Gets(401, 422, 422),
    "PUT /me/password": Gets(401, 422, 422),
    "PUT /me/avatar": Gets(401, 422, 422),
    "DELETE /me/avatar": Gets(401, 204, 204),
    "GET /me/devices": Gets(401, 200, 200),
    "DELETE /me/devices/{device_id}": Gets(401, 404, 404),
    "DELETE /me/devices": Gets(401, 204, 401),  # the second time with a token that has ended
    "GET /me/tokens": Gets(401, 200, 200),
    "DELETE /me/tokens/{token_id}": Gets(401, 404, 404),
    "GET /people/{account_uuid}": Gets(401, 404, 404),  # garbled; tests/api/test_me.py asks for real people
    "GET /people/{account_uuid}/avatar": Gets(401, 404, 404),
    "GET /rooms": Gets(401, 200, 200),
    "POST /rooms": Gets(401, 422, 422),
    "GET /rooms/{room_uuid}": Gets(401, 200, 404),
    "POST /rooms/{room_uuid}/members": Gets(401, 201, 404),  # joining a public room is how one stops being an outsider
    "DELETE /rooms/{room_uuid}/members/me": Gets(401, 403, 404),
    "GET /rooms/{room_uuid}/messages": Gets(401, 403, 404),
    "POST /rooms/{room_uuid}/messages": Gets(401, 403, 404),
    "GET /rooms/{room_uuid}/changes": Gets(401, 403, 404),
    "PUT /rooms/{room_uuid}/read": Gets(401, 403, 404),
    "DELETE /rooms/{room_uuid}/messages/{number}": Gets(401, 403, 404),
    "GET /admin/people": NOT_HERE,
    "GET /admin/people/{account_uuid}": NOT_HERE,
    "POST /admin/people/{account_uuid}/deactivate": NOT_HERE,
    "POST /admin/people/{account_uuid}/reactivate": NOT_HERE,
    "PUT /admin/people/{account_uuid}/administrator": NOT_HERE,
    "DELETE /admin/people/{account_uuid}/administrator": NOT_HERE,
    "POST /admin/people/{account_uuid}/password-reset": NOT_HERE,
    "DELETE /admin/people/{account_uuid}/sessions": NOT_HERE,
    "DELETE /admin/people/{account_uuid}": NOT_HERE,
    "GET /admin/rooms": NOT_HERE,
    "GET /admin/rooms/{room_uuid}": NOT_HERE,
    "POST /admin/rooms/{room_uuid}/close": NOT_HERE,
    "POST /admin/rooms/{room_uuid}/reopen": NOT_HERE,
    "PUT /admin/rooms/{room_uuid}/owner": NOT_HERE,
    "DELETE /admin/rooms/{room_uuid}": NOT_HERE,
    "GET /admin/messages": NOT_HERE,
    "GET /admin/sessions": NOT_HERE,
    "DELETE /admin/sessions/{session_id}": NOT_HERE,
    "GET /admin/audit": NOT_HERE,
    "POST /admin/categories": NOT_HERE,
    "PUT /admin/categories/{category_uuid}": NOT_HERE,
    "DELETE /admin/categories/{category_uuid}": NOT_HERE,
    "GET /openapi.json": OPEN,
    "HEAD /openapi.json": OPEN,
    "GET /docs": OPEN,
    "GET /swagger/swagger-ui-bundle.js": OPEN,
    "GET /swagger/swagger-ui.css": OPEN,
    "GET /swagger/favicon-32x32.png": OPEN,
}


def routes_of(api: FastAPI) -> Iterator[str]:
    for route in iter_route_contexts(api.routes):
        for method in route.methods or {"MOUNT"}:
            yield f"{method} {route.path}"


def test_every_route_has_its_place_in_the_table(api: FastAPI) -> None:
    routes = list(routes_of(api))
    routes.remove("MOUNT /swagger")  # files of a package, three of which the page refers to
    assert sorted(routes) == sorted(route for route in OUTSIDERS if "/swagger/" not in route)
    assert len(routes) == len(set(routes))


def test_the_document_tells_of_exactly_the_routes_for_programs(api: FastAPI) -> None:
    told = {f"{method.upper()} {path}" for path, methods in api.openapi()["paths"].items() for method in methods}
    assert told == {route for route, gets in OUTSIDERS.items() if gets is not OPEN}


async def ask(who: Program, route: str, room: str) -> tuple[int, str]:
    method, path = route.split(" ")
    bodies = {"messages": {"body": "psst", "client_message_id": "k"}, "read": {"number": 1}}
    options = {"json": bodies.get(path.rsplit("/", 1)[1], {})} if method in ("POST", "PUT") else {}
    params = {"since": 0} if path.endswith("/changes") else {}
    address = path.replace("{room_uuid}", room).replace("{number}", "1").lstrip("/")
    answer = await who.request(method, address, params=params, **options)
    return answer.status_code, answer.text + str(answer.headers)


@pytest.mark.parametrize("route", OUTSIDERS)
async def test_an_outsider_gets_nothing_changes_nothing_and_is_heard_by_nobody(
    program: MakeProgram, stranger: Program, chat: Chat, route: str
) -> None:
    ann, ben, eve = await program("ann"), await program("ben"), await program("eve")
    public, private = await ann.room(ben), await ann.room(visibility="private", name="Takeover plans")
    for room in (public, private):
        await ann.say(room, SECRET)
    heard = listen(chat, LOBBY_TOPIC, room_topic(UUID(private)))
    heard_in_public = listen(chat, room_topic(UUID(public)))
    expected = OUTSIDERS[route]
    for room in (public, private):
        status, text = await ask(stranger, route, room)
        assert status == expected.nobody
        assert SECRET not in text
    for room, code in ((public, expected.of_public), (private, expected.of_private)):
        status, text = await ask(eve, route, room)
        assert status == code
        assert SECRET not in text
        assert "Takeover plans" not in text
    assert heard == []
    assert heard_in_public == [] or route.endswith("/members")
    for room, members in ((public, 3 if route.endswith("/members") else 2), (private, 1)):
        assert await ann.bodies(room) == [SECRET]
        assert (await ann.get(f"rooms/{room}")).json()["member_count"] == members
