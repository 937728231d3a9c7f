"""S4, for programs: bcrypt, the HTTP API, and sockets bound to a session and to membership."""

import re
from uuid import uuid4

import pytest
from sqlmodel import col, select

from models import Account, Room
from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room
from tests.pages.shell.authentication.test_websocket_auth import settled
from tests.support.browser.page_client import PageClient, Refused
from tests.support.running.patience import until
from tests.support.servers.databases import connected, written_by
from tests.support.servers.server import PASSWORD, Server

API = "/api/v1"
PRIVATE = {"visibility": "private", "password": "open sesame"}


def new_account(**given: str) -> dict[str, str]:
    username = f"p{uuid4().hex[:8]}"
    return {"username": username, "email": f"{username}@example.org", "password": PASSWORD, **given}


@proves("S4.1")
async def test_passwords_are_stored_as_bcrypt_and_in_clear_nowhere(server: Server) -> None:
    ann = await server.person()
    room = await a_room(server, ann, visibility="private", password=f"room {PASSWORD}")
    with connected(server.database_url) as database:
        stored = [
            database.scalar(select(Account.password_hash).where(col(Account.username) == ann.username)),
            database.scalar(select(Room.password_hash).where(col(Room.name) == room["name"])),
        ]
    for hashed in stored:
        assert hashed is not None
        assert re.fullmatch(r"\$2b\$\d\d\$[./A-Za-z0-9]{53}", hashed)
    assert PASSWORD.encode() not in written_by(server)


@proves("S4.2")
async def test_a_program_registers_signs_in_posts_and_reads(server: Server) -> None:
    account = new_account(first_name="Deploy", last_name="Bot")
    async with server.http() as http:
        made = await http.post(f"{API}/accounts", json=account)
        assert made.status_code == 201
        assert "password" not in made.text
        login = {"login": account["email"].upper(), "password": PASSWORD}
        token = (await http.post(f"{API}/tokens", json=login)).json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        room = (await http.post(f"{API}/rooms", json={"name": f"Bots {account['username']}"})).json()["uuid"]
        message = {"body": "  it works\n", "client_message_id": str(uuid4())}
        posted = await http.post(f"{API}/rooms/{room}/messages", json=message)
        again = await http.post(f"{API}/rooms/{room}/messages", json=message)
        read = (await http.get(f"{API}/rooms/{room}/messages")).json()
    assert (posted.status_code, again.status_code) == (201, 200)
    assert posted.json() == again.json() == read["messages"][0]
    assert len(read["messages"]) == 1
    assert (posted.json()["author_name"], posted.json()["number"]) == ("Deploy Bot", 1)


@proves("S4.2")
@pytest.mark.each_engine
async def test_messages_come_in_pages_none_lost_and_none_twice(server: Server) -> None:
    ann = await server.person()
    room = (await a_room(server, ann))["uuid"]
    for number in range(1, 13):
        await server.post(ann, room, f"number {number}")
    found: list[int] = []
    async with server.http(ann) as http:
        address = f"{API}/rooms/{room}/messages"
        page = (await http.get(address, params={"limit": 5})).json()
        while page["messages"]:
            numbers = [message["number"] for message in page["messages"]]
            assert len(numbers) <= 5
            found = numbers + found
            assert page["has_more"] == (numbers[0] > 1)
            page = (await http.get(address, params={"limit": 5, "before": numbers[0]})).json()
        too_many = await http.get(address, params={"limit": 100_000})
    assert found == list(range(1, 13))
    assert too_many.status_code == 422


@proves("S4.2")
async def test_errors_are_problem_json_that_names_the_fields(server: Server) -> None:
    ann, eve = await server.person(), await server.person()
    room = (await a_room(server, ann, visibility="private"))["uuid"]
    address = f"{API}/rooms/{room}/messages"
    taken = new_account(username=ann.username.upper(), password="short")
    async with server.http() as stranger, server.http(eve) as http:
        answers = {
            "401": await stranger.get(address),
            "404": await http.get(address),
            "422": await stranger.post(f"{API}/accounts", json=new_account(password="short")),
            "409": await stranger.post(f"{API}/accounts", json={**taken, "password": PASSWORD}),
        }
    for status, answer in answers.items():
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json", status
        assert (str(answer.status_code), str(problem["status"])) == (status, status)
        assert problem["title"]
        assert problem["detail"]
    assert [error["field"] for error in answers["422"].json()["errors"]] == ["password"]
    assert [error["field"] for error in answers["409"].json()["errors"]] == ["username"]


