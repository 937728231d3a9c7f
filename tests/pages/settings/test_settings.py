"""The settings and the cards: changes show at once on all open pages, and in the person's messages."""

import re

import httpx
import pytest
from playwright.async_api import FilePayload, expect

from tests.support.browser.accessibility import FIRST_HEADING, violations
from tests.support.browser.arrival import arrived
from tests.support.browser.page_client import PageClient
from tests.support.people.chats import OpenPage
from tests.support.running.patience import until
from tests.support.samples.pictures import GREEN, RED, saved, stripes
from tests.support.servers.server import PASSWORD, Person, Server

PICTURE = saved(stripes(RED))
browser_test = pytest.mark.browser


def as_file(content: bytes) -> FilePayload:
    return {"name": "me.png", "mimeType": "image/png", "buffer": content}


async def second_browser(server: Server, person: Person, device: str = "curl/8.5.0") -> Person:
    """Sign the person in once more, elsewhere."""
    async with server.http(headers={"User-Agent": device}) as http:
        signed_in = await http.post("/login", data={"login": person.username, "password": PASSWORD})
    cookie = f"chatapp_session={signed_in.cookies['chatapp_session']}"
    return Person(person.username, person.email, person.uuid, person.token, cookie)


def browser(server: Server, person: Person | None = None, **headers: str) -> httpx.AsyncClient:
    """Return HTTP as a browser sends it: with the cookie alone."""
    return server.http(headers={**headers, **({"Cookie": person.cookie} if person else {})})


@browser_test
async def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    page = await open_page(f"{server.base}/settings/profile", ann)
    await page.get_by_label("First name").fill("Ada")
    await page.get_by_label("Username").fill(bob.username.upper())
    await page.get_by_label("About", exact=True).fill("A line")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#error-about-username")).to_have_text("This username is taken. Choose another.")
    await expect(page.get_by_label("Username")).to_be_focused()
    async with server.http(ann) as http:  # another of ann's pages changes meanwhile what is being typed here
        await http.patch("/api/v1/me", json={"last_name": "Lovelace", "bio": "Otherwise"})
    await expect(page.get_by_label("Last name")).to_have_value("Lovelace")
    await expect(page.get_by_label("First name")).to_have_value("Ada")
    await expect(page.get_by_label("Username")).to_have_value(bob.username.upper())
    await expect(page.get_by_label("About", exact=True)).to_have_value("A line")


