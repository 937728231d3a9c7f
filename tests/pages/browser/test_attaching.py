"""Files that are dropped, pasted or chosen: what the page takes, refuses in a sentence, and leaves to the browser."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.pages.browser.composer_page import HTML
from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

GIVE = """([type, where, files, text]) => {
  const given = new DataTransfer();
  for (const [name, size] of files) given.items.add(new File([new Uint8Array(size)], name, {type: 'image/png'}));
  if (text) given.setData('text/plain', text);
  const made = type === 'paste' ? new ClipboardEvent(type, {clipboardData: given, bubbles: true, cancelable: true})
    : new DragEvent(type, {dataTransfer: given, bubbles: true, cancelable: true});
  return document.querySelector(where).dispatchEvent(made);
}"""
NO_SERVER = "window.XMLHttpRequest.prototype.send = () => {}"


async def is_left_to_the_browser(
    page: Page, kind: str, *files: tuple[str, int], where: str = "body", text: str = ""
) -> bool:
    answer: bool = await page.evaluate(GIVE, [kind, where, list(files) or [("x.png", 1)], text])
    return answer


async def test_files_are_taken_wherever_they_fall_and_what_cannot_be_sent_says_why(load: LoadModules) -> None:
    page = await load("composer", "attaching", "tray", html=f'{HTML}<input type="file" aria-label="Picture">')
    await page.evaluate(NO_SERVER)
    await page.evaluate("composer.enter('r')")
    tray = page.get_by_role("region", name="Attachments")
    await expect(tray).to_be_hidden()
    assert not await is_left_to_the_browser(page, "dragover")
    await expect(page.locator("[data-dropping]")).to_have_count(1)
    assert not await is_left_to_the_browser(page, "drop", ("plan.pdf", 9), ("empty.txt", 0), ("film.mp4", 1001))
    await expect(page.locator("[data-dropping]")).to_have_count(0)
    await expect(tray.get_by_role("listitem")).to_have_count(3)
    await expect(tray.get_by_role("listitem").nth(1)).to_contain_text("This file is empty. Choose another.")
    await expect(tray.get_by_role("listitem").nth(2)).to_contain_text(
        "This file is too large: it has 0.978 KB, and files here can have up to 0.977 KB."
    )
    assert await page.evaluate("tray.files('r').map(({name}) => name)") == ["plan.pdf"]
    assert await is_left_to_the_browser(page, "drop", where="input[type=file]:not([hidden])")
    await tray.get_by_role("button", name="Remove plan.pdf").click()
    await expect(tray.get_by_role("button", name="Remove empty.txt")).to_be_focused()
    for name in ("empty.txt", "film.mp4"):
        await tray.get_by_role("button", name=f"Remove {name}").click()
    await expect(tray).to_be_hidden()
    await expect(page.locator("textarea")).to_be_focused()


async def test_the_tray_says_that_documents_may_name_their_author_and_nothing_of_other_files(load: LoadModules) -> None:
    page = await load("composer", "attaching", "tray", html=HTML)
    await page.evaluate(NO_SERVER)
    await page.evaluate("composer.enter('r')")
    tray = page.get_by_role("region", name="Attachments")
    told = tray.get_by_text("Documents such as PDFs may name their author.")
    await is_left_to_the_browser(page, "drop", ("notes.txt", 9), ("pdf.png", 9), ("too large.pdf", 1001))
    await expect(tray.get_by_role("listitem")).to_have_count(3)
    await expect(told).to_be_hidden()
    for name in ("Plan.PDF", "report.docx"):
        await is_left_to_the_browser(page, "drop", (name, 9))
        await expect(told).to_be_visible()
        await tray.get_by_role("button", name=f"Remove {name}").click()
        await expect(told).to_be_hidden()


async def test_what_the_page_itself_lets_one_drag_is_no_file_and_the_next_file_is(load: LoadModules) -> None:
    page = await load("composer", "attaching", "tray", html=f"{HTML}<img alt='' draggable='true'>")
    await page.evaluate(NO_SERVER)
    await page.evaluate("composer.enter('r')")
    dragged = """() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'own.png', {type: 'image/png'}));
      return ['dragstart', 'dragover', 'drop'].map((type) => document.querySelector('img').dispatchEvent(
        new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true})));
    }"""  # its row is drawn again meanwhile, so the browser tells of no end
    assert await page.evaluate(dragged) == [True, True, True]
    assert await page.evaluate("tray.files('r')") == []
    assert not await is_left_to_the_browser(page, "drop", ("plan.pdf", 9))
    assert await page.evaluate("tray.files('r').map(({name}) => name)") == ["plan.pdf"]


async def test_a_screenshot_gets_a_name_and_text_that_comes_with_a_picture_of_itself_is_pasted(
    load: LoadModules,
) -> None:
    editing = '<div class="edit-field"><textarea aria-label="Edit"></textarea></div>'
    page = await load("composer", "attaching", "tray", html=HTML + editing)
    await page.evaluate(NO_SERVER)
    await page.evaluate("composer.enter('r')")
    assert await is_left_to_the_browser(page, "paste", where=".edit-field textarea")
    await expect(page.get_by_text("You can't add files to a message that was sent.")).to_be_visible()
    assert await is_left_to_the_browser(page, "paste", ("image.png", 9), where="textarea", text="a cell")
    assert not await is_left_to_the_browser(page, "paste", ("image.png", 9), where="textarea")
    assert not await is_left_to_the_browser(page, "paste", ("plan.pdf", 9), where="textarea", text="plan.pdf")
    names = await page.evaluate("tray.files('r').map(({name}) => name)")
    assert re.fullmatch(r"Screenshot \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png", names[0])
    assert names[1:] == ["plan.pdf"]
    await is_left_to_the_browser(page, "paste", ("image.png", 1), ("image.png", 2), where="textarea")
    first, second = (await page.evaluate("tray.files('r').map(({name}) => name)"))[2:]
    assert second == first.replace(".png", " (2).png")


async def test_two_hundred_files_go_two_at_a_time_on_messages_of_twenty(load: LoadModules) -> None:
    page = await load("composer", "attaching", "tray", "send_queue", html=HTML)
    asked = """() => {
      window.asked = [];
      window.XMLHttpRequest.prototype.send = function (body) { asked.push(this); };
    }"""
    await page.evaluate(asked)
    await page.evaluate("composer.enter('r')")
    await is_left_to_the_browser(page, "drop", *((f"{number}.txt", 3) for number in range(200)))
    await page.keyboard.type("all of them")
    await page.keyboard.press("Enter")
    found = await page.evaluate("send_queue.items.map(({body, files}) => [body, files.length, files[0].name])")
    assert found == [["all of them" if n == 0 else "", 20, f"{n * 20}.txt"] for n in range(10)]
    assert await page.evaluate("sent.filter(([event]) => event === 'message_post')") == []
    await page.wait_for_function("asked.length === 2")
    await expect(page.locator(".waiting .why").first).to_contain_text("Waiting for 20 files")
    await page.locator(".waiting").first.get_by_role("button", name="Edit").click()
    assert await page.evaluate("tray.files('r').length") == 20
    await expect(page.locator("textarea")).to_have_value("all of them")