@proves("S4.2")
async def test_nobody_gets_in_without_a_token_and_a_wrong_password_gets_none(server: Server) -> None:
    ann = await server.person()
    room = (await a_room(server, ann))["uuid"]
    message = {"body": "x", "client_message_id": str(uuid4())}
    async with server.http() as http:
        for headers in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic eDp5"}):
            assert (await http.get(f"{API}/rooms/{room}/messages", headers=headers)).status_code == 401
            posted = await http.post(f"{API}/rooms/{room}/messages", headers=headers, json=message)
            assert posted.status_code == 401
        known = await http.post(f"{API}/tokens", json={"login": ann.username, "password": "wrong one 7"})
        unknown = await http.post(f"{API}/tokens", json={"login": uuid4().hex, "password": "wrong one 7"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert known.status_code in (401, 422)
    assert await server.messages(ann, room) == []


@proves("S4.2")
async def test_the_api_is_described_by_openapi_with_summaries_and_bearer_tokens(server: Server) -> None:
    async with server.http() as http:
        described = (await http.get(f"{API}/openapi.json")).json()
    assert [one["url"] for one in described["servers"]] == [API]
    for method, path in (
        ("post", "/accounts"),
        ("post", "/tokens"),
        ("get", "/rooms/{room_uuid}/messages"),
        ("post", "/rooms/{room_uuid}/messages"),
    ):
        assert described["paths"][path][method]["summary"]
    schemes = described["components"]["securitySchemes"].values()
    assert [scheme["scheme"] for scheme in schemes] == ["bearer"]


@proves("S4.8", "S1.5")
async def test_no_socket_opens_without_the_cookie_of_the_session_whose_page_it_is(server: Server) -> None:
    ann, eve = await server.person(), await server.person()
    room = (await a_room(server, ann))["uuid"]
    page = await PageClient(server.base, f"/rooms/{room}", ann.cookie).open()
    for cookie in ("", "chatapp_session=made-up", eve.cookie):
        thief = PageClient(server.base, "/rooms", cookie, query=dict(page.query))
        with pytest.raises(Refused):
            await thief.connect(tab_id=page.tab_id)
    await page.close()


@proves("S4.8", "S1.5")
@pytest.mark.parametrize(("path", "kind"), [("/rooms/{}", PRIVATE), ("/rooms/{}", {}), ("/rooms", {})])
async def test_an_outsiders_live_page_neither_hears_nor_writes_in_the_room(
    server: Server, path: str, kind: dict[str, str]
) -> None:
    ann, eve = await server.person(), await server.person()
    room = (await a_room(server, ann, **kind))["uuid"]
    page = await PageClient(server.base, path.format(room), eve.cookie).open()
    key = str(uuid4())
    await page.post(room, key, "let me in")  # what a member's page would send
    await until(lambda: any("sendQueue.mark" in script and key in script for script in page.scripts))
    await server.post(ann, room, "among ourselves")
    await settled(server, ann, room)
    assert "among ourselves" not in page.html()
    assert [message["body"] for message in await server.messages(ann, room)] == ["among ourselves", "witness"]
    await page.close()


@proves("S4.8")
@pytest.mark.each_engine(by_day=True)
async def test_a_session_that_ends_takes_its_live_page_along(server: Server) -> None:
    ann, bob = await server.person(), await server.person()
    room = (await a_room(server, ann, bob))["uuid"]
    page = await PageClient(server.base, f"/rooms/{room}", bob.cookie).open()
    async with server.http(headers={"Cookie": bob.cookie}) as http:
        assert (await http.post("/logout")).status_code == 303
    await until(lambda: [opened.partition("?")[0] for opened in page.opened] == ["/login"])
    await server.post(ann, room, "after signing out")
    await page.post(room, str(uuid4()), "from beyond")
    await settled(server, ann, room)
    assert "after signing out" not in page.html()
    assert "from beyond" not in [message["body"] for message in await server.messages(ann, room)]
    await page.close()
