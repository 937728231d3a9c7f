"""What a screen reader and a keyboard meet: axe finds nothing on any page, in any size, in light and dark."""

from importlib import resources

import pytest
from playwright.async_api import Page

from tests.conftest import OpenPage
from tests.server import Server

pytestmark = pytest.mark.browser

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
CODE = "```python\nimport os  # why\nclass A:\n    def f(self): return 'x', 1\n```"


async def violations(page: Page) -> list[str]:
    await page.wait_for_timeout(400)  # dialogs and panels move in first
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run()")
    return [f"{v['id']}: {[node['target'] for node in v['nodes']]}" for v in found["violations"]]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(server: Server, open_page: OpenPage, width: int, scheme: str) -> None:
    look = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    ann, bob = await server.person(), await server.person()
    room, other_room = await server.room(ann, bob), await server.room(bob)
    for words in ("plain", "`code`, **bold** and https://example.org", "- a\n- list", "> quoted", CODE):
        await server.post(ann, room, words)
    for path in ("/login", "/signup"):
        page = await open_page(server.base + path, **look)
        await page.get_by_role("button").last.click()  # with its errors
        assert await violations(page) == []
    page = await open_page(f"{server.base}/rooms", ann, **look)
    assert await violations(page) == []
    await page.get_by_role("button", name="Create room").first.click()
    assert await violations(page) == []
    for path in (f"/rooms/{other_room}", "/rooms/nowhere", f"/rooms/{room}"):
        await page.goto(server.base + path)
        await page.wait_for_function("window.did_handshake === true")
        assert await violations(page) == []
    await page.get_by_role("button", name="People", exact=True).click()
    assert await violations(page) == []
