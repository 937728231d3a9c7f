"""The cookie and the session behind it: flags, rotation, renewal, expiry."""

import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from pages.shell.authentication.visitor_limits import LOADED
from tests.support.browser.page_client import PageClient, Refused
from tests.support.running.patience import until
from tests.support.servers import hasty_pages
from tests.support.servers.server import PASSWORD, Person, Server


def set_session(server: Server, person: Person, column: str, moment: datetime) -> None:
    """Change a person's sessions in the database, as time would."""
    with sqlite3.connect(server.data_dir / "chatapp.db") as database:
        database.execute(
            f"UPDATE login_session SET {column} = ? WHERE account_id = (SELECT id FROM account WHERE username = ?)",  # noqa: S608
            (moment.strftime("%Y-%m-%d %H:%M:%S.%f"), person.username),
        )
    database.close()


async def sign_in(server: Server, person: Person, **headers: str) -> httpx.Response:
    async with server.http(headers={"Origin": server.base, **headers}) as http:
        return await http.post("/login", data={"login": person.username, "password": PASSWORD})


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server: Server, tmp_path: Path) -> None:
    ann = await server.person()
    plain = (await sign_in(server, ann)).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Path=/" in plain
    assert "Secure" not in plain
    from_a_proxy = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    assert "Secure" not in (await sign_in(server, ann, **from_a_proxy)).headers["set-cookie"], "nobody has named it"
    behind = await Server(tmp_path / "data", {"CHATAPP_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1"}).start()
    from_a_proxy["Origin"] = behind.base.replace("http:", "https:")
    assert "Secure" in (await sign_in(behind, await behind.person(), **from_a_proxy)).headers["set-cookie"]
    await behind.stop()


async def test_where_people_come_by_https_the_cookie_is_secure_whatever_the_proxy_tells(tmp_path: Path) -> None:
    server = await Server(tmp_path / "data", {"CHATAPP_PUBLIC_URL": "https://chat.example.org"}).start()
    ann = await server.person()
    for host in ("inside:8080", "chat.example.org:443"):
        headers = {"Origin": "https://chat.example.org", "Host": host, "Sec-Fetch-Site": "same-origin"}
        assert "Secure" in (await sign_in(server, ann, **headers)).headers["set-cookie"]
    assert (await sign_in(server, ann, Origin="http://chat.example.org")).status_code == 403
    await server.stop()


async def test_pages_are_counted_by_visitor_before_they_are_built(tmp_path: Path) -> None:
    settings = {"CHATAPP_TRIES_PER_MINUTE": "2", "CHATAPP_TRUSTED_PROXIES": "127.0.0.1"}
    server = await Server(tmp_path / "data", settings, hurry=hasty_pages.hurry).start()
    ann = await server.person()
    async with server.http(headers={"X-Forwarded-For": "203.0.113.9"}) as http:
        for _ in range(2 * LOADED):
            assert (await http.get("/login")).status_code == 200
        refused = await http.get("/signup")
        assert (refused.status_code, "parseElements" in refused.text) == (429, False)
        assert int(refused.headers["retry-after"]) > 0
        assert (await http.get("/login", headers={"X-Forwarded-For": "203.0.113.10"})).status_code == 200
        assert (await http.get("/rooms", headers={"Cookie": ann.cookie})).status_code == 200
    await server.stop()


async def test_a_browser_that_has_signed_in_is_known_by_a_cookie_for_the_sign_in_page_alone(server: Server) -> None:
    ann = await server.person()
    [mark] = [one for one in (await sign_in(server, ann)).headers.get_list("set-cookie") if "chatapp_device=" in one]
    assert "HttpOnly" in mark
    assert "SameSite=lax" in mark
    assert "Path=/login" in mark
    assert int(mark.partition("Max-Age=")[2].partition(";")[0]) > 365 * 86_400, "it outlives sessions"


async def test_signing_in_again_gives_a_new_token_and_ends_the_old_one(server: Server) -> None:
    ann = await server.person()
    again = await sign_in(server, ann, Cookie=ann.cookie)
    assert again.cookies["chatapp_session"] not in ann.cookie
    async with server.http(headers={"Cookie": ann.cookie}) as http:
        assert (await http.get("/rooms")).status_code == 303


async def test_a_session_in_use_is_renewed_and_the_cookie_with_it(server: Server) -> None:
    ann = await server.person()
    async with server.http(headers={"Cookie": ann.cookie}) as http:
        assert "set-cookie" not in (await http.get("/rooms")).headers
        set_session(server, ann, "last_seen_at", datetime.now(UTC) - timedelta(minutes=6))
        renewed = (await http.get("/rooms")).headers["set-cookie"]
    assert renewed.startswith(ann.cookie)
    assert "HttpOnly" in renewed


async def test_a_session_that_expires_leads_its_open_page_to_the_sign_in_page(server: Server) -> None:
    for seconds in (2, 10, 50):  # it has to live until the page is open, which takes longer on a slow machine
        ann = await server.person()
        room = await server.room(ann)
        set_session(server, ann, "expires_at", datetime.now(UTC) + timedelta(seconds=seconds))
        page = PageClient(server.base, f"/rooms/{room}", ann.cookie)
        with suppress(Refused):
            if (await page.get()).status_code == 200:
                await page.open_again()
                break
    await until(lambda: [opened.partition("?")[0] for opened in page.opened] == ["/login"])
    await page.post(room, "too-late", "too late")
    assert await server.messages(ann, room) == []  # ann's bearer token still reads
    await page.close()


async def test_people_arrive_in_the_room_they_were_in_or_at_home(server: Server) -> None:
    ann, eve = await server.person(), await server.person()
    room, foreign = await server.room(ann), await server.room(eve)

    async def arrives(person: Person, mark: str) -> list[str]:
        cookies = f"{person.cookie}; chatapp_room={mark}"
        async with server.http(headers={"Cookie": cookies, "Origin": server.base}) as http:
            signed_in = await http.post("/login", data={"login": person.username, "password": PASSWORD})
            person.cookie = f"chatapp_session={signed_in.cookies['chatapp_session']}"
            http.headers["Cookie"] = f"{person.cookie}; chatapp_room={mark}"
            return [
                signed_in.json()["location"],
                *[(await http.get(path)).headers["location"] for path in ("/", "/login")],
            ]

    assert await arrives(ann, f"{ann.uuid}.{room}") == [f"/rooms/{room}"] * 3
    for mark in ("", "x", f"{ann.uuid}.", f"{ann.uuid}.x", f"{ann.uuid}.{foreign}", f"{eve.uuid}.{room}"):
        assert await arrives(ann, mark) == ["/home"] * 3, mark


async def test_a_foreign_origin_posts_nothing(server: Server) -> None:
    ann = await server.person()
    async with server.http(headers={"Origin": "http://evil.example", "Cookie": ann.cookie}) as http:
        for path in ("/login", "/signup", "/setup", "/logout"):
            assert (await http.post(path, data={"login": "x"})).status_code == 403
    async with server.http(headers={"Cookie": ann.cookie}) as http:
        assert (await http.get("/rooms")).status_code == 200  # still signed in
        assert (await http.get("/logout")).status_code == 404  # no state changes on GET
        assert (await http.get("/rooms")).status_code == 200


async def test_head_is_answered_like_get_without_a_page(server: Server) -> None:
    ann = await server.person()
    async with server.http(headers={"Cookie": ann.cookie}) as http:
        for path, status in (("/rooms", 200), ("/login", 303), ("/nowhere", 404), ("/healthz", 200), ("/readyz", 200)):
            answer = await http.head(path)
            assert answer.status_code == status
            assert answer.content == b""
