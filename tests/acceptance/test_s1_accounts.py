"""S1, your own account: from signing up to deleting it, on the real pages."""

from uuid import uuid4

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room, another_browser, field_error, messages, say
from tests.support.browser.arrival import AT_SIGN_IN, arrived, sign_out
from tests.support.people.chats import OpenPage
from tests.support.samples.pictures import BLUE, GREEN, MAKER, RED, is_like, opened, saved, stripes
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser

NEW_PASSWORD = "quince-lantern-4"


async def token_status(server: Server, login: str, password: str) -> int:
    """Say what a program is answered that signs in like this."""
    async with server.http() as http:
        return (await http.post("/api/v1/tokens", json={"login": login, "password": password})).status_code


async def fill_in_sign_up(page: Page, name: str, email: str) -> None:
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign up").click()


@proves("S0.1", "S1.1")
@pytest.mark.each_engine
async def test_sign_up_tells_what_is_wrong_beside_the_field_and_signing_out_ends_every_page_of_the_browser(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    username = f"p{uuid4().hex[:8]}"
    email = f"{username}@example.org"
    page = await open_page(f"{server.base}/signup")
    await fill_in_sign_up(page, username, ann.email)
    await expect(field_error(page, "email")).to_contain_text("already an account")
    for label, typed in (("Name", username), ("E-mail", ann.email), ("Password", PASSWORD)):
        await expect(page.get_by_label(label, exact=True)).to_have_value(typed)
    await fill_in_sign_up(page, username, email)
    await page.wait_for_url(f"{server.base}/home")
    cookies = {cookie["name"]: cookie["value"] for cookie in await page.context.cookies()}
    other = await page.context.new_page()
    await other.goto(f"{server.base}/profile")
    await arrived(other)
    await expect(other.get_by_role("region", name="About you").get_by_label("Username")).to_have_value(username)
    await sign_out(page)
    for gone in (page, other):
        await expect(gone).to_have_url(AT_SIGN_IN)
    async with server.http(headers={"Cookie": f"chatapp_session={cookies['chatapp_session']}"}) as http:
        kept = await http.get("/rooms")  # with a copy of the cookie
    assert (kept.status_code, kept.headers["location"]) == (303, "/login?next=/rooms")


@proves("S1.1")
async def test_an_edited_profile_is_what_others_see_and_never_the_address(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/profile", ann)
    other = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    reader = await open_page(f"{server.base}/rooms/{room['uuid']}", bob)
    about = page.get_by_role("region", name="About you")
    await about.get_by_label("Username").fill(bob.username.upper())
    await about.get_by_label("First name").fill("Ada")
    await about.get_by_label("Last name").fill("Lovelace")
    await about.get_by_label("Country").select_option(label="United Kingdom")
    await about.get_by_label("About", exact=True).fill("Engines, <b>mostly</b>.\nTea at four.")
    await about.get_by_role("button", name="Save").click()
    await expect(about).to_contain_text("This username is taken")
    await expect(about.get_by_label("First name")).to_have_value("Ada")
    await about.get_by_label("Username").fill(ann.username)
    await about.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    for shown in (page, other):
        await expect(shown.get_by_role("link", name="Ada Lovelace, online: your profile")).to_be_visible()
    await say(other, "signed with my name")
    await expect(messages(reader).filter(has_text="signed with my name")).to_contain_text("Ada Lovelace")
    await reader.goto(f"{server.base}/people/{ann.uuid}")
    await expect(reader.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    card = reader.get_by_role("region", name="Profile")
    for words in (f"@{ann.username}", "United Kingdom"):
        await expect(card).to_contain_text(words)
    await expect(card.locator(".person-bio")).to_have_text("Engines, <b>mostly</b>.\nTea at four.")
    await expect(card).not_to_contain_text("example.org")
    assert ann.email not in await reader.content()


@proves("S1.1")
async def test_another_password_and_another_address_are_what_signs_in_from_then_on(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/settings/account", ann)
    elsewhere = await open_page(f"{server.base}/rooms", await another_browser(server, ann.username))
    form = page.get_by_role("region", name="Password")
    await form.get_by_label("Current password").fill("not my password")
    await form.get_by_label("New password").fill(NEW_PASSWORD)
    await form.get_by_role("button", name="Change password").click()
    await expect(form).to_contain_text("That isn't your password.")
    await expect(elsewhere).to_have_url(f"{server.base}/rooms")
    await form.get_by_label("Current password").fill(PASSWORD)
    await form.get_by_role("button", name="Change password").click()
    await expect(elsewhere).to_have_url(AT_SIGN_IN)
    await expect(page.get_by_text("Your password was changed.")).to_be_visible()
    await expect(form.get_by_label("New password")).to_have_value("")
    await page.reload()  # this browser stays signed in
    await arrived(page)
    await expect(page.get_by_role("heading", level=2).first).to_have_text("Account")
    email = f"new-{ann.username}@example.org"
    form = page.get_by_role("region", name="E-mail")
    await form.get_by_label("New e-mail address").fill(email)
    await form.get_by_label("Your password").fill(NEW_PASSWORD)
    await form.get_by_role("button", name="Change address").click()
    await expect(form).to_contain_text(f"Your address: {email}")
    async with server.http(ann) as http:
        assert (await http.get("/api/v1/me")).status_code == 401  # programs went with the old password
    assert await token_status(server, ann.email, NEW_PASSWORD) == 401
    assert await token_status(server, email, PASSWORD) == 401
    await sign_out(page)
    await page.get_by_label("Username or e-mail").fill(email)
    await page.get_by_label("Password").fill(NEW_PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.base}/home")


def photograph() -> bytes:
    """Return a JPEG of three stripes that tells what took it."""
    exif = Image.Exif()
    exif[MAKER] = "Secret Camera"
    return saved(stripes(RED, GREEN, BLUE), "JPEG", quality=95, exif=exif)


@proves("S1.1")
async def test_a_picture_is_cropped_and_rid_of_its_secrets_and_shows_to_others(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/profile", ann)
    reader = await open_page(f"{server.base}/rooms/{room['uuid']}", bob)
    picture, chooser = page.get_by_role("region", name="Picture"), page.get_by_label("Choose a picture")
    assert b"Secret Camera" in photograph()
    await chooser.set_input_files(FilePayload(name="me.jpg", mimeType="image/jpeg", buffer=photograph()))
    await expect(picture.locator("img")).to_have_js_property("naturalWidth", 256)
    await chooser.set_input_files(FilePayload(name="me.png", mimeType="image/png", buffer=b"<svg onload=alert(1)>"))
    await expect(picture.get_by_role("alert")).not_to_be_empty()
    await server.post(ann, room["uuid"], "look at me")
    await expect(messages(reader).filter(has_text="look at me").locator("img")).to_have_js_property("naturalWidth", 256)
    async with server.http(bob) as http:
        kept = await http.get(f"/api/v1/people/{ann.uuid}/avatar")
    assert b"Secret Camera" not in kept.content
    square = opened(kept.content)
    for corner in ((8, 8), (247, 247)):
        assert is_like(square.getpixel(corner), GREEN)


@proves("S1.1")
@pytest.mark.each_engine
async def test_who_deletes_the_account_is_gone_and_what_was_written_stays_under_no_name(
    server: Server, open_page: OpenPage
) -> None:
    await server.person()  # so that ann is not the only administrator
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    await say(page, "I was here")
    await page.goto(f"{server.base}/settings/account")
    await arrived(page)
    other = await open_page(f"{server.base}/rooms/{room['uuid']}", await another_browser(server, ann.username))
    reader = await open_page(f"{server.base}/people/{ann.uuid}", bob)
    await page.get_by_role("button", name="Delete my account").click()
    prompt = page.get_by_role("dialog", name="Delete your account?")
    confirmation = prompt.get_by_label(f"Type “{ann.username}” to confirm")
    await confirmation.fill(bob.username)
    await prompt.get_by_label("Your password").fill(PASSWORD)
    await prompt.get_by_role("button", name="Delete my account").click()
    await expect(prompt).to_contain_text("That doesn't match your username above.")
    await confirmation.fill(ann.username)
    await prompt.get_by_label("Your password").fill("not my password")
    await prompt.get_by_role("button", name="Delete my account").click()
    await expect(field_error(page, "password")).not_to_be_empty()
    assert await token_status(server, ann.username, PASSWORD) == 201
    await prompt.get_by_label("Your password").fill(PASSWORD)
    await prompt.get_by_role("button", name="Delete my account").click()
    for gone in (page, other):
        await expect(gone).to_have_url(AT_SIGN_IN)
    assert await token_status(server, ann.username, PASSWORD) == 401
    await reader.reload()
    await expect(reader.get_by_role("heading", level=1)).to_have_text("Page not found")
    await reader.goto(f"{server.base}/rooms/{room['uuid']}")
    await expect(messages(reader).filter(has_text="I was here")).to_contain_text("Deleted user")
    assert ann.username not in str(await server.messages(bob, room["uuid"]))
    async with server.http(bob) as http:
        assert (await http.get(f"/api/v1/rooms/{room['uuid']}")).json()["role"] == "owner"  # it has passed to bob
