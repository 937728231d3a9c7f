"""Files on real pages: attached, sent through cuts and reloads, looked at, and found again."""

import hashlib
import re
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, Route, expect

from chatapp.uploads.limits import PIECE
from tests.support.browser.accessibility import violations
from tests.support.browser.arrival import arrived, sign_out
from tests.support.people.chats import OpenPage
from tests.support.running.patience import becomes
from tests.support.samples.pictures import BLUE, GREEN, RED, saved, stripes
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

BIG = bytes(range(251)) * 21_000  # five pieces and a bit
CSV = "name,count\n" + "".join(f"row {number},{number}\n" for number in range(400))
PASTE = """async (content) => {
  const given = new DataTransfer();
  given.items.add(new File([Uint8Array.from(content)], 'image.png', {type: 'image/png'}));
  const made = new ClipboardEvent('paste', {clipboardData: given, bubbles: true, cancelable: true});
  document.querySelector('.composer textarea').dispatchEvent(made);
}"""
KEPT = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('chatapp', 1);
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction('files').objectStore('files').getAllKeys();
    all.onsuccess = () => resolve(all.result.length);
  };
})"""


def a_file(name: str, content: bytes, kind: str = "application/octet-stream") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


async def attach(page: Page, *files: FilePayload) -> None:
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Attach files").click()
    await (await choosing.value).set_files(files)


async def pinch(page: Page) -> None:
    """Move two fingers apart on what is in the middle of a phone's screen."""
    devtools = await page.context.new_cdp_session(page)
    for far in (30, 60, 90):
        fingers = [{"x": 195 + side * far, "y": 420, "id": side} for side in (-1, 1)]
        kind = "touchStart" if far == 30 else "touchMove"
        await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await devtools.detach()


async def sweep(page: Page, right: int, down: int) -> None:
    """Sweep with one finger over what is in the middle of a phone's screen."""
    devtools = await page.context.new_cdp_session(page)
    for part in range(4):
        finger = {"x": 195 + right * part / 3, "y": 420 + down * part / 3}
        kind = "touchMove" if part else "touchStart"
        await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await devtools.detach()


async def attachments(server: Server, who: Person, room: str) -> list[list[dict[str, Any]]]:
    return [one["attachments"] for one in await server.messages(who, room) if one["kind"] == "text"]


