"""A finger that rests on a phone's screen, which Playwright's `tap` does not do."""

from contextlib import suppress

from playwright.async_api import Error, Locator

TRIES, EACH = 30, 2000  # milliseconds; the page takes half a second of resting for a long press


async def press_long(target: Locator) -> None:
    """Rest on a message until its sheet has opened, then lift the finger."""
    devtools = await target.page.context.new_cdp_session(target.page)
    sheet = target.page.locator(".message-menu:popover-open")
    for _ in range(TRIES):  # what moves under the finger ends its press
        box = await target.bounding_box()
        assert box is not None
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
        with suppress(Error):
            await sheet.wait_for(timeout=EACH)
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        if await sheet.is_visible():
            break
    await devtools.detach()
