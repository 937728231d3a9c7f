"""When a page in a browser counts as open: its connection stands, and the server knows whether it can be seen."""

import re

from playwright.async_api import Page

AT_SIGN_IN = re.compile("/login")  # expected, not waited for: whoever is led there by two at once gets there as well
IS_CONNECTED = "window.did_handshake === true && (!window.chatapp?.activity || chatapp.activity.told)"
TAKEN_IN = """async () => {
  if (window.chatapp?.activity) await socket.emitWithAck('ack', {client_id: clientId, next_message_id: 0});
}"""


async def arrived(page: Page) -> None:
    """Wait until a page that was gone to is open."""
    await page.wait_for_function(IS_CONNECTED)
    await taken_in(page)


async def taken_in(page: Page) -> None:
    """Wait until the server has taken in all that the page has told it."""
    await page.evaluate(TAKEN_IN)


async def sign_out(page: Page) -> None:
    """Sign out as a person does: by the workspace's menu."""
    await page.locator(".workspace").click()
    await page.get_by_role("menuitem", name="Sign out").click()