async def test_pictures_and_texts_are_sent_looked_at_by_keyboard_and_found_in_the_panel(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    red = a_file("Red.png", saved(stripes(RED, GREEN, width=1600, height=900)), "image/png")
    blue = a_file("Blue.jpg", saved(stripes(BLUE, RED, width=900, height=1600), "JPEG"), "image/jpeg")
    await attach(page, red, blue, a_file("Counts.csv", CSV.encode(), "text/csv"), a_file("empty.txt", b""))
    tray = page.get_by_role("region", name="Attachments")
    await expect(tray.get_by_role("listitem")).to_have_count(4)
    await expect(tray.locator("[data-state=ready]")).to_have_count(3)
    await expect(tray.locator(".thumb img")).to_have_count(2)
    await expect(tray.get_by_role("alert").last).to_have_text("This file is empty. Choose another.")
    await tray.get_by_role("button", name="Describe Red.png").click()
    await page.keyboard.type("Stripes in red and green")
    await page.keyboard.press("Enter")
    assert await violations(page, fitting=".composer") == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await tray.get_by_role("button", name="Remove empty.txt").click()
    await page.get_by_label("Message", exact=True).fill("Three files")
    await page.keyboard.press("Enter")
    await expect(tray).to_be_hidden()
    message = page.locator(".msg", has_text="Three files")
    await expect(message.locator("a.picture img")).to_have_count(2)
    ((first, second, third),) = await attachments(server, ann, room)
    assert [first["name"], first["alt"]] == ["Red.png", "Stripes in red and green"]
    assert [second["name"], third["name"]] == ["Blue.jpg", "Counts.csv"]

    await message.get_by_role("button", name="Show first lines").click()
    await expect(message.locator(".excerpt")).to_contain_text("row 18,18\n…")
    await expect(message.get_by_role("button", name="Hide first lines")).to_be_visible()
    link = message.get_by_role("link", name="Stripes in red and green")
    await link.focus()
    await page.keyboard.press("Enter")
    picture = page.get_by_role("dialog", name="Picture")
    await expect(picture).to_contain_text("Red.png")
    await expect(picture.get_by_role("img")).to_have_attribute("src", re.compile(r"Red\.png$"))
    box = await picture.get_by_role("img").bounding_box()
    assert await violations(page) == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.keyboard.press("+")
    await expect(picture.locator(".stage")).to_have_attribute("data-zoomed", "")
    await page.keyboard.press("-")
    await picture.get_by_role("button", name="Next picture").click()  # there is no next one: the focus stays
    await expect(picture).to_contain_text("Blue.jpg")
    await expect(picture).to_contain_text("2 of 2")
    await expect(picture.get_by_role("link", name="Download")).to_have_attribute("download", "Blue.jpg")
    await page.keyboard.press("ArrowLeft")
    await expect(picture).to_contain_text("1 of 2")
    await page.keyboard.press("Escape")
    await expect(picture).to_be_hidden()
    await expect(link).to_be_focused()
    assert box is not None
    assert abs(box["width"] / box["height"] - 16 / 9) < 0.01

    await page.get_by_role("button", name="Details", exact=True).click()
    await page.get_by_role("tab", name="Files").click()
    files = page.get_by_role("list", name="Files in this room")
    await expect(files.get_by_role("listitem")).to_have_count(3)
    assert await violations(page) == []
    number = await message.get_attribute("data-number")
    async with server.http(ann) as http:  # of what is deleted, nothing stays there; nor is it forgotten while closed
        await http.delete(f"/api/v1/rooms/{room}/messages/{number}")
        await expect(files.get_by_role("listitem")).to_have_count(0)
        await page.get_by_role("button", name="Close details").click()
        await http.post(f"/api/v1/rooms/{room}/messages/{number}/restore")
        await expect(message.locator("a.picture img")).to_have_count(2)
        await page.get_by_role("button", name="Details", exact=True).click()
        await expect(files.get_by_role("listitem")).to_have_count(3)
    await page.set_viewport_size({"width": 390, "height": 844})
    await files.get_by_role("link", name="Blue.jpg").click()
    await expect(picture).to_contain_text(ann.username)
    await picture.get_by_role("link", name="Show in conversation").click()
    await expect(picture).to_be_hidden()
    await expect(page).to_have_url(re.compile(rf"/rooms/{room}(/\d+)?$"))


async def test_a_cut_a_reload_and_a_restart_in_the_middle_lose_nothing_and_send_nothing_twice(
    own_server: Server, open_page: OpenPage
) -> None:
    server = own_server
    ann = await server.person("ann")
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    offsets: list[int] = []
    allowed = 2

    async def let_pass(route: Route) -> None:
        request = route.request
        if request.method == "PATCH":
            if len(offsets) >= allowed:
                await route.abort()
                return
            offsets.append(int(request.headers["upload-offset"]))
        await route.continue_()

    await page.context.route("**/files/*", let_pass)
    await attach(page, a_file("Film.bin", BIG))
    await page.get_by_label("Message", exact=True).fill("The film")
    await page.keyboard.press("Enter")
    waiting = page.locator(".waiting")
    await expect(waiting).to_contain_text("Waiting for 1 file")
    await page.get_by_label("Message", exact=True).fill("meanwhile")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg", has_text="meanwhile")).to_be_visible()
    await becomes(2, lambda: _count(offsets))
    await page.reload()
    await arrived(page)
    await expect(waiting).to_contain_text("The film")
    allowed = 4
    await becomes(4, lambda: _count(offsets))
    await server.kill()
    allowed = 99
    await server.start()
    await expect(page.locator(".msg", has_text="The film").locator(".file")).to_contain_text("Film.bin")
    await expect(waiting).to_have_count(0)
    assert offsets[:4] == [0, PIECE, 2 * PIECE, 3 * PIECE]
    assert len(offsets) <= 8
    found = [one for one in await attachments(server, ann, room) if one]
    assert len(found) == 1
    async with server.http(ann) as http:
        content = (await http.get(found[0][0]["url"])).content
    assert hashlib.sha256(content).digest() == hashlib.sha256(BIG).digest()
    await becomes(0, lambda: page.evaluate(KEPT))


async def _count(offsets: list[int]) -> int:
    return len(offsets)


async def test_on_a_phone_a_draft_carries_its_files_from_room_to_room_and_signing_out_clears_them(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room, other = await server.room(ann), await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": 390, "height": 844}, has_touch=True)
    tray = page.get_by_role("region", name="Attachments")
    await page.evaluate(PASTE, list(saved(Image.new("RGB", (320, 200), RED))))
    await expect(tray.get_by_text(re.compile(r"^Screenshot .*\.png$"))).to_be_visible()
    await expect(tray.locator("[data-state=ready]")).to_have_count(1)
    await page.goto(f"{server.base}/rooms/{other}")
    await arrived(page)
    await expect(tray).to_be_hidden()
    await page.goto(f"{server.base}/rooms/{room}")
    await arrived(page)
    await expect(tray.locator("[data-state=ready] img")).to_be_visible()
    await page.get_by_role("button", name="Send").tap()
    message = page.locator(".msg:has(.picture)")
    await message.locator(".picture").tap()
    await expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    await pinch(page)
    await expect(page.locator(".stage")).to_have_attribute("data-zoomed", "")
    await page.go_back()
    await expect(page.get_by_role("dialog", name="Picture")).to_be_hidden()
    await expect(page).to_have_url(f"{server.base}/rooms/{room}")
    await becomes(0, lambda: page.evaluate(KEPT))
    await attach(page, a_file("Plan.pdf", b"%PDF-1.4 nothing"))
    await expect(tray.locator("[data-state=ready]")).to_have_count(1)
    assert await page.evaluate(KEPT) == 1
    # Not by a tap: Chromium's touch emulation makes no click of some that come after a pinch by another session.
    await page.get_by_role("button", name="Open menu").click()
    await sign_out(page)
    await page.wait_for_url("**/login**")
    assert await page.evaluate(KEPT) == 0


async def test_on_a_phone_pictures_are_swept_tapped_and_swept_away_and_a_pdf_has_its_pages(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": 390, "height": 844}, has_touch=True)
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Pages/Kids[2 0 R]/Count 12>>endobj\n%%EOF"
    pictures = [a_file(f"{n}.png", saved(stripes(RED, BLUE, width=400 + n, height=300)), "image/png") for n in (1, 2)]
    await attach(page, *pictures, a_file("Plan.pdf", pdf, "application/pdf"))
    tray = page.get_by_role("region", name="Attachments")
    await expect(tray.get_by_text("Documents such as PDFs may name their author.")).to_be_visible()
    await expect(tray.locator("[data-state=ready]")).to_have_count(3)
    await page.get_by_role("button", name="Send").tap()
    await expect(page.locator(".msg .file .about")).to_contain_text("PDF · 12 pages · ")
    await page.locator(".msg .picture").first.tap()
    dialog = page.get_by_role("dialog", name="Picture")
    await expect(dialog).to_contain_text("1 of 2")
    await sweep(page, -150, 10)
    await expect(dialog).to_contain_text("2 of 2")
    for is_zoomed in (True, False):
        for _ in range(2):
            await page.touchscreen.tap(195, 420)
        await expect(dialog.locator(".stage[data-zoomed]")).to_have_count(int(is_zoomed))
    await sweep(page, 150, 0)
    await expect(dialog).to_contain_text("1 of 2")
    await sweep(page, 0, 200)
    await expect(dialog).to_be_hidden()
