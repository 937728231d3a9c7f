"""Installed: what browsers fetch for it, what the worker keeps (nobody's pages), and what is shared into a room."""

import json
import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Page, ViewportSize, expect

from chatapp.pictures.app_icons import SIDES, app_icon
from pages.installed.routes import offline_page, worker_code
from tests.support.browser.accessibility import violations
from tests.support.browser.arrival import arrived, sign_out
from tests.support.people.chats import OpenPage
from tests.support.samples.pictures import BLUE, saved, stripes
from tests.support.servers.server import Person, Server

REGISTERED = """async () => {
  await chatapp.installing.worker();
  await navigator.serviceWorker.ready;
}"""
WIDE: ViewportSize = {"width": 1280, "height": 800}
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const {url} of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
  }
  return found;
}"""
WAITING = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('chatapp.shared', 1);
  asked.onerror = () => reject(asked.error);
  asked.onupgradeneeded = () => asked.result.createObjectStore('waiting');
  asked.onsuccess = () => {
    const all = asked.result.transaction('waiting').objectStore('waiting').getAllKeys();
    all.onsuccess = () => resolve(all.result.length);
  };
})"""
SHARE = """([values, files]) => {
  const form = document.createElement('form');
  Object.assign(form, {action: '/share/form', method: 'post', enctype: 'multipart/form-data'});
  for (const [name, value] of Object.entries(values)) {
    form.append(Object.assign(document.createElement('input'), {name, value, type: 'hidden'}));
  }
  const given = new DataTransfer();
  for (const [name, text] of files) given.items.add(new File([text], name, {type: 'text/plain'}));
  const field = Object.assign(document.createElement('input'), {type: 'file', name: 'files', multiple: true});
  field.files = given.files;
  form.append(field);
  document.body.append(form);
  form.submit();
}"""


async def share(page: Page, values: dict[str, str], *files: tuple[str, str]) -> None:
    """Share something as the system does: a form with files, sent to the installed application."""
    async with page.expect_navigation(url="**/share"):
        await page.evaluate(SHARE, [values, [*files]])
    await arrived(page)


async def with_worker(server: Server, person: Person, open_page: OpenPage, path: str = "/home") -> Page:
    page = await open_page(server.base + path, person)
    await page.evaluate(REGISTERED)
    return page


async def test_the_manifest_names_the_workspace_and_icons_that_are_what_it_says(own_server: Server) -> None:
    ann = await own_server.person()
    async with own_server.http() as stranger, own_server.http(ann) as http:
        first = (await stranger.get("/manifest.webmanifest")).json()
        await http.patch("/api/v1/workspace", json={"name": "Harbour Street Office"})
        logo = await http.put("/api/v1/workspace/logo", content=saved(stripes(BLUE), "PNG"))
        assert logo.status_code < 300, logo.text
        answer = await stranger.get("/manifest.webmanifest")
        told = answer.json()
        assert answer.headers["content-type"].startswith("application/manifest+json")
        assert (told["name"], told["short_name"]) == ("Harbour Street Office", "Harbour")
        assert (told["id"], told["scope"], told["display"]) == ("/", "/", "standalone")
        assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
        assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
        for icon in told["icons"]:
            picture = await stranger.get(icon["src"])
            assert "immutable" in picture.headers["cache-control"]
            side = int(icon["sizes"].partition("x")[0])
            with Image.open(BytesIO(picture.content)) as image:
                assert (image.format, image.size) == ("PNG", (side, side))
        assert told["icons"][0]["src"] != first["icons"][0]["src"], "another logo has another address"
        for gone in (first["icons"][0]["src"], told["icons"][0]["src"].replace("192", "193")):
            assert (await stranger.get(gone)).status_code == 404
        touch = await stranger.get("/apple-touch-icon.png")
        with Image.open(BytesIO(touch.content)) as image:
            assert image.getpixel((0, 0)) == (255, 253, 250), "systems show what is clear as black"
        page = (await stranger.get("/login")).text
        assert 'rel="manifest"' in page
        assert 'rel="apple-touch-icon"' in page


@pytest.mark.parametrize("name", SIDES)
def test_our_own_mark_is_drawn_in_every_size_and_no_mask_cuts_it(name: str) -> None:
    with Image.open(BytesIO(app_icon(name))) as image:
        side = SIDES[name]
        assert image.size == (side, side)
        white = image.convert("RGB").getchannel("R").point(lambda red: 255 * (red > 240))
        assert white.getbbox() is not None
        ImageDraw.Draw(white).circle((side / 2, side / 2), 0.4 * side, fill=0)
        assert white.getbbox() is None, "the safe zone is a circle of 40 %"


