"""The lightbox follows the pointer and the wheel: swept to the next picture, tapped twice, enlarged there."""

import re
from urllib.parse import quote

import pytest
from playwright.async_api import Locator, Page, expect

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

SCALE = r"scale\(([\d.]+)\)"


def picture(name: str, width: int = 1600, height: int = 1200) -> str:
    """Return a picture's link, as messages have it."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"></svg>'
    address = f"data:image/svg+xml,{quote(svg)}"
    told = f'data-file="{name}" data-name="{name}.png" data-width="{width}" data-height="{height}"'
    return f'<span><a class="picture" href="{address}" {told}><img src="{address}" alt="{name}" width="40"></a></span>'


def message(number: int, name: str) -> str:
    """Return a message with a picture."""
    head = '<a class="who">Ann</a><local-time title="today"></local-time>'
    return f'<article class="msg" data-number="{number}">{head}{picture(name)}</article>'


HTML = f'<div class="log">{picture("one")}{picture("two", 300, 200)}{picture("three", 900, 4000)}</div>'


async def opened(load: LoadModules, name: str = "one") -> tuple[Page, Locator]:
    page = await load("lightbox", html=HTML)
    await page.set_viewport_size({"width": 1000, "height": 800})
    await page.evaluate("(name) => lightbox.open(document.querySelector(`[data-file=${name}]`))", name)
    dialog = page.get_by_role("dialog", name="Picture")
    await expect(dialog).to_be_visible()
    return page, dialog


async def sweep(page: Page, right: int, down: int) -> None:
    """Press in the middle, move, and let go."""
    await page.mouse.move(500, 430)
    await page.mouse.down()
    await page.mouse.move(500 + right / 2, 430 + down / 2)
    await page.mouse.move(500 + right, 430 + down)
    await page.mouse.up()


async def scale(dialog: Locator) -> float:
    told = re.search(SCALE, await dialog.get_by_role("img").get_attribute("style") or "")
    assert told is not None
    return float(told[1])


async def test_pictures_are_swept_to_the_next_and_back_and_down_to_close(load: LoadModules) -> None:
    page, dialog = await opened(load)
    for right, down, name in ((-200, 20, "two"), (-30, 0, "two"), (-150, 140, "two"), (-200, 0, "three")):
        await sweep(page, right, down)
        await expect(dialog.locator("bdi")).to_have_text(f"{name}.png")
    await sweep(page, -200, 0)  # there is no further one
    await expect(dialog.locator(".count")).to_have_text("3 of 3")
    await sweep(page, 200, 0)
    await expect(dialog.locator("bdi")).to_have_text("two.png")
    await sweep(page, 0, -200)  # up: nothing
    await expect(dialog).to_be_visible()
    await sweep(page, 10, 200)
    await expect(dialog).to_be_hidden()
    await expect(page.locator("a.picture[data-file=two]")).to_be_focused()


async def test_a_double_tap_enlarges_where_it_is_and_a_second_one_shows_the_whole(load: LoadModules) -> None:
    page, dialog = await opened(load)
    stage, image = dialog.locator(".stage"), dialog.get_by_role("img")
    await page.mouse.dblclick(700, 500)
    await expect(stage).to_have_attribute("data-zoomed", "")
    assert await scale(dialog) == 2.5
    box = await image.bounding_box()
    assert box is not None
    assert box["x"] < 0, "what was tapped stays where it is, so more is out of view at the left"
    await sweep(page, -100, 0)  # moves it, and turns to no other
    moved = await image.bounding_box()
    assert moved is not None
    assert abs(moved["x"] - (box["x"] - 100)) < 1
    await expect(dialog.locator("bdi")).to_have_text("one.png")
    await page.mouse.dblclick(500, 430)
    await expect(stage).not_to_have_attribute("data-zoomed", "")
    await page.mouse.click(500, 430)  # one tap on a picture does nothing
    await expect(dialog).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await page.mouse.click(120, 430)  # beside a small one, it closes
    await expect(dialog).to_be_hidden()


async def test_the_wheel_enlarges_what_is_under_the_pointer_up_to_a_limit(load: LoadModules) -> None:
    page, dialog = await opened(load)
    await page.mouse.move(700, 500)
    await page.mouse.wheel(0, -40)
    await expect(dialog.locator(".stage")).to_have_attribute("data-zoomed", "")
    first = await scale(dialog)
    assert 1 < first < 1.5
    for _ in range(40):
        await page.mouse.wheel(0, -500)
    await expect(dialog.get_by_role("img")).to_have_attribute("style", re.compile(r"scale\(8\)"))
    for _ in range(60):
        await page.mouse.wheel(0, 500)
    await expect(dialog.locator(".stage")).not_to_have_attribute("data-zoomed", "")
    await page.mouse.wheel(0, -40)
    await page.keyboard.press("ArrowRight")
    await expect(dialog.locator(".stage")).not_to_have_attribute("data-zoomed", "")


async def test_a_picture_that_is_deleted_while_somebody_looks_at_it_is_taken_away(load: LoadModules) -> None:
    page = await load("lightbox", html=f'<div class="log">{message(1, "one")}{message(2, "two")}</div>')
    await page.evaluate("lightbox.open(document.querySelector('[data-file=one]'))")
    dialog = page.get_by_role("dialog", name="Picture")
    await expect(dialog).to_contain_text("1 of 2")
    same = "document.querySelector('.msg').outerHTML = document.querySelector('.msg').outerHTML"
    await page.evaluate(same)  # a row that is drawn again, as by a reaction, or is out of reach, has not lost it
    await page.evaluate("document.querySelector('.msg:last-child').remove()")
    await page.wait_for_function("new Promise((go) => requestAnimationFrame(() => go(true)))")
    await expect(dialog).to_be_visible()
    await page.evaluate("document.querySelector('.msg span').replaceChildren('This message was deleted.')")
    await expect(dialog).to_be_hidden()
