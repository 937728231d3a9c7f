"""How one finds one's way: Home after a weekend, the search in its states, the switcher, a room's files."""

from playwright.async_api import Page

from tests.shots.camera import Camera
from tests.shots.scenes import open_room, sign_in, visit
from tests.support.servers.server import Server


async def found(camera: Camera, server: Server, password: str) -> None:
    """What Mara sees on Monday, and how she finds what was said."""
    page = camera.page
    await sign_in(camera, server, "mara", password)
    await camera.shoot("weekend-home")
    await visit(camera, server, "/search?q=queue", "search-results")
    await visit(camera, server, "/search?q=lena", "search-names")
    await visit(camera, server, "/search?q=zeppelin+is:saved", "search-nothing")
    await visit(camera, server, "/search?q=plan+in:nowhere+before:soon", "search-wrong")
    async with camera.step("search-empty"):
        await camera.go(f"{server.base}/search")
        await camera.shoot("search-empty", 900)
    async with camera.step("search-suggestions"):
        for label in ("In…", "From…", "Date…"):
            await camera.go(f"{server.base}/search?q=queue")
            await page.get_by_role("button", name=label).click()
            await page.get_by_role("option").nth(1).wait_for()
            await camera.shoot(f"search-{label.lower().removesuffix('…')}", 900)
    async with camera.step("switcher"):
        await _open_switcher(camera, page)
        await camera.shoot("switcher", 900)
        await page.keyboard.type("de")
        await camera.shoot("switcher-typed", 900)
        await page.keyboard.press("Escape")
    async with camera.step("room-files"):
        await open_room(camera, server, "Design")
        await page.get_by_role("button", name="Details", exact=True).click()
        await page.get_by_role("tab", name="Files").click()
        await page.locator(".room-files li").first.wait_for()
        await camera.shoot("room-files", 900)
    async with camera.step("room-picture"):
        await open_room(camera, server, "Design")
        await camera.shoot("room-picture", 900)
    await visit(camera, server, "/mentions", "mentions")
    await visit(camera, server, "/saved", "saved")


async def _open_switcher(camera: Camera, page: Page) -> None:
    if camera.look.size == "narrow":
        await camera.open_menu()
        await page.locator("[data-switcher]").first.click()
    else:
        await page.keyboard.press("Control+k")