async def test_the_worker_is_asked_for_each_time_and_says_nothing_of_anybody(server: Server) -> None:
    async with server.http() as stranger:
        worker, offline = await stranger.get("/sw.js"), await stranger.get("/offline")
    assert worker.headers["cache-control"] == offline.headers["cache-control"] == "no-cache"
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    assert worker.text == worker_code()
    assert not re.search(r"^(?:import|export)\b", worker.text, re.M), "older browsers run no modules as workers"
    assert offline.text == offline_page()
    assert not re.search(r"(?:src|href)=|url\(", offline.text), "all of it is in itself"
    assert json.loads(worker.text.splitlines()[0].removeprefix("self.workerSettings = ").rstrip(";"))["version"]


@pytest.mark.browser
async def test_what_is_shared_becomes_a_draft_in_the_room_that_is_chosen(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room, other = await server.room(ann), await server.room(bob)
    page = await with_worker(server, ann, open_page)
    devtools = await page.context.new_cdp_session(page)
    problems = await devtools.send("Page.getInstallabilityErrors")
    assert {error["errorId"] for error in problems["installabilityErrors"]} <= {"in-incognito"}
    words = {"title": "Tide table", "text": "High water at noon", "url": "https://example.org/tide"}
    await share(page, words, ("tide.txt", "06:10 low"), ("moon.txt", "full"))
    await expect(page.locator(".shared-words")).to_have_text("Tide table\nHigh water at noon\nhttps://example.org/tide")
    await expect(page.locator(".shared-files li")).to_have_text(["tide.txt · 9 bytes", "moon.txt · 4 bytes"])
    assert await violations(page) == []
    await expect(page.locator(f'[data-share-to="{other}"]')).to_have_count(0)
    await page.get_by_label("Search your rooms").fill("nothing like it")
    await expect(page.locator(".share-rooms")).to_contain_text("No room matches")
    await page.get_by_label("Search your rooms").fill("")
    await page.locator(f'[data-share-to="{room}"]').click()
    field = page.locator(".composer textarea")
    await expect(field).to_have_value("Tide table\nHigh water at noon\nhttps://example.org/tide")
    await expect(page.locator(".composer .attached")).to_have_count(2)
    assert await server.messages(ann, room) == [], "nothing is sent before the person sends it"
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    await field.press("Enter")
    await expect(page.locator(".msg .files a, .msg .file, .msg a[data-file]").first).to_be_visible()
    assert len((await server.messages(ann, room))[0]["attachments"]) == 2
    assert await page.evaluate(WAITING) == 0
    await share(page, {"text": "for later"})
    assert await page.evaluate(WAITING) == 1
    assert await page.evaluate(KEPT) == ["/offline"]
    await page.set_viewport_size(WIDE)  # axe has looked at it as on a phone
    await sign_out(page)
    await page.wait_for_url("**/login**")
    assert await page.evaluate(KEPT) == ["/offline"], "no page, list or file of anybody's"
    assert await page.evaluate(WAITING) == 0


@pytest.mark.browser
async def test_without_the_server_a_page_says_so_and_opens_when_it_is_back(
    own_server: Server, open_page: OpenPage
) -> None:
    ann = await own_server.person()
    room = await own_server.room(ann)
    page = await with_worker(own_server, ann, open_page)
    await own_server.stop()
    await page.goto(f"{own_server.base}/rooms/{room}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Can't reach Chatapp")
    assert await violations(page) == []
    await own_server.start()
    await expect(page.locator(".composer textarea")).to_be_visible()
    assert page.url.endswith(f"/rooms/{room}")


@pytest.mark.browser
async def test_the_way_to_install_is_the_browsers_own(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/settings/devices", ann)
    await expect(page.locator(".install-way.is-menu")).to_be_visible()
    await page.evaluate("""() => {
      const offer = Object.assign(new Event('beforeinstallprompt', {cancelable: true}), {
        prompt: () => { window.wasAsked = true; }, userChoice: Promise.resolve({outcome: 'accepted'}),
      });
      dispatchEvent(offer);
    }""")
    await expect(page.locator(".install-way.is-menu")).to_be_hidden()
    await page.locator(".workspace").click()
    await page.get_by_role("menuitem", name="Install app").click()
    await page.wait_for_function("window.wasAsked")
    await expect(page.locator(".install-way.is-ask")).to_be_hidden()
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    page = await open_page(f"{server.base}/settings/devices", ann, user_agent=iphone)
    await expect(page.locator(".install-way.is-ios li")).to_have_count(3)
