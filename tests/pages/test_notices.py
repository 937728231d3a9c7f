"""Notices can be read in both colour schemes."""

import pytest
from playwright.async_api import expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

CONTRAST = """(words) => {
  const luminance = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = getComputedStyle(words.closest('.toast')).backgroundColor;
  const [dark, light] = [luminance(getComputedStyle(words).color), luminance(ground)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_notice_and_its_button_stand_out_from_their_ground(
    server: Server, open_page: OpenPage, scheme: str
) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/rooms/{await server.room(ann)}/99", ann, color_scheme=scheme)
    notice = page.locator(".toast")
    await expect(notice).to_contain_text("That message doesn't exist.")
    for words in (notice.locator("p"), notice.get_by_role("button")):
        assert await words.evaluate(CONTRAST) >= 4.5
