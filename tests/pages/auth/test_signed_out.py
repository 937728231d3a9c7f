"""Who was signed out elsewhere is told so, and is led back; pages show the workspace's name and who may sign up."""

import pytest
from playwright.async_api import expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser


async def test_who_was_signed_out_elsewhere_reads_why_and_comes_back_to_the_room(
    own_server: Server, open_page: OpenPage
) -> None:
    ann = await own_server.person("ann")
    room = await own_server.room(ann)
    page = await open_page(f"{own_server.base}/rooms/{room}", ann)
    async with own_server.http(ann) as http:
        changed = await http.patch("/api/v1/workspace", json={"name": "Acme <b>", "signup": "closed"})
        assert changed.status_code == 200
        await expect(page.get_by_role("button", name="Acme <b>")).to_be_visible()  # live on open pages
        assert (await http.delete("/api/v1/me/devices")).status_code == 204
    await expect(page.get_by_text("You've been signed out. Sign in to go back")).to_be_visible()
    await expect(page).to_have_title("Sign in · Acme <b>")
    await expect(page.get_by_role("link", name="Sign up")).to_have_count(0)
    await page.get_by_label("Username or e-mail").fill("ann")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{own_server.base}/rooms/{room}")
    stranger = await open_page(f"{own_server.base}/signup")
    await expect(stranger.get_by_text("Sign-up is closed.")).to_be_visible()
    await expect(stranger.get_by_role("textbox")).to_have_count(0)
    await stranger.goto(f"{own_server.base}/forgot")  # where nothing can be mailed, nobody is told to wait for mail
    await expect(stranger.get_by_text("This Chatapp has no mail server.")).to_be_visible()
    await stranger.get_by_label("E-mail").fill("ann@example.org")
    await stranger.get_by_role("button", name="Ask for a link").click()
    await expect(stranger.get_by_role("heading", name="Ask whoever runs Chatapp")).to_be_visible()
    await expect(stranger.get_by_text("mailed")).to_have_count(0)
