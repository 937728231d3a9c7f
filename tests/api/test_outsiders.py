"""Every route there is, and what it gives to somebody who does not belong: a new route must take its place here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from chatapp.api.fast_path.fast_route import FastRoute
from chatapp.api.uploads import PieceRoute
from chatapp.bootstrap import Chat
from chatapp.events import LOBBY_TOPIC, Event, MemberJoined, MessageChanged, account_topic, room_topic
from tests.api.conftest import MakeProgram, Program
from tests.support.people.rooms import listen
from tests.support.people.snapshot import stored
from tests.support.servers.databases import POSTGRESQL, REPLICATED, SQLITE

# fastapi-swagger reads its files in a way that Python 3.11 and 3.12 call deprecated, and later ones do not.
pytestmark = pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")

AT_NIGHT = pytest.mark.nightly
EVERYWHERE = [SQLITE, pytest.param(POSTGRESQL, marks=AT_NIGHT), REPLICATED]  # a standby is PostgreSQL, too
SQLITE_BY_DAY = [SQLITE, *(pytest.param(name, marks=AT_NIGHT) for name in (POSTGRESQL, REPLICATED))]
SECRET = "the eagle lands at midnight"


@dataclass(frozen=True)
class Gets:
    """The status for nobody, and for an account that is no member of a room of each kind.

    ``of_locked``: private with a password, listed; ``of_private``: without one, unlisted; ``of_direct``: of two others;
    ``of_closed``: was public. Routes without a room are asked once, and need no more than two numbers.
    """

    nobody: int
    of_public: int
    of_private: int | None = None
    of_locked: int | None = None
    of_direct: int | None = None
    of_closed: int | None = None

    def of(self, kind: str) -> int:
        """Return the status for one kind: by default what is hidden answers like an unlisted room, the rest alike."""
        told: int | None = getattr(self, f"of_{kind}")
        if told is not None:
            return told
        return self.of_public if kind in ("private", "locked") else self.of("private")


OPEN = Gets(200, 200)
ABSENT = Gets(401, 404)  # for administrators alone
MEMBERS_ONLY = Gets(401, 403, 404)  # and nobody else: what is listed says "join first", what is hidden is not there
OWNERS_ONLY = Gets(401, 403, 404)
OUTSIDERS = {
    "POST /accounts": Gets(422, 422),  # anybody may ask; an empty form is refused
    "POST /accounts/confirmations": Gets(422, 422),
    "POST /accounts/resends": Gets(422, 422),
    "POST /password-resets": Gets(422, 422),
    "POST /password-resets/completions": Gets(422, 422),
    "POST /me/email": Gets(401, 422),
    "POST /me/email/confirmations": Gets(401, 422),
    "POST /tokens": Gets(422, 422),
    "GET /me": Gets(401, 200),
    "PATCH /me": Gets(401, 200),  # changing nothing is no error
    "DELETE /me": Gets(401, 422),
    "PUT /me/password": Gets(401, 422),
    "PUT /me/avatar": Gets(401, 422),
    "DELETE /me/avatar": Gets(401, 204),
    "PUT /me/status": Gets(401, 422),
    "DELETE /me/status": Gets(401, 204),
    "GET /me/devices": Gets(401, 200),
    "DELETE /me/devices/{device_id}": Gets(401, 404),
    "DELETE /me/devices": Gets(401, 204),
    "GET /me/tokens": Gets(401, 200),
    "DELETE /me/tokens/{token_id}": Gets(401, 404),
    "GET /me/drafts": Gets(401, 200),
    "GET /me/drafts/{room_uuid}": MEMBERS_ONLY,
    "PUT /me/drafts/{room_uuid}": MEMBERS_ONLY,
    "DELETE /me/drafts/{room_uuid}": MEMBERS_ONLY,
    "GET /me/home": Gets(401, 200),
    "GET /me/push": Gets(401, 200),
    "POST /me/push": Gets(401, 422),
    "DELETE /me/push": Gets(401, 200),
    "GET /me/mentions": Gets(401, 200),
    "GET /me/notifications": Gets(401, 200),
    "PUT /me/notifications": Gets(401, 422),
    "PUT /rooms/{room_uuid}/notifications": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/notify-anyway": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/notify-anyway": MEMBERS_ONLY,
    "GET /me/alerts": Gets(401, 200),
    "POST /me/alerts/read": Gets(401, 422),
    "GET /me/saved": Gets(401, 200),
    "PUT /me/saved/{room_uuid}/{number}": MEMBERS_ONLY,
    "DELETE /me/saved/{room_uuid}/{number}": MEMBERS_ONLY,
    "GET /me/reminders": Gets(401, 200),
    "POST /me/reminders": Gets(401, 422),
    "PATCH /me/reminders/{reminder_uuid}": Gets(401, 404),
    "DELETE /me/reminders/{reminder_uuid}": Gets(401, 404),
    "GET /me/scheduled": Gets(401, 200),
    "POST /me/scheduled": Gets(401, 422),
    "PATCH /me/scheduled/{scheduled_uuid}": Gets(401, 404),
    "DELETE /me/scheduled/{scheduled_uuid}": Gets(401, 404),
    "POST /me/scheduled/{scheduled_uuid}/send": Gets(401, 404),
    "GET /search": Gets(401, 200),
    "GET /search/columns": Gets(401, 200),
    "GET /people/{account_uuid}": Gets(401, 404),  # garbled; tests/api/test_me.py asks for real people
    "GET /people/{account_uuid}/avatar": Gets(401, 404),
    "GET /people": Gets(401, 200),
    "POST /direct": Gets(401, 422),
    "GET /bots": Gets(401, 200),
    "GET /categories": Gets(401, 200),
    "GET /rooms": Gets(401, 200),
    "POST /rooms": Gets(401, 422),
    "GET /rooms/{room_uuid}": Gets(401, 200, 404),
    "PATCH /rooms/{room_uuid}": OWNERS_ONLY,
    "POST /rooms/{room_uuid}/close": OWNERS_ONLY,
    "POST /rooms/{room_uuid}/reopen": OWNERS_ONLY,
    "DELETE /rooms/{room_uuid}": OWNERS_ONLY,
    "GET /rooms/{room_uuid}/members": MEMBERS_ONLY,
    # Joining a public room is how one stops being an outsider; a locked one asks for its password.
    "POST /rooms/{room_uuid}/members": Gets(401, 201, 404, of_locked=422),
    "DELETE /rooms/{room_uuid}/members/me": MEMBERS_ONLY,
    "PUT /rooms/{room_uuid}/members/{account_uuid}": OWNERS_ONLY,
    "DELETE /rooms/{room_uuid}/members/{account_uuid}": OWNERS_ONLY,
    "GET /rooms/{room_uuid}/removed": OWNERS_ONLY,
    "DELETE /rooms/{room_uuid}/removed/{account_uuid}": OWNERS_ONLY,
    "PUT /rooms/{room_uuid}/saved": MEMBERS_ONLY,
    "DELETE /rooms/{room_uuid}/saved": MEMBERS_ONLY,
    "PUT /rooms/{room_uuid}/muted": MEMBERS_ONLY,
    "DELETE /rooms/{room_uuid}/muted": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/messages": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/messages": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/changes": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/commands": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/commands": MEMBERS_ONLY,
    "PUT /rooms/{room_uuid}/read": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/read": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/messages/{number}/thread": MEMBERS_ONLY,
    "GET /me/threads": Gets(401, 200),
    "PUT /threads/{room_uuid}/follow": MEMBERS_ONLY,
    "DELETE /threads/{room_uuid}/follow": MEMBERS_ONLY,
    "PUT /rooms/{room_uuid}/threads/follow": MEMBERS_ONLY,
    "DELETE /rooms/{room_uuid}/threads/follow": MEMBERS_ONLY,
    "PATCH /rooms/{room_uuid}/messages/{number}": MEMBERS_ONLY,
    "DELETE /rooms/{room_uuid}/messages/{number}": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/messages/{number}/editions": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/messages/{number}/restore": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/messages/{number}/seen": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/messages/{number}/actions/{action}": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/messages/{number}/actions": MEMBERS_ONLY,
    "GET /rooms/{room_uuid}/files": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/files": MEMBERS_ONLY,
    "POST /rooms/{room_uuid}/uploads": MEMBERS_ONLY,
    "GET /uploads/{upload_uuid}": Gets(401, 404),  # garbled; tests/api/test_files.py asks for somebody else's
    "PATCH /uploads/{upload_uuid}": Gets(401, 404),
    "DELETE /uploads/{upload_uuid}": Gets(401, 404),
    "GET /rooms/{room_uuid}/hooks": OWNERS_ONLY,
    "POST /rooms/{room_uuid}/hooks": OWNERS_ONLY,
    "PATCH /rooms/{room_uuid}/hooks/{hook_uuid}": Gets(401, 404),
    "DELETE /rooms/{room_uuid}/hooks/{hook_uuid}": Gets(401, 404),  # garbled; tests/hooks asks for others'
    "GET /rooms/{room_uuid}/pins": MEMBERS_ONLY,
    "PUT /rooms/{room_uuid}/pins/{number}": MEMBERS_ONLY,
    "DELETE /rooms/{room_uuid}/pins/{number}": MEMBERS_ONLY,
    "PUT /rooms/{room_uuid}/messages/{number}/reactions/{emoji}": MEMBERS_ONLY,
    "DELETE /rooms/{room_uuid}/messages/{number}/reactions/{emoji}": MEMBERS_ONLY,
    "GET /admin/people": ABSENT,
    "POST /admin/people": ABSENT,
    "GET /admin/people/{account_uuid}": ABSENT,
    "POST /admin/people/{account_uuid}/deactivate": ABSENT,
    "POST /admin/people/{account_uuid}/reactivate": ABSENT,
    "PUT /admin/people/{account_uuid}/administrator": ABSENT,
    "DELETE /admin/people/{account_uuid}/administrator": ABSENT,
    "POST /admin/people/{account_uuid}/password-reset": ABSENT,
    "DELETE /admin/people/{account_uuid}/sessions": ABSENT,
    "DELETE /admin/people/{account_uuid}": ABSENT,
    "GET /admin/rooms": ABSENT,
    "GET /admin/rooms/{room_uuid}": ABSENT,
    "POST /admin/rooms/{room_uuid}/close": ABSENT,
    "POST /admin/rooms/{room_uuid}/reopen": ABSENT,
    "PUT /admin/rooms/{room_uuid}/owner": ABSENT,
    "DELETE /admin/rooms/{room_uuid}": ABSENT,
    "GET /admin/messages": ABSENT,
    "GET /admin/files": ABSENT,
    "GET /admin/sessions": ABSENT,
    "DELETE /admin/sessions/{session_id}": ABSENT,
    "GET /admin/audit": ABSENT,
    "POST /admin/categories": ABSENT,
    "PUT /admin/categories/{category_uuid}": ABSENT,
    "DELETE /admin/categories/{category_uuid}": ABSENT,
    "GET /workspace": Gets(401, 200),
    "PATCH /workspace": ABSENT,
    "PUT /workspace/logo": ABSENT,
    "DELETE /workspace/logo": ABSENT,
    "GET /invites": Gets(401, 200),
    "POST /invites": Gets(401, 403),
    "GET /invites/{invite_id}": Gets(401, 404),
    "DELETE /invites/{invite_id}": Gets(401, 404),
    "POST /invites/{token}/accept": Gets(404, 404),
    "GET /emoji": Gets(401, 200),
    "POST /emoji": Gets(401, 422),  # members may add some; tests/api/test_emoji.py asks where they may not
    "GET /emoji/{name}/picture": Gets(401, 404),
    "DELETE /emoji/{name}": Gets(401, 404),
    "GET /openapi.json": OPEN,
    "GET /docs": OPEN,
    "GET /swagger/swagger-ui-bundle.js": OPEN,
    "GET /swagger/swagger-ui.css": OPEN,
    "GET /swagger/favicon-32x32.png": OPEN,
}


def routes_of(api: FastAPI) -> Iterator[str]:
    quicker = PieceRoute, FastRoute  # ways to what is there anyway
    for route in iter_route_contexts([one for one in api.routes if not isinstance(one, quicker)]):
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


BODIES = {
    "PUT /me/drafts/{room_uuid}": {"body": "psst", "revision": 0},
    "POST /admin/people": {"name": "Ida", "email": "ida@example.org"},
    "POST /rooms/{room_uuid}/messages": {"body": "psst", "client_message_id": "k"},
    "PATCH /rooms/{room_uuid}/messages/{number}": {"body": "mine now"},
    "POST /rooms/{room_uuid}/messages/{number}/actions/{action}": {"press_id": "k"},
    "POST /rooms/{room_uuid}/hooks": {"name": "CI"},
    "POST /rooms/{room_uuid}/uploads": {"name": "psst.txt", "size": 4, "client_upload_id": "k"},
    "PUT /rooms/{room_uuid}/members/{account_uuid}": {"role": "member"},
    "POST /rooms/{room_uuid}/commands": {"text": "/shrug psst", "client_message_id": "k"},
    "PUT /rooms/{room_uuid}/read": {"number": 1},
    "POST /rooms/{room_uuid}/read": {"number": 0},
    "PATCH /rooms/{room_uuid}": {"name": "Mine now"},
    "PUT /rooms/{room_uuid}/notifications": {"level": "all"},
    "PUT /me/notifications": {"time_zone": "Europe/Atlantis"},
}


async def ask(who: Program, route: str, room: str, member: Program) -> tuple[int, str]:
    """Ask as well-formed as an outsider can, so that only the missing right stands in the way."""
    method, path = route.split(" ")
    if "{room_uuid}" in path:
        path = path.replace("{account_uuid}", str(member.actor.uuid)).replace("{number}", "1").replace("{emoji}", "👍")
        path = path.replace("{action}", "go")
    options: dict[str, Any] = {"json": BODIES.get(route, {})} if method in ("POST", "PUT", "PATCH") else {}
    params = {"q": SECRET} if path.startswith("/search") else {"since": 0} if path.endswith("/changes") else {}
    headers = {"Upload-Offset": "0"} if "/uploads/" in path else {}
    path = path.replace("{room_uuid}", room).lstrip("/")
    answer = await who.request(method, path, params=params, headers=headers, **options)
    return answer.status_code, answer.text + str(answer.headers)


async def rooms_of_every_kind(ann: Program, ben: Program) -> dict[str, str]:
    """Create a room of each kind, with a secret in it, that ann owns and ben is in; returns their uuids."""
    rooms = {
        "public": await ann.room(ben),
        "locked": await ann.room(ben, visibility="private", password="open sesame"),
        "private": await ann.room(ben, visibility="private", name="Takeover plans"),
        "direct": await ann.direct(ben),
        "closed": await ann.room(ben, name="Shut case"),
    }
    for room in rooms.values():
        assert (await ann.say(room, SECRET)).status_code == 201
    assert (await ann.post(f"rooms/{rooms['closed']}/close")).status_code == 204
    return rooms


def everything_that_is_heard(chat: Chat, rooms: dict[str, str], *people: Program) -> list[Event]:
    topics = [room_topic(UUID(room)) for room in rooms.values()]
    return listen(chat, LOBBY_TOPIC, *topics, *(account_topic(one.actor.account_id) for one in people))


async def common_ground(chat: Chat) -> dict[str, Any]:
    """Return all that is stored, except sessions and tokens: everybody may end their own."""
    return {name: rows for name, rows in (await stored(chat)).items() if name not in ("api_token", "login_session")}


ASKED_LAST = (  # these are everybody's right, and change what the next question would find
    "POST /rooms/{room_uuid}/members",
    "DELETE /me/devices",
)


@dataclass(frozen=True)
class Scene:
    """A room of each kind that ann owns and ben is in; eve is in none of them, and a stranger has no account."""

    chat: Chat
    rooms: dict[str, str]
    ben: Program
    eve: Program
    stranger: Program
    heard: list[Event]

    def asking(self, route: str) -> Iterator[tuple[str, Program, str, int]]:
        """Yield whom to ask as, about which room, and the status that is right: kind, program, room, status."""
        gets = OUTSIDERS[route]
        for kind, room in self.rooms.items() if "{room_uuid}" in route else [("public", self.rooms["public"])]:
            yield kind, self.stranger, room, gets.nobody
            yield kind, self.eve, room, gets.of(kind)
        if " /rooms/{room_uuid}" in route:
            assert gets.of("closed") == 404
            yield "closed", self.ben, self.rooms["closed"], 404  # is a member of it, and as far away as everybody


@pytest.fixture
async def scene(program: MakeProgram, stranger: Program, chat: Chat) -> Scene:
    ann, ben, eve = await program("ann"), await program("benedikta"), await program("eve")
    rooms = await rooms_of_every_kind(ann, ben)
    await chat.teller.close()  # what ann has said reaches nobody later, while others ask
    return Scene(chat, rooms, ben, eve, stranger, everything_that_is_heard(chat, rooms, ann, ben))


@pytest.mark.parametrize("database", SQLITE_BY_DAY)
async def test_outsiders_get_nothing_change_nothing_and_are_heard_by_nobody(scene: Scene) -> None:
    before = await common_ground(scene.chat)
    for route in sorted(OUTSIDERS, key=lambda route: ASKED_LAST.index(route) if route in ASKED_LAST else -1):
        try:
            before = await _gives_nothing_away(scene, route, before)
        except BaseException as error:
            error.add_note(f"asked for {route}")
            raise


async def _gives_nothing_away(scene: Scene, route: str, before: dict[str, Any]) -> dict[str, Any]:
    """Ask for a route as each outsider; returns what is stored then. ``before``: what was stored before."""
    for kind, who, room, expected in scene.asking(route):
        status, text = await ask(who, route, room, scene.ben)
        assert status == expected, f"{kind}: {text}"
        for secret in (SECRET, "benedikta", "Takeover plans", "Shut case"):
            assert secret not in text, kind
        if status == 201:
            line = scene.heard.pop(0)
            assert isinstance(line, MessageChanged)
            assert line.message.kind == "joined"
            assert scene.heard.pop(0) == MemberJoined(UUID(room), scene.eve.actor.account_id)
            before = await common_ground(scene.chat)
        assert scene.heard == [], kind
    assert await common_ground(scene.chat) == before
    return before


@pytest.mark.parametrize("database", EVERYWHERE)
async def test_what_is_hidden_answers_exactly_like_what_does_not_exist(scene: Scene) -> None:
    hidden = [scene.rooms["private"], scene.rooms["direct"], scene.rooms["closed"], str(uuid4())]
    for route in (route for route in OUTSIDERS if "{room_uuid}" in route):
        answers = {await ask(scene.eve, route, room, scene.ben) for room in hidden}
        assert len(answers) == 1, route


@pytest.mark.parametrize("database", EVERYWHERE)
async def test_an_outsiders_lists_have_only_what_is_open_to_them(scene: Scene) -> None:
    rooms, eve = scene.rooms, scene.eve
    for show, found in (("all", {rooms["public"], rooms["locked"]}), ("joined", set()), ("direct", set())):
        for search in ("", "ann", "benedikta", "Takeover", "Shut", "eagle"):
            answer = await eve.get("rooms", params={"show": show, "search": search})
            assert {room["uuid"] for room in answer.json()["rooms"]} == (set() if search else found)
            assert "benedikta" not in answer.text
