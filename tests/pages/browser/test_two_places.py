"""Two conversations in one document: what is typed, answered, attached and waited for in one is none of the other's."""

import json

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.pages.browser.composer_page import COMPOSER, in_place
from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

ROW = (
    '<article class="msg" data-number="{}" data-author="me"><a class="who">Ada</a>'
    '<div class="body"><p>{}</p></div></article>'
)
TOOLBAR = (
    '<div class="message-toolbar"><button data-act="reply" data-offered="any">Reply</button><button data-more></button>'
    '</div><div class="message-menu"><button data-act="reply" data-offered="any" data-key="r">Reply</button></div>'
)
EDIT = (
    '<div class="edit-field" data-room="{}" data-limit="100"><textarea></textarea><span class="count"></span>'
    '<span class="error"></span></div><edit-watch data-room="{}"></edit-watch>'
)


def conversation(room: str) -> str:
    rows = "".join(ROW.format(number, f"{words} of {room}") for number, words in ((1, "one"), (2, "two")))
    return (
        f'<div class="conversation" tabindex="-1" data-me="me" data-path="/rooms/{room}" data-attached="true">'
        f'<div class="log">{rows}</div>{TOOLBAR}{EDIT.format(room, room)}'
        f'<reading-place data-end="true"></reading-place></div>{COMPOSER}'
    )


SENT = "sent.filter(([kind]) => kind === 'message_post').map(([, room, , ...more]) => [room, ...more])"
HTML = in_place(conversation("r")) + in_place(conversation("t"), "t", "data-beside")


async def a_page(load: LoadModules, *more: str) -> Page:
    page = await load(
        "conversation_place", "composer", "edit_acts", "editing", "message_keys", "keyboard", *more, html=HTML
    )
    await page.evaluate("composer.enter('r'); composer.enter('t')")
    return page


def fields(page: Page) -> tuple[str, str]:
    return "[data-place=r] .composer textarea", "[data-place=t] .composer textarea"


async def test_texts_and_answers_are_kept_and_sent_each_for_its_room(load: LoadModules) -> None:
    page = await a_page(load, "send_queue")
    room, thread = (page.locator(one) for one in fields(page))
    await room.fill("for the room")
    await thread.fill("for the thread")
    await page.locator("[data-place=t] .msg").first.hover()
    await page.locator("[data-place=t] .message-toolbar [data-act=reply]").click()
    replying = page.locator("[data-place=t] .replying"), page.locator("[data-place=r] .replying")
    await expect(replying[0]).to_have_text("Replying to Ada: one of t")
    await expect(replying[1]).to_be_hidden()
    await expect(thread).to_be_focused()
    await page.keyboard.press("Enter")
    await room.press("Enter")
    sent = await page.evaluate(SENT)
    assert sent == [["t", "for the thread", 1], ["r", "for the room"]]
    await expect(page.locator("[data-place=t] .pending .waiting")).to_have_text("Adaone of tfor the threadSending…")
    await expect(page.locator("[data-place=r] .pending .waiting")).to_have_text("for the roomSending…")


