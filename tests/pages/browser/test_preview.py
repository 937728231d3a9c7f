"""The preview: in place of the field while one looks at it, and gone when one goes on."""

import pytest
from playwright.async_api import Page, expect

from pages.browser import assets
from tests.pages.browser.composer_page import HTML
from tests.pages.browser.conftest import LOAD, LoadModules

pytestmark = pytest.mark.browser


async def a_page(load: LoadModules) -> Page:
    page = await load("composer", html=HTML)
    await page.evaluate(LOAD, {"preview": assets.address("preview.js")})
    await page.evaluate("composer.enter('r')")
    return page


async def test_it_takes_the_fields_place_until_one_goes_on(load: LoadModules) -> None:
    page = await a_page(load)
    field, button = page.get_by_label("Message", exact=True), page.get_by_role("button", name="Preview")
    await page.keyboard.type("**x**")
    await button.click()
    assert await page.evaluate("sent") == [["preview", "r", "**x**"]]
    for leave in ("Escape", "button", "tool"):
        await page.evaluate("preview.show('r', '<p><strong>x</strong></p>')")
        await expect(field).to_be_hidden()
        await expect(page.locator(".preview strong")).to_be_visible()
        await expect(button).to_have_attribute("aria-pressed", "true")
        if leave == "Escape":
            await page.keyboard.press("Escape")
        else:
            await (button if leave == "button" else page.get_by_role("button", name="List")).click()
        await expect(field).to_be_focused()
        await expect(page.locator(".preview")).to_be_hidden()
    await expect(field).to_have_value("- **x**")
    await page.evaluate("preview.show('r', '<p>x</p>')")
    await page.get_by_role("button", name="Send").click()
    await expect(field).to_be_visible()
    await expect(field).to_have_value("")


async def test_there_is_nothing_to_preview_in_an_empty_field_nor_offline(load: LoadModules) -> None:
    page = await a_page(load)
    error = page.locator(".composer-note .error")
    await page.get_by_role("button", name="Preview").click()
    await expect(error).to_have_text("Type a message to preview it.")
    await page.keyboard.type("x")
    await page.evaluate("socket.connected = false")
    await page.get_by_role("button", name="Preview").click()
    await expect(error).to_have_text("You can't preview while you're offline.")
    assert await page.evaluate("sent") == []
