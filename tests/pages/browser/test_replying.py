"""Answering a message: the bar above the field, what takes it back, and what is kept and sent with the text."""

import pytest
from playwright.async_api import Page, expect

from pages.browser import assets
from tests.pages.browser.composer_page import COMPOSER, in_place
from tests.pages.browser.conftest import LOAD, LoadModules

pytestmark = pytest.mark.browser

SENT = "sent.map(([, room, id, ...more]) => more)"
ROW = (
    '<article class="msg" data-number="{}" data-kind="{}"><a class="who"><bdi>{}</bdi></a>'
    '<div class="body">{}</div></article>'
)
ROWS = "".join(
    (
        ROW.format(1, "text", "Ada", "<small>python</small><div><pre>first = 1\nsecond = 2</pre></div>"),
        ROW.format(2, "text", "Bo &lt;i&gt;", "<p>plain &lt;b&gt; and <code>code</code><br>next</p>"),
        ROW.format(3, "text", "Cy", '<p class="gone">This message was deleted.</p>'),
        ROW.format(4, "joined", "Dee", "<p>joined</p>"),
    )
)
PAGE = in_place(f'<div class="log">{ROWS}</div>{COMPOSER}')

ENTER = """(room) => {
  document.querySelector('[data-place]').dataset.place = room;
  document.querySelector('.composer textarea').value = '';
  composer.enter(room);
}"""
SEND_QUEUE = assets.address("send_queue.js")


async def a_page(load: LoadModules, *more: str) -> Page:
    page = await load("composer", *more, html=PAGE)
    await page.evaluate("composer.enter('r')")
    return page


async def answer(page: Page, number: int) -> None:
    await page.locator(f".msg[data-number='{number}']").evaluate(
        "row => row.dispatchEvent(new CustomEvent('chatapp:act', "
        "{bubbles: true, detail: {act: 'reply', number: Number(row.dataset.number)}}))"
    )


async def test_the_bar_names_the_message_and_what_is_sent_answers_it_once(load: LoadModules) -> None:
    page = await a_page(load)
    bar, field = page.locator(".replying"), page.get_by_label("Message", exact=True)
    await expect(bar).to_be_hidden()
    await page.keyboard.type("half a thought")
    await page.evaluate("document.activeElement.blur()")
    await answer(page, 1)
    await expect(bar).to_have_text("Replying to Ada: first = 1")
    await expect(field).to_be_focused()
    await answer(page, 2)  # another one instead
    await expect(bar).to_have_text("Replying to Bo <i>: plain <b> and code")
    await page.keyboard.press("Enter")
    assert await page.evaluate(SENT) == [["half a thought", 2]]
    await expect(bar).to_be_hidden()
    await expect(page.locator(".waiting .quote")).to_have_text("Bo <i>plain <b> and code")
    await page.evaluate(
        "async (address) => { const box = await import(address); box.done(box.items[0].id) }", SEND_QUEUE
    )
    await page.keyboard.type("more")
    await page.keyboard.press("Enter")
    assert await page.evaluate(SENT) == [["half a thought", 2], ["more"]]


async def test_esc_and_the_button_take_it_back_and_leave_the_text(load: LoadModules) -> None:
    page = await a_page(load)
    bar, field = page.locator(".replying"), page.get_by_label("Message", exact=True)
    await page.keyboard.type("text")
    for take_back in (page.keyboard.press("Escape"), page.get_by_role("button", name="Cancel reply").click()):
        await answer(page, 1)
        await expect(bar).to_be_visible()
        await take_back
        await expect(bar).to_be_hidden()
        await expect(field).to_be_focused()
        await expect(field).to_have_value("text")
    await page.keyboard.press("Enter")
    assert await page.evaluate(SENT) == [["text"]]


async def test_a_deleted_message_and_a_line_of_chatapps_cannot_be_answered(load: LoadModules) -> None:
    page = await a_page(load)
    for number in (3, 4):
        await answer(page, number)
    await expect(page.locator(".replying")).to_be_hidden()
    await answer(page, 2)
    await page.keyboard.type("text")
    gone = '<p class="gone">This message was deleted.</p>'
    await page.locator(".msg[data-number='2'] .body").evaluate("(body, html) => { body.innerHTML = html }", gone)
    await expect(page.locator(".replying")).to_have_text("Replying to Bo <i>: This message was deleted.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".composer-note .error")).to_contain_text("was deleted. Cancel the reply")
    assert await page.evaluate(SENT) == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    assert await page.evaluate(SENT) == [["text"]]


async def test_it_is_kept_with_the_draft_and_with_what_waits_through_a_reload(load: LoadModules) -> None:
    page = await a_page(load)
    await answer(page, 1)
    await page.keyboard.type("later")
    await page.evaluate(ENTER, "other")
    await expect(page.locator(".replying")).to_be_hidden()
    await page.evaluate(ENTER, "r")
    await expect(page.locator(".replying")).to_be_visible()
    await page.reload()
    await page.evaluate("document.querySelector('.log').replaceChildren()")  # it is far away now
    await page.evaluate(LOAD, {"composer": assets.address("composer.js"), "send_queue": SEND_QUEUE})
    await page.evaluate("composer.enter('r')")
    await expect(page.locator(".replying")).to_have_text("Replying to Ada: first = 1")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("later")
    await page.evaluate("socket.connected = false")
    await page.keyboard.press("Enter")
    await page.evaluate(
        "async (address) => (await import(address)).show(document.querySelector('[data-place]'), {number: 9})",
        assets.address("replying.js"),
    )
    await expect(page.locator(".replying")).to_have_text("Replying to an earlier message")  # of another device
    await page.reload()
    await page.evaluate(LOAD, {"composer": assets.address("composer.js"), "send_queue": SEND_QUEUE})
    await page.evaluate("composer.enter('r'), send_queue.connected()")
    assert await page.evaluate(SENT) == [["later", 1]]
    await page.evaluate("send_queue.mark(send_queue.items[0].id, 'It was deleted.', 'reply_to')")
    await page.get_by_role("button", name="Edit").click()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("later")
    await expect(page.locator(".replying")).to_be_hidden()