@browser_test
async def test_an_error_takes_the_place_of_its_hint(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/settings/account", ann)
    form = page.get_by_role("region", name="Password")
    hint, error = form.locator("#hint-password-new_password"), form.locator("#error-password-new_password")
    await expect(hint).to_be_visible()
    await form.get_by_label("Current password").fill(PASSWORD)
    await form.get_by_label("New password").fill("short")
    await form.get_by_role("button", name="Change password").click()
    await expect(error).not_to_be_empty()
    await expect(hint).to_be_hidden()
    described = await form.get_by_label("New password").get_attribute("aria-describedby")
    assert described == "error-password-new_password"


@browser_test
async def test_a_picture_shows_at_once_everywhere_and_goes_again(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await server.post(bob, room, "Whose next message stands under a head of its own")
    profile = await open_page(f"{server.base}/settings/profile", ann)
    other = await open_page(f"{server.base}/rooms/{room}", ann)
    reader = await open_page(f"{server.base}/rooms/{room}", bob)
    await expect(reader.locator(".msg img.avatar")).to_have_count(0)
    await profile.get_by_label("Choose a picture").set_input_files(as_file(PICTURE))
    for shown in (profile.locator(".picture img.avatar"), other.locator(".sidebar-foot img.avatar")):
        await expect(shown).to_be_visible()
        await expect(shown).to_have_js_property("naturalWidth", 256)
    await other.get_by_label("Message", exact=True).fill("With a picture")
    await other.keyboard.press("Enter")
    row = reader.locator(".msg", has_text="With a picture")
    await expect(row.locator("img.avatar")).to_have_js_property("naturalWidth", 256)
    await profile.get_by_role("button", name="Remove").click()
    await expect(profile.locator(".picture img.avatar")).to_have_count(0)
    await expect(other.locator(".sidebar-foot img.avatar")).to_have_count(0)


@browser_test
async def test_what_is_no_picture_is_told_and_the_old_one_stays(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/settings/profile", ann)
    chooser, problem = page.get_by_label("Choose a picture"), page.locator(".picture .form-error")
    await chooser.set_input_files(as_file(PICTURE))
    await expect(page.locator(".picture img.avatar")).to_be_visible()
    for content, sentence in ((b"no picture", "read this image"), (b"\0" * (5 * 1024 * 1024 + 1), "up to 5 MB")):
        await chooser.set_input_files(as_file(content))
        await expect(problem).to_contain_text(sentence)
        await expect(page.locator(".picture img.avatar")).to_be_visible()
    await chooser.set_input_files(as_file(saved(stripes(GREEN))))
    await expect(problem).to_be_hidden()


@pytest.mark.nightly
@browser_test
async def test_signing_another_device_out_leads_its_open_page_to_the_sign_in_page_at_once(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    elsewhere = await second_browser(server, ann)
    page = await open_page(f"{server.base}/settings/devices", ann)
    other = await open_page(f"{server.base}/rooms/{room}", elsewhere)
    devices = page.locator(".entry", has_text="last seen")
    await expect(devices).to_have_count(2)
    await expect(devices.first).to_contain_text("This browser")
    await page.get_by_role("button", name="Sign out curl").click()
    await expect(other).to_have_url(re.compile("/login"))
    await expect(devices).to_have_count(1)
    await other.goto(f"{server.base}/rooms/{room}")
    await expect(other).to_have_url(re.compile("/login"))
    await expect(page).to_have_url(re.compile("/settings/devices"))


@pytest.mark.nightly
@browser_test
async def test_signing_out_everywhere_else_and_everywhere(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    elsewhere = await second_browser(server, ann)
    page = await open_page(f"{server.base}/settings/devices", ann)
    other = await open_page(f"{server.base}/settings/developers", elsewhere)
    await page.get_by_role("button", name="Sign out everywhere else").click()
    await page.get_by_role("button", name="Sign out the others").click()
    await expect(other).to_have_url(re.compile("/login"))
    async with server.http(ann) as http:
        assert (await http.get("/api/v1/me")).status_code == 401
    await page.get_by_role("button", name="Sign out everywhere", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    await expect(page).to_have_url(re.compile("/login"))


@browser_test
async def test_a_token_is_shown_once_works_and_is_revoked(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/settings/developers", ann)
    await page.get_by_label("Name of a new token").fill("Deploy bot")
    await page.get_by_role("button", name="Create token").click()
    token = await page.get_by_label("Your new token").input_value()
    bot = Person(ann.username, ann.email, ann.uuid, token, "")
    async with server.http(bot) as http:
        assert (await http.get("/api/v1/me")).json()["username"] == ann.username
        await page.reload()
        await arrived(page)
        assert token not in await page.content()
        await page.get_by_role("button", name="Revoke Deploy bot").click()
        await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        await expect(page.get_by_role("button", name="Revoke Deploy bot")).to_have_count(0)
        assert (await http.get("/api/v1/me")).status_code == 401


@browser_test
async def test_a_card_leads_to_the_conversation(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    page = await open_page(f"{server.base}/people/{bob.uuid}", ann)
    await page.get_by_role("button", name="Message", exact=True).click()
    await expect(page).to_have_url(re.compile("/rooms/"))
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    await page.goto(f"{server.base}/people/{ann.uuid}")
    await expect(page.get_by_role("link", name="Edit your profile")).to_be_visible()
    await expect(page.get_by_role("button", name="Message", exact=True)).to_have_count(0)


@browser_test
async def test_axe_finds_nothing(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    async with server.http(ann) as http:
        await http.patch("/api/v1/me", json={"first_name": "Ada", "country": "GB", "bio": "Engines"})
        await http.put("/api/v1/me/avatar", content=PICTURE)
    page = await open_page(f"{server.base}/people/{ann.username}", ann)
    assert await violations(page) == []
    for section in ("", "/profile", "/appearance", "/devices"):
        await page.goto(f"{server.base}/settings{section}")
        await arrived(page)
        assert await page.evaluate(FIRST_HEADING) == "h1", section
        assert await violations(page, fitting=".section-body" if section else "") == [], section
    await page.goto(f"{server.base}/settings/developers")
    await arrived(page)
    await page.get_by_label("Name of a new token").fill("Deploy bot")
    await page.get_by_role("button", name="Create token").click()
    await expect(page.get_by_label("Your new token")).to_be_visible()
    assert await violations(page) == []
    await page.goto(f"{server.base}/settings/account")
    await arrived(page)
    for name in ("Change address", "Change password"):
        await page.get_by_role("button", name=name).click()  # with its errors
    assert await violations(page) == []
    await page.get_by_role("button", name="Delete my account").click()
    assert await violations(page) == []


async def test_pictures_are_for_signed_in_people_alone(server: Server) -> None:
    ann, bob = await server.person(), await server.person()
    async with browser(server, ann, Origin=server.base) as http:
        digest = (await http.post("/profile/avatar", content=PICTURE)).json()["avatar"]
    path = f"/avatars/{ann.uuid}/{digest}"
    async with browser(server, bob) as http:
        seen = await http.get(path)
        assert (seen.status_code, seen.headers["content-type"]) == (200, "image/webp")
        assert seen.headers["x-content-type-options"] == "nosniff"
        assert {"private", "immutable"} <= set(re.split(r"[,\s]+", seen.headers["cache-control"]))
        for nowhere in (f"/avatars/{ann.uuid}/{'0' * 64}", f"/avatars/{bob.uuid}/{digest}", f"/avatars/x/{digest}"):
            answer = await http.get(nowhere)
            assert answer.status_code == 404
            assert b"WEBP" not in answer.content
    for nobody in (browser(server), server.http(bob), browser(server, Cookie="chatapp_session=forged")):
        async with nobody as http:
            refused = await http.get(path)
            assert refused.status_code == 401
            assert b"WEBP" not in refused.content


async def test_a_picture_is_taken_from_your_own_pages_alone(server: Server) -> None:
    ann = await server.person()
    for headers, status in (
        ({"Origin": server.base}, 401),
        ({"Cookie": ann.cookie, "Origin": "http://evil.example"}, 403),
        ({"Cookie": ann.cookie, "Sec-Fetch-Site": "cross-site"}, 403),
    ):
        async with server.http(headers=headers) as http:
            assert (await http.post("/profile/avatar", content=PICTURE)).status_code == status
    async with browser(server, ann) as http:
        assert (await http.get("/profile/avatar")).status_code == 404  # no state changes on GET
        assert (await http.post("/profile/avatar", content=b"\0" * (5 * 1024 * 1024 + 1))).status_code == 413
        assert (await http.post("/profile", content=b"")).status_code == 404
    async with server.http(ann) as http:
        assert (await http.get("/api/v1/me")).json()["avatar"] is None


async def test_strangers_see_neither_profiles_nor_cards(server: Server) -> None:
    ann = await server.person()
    async with server.http() as http:
        for path in ("/settings/account", "/profile", f"/people/{ann.username}", f"/people/{ann.uuid}"):
            answer = await http.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={path}")
            assert ann.username not in answer.text


async def test_a_page_that_never_lets_go_hears_that_its_device_was_signed_out(server: Server) -> None:
    ann = await server.person()
    elsewhere = await second_browser(server, ann)
    page = await PageClient(server.base, "/settings/profile", elsewhere.cookie).open()
    async with server.http(ann) as http:
        listed = (await http.get("/api/v1/me/devices")).json()
        (device,) = [one["id"] for one in listed if one["name"] == "curl"]
        assert (await http.delete(f"/api/v1/me/devices/{device}")).status_code == 204
    await until(lambda: [opened.partition("?")[0] for opened in page.opened] == ["/login"])
    await page.close()
