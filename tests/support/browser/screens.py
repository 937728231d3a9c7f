"""The two sizes that every page is tried at, and pictures of them to look at."""

import os
from pathlib import Path

from playwright.async_api import Page

WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


async def shot(page: Page, name: str) -> None:
    """Keep a picture in light and in dark in the folder that the environment's SHOTS names, if it names one."""
    if folder := os.environ.get("SHOTS"):
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(path=Path(folder) / f"{name}-{scheme}.png")
        await page.emulate_media(color_scheme="light")
