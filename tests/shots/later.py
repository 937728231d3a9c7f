"""Threads, reminders, emoji of one's own, and how one is told: what people come back to."""

from tests.shots.camera import Camera
from tests.shots.scenes import open_room, sign_in, visit
from tests.support.servers.server import Server


async def told(camera: Camera, server: Server, password: str) -> None:
    """What Joao sees of his thread, and Mara of what concerns her."""
    page = camera.page
    await sign_in(camera, server, "joao", password)
    async with camera.step("thread"):
        await visit(camera, server, "/threads", "threads")
        await page.get_by_role("region", name="Threads").get_by_role("link").first.click()
        await page.locator(".thread-root").wait_for()
        await camera.shoot("thread", 900)
    async with camera.step("thread-chip"):
        await open_room(camera, server, "Incidents")
        await page.locator(".thread-chip").last.scroll_into_view_if_needed()
        await camera.shoot("thread-chip", 900)
    for name in ("activity", "reminders", "scheduled", "emoji", "settings/notifications"):
        await visit(camera, server, f"/{name}", name.replace("/", "-"))
    await page.context.clear_cookies()
    await sign_in(camera, server, "mara", password)
    await visit(camera, server, "/activity", "activity-of-mara")
    await visit(camera, server, "/threads", "threads-none")
