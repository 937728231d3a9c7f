"""Two people in two browsers: from the first run to a conversation, as a new user meets it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.browser.arrival import arrived, sign_out
from tests.support.browser.bursts import post_all
from tests.support.people.chats import OpenPage
from tests.support.people.members import make_rooms_at
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser


async def sign_up(page: Page, name: str, button: str = "Sign up") -> None:
    await expect(page.get_by_role("button", name=button)).to_be_visible()  # and not the page before it
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name=button).click()


async def say(page: Page, words: str) -> None:
    await page.get_by_label("Message", exact=True).fill(words)
    await page.keyboard.press("Enter")


def message(page: Page, words: str) -> Locator:
    return page.locator(".msg", has_text=words)


def said(page: Page) -> Locator:
    """What people wrote: not who came and who left."""
    return page.locator(".msg:not(.line)")


async def here_now(page: Page) -> Locator:
    """Open the details; return who has the room open just now."""
    await page.get_by_role("button", name="Details", exact=True).click()
    return page.get_by_role("region", name="In this room now").locator(".person")


async def leave(page: Page) -> None:
    await page.get_by_role("button", name="Details", exact=True).click()
    await page.get_by_role("tab", name="Settings").click()
    await page.get_by_role("button", name="Leave").click()
    await page.get_by_role("dialog").get_by_role("button", name="Leave").click()


@pytest.mark.nightly
async def test_from_the_first_run_to_a_conversation(own_server: Server, open_page: OpenPage) -> None:
    ann = await open_page(own_server.base)
    await expect(ann).to_have_url(re.compile("/setup$"))
    await ann.get_by_label("Setup token").fill(own_server.setup_token)
    await ann.get_by_label("Workspace name").fill("Garden club")
    await sign_up(ann, "Ann", "Create workspace")
    await expect(ann.get_by_role("heading", level=1)).to_have_text("General")
    async with own_server.http() as http:
        login = {"login": "ann", "password": PASSWORD}  # the username that was proposed
        token = (await http.post("/api/v1/tokens", json=login)).json()["token"]
        made = await http.post("/api/v1/rooms", json={"name": "Garden"}, headers={"Authorization": f"Bearer {token}"})
    await ann.goto(f"{own_server.base}/rooms/{made.json()['uuid']}")
    await arrived(ann)
    await expect(ann.get_by_role("heading", level=1)).to_have_text("Garden")
    await say(ann, "Hello from Ann")
    await expect(ann.locator(".msg")).to_have_text(re.compile("Hello from Ann"))

    bob = await open_page(ann.url)  # a stranger with a link: signs up, and is led to where the link goes
    await expect(bob).to_have_url(re.compile("/login"))
    await bob.get_by_role("link", name="Sign up").click()
    await sign_up(bob, "Bob")
    await bob.wait_for_url(ann.url)
    await expect(bob.get_by_text("Hello from Ann")).to_have_count(0)  # no member yet: nothing is shown
    await bob.get_by_role("button", name="Join").click()
    await expect(said(bob)).to_have_text([re.compile("Hello from Ann")])

    await say(bob, "Hi Ann, this is Bob")
    for page in (ann, bob):
        await expect(said(page)).to_have_text([re.compile("Hello from Ann"), re.compile("Hi Ann, this is Bob")])
        await expect(page.locator(".pending .waiting")).to_have_count(0)
        await expect(await here_now(page)).to_have_count(2)


@pytest.mark.nightly
async def test_a_new_room_appears_in_the_open_index_of_another_person(own_server: Server, open_page: OpenPage) -> None:
    ann, bob = await own_server.person(), await own_server.person()
    page = await open_page(f"{own_server.base}/rooms", bob)
    async with own_server.http(ann) as http:
        await http.post("/api/v1/rooms", json={"name": f"Live {ann.username}", "description": "Appears by itself"})
    await expect(page.locator(".room-card", has_text=f"Live {ann.username}")).to_be_visible()


@pytest.mark.nightly
async def test_a_private_room_appears_in_nobody_elses_index(own_server: Server, open_page: OpenPage) -> None:
    ann, bob = await own_server.person(), await own_server.person()
    page = await open_page(f"{own_server.base}/rooms", bob)
    async with own_server.http(ann) as http:
        await http.post("/api/v1/rooms", json={"name": f"Hush {ann.username}", "visibility": "private"})
        await http.post("/api/v1/rooms", json={"name": f"Loud {ann.username}"})
    await expect(page.locator(".room-card", has_text=f"Loud {ann.username}")).to_be_visible()
    await expect(page.locator(".room-card", has_text=f"Hush {ann.username}")).to_have_count(0)


@pytest.mark.nightly
async def test_leaving_ends_it_and_joining_brings_it_back(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    second_page = await open_page(f"{server.base}/rooms/{room}", bob)
    await server.post(ann, room, "before")
    await expect(message(page, "before")).to_be_visible()
    await leave(page)
    for open_ in (page, second_page):  # every open page of the person, at once
        await expect(open_.get_by_role("button", name="Join")).to_be_visible()
        await expect(open_.locator(".msg")).to_have_count(0)
        await expect(open_.locator(".sidebar").get_by_text("You haven't joined any rooms yet.")).to_be_visible()
    await server.post(ann, room, "while bob was away")
    await page.get_by_role("button", name="Join").click()
    await expect(said(page)).to_have_text([re.compile("before"), re.compile("while bob was away")])


@pytest.mark.nightly
async def test_signing_out_leads_every_open_page_of_the_session_to_the_sign_in_page(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    second = await page.context.new_page()
    await second.goto(f"{server.base}/rooms")
    await arrived(second)
    await sign_out(page)
    for left in (page, second):  # the form and the server lead there both: one way may cut the other short
        await expect(left).to_have_url(re.compile("/login"))
    await page.goto(f"{server.base}/rooms/{room}")
    await expect(page).to_have_url(re.compile("/login"))  # the cookie proves nothing any more


@pytest.mark.nightly
async def test_history_pages_in_on_scroll_and_keeps_its_order(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    await post_all(server, ann, room, 130)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await expect(page.locator(".msg")).to_have_count(80)  # whole chunks, and fifty at least
    await page.locator(".conversation").evaluate("e => { e.scrollTop = -e.scrollHeight }")
    await expect(page.locator(".msg")).to_have_count(130)
    numbers = await page.locator(".msg").evaluate_all("all => all.map(e => +e.dataset.number)")
    assert numbers == list(range(1, 131))
    await expect(page.get_by_text("This is the very beginning of")).to_be_visible()
    await expect(page.get_by_role("button", name="Show earlier messages")).to_be_hidden()


async def test_hostile_text_is_shown_as_text_and_breaks_no_layout(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    texts = [
        "<script>window.hacked = 1</script>",
        "<img src=x onerror='window.hacked = 2'>",
        "[click](javascript:window.hacked=3)",
        "\u202egnissim si gnihtemos\u202d",
        "z" + "\u0335\u0321\u034d\u0351" * 60,
        "👩‍👩‍👧‍👦 🇩🇪 漢字かな交じり文",
        "W" * 3000,
        "`" + "c" * 2000 + "`",
        "```\n" + "long code " * 300 + "\n```",
    ]
    for text in texts:
        assert (await server.post(ann, room, text)).status_code == 201
    for width in (390, 1440):
        page = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": width, "height": 800})
        await expect(page.locator(".msg")).to_have_count(len(texts))
        assert await page.evaluate("window.hacked") is None
        await expect(page.locator(".msg").first).to_contain_text("<script>window.hacked = 1</script>")
        assert await page.locator(".msg a[href^=javascript]").count() == 0
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        log_width, view_width = await page.evaluate(
            "[document.querySelector('.log').scrollWidth, document.querySelector('.conversation').clientWidth]"
        )
        assert log_width <= view_width


async def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/signup")
    email, hint = page.get_by_label("E-mail"), page.locator("#hint-password")
    await page.get_by_label("Name", exact=True).fill("Anna")
    await email.fill(f"  {ann.email.upper()} ")
    await page.get_by_label("Password").fill("short")
    await expect(page.locator(".strength-word")).to_have_text("Too short")
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.locator("#error-password")).not_to_be_empty()
    await expect(hint).to_be_hidden()  # F5: the error stands in its place
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.locator("#error-email")).to_contain_text("There's already an account")
    await expect(hint).to_be_visible()
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(email).to_be_focused()
    await expect(email).to_have_value(ann.email.upper())
    await expect(page.get_by_label("Password")).to_have_value(PASSWORD)
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Anna")


@pytest.mark.nightly
async def test_a_room_name_that_is_taken_is_told_in_the_dialog(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    async with server.http(ann) as http:
        await http.post("/api/v1/rooms", json={"name": f"Taken {ann.username}"})
    page = await open_page(f"{server.base}/rooms", ann)
    await page.get_by_role("button", name="Create room").first.click()
    await page.get_by_label("Name", exact=True).fill(f" taken   {ann.username} ")
    await page.get_by_label("Description").fill("kept")
    await page.get_by_role("dialog").get_by_role("button", name="Create room").click()
    await expect(page.locator("#error-name")).to_contain_text("There's already a room with this name")
    await expect(page.get_by_label("Description")).to_have_value("kept")


@pytest.mark.nightly
async def test_sign_in_leads_back_to_where_one_was_going_but_nowhere_else(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    for wanted, landed in (
        (f"/rooms/{room}", f"/rooms/{room}"),
        ("//evil.example/x", "/home"),
        ("/\\evil.example", "/home"),
    ):
        page = await open_page(f"{server.base}/login?next={wanted}")
        await page.get_by_label("Username or e-mail").fill(ann.email.upper())
        await page.get_by_label("Password").fill("wrong password")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.locator(".form-error")).to_contain_text("Wrong username or password")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(f"{server.base}{landed}")


@pytest.mark.nightly
async def test_a_missing_room_and_a_hidden_one_look_the_same(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    hidden = await server.room(ann, visibility="private")
    seen: list[tuple[int, str]] = []
    page = await open_page(f"{server.base}/rooms", bob)
    for room in (hidden, "00000000-0000-4000-8000-000000000000", "garbled"):
        response = await page.goto(f"{server.base}/rooms/{room}")
        assert response is not None
        seen.append((response.status, await page.locator(".main").inner_text()))
    assert seen[0][0] == 404
    assert seen[0] == seen[1] == seen[2]


async def test_nothing_is_loaded_from_outside(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/login")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    name, _, value = ann.cookie.partition("=")
    await page.context.add_cookies([{"name": name, "value": value, "url": server.base}])
    for path in (f"/rooms/{room}", "/rooms", "/api/v1/docs"):
        await page.goto(server.base + path)
        await page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((server.base, "data:", "blob:"))] == []


async def test_the_setup_page_asks_strangers_for_the_token(tmp_path: Path) -> None:
    server = await Server(tmp_path / "data").start()
    try:
        async with server.http(headers={"X-Forwarded-For": "203.0.113.9", "Origin": server.base}) as http:
            assert "Setup token" in (await http.get("/setup")).text
            form = {"username": "eve", "email": "eve@example.org", "password": PASSWORD}
            refused = await http.post("/setup", data=form)
            assert refused.status_code == 403
            token = re.search(r"token=([0-9a-f]{32})", server.log())
            assert token is not None
            assert (await http.post("/setup", data={**form, "setup_token": token[1]})).status_code == 200
    finally:
        await server.stop()


async def test_leaving_a_private_room_ends_at_a_page_that_says_nothing(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, visibility="private")
    async with server.http(ann) as http:
        added = await http.put(f"/api/v1/rooms/{room}/members/{bob.uuid}", json={})
        assert added.status_code == 204
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await leave(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    await expect(page.get_by_role("button", name="Join")).to_have_count(0)


async def test_joining_and_going_elsewhere_at_once_leaves_no_ghost(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    first, second = await server.room(ann), await server.room(ann, bob)
    page = await open_page(f"{server.base}/rooms/{first}", bob)
    await page.evaluate(
        """path => {
            document.querySelector('.joining button').click(); document.querySelector(`a[href='${path}']`).click();
        }""",
        f"/rooms/{second}",
    )
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    await expect(page).to_have_url(f"{server.base}/rooms/{second}")
    witness = await open_page(f"{server.base}/rooms/{first}", ann)
    await expect(await here_now(witness)).to_have_count(1)


@pytest.mark.nightly
async def test_a_room_is_made_with_the_keyboard_alone(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/rooms", ann)
    await page.get_by_role("button", name="Create room").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()
    await page.keyboard.type(f"Keys {ann.username}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Keys {ann.username}")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await page.keyboard.type("typed at once")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg")).to_have_text([re.compile("typed at once")])


async def test_the_drawer_takes_the_focus_in_and_gives_it_back(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": 390, "height": 844})
    opener = page.get_by_role("button", name="Open menu")
    await opener.click()
    await expect(page.get_by_role("link", name="Home")).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()
    await expect(page.get_by_role("link", name="Browse rooms")).to_be_hidden()


@pytest.mark.nightly
async def test_a_person_added_while_looking_at_the_join_page_is_inside_at_once(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await expect(page.get_by_role("button", name="Join")).to_be_visible()
    async with server.http(ann) as http:
        added = await http.put(f"/api/v1/rooms/{room}/members/{bob.uuid}", json={})
        assert added.status_code == 204, added.text
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_the_closed_room_of_one_page_opens_when_it_is_reopened_on_another(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    async with server.http(ann) as http:
        await http.post(f"/api/v1/rooms/{room}/close")
        page = await open_page(f"{server.base}/rooms/{room}", ann)
        await expect(page.get_by_role("button", name="Restore room")).to_be_visible()
        await http.post(f"/api/v1/rooms/{room}/reopen")
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_the_last_room_of_the_index_stays_when_it_is_changed(own_server: Server, open_page: OpenPage) -> None:
    ann = await own_server.person()
    made = await make_rooms_at(own_server.database_url, [f"R {n:03}" for n in range(60)], ann.uuid)
    async with own_server.http(ann) as http:
        page = await open_page(f"{own_server.base}/rooms", ann)
        cards = page.locator(".room-card")
        await expect(cards).to_have_count(50)
        assert (await http.patch(f"/api/v1/rooms/{made[49]}", json={"description": "still here"})).status_code == 204
        await expect(cards.filter(has_text="still here")).to_be_visible()
        await expect(cards).to_have_count(50)
        await page.get_by_role("button", name="Show more rooms").scroll_into_view_if_needed()  # near it more come
        await expect(cards).to_have_count(60)


async def test_an_address_that_leads_nowhere_lets_go_of_the_room_that_was_open(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    await page.evaluate("emitEvent('sub_pages_open', '/nowhere')")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    await server.post(ann, room, "nobody sees this yet")
    row = page.locator(f".sidebar a[href='/rooms/{room}']")
    await expect(row).to_have_attribute("aria-label", re.compile(", 1 unread"))  # counted, not read
    async with server.http(bob) as http:
        assert (await http.get(f"/api/v1/rooms/{room}")).json()["unread"] == 1


async def test_a_persons_new_name_shows_at_once_where_you_talk_to_them(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    async with server.http(ann) as http:
        room = (await http.post("/api/v1/direct", json={"to": bob.username})).json()["uuid"]
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    async with server.http(bob) as http:
        changed = await http.patch("/api/v1/me", json={"first_name": "Robert", "last_name": "Newname"})
        assert changed.is_success, changed.text
    await expect(page.get_by_role("heading", level=1)).to_have_text("Robert Newname")
    await expect(page.locator(".sidebar").get_by_text("Robert Newname")).to_be_visible()
