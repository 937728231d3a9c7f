"""When a page in a browser counts as open: its connection stands, and the server knows whether it can be seen."""

import asyncio
import re

from playwright.async_api import Error, Page

from tests.support.running.patience import PATIENCE

AT_SIGN_IN = re.compile("/login")  # expected, not waited for: whoever is led there by two at once gets there as well
TAKEN_IN = """async () => {
  if (window.chatapp?.activity) await socket.emitWithAck('ack', {client_id: clientId, next_message_id: 0});
}"""
# Playwright's own waiting gives each page a third of a megabyte of scripts first
ARRIVED = f"""async () => {{
  const isConnected = () => window.did_handshake === true && (!window.chatapp?.activity || chatapp.activity.told);
  while (!isConnected()) await new Promise((later) => setTimeout(later, 5));
  await ({TAKEN_IN})();
}}"""
LEFT = "Execution context was destroyed"  # what Playwright says when a page leads elsewhere meanwhile


async def arrived(page: Page) -> None:
    """Wait until a page that was gone to is open, and the server has taken in all that it has told.

    Raises:
        TimeoutError: it never was.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await page.evaluate(ARRIVED)
            except Error as error:
                if LEFT not in error.message:
                    raise
            else:
                return


async def taken_in(page: Page) -> None:
    """Wait until the server has taken in all that the page has told it."""
    await page.evaluate(TAKEN_IN)


async def sign_out(page: Page) -> None:
    """Sign out as a person does: by the workspace's menu."""
    await page.locator(".workspace").click()
    await page.get_by_role("menuitem", name="Sign out").click()


async def go(page: Page, address: str) -> None:
    """Go to an address, and wait until it is open."""
    await page.goto(address)
    await arrived(page)