async def test_edits_are_open_in_both_and_the_keyboard_stays_in_its_conversation(load: LoadModules) -> None:
    page = await a_page(load)
    room, thread = (page.locator(one) for one in fields(page))
    await page.evaluate("editing.start('t', 2, 'two of t', 5); editing.start('r', 2, 'two of r', 7)")
    edits = [page.locator(f"[data-place={place}] .edit-field textarea") for place in "rt"]
    for place, edit in zip("rt", edits, strict=True):
        await expect(edit).to_have_value(f"two of {place}")
        await edit.fill(f"changed in {place}")
    hidden = "one => getComputedStyle(one.querySelector('.body')).visibility"
    rows = {place: page.locator(f"[data-place={place}] .msg") for place in "rt"}
    assert [await rows[place].nth(at).evaluate(hidden) for place in "rt" for at in (0, 1)] == ["visible", "hidden"] * 2
    for edit in reversed(edits):
        await edit.press("Enter")
    saved = await page.evaluate("sent.filter(([kind]) => kind === 'edit_save').map(([, , ...rest]) => rest)")
    assert saved == [["t", 2, 5, "changed in t"], ["r", 2, 7, "changed in r"]]

    await rows["t"].nth(1).evaluate("row => { row.tabIndex = -1; row.focus(); }")
    for key, number in (("k", "1"), ("j", "2")):
        await page.keyboard.press(key)
        await expect(page.locator(f"[data-place=t] .msg[data-number='{number}']")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(thread).to_be_focused()
    await rows["r"].nth(1).evaluate("row => { row.tabIndex = -1; row.focus(); }")
    await page.keyboard.press("Escape")
    await expect(room).to_be_focused()


async def test_files_waits_and_words_of_the_server_come_to_the_room_they_are_for(load: LoadModules) -> None:
    told = ("typing", "send_waits", "preview", "command_completion", "reading_place")
    page = await a_page(load, "attaching", "tray", *told)
    one: FilePayload = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"plan"}
    await page.locator("[data-place=t] input[type=file]").set_input_files([one])
    await expect(page.locator("[data-place=t] .attached")).to_have_count(1)
    await expect(page.locator("[data-place=r] .attached")).to_have_count(0)
    assert await page.evaluate("[tray.files('r').length, tray.files('t').length]") == [0, 1]
    await page.evaluate(
        "typing.show('t', 'b', 'Ben'); send_waits.slow(60, 'r'); preview.show('t', '<p>looks</p>');"
        "command_completion.answer('r', '<p>an answer</p>')"
    )
    await expect(page.locator("[data-place=t] .typing")).to_have_text("Ben is typing")
    await expect(page.locator("[data-place=r] .typing")).to_be_empty()
    await expect(page.locator("[data-place=r] .pause")).to_contain_text("Slow mode")
    await expect(page.locator("[data-place=t] .pause")).to_be_empty()
    await expect(page.locator("[data-place=t] .preview")).to_have_text("looks")
    await expect(page.locator("[data-place=r] .preview")).to_be_hidden()
    await expect(page.locator("[data-place=r] .private-answer .says")).to_have_text("an answer")
    await expect(page.locator("[data-place=t] .private-answer")).to_be_hidden()
    beside = "['r', 't'].map((room) => reading_place.at(conversation_place.of(room)).isBeside)"
    assert await page.evaluate(f"[reading_place.main().box.dataset.path, ...{beside}]") == ["/rooms/r", False, True]
    await page.locator(fields(page)[0]).focus()
    await page.keyboard.press("Escape")  # closes the answer
    await page.keyboard.press("Escape")
    assert await page.evaluate("sent.filter(([name]) => name === 'caughtup')") == [["caughtup", "r"]]


async def test_what_a_post_was_refused_for_stays_until_more_is_typed(load: LoadModules) -> None:
    page = await a_page(load, "command_completion", "composer_note")
    field, _ = fields(page)
    wrong, unknown = "who: choose me.", "There's no command /nonsense."
    answer = {"rows": [], "hint": "", "now": "", "refusal": "", "isUnknown": False}
    await page.evaluate("window.socket = {connected: true}")

    async def answered(problem: str) -> None:
        token = await page.evaluate("sent.filter(([name]) => name === 'complete_command').at(-1)[1]")
        told = json.dumps({**answer, "problem": problem})
        await page.evaluate("([asked, told]) => command_completion.offer(asked, told)", [token, told])

    note = page.locator("[data-place=r] .composer-note .error")
    await page.locator(field).fill("/remind you x")
    await answered(wrong)
    await expect(note).to_have_text(wrong)
    await page.locator(field).fill("/nonsense x")
    # the server was faster to refuse it
    await page.evaluate("why => composer_note.say(conversation_place.of('r'), why)", unknown)
    await answered("")
    await expect(note).to_have_text(unknown)
    await page.locator(field).fill("/remind you y")
    await answered(wrong)
    await page.locator(field).fill("/remind me y")
    await answered("")
    await expect(note).to_be_empty()
