"""Files that are dropped or pasted: the page stays where it is, and says that it does not take them yet."""

import pytest
from playwright.async_api import Page, expect

from tests.pages.browser.composer_page import HTML
from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

GIVE = """([type, where, withText]) => {
  const given = new DataTransfer();
  given.items.add(new File(['x'], 'x.png', {type: 'image/png'}));
  if (withText) given.setData('text/plain', 'a cell');
  const made = type === 'paste' ? new ClipboardEvent(type, {clipboardData: given, bubbles: true, cancelable: true})
    : new DragEvent(type, {dataTransfer: given, bubbles: true, cancelable: true});
  return document.querySelector(where).dispatchEvent(made);
}"""


async def is_left_to_the_browser(page: Page, kind: str, where: str = "body", *, with_text: bool = False) -> bool:
    answer: bool = await page.evaluate(GIVE, [kind, where, with_text])
    return answer


async def test_a_file_is_caught_with_a_word_wherever_it_falls(load: LoadModules) -> None:
    page = await load("files", html=f'{HTML}<input type="file" aria-label="Picture">')
    for kind in ("dragover", "drop", "paste"):
        assert not await is_left_to_the_browser(page, kind)
    await expect(page.locator(".composer-note .error")).to_have_text("Files can't be attached yet.")
    assert await is_left_to_the_browser(page, "drop", "input")


async def test_text_that_comes_with_a_picture_of_itself_is_pasted(load: LoadModules) -> None:
    page = await load("files", html=HTML)
    assert await is_left_to_the_browser(page, "paste", "textarea", with_text=True)
    await expect(page.locator(".composer-note .error")).to_have_text("")
