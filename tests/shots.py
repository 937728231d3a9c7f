"""Takes the screenshots by which the look is reviewed: `make shots` writes them to docs/screenshots/."""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests import chromium
from tests.server import ROOT, TEST_SETTINGS, Server

OUT = ROOT / "docs" / "screenshots"
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
LONG = "An exceptionally long name for a room, sixty letters in all!"


async def main() -> None:
    """Fill a Chatapp with the demo team and go through its pages, wide and narrow, light and dark."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        empty = await Server(Path(folder) / "empty" / "data").start()
        password = _demo(data_dir)
        server = await Server(data_dir).start()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=chromium.executable(), args=chromium.ARGUMENTS
                )
                for size in SIZES:
                    for scheme in ("light", "dark"):
                        await _tour(browser, server, empty, password, size, scheme)
                await browser.close()
        finally:
            await server.stop()
            await empty.stop()


def _demo(data_dir: Path) -> str:
    made = subprocess.run(
        [sys.executable, "main.py", "demo"],
        cwd=ROOT,
        env={"CHATAPP_DATA_DIR": str(data_dir), "COLUMNS": "200", **TEST_SETTINGS},
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"Sign in as .*: (\S+)", made.stdout)
    assert found is not None, made.stdout
    return found[1]


async def _tour(browser: Browser, server: Server, empty: Server, password: str, size: str, scheme: str) -> None:
    context = await browser.new_context(viewport=SIZES[size], color_scheme=scheme)  # type: ignore[arg-type]
    page = await context.new_page()

    async def shoot(name: str) -> None:
        await page.wait_for_timeout(500)
        await page.screenshot(path=OUT / f"{name}-{size}-{scheme}.png")

    await _open(page, empty.base)
    await shoot("setup")
    await _open(page, f"{server.base}/signup")
    await page.get_by_label("Username").fill("mara")
    await page.get_by_label("E-mail").fill("mara@example")
    await page.get_by_label("Password").fill("password1")
    await page.get_by_role("button", name="Sign up").click()
    await page.get_by_label("Username").press("End")
    await shoot("sign-up-errors")
    await _open(page, f"{server.base}/login")
    await shoot("sign-in")
    await page.get_by_label("Username or e-mail").fill("aiko")
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/rooms")
    await page.wait_for_function("window.did_handshake === true")
    await shoot("rooms")
    await page.get_by_role("button", name="Create room").click()
    await page.get_by_label("Name", exact=True).fill(LONG)
    await shoot("create-room")
    await page.get_by_role("button", name="Cancel").click()
    await page.locator(".room-card a", has_text="Deploys").click()
    await page.get_by_label("Message", exact=True).wait_for()
    await shoot("room")
    await page.get_by_role("button", name="People", exact=True).click()
    await shoot("room-people")
    await page.get_by_role("button", name="Close people").click()
    if size == "narrow":
        await page.get_by_role("button", name="Open menu").click()
        await shoot("menu")
    await _open(page, f"{server.base}/rooms/00000000-0000-4000-8000-000000000000")
    await shoot("not-here")
    await context.close()


async def _open(page: Page, url: str) -> None:
    await page.goto(url)
    await page.wait_for_function("window.did_handshake === true")


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    asyncio.run(main())
