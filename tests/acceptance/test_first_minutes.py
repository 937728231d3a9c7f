"""The first ten minutes of a team: from an empty instance, through an invite link, to two people who talk."""

import os
import re

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
FILM = os.environ.get("CHATAPP_TEST_FILM", "")  # a folder for screenshots, to be looked at


async def shoot(page: Page, name: str) -> None:
    if FILM:
        size = page.viewport_size or WIDE
        await page.wait_for_timeout(600)
        await page.screenshot(path=f"{FILM}/{size['width']}-{name}.png")


async def fill_in(page: Page, name: str, button: str) -> None:
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("E-mail").fill(f"{name.split()[0].lower()}@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await shoot(page, f"{button.split()[0].lower()}-form")
    await page.get_by_role("button", name=button).click()


async def say(page: Page, words: str) -> None:
    await page.get_by_label("Message", exact=True).fill(words)
    await page.get_by_role("button", name="Send").click()


@pytest.mark.parametrize(
    "size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow", marks=pytest.mark.nightly)]
)
async def test_from_an_empty_instance_through_an_invite_link_to_two_people_who_talk(
    own_server: Server, open_page: OpenPage, size: dict[str, int]
) -> None:
    ada = await open_page(f"{own_server.base}/setup?token={own_server.setup_token}", viewport=size)
    await ada.get_by_label("Workspace name").fill("Analytical Engines")
    await fill_in(ada, "Ada Lovelace", "Create workspace")
    await expect(ada.get_by_role("heading", level=1)).to_have_text("General")
    await expect(ada).to_have_title(re.compile("General · Analytical Engines"))
    card = ada.get_by_role("region", name="Get started with Analytical Engines")
    await expect(card).to_be_visible()
    await shoot(ada, "general")
    await card.get_by_role("button", name="Invite people").click()
    dialog = ada.get_by_role("dialog", name="Invite people")
    await shoot(ada, "invite")
    await dialog.get_by_role("button", name="Create link").click()
    await expect(dialog.get_by_role("img", name="QR code of the invite link")).to_be_visible()
    await dialog.get_by_role("button", name="Copy link").click()
    await expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    await expect(dialog.get_by_role("listitem")).to_contain_text(["0 of 25 used"])
    await shoot(ada, "link")
    link = await dialog.get_by_label("Invite link", exact=True).input_value()
    await dialog.get_by_role("button", name="Done").click()
    await card.get_by_role("button", name="Dismiss").click()
    await expect(card).to_have_count(0)

    path = re.sub(r"^https?://[^/]+", "", link)
    bob = await open_page(own_server.base + path, viewport=size)
    await expect(bob.get_by_role("heading", level=1)).to_have_text("Join Analytical Engines")
    await fill_in(bob, "Bob Babbage", "Join Analytical Engines")
    await expect(bob.get_by_role("heading", level=1)).to_have_text("General")
    steps = bob.get_by_role("region", name="Get started with Analytical Engines")
    await expect(steps).to_be_visible()
    await bob.set_viewport_size({"width": size["width"], "height": 420})  # a phone's keyboard is open
    await expect(steps).to_be_hidden()
    await bob.set_viewport_size({"width": size["width"], "height": size["height"]})
    await say(bob, "Hello Ada, I'm in")
    await expect(ada.locator(".msg")).to_contain_text(["Hello Ada, I'm in"])
    await say(ada, "Welcome, Bob")
    await expect(bob.locator(".msg")).to_contain_text(["Hello Ada, I'm in", "Welcome, Bob"])
    await shoot(ada, "talk-ada")
    await shoot(bob, "talk-bob")

    await ada.reload()
    await arrived(ada)
    await expect(ada.get_by_role("heading", level=1)).to_have_text("General")
    await expect(ada.get_by_role("region", name="Get started with Analytical Engines")).to_have_count(0)
    again = await bob.context.new_page()  # somebody signed in opens the link
    await again.goto(own_server.base + path)
    await expect(again.get_by_role("status")).to_contain_text("You're already in General.")
    await shoot(again, "again")
