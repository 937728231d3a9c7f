"""The switcher's browser part: what finds what, the keyboard, and that no key asks the server."""

import json
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from pages.switcher.field import switcher_html
from tests.pages.browser.composer_page import HTML as COMPOSER
from tests.pages.browser.conftest import LoadModules, load_into

pytestmark = pytest.mark.browser

MANY = 500
PRESS = """(key) => document.activeElement.dispatchEvent(
  new KeyboardEvent('keydown', {...key, bubbles: true, cancelable: true}))"""


def room(name: str, at: int = 0, **more: Any) -> dict[str, Any]:
    value = f"room-{name}".replace(" ", "-")
    href = f"/rooms/{value}"
    drawn = {"hue": 30, "icon": "", "letter": name[0]}
    verbs = [["mute", f"Mute {name}"]]
    basic = {"kind": "room", "value": value, "name": name, "words": "", "href": href, "note": "", "at": at}
    return {**basic, "verbs": verbs, **drawn, **more}


ROOMS = [
    room("Design Team", 5),
    room("Platform – Incidents", 4),
    room("Zürich office", 3),
    room("東京支社", 2),
    room("Łódź Straße", 1),
]
CHOICES = [
    *ROOMS,
    room("Elsewhere", 9, note="Not joined", verbs=[]),
    *(room(f"Project {number:03}") for number in range(MANY)),
    {"kind": "person", "value": "p1", "name": "Mary-Ann O'Neil", "words": "maon", "note": "@maon", "act": "direct"}
    | {"faces": [{"hue": 10, "picture": "", "initials": "MO"}], "at": 0},
    {"kind": "act", "value": "dark", "name": "Dark theme", "words": "night", "act": "theme", "icon": "sun", "at": 0},
    {"kind": "view", "name": "Settings", "words": "preferences", "href": "/settings", "icon": "gear", "at": 0},
]


async def opened(load: LoadModules, asked: list[str]) -> Page:
    """Return a page whose switcher is open and has everything."""
    page = await load(html=f"{switcher_html()}<textarea></textarea>")

    async def serve(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(body=json.dumps({"choices": CHOICES, "icons": {}}), content_type="application/json")

    await page.route("**/switcher.json", serve)
    await page.evaluate("import('/switcher.js')")
    await page.locator("textarea").focus()
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("option", name="Design Team")).to_be_visible()
    return page


async def test_parts_of_words_and_initials_find_names(load: LoadModules) -> None:
    asked: list[str] = []
    page = await opened(load, asked)
    field, first = page.get_by_role("combobox"), page.get_by_role("option").first
    wanted = {
        "design": "Design Team",
        "team des": "Design Team",
        "dt": "Design Team",
        "deste": "Design Team",
        "inc": "Platform – Incidents",
        "pinc": "Platform – Incidents",
        "zurich": "Zürich office",
        "ZÜR off": "Zürich office",
        "京支": "東京支社",
        "lodz": "Łódź Straße",
        "strasse": "Łódź Straße",
        "łódź": "Łódź Straße",
        "p 499": "Project 499",
        "maon": "Mary-Ann O'Neil",
        "mao": "Mary-Ann O'Neil",
        "night": "Dark theme",
        "prefer": "Settings",
        "else": "Elsewhere",
        "mute des": "Mute Design Team",
        "design mute": "Mute Design Team",
    }
    for typed, name in wanted.items():
        await field.fill(typed)
        await expect(first.locator(".name")).to_have_text(name)
    for typed in ("xyzzy", "dtx", "ssss", "%", "\\", "a" * 200):
        await field.fill(typed)
        await expect(page.get_by_role("option").locator(".name")).to_have_text([f"Search messages for “{typed}”"])
    assert len(asked) == 1  # for all these keys


async def test_the_keyboard_alone_opens_chooses_and_closes(load: LoadModules) -> None:
    page = await opened(load, [])
    field, keys = page.get_by_role("combobox"), page.keyboard
    names = page.get_by_role("option").locator(".name")
    await expect(names).to_have_count(50)  # of all that there are
    assert (await names.all_text_contents())[:3] == ["Design Team", "Platform – Incidents", "Zürich office"]
    await keys.type("pro")
    await expect(names.first).to_have_text("Project 000")
    await keys.press("ArrowDown")
    second = page.get_by_role("option", selected=True)
    await expect(second).to_have_count(1)
    await expect(second.locator(".name")).to_have_text("Project 001")
    assert await field.get_attribute("aria-activedescendant") == await second.get_attribute("id")
    await keys.press("ArrowUp")
    await keys.press("ArrowUp")
    await expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("status")).to_have_text("51 results")
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.locator("textarea")).to_be_focused()

    await page.evaluate(PRESS, {"key": "л", "code": "KeyK", "ctrlKey": True})  # the same key, on a Russian keyboard
    await expect(field).to_have_value("")
    await keys.type("dark")
    await page.evaluate(PRESS, {"key": "Enter", "code": "Enter", "keyCode": 229})  # Safari: it ends a composition
    assert await page.evaluate("sent") == []
    await keys.press("Enter")
    assert await page.evaluate("sent") == [["switcher_act", "theme", "dark"]]
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.evaluate("socket.connected = false")
    await keys.press("Control+k")
    await keys.type("maon")
    await keys.press("Enter")
    await expect(page.get_by_text("You're offline.")).to_be_visible()


async def test_what_was_visited_last_comes_first(load: LoadModules) -> None:
    page = await opened(load, [])
    await page.keyboard.press("Escape")
    for visited in ("room-Project-007", "room-東京支社"):
        await page.evaluate("(detail) => document.dispatchEvent(new CustomEvent('chatapp:room', {detail}))", visited)
    await page.keyboard.press("Control+k")
    names = page.get_by_role("option").locator(".name")
    await expect(names.first).to_have_text("東京支社")
    assert (await names.all_text_contents())[1:3] == ["Project 007", "Design Team"]
    await page.keyboard.type("project")
    await expect(names.first).to_have_text("Project 007")


async def test_letters_of_other_alphabets_are_keys_by_where_they_stand(load: LoadModules) -> None:
    page = await load("keys")
    pressed = (
        ("л", "KeyK", "k"),
        ("Л", "KeyK", "K"),
        ("ㅏ", "KeyK", "k"),
        ("لا", "KeyB", "b"),  # two letters by one key
        ("k", "KeyT", "k"),  # Dvorak
        ("ø", "KeyO", "ø"),
        ("/", "KeyQ", "/"),  # Hebrew
        ("Process", "KeyK", "Process"),
    )
    for key, code, letter in pressed:
        assert await page.evaluate("(event) => keys.letterOf(event)", {"key": key, "code": code}) == letter
    assert await page.evaluate("keys.letterOf({})") == ""  # of a form that the browser fills


async def test_on_apples_machines_control_and_k_is_left_to_the_field(load: LoadModules) -> None:
    page = await load(html=COMPOSER)
    devtools = await page.context.new_cdp_session(page)
    agent = {"userAgent": await page.evaluate("navigator.userAgent"), "platform": "MacIntel"}
    await devtools.send("Emulation.setUserAgentOverride", agent)
    await load_into(page, "keys", "composer")
    assert not await page.evaluate("keys.isCommand({ctrlKey: true, metaKey: false, altKey: false, shiftKey: false})")
    assert await page.evaluate("keys.isCommand({ctrlKey: false, metaKey: true, altKey: false, shiftKey: false})")
    bold = page.get_by_role("button", name="Bold")
    await bold.hover()
    await expect(bold).to_have_attribute("title", "Bold (⌘B)")
    await devtools.detach()
