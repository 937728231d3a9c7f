"""Notifications of the real system, through the real worker: opened in the window that is there, read, answered.

Chromium's shell, which other tests use, shows none, so these need a whole Chromium, and are skipped without one.

Nobody asks what is shown while something is about to be: Chromium then forgets what it has noted and not shown yet.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from playwright.async_api import Browser, Page, Worker, async_playwright, expect

from tests.support.browser import chromium
from tests.support.browser.arrival import arrived
from tests.support.browser.bursts import post_all
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.server import Person, Server

WHOLE = next((path for name in chromium.NAMES[1:] if (path := shutil.which(name))), None)
WHERE = pytest.mark.skipif(WHOLE is None, reason="there is no whole Chromium")

BEHIND = "Document.prototype.hasFocus = () => false"
NOT_FOCUSED = "Object.defineProperty(WindowClient.prototype, 'focused', {get: () => false})"
SHOWN = """async () => (await (self.registration ?? await navigator.serviceWorker.ready).getNotifications())
  .map(({title, body, tag}) => [title, body, tag])"""
COUNT = """() => {  // those that have been shown, and of these those that were looked at
  Object.assign(self, {shown: 0, looked: 0});
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = async function (...about) {
    await show.apply(this, about);
    self.shown += 1;
  };
}"""
AWAIT = f"""async ([wanted, isNew]) => {{
  const later = () => new Promise((on) => setTimeout(on, 50));
  do {{
    while (isNew && self.shown === self.looked) await later();
    self.looked = self.shown;
    await later();
  }} while (JSON.stringify(await ({SHOWN})()) !== JSON.stringify(wanted));
}}"""
PRESS = """async ([action, reply]) => {
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent('notificationclick', {notification, action, reply});
  if (reply) Object.defineProperty(event, 'reply', {value: reply});
  self.dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
async def whole() -> AsyncIterator[Browser]:
    """A Chromium with notifications."""
    async with async_playwright() as playwright:
        arguments = [*chromium.ARGUMENTS, "--headless=new"]
        browser = await playwright.chromium.launch(executable_path=WHOLE, args=arguments)
        yield browser
        await browser.close()


async def opened(browser: Browser, server: Server, person: Person, path: str) -> Page:
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    await context.grant_permissions(["notifications"], origin=server.base)
    name, _, value = person.cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
    page = await context.new_page()
    await page.goto(server.base + path)
    await arrived(page)
    await page.evaluate("chatapp.installing.worker()")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.evaluate(BEHIND)
    await page.evaluate(COUNT)
    return page


async def shows(where: Page | Worker, wanted: list[list[str]], *, is_new: bool = True) -> None:
    """Wait until these notifications are shown, one of them newly by this page or worker, which looks by itself.

    ``is_new``: False if some were closed since, and none is about to be shown.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await where.evaluate(AWAIT, [wanted, is_new])
    assert await where.evaluate(SHOWN) == wanted


async def has_none(page: Page) -> None:
    """Wait until all notifications are closed."""
    await shows(page, [], is_new=False)


async def alert_ids(server: Server, person: Person) -> list[int]:
    """Return what concerned a person, the newest first."""
    async with server.http(person) as http:
        return [one["id"] for one in (await http.get("/api/v1/me/alerts")).json()["alerts"]]


async def press(page: Page, action: str = "", reply: str = "") -> None:
    """Press a notification, or one of its buttons, as the system tells the worker."""
    await page.context.service_workers[0].evaluate(PRESS, [action, reply])


@pytest.mark.browser
@WHERE
async def test_a_notification_opens_its_place_marks_it_as_read_and_answers_it(server: Server, whole: Browser) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await opened(whole, server, ann, "/home")
    await page.evaluate("window.isSamePage = true")

    async def mentioned(number: int) -> None:
        await server.post(bob, room, f"Shall we deploy, @{ann.username}? {number}")
        alert_id = (await alert_ids(server, ann))[0]
        told = {
            "alert_id": alert_id,
            "kind": "mention",
            "room_uuid": room,
            "number": number,
            "count": 1,
            "sound": False,
        }
        words = {"title": f"{bob.username} mentioned you", "text": "Shall we?", "path": f"/rooms/{room}/{number}"}
        await page.evaluate("(alert) => chatapp.notifications.notify(alert)", told | words)
        await shows(page, [[f"{bob.username} mentioned you", "Shall we?", room]])

    await mentioned(1)
    await mentioned(2)
    await press(page, "read")
    await has_none(page)
    await page.wait_for_function("!document.title.startsWith('(')")
    await mentioned(3)
    await press(page, "reply", "In five minutes")
    await page.wait_for_function("!document.title.startsWith('(')")
    answer = (await server.messages(bob, room))[-1]
    assert (answer["body"], answer["author_uuid"]) == ("In five minutes", ann.uuid)
    assert page.url.endswith("/home"), "neither leads away from what one does"
    await mentioned(5)
    await press(page)
    await page.wait_for_url(f"**/rooms/{room}/5")
    await expect(page.locator('.msg[data-number="5"]')).to_be_visible()
    assert await page.evaluate("window.isSamePage"), "no page was loaded"
    assert len(page.context.pages) == 1
    await page.context.close()


@pytest.mark.browser
@WHERE
async def test_a_push_is_shown_without_a_page_that_tells_and_no_page_doubles_it(server: Server, whole: Browser) -> None:
    ann, bob = await server.person(), await server.person()
    page = await opened(whole, server, ann, "/home")
    room = await server.room(ann, bob)
    await server.post(bob, room, f"Shall we, @{ann.username}?")
    told = {
        "alert_id": (await alert_ids(server, ann))[0],
        "kind": "mention",
        "room_uuid": room,
        "number": 1,
        "path": f"/rooms/{room}/1",
    }
    said = {**told, "title": "Ada mentioned you", "text": "Shall we?"}
    devtools = await page.context.new_cdp_session(page)
    known: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(one["registrationId"] for one in event["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")
    await until(lambda: known)

    async def push(data: str) -> None:
        pushed = {"origin": server.base, "registrationId": known[0], "data": data}
        await devtools.send("ServiceWorker.deliverPushMessage", pushed)

    worker = page.context.service_workers[0]
    await worker.evaluate(COUNT)
    await push(json.dumps(said))  # while a window is in front, which shows it by its marks
    await push("what nobody can read")
    await shows(worker, [["Chatapp", "Something new", "summary"]])
    await worker.evaluate(NOT_FOCUSED)
    await push(json.dumps(said))
    await shows(worker, [["Ada mentioned you", "Shall we?", room], ["Chatapp", "Something new", "summary"]])
    await page.evaluate("(alert) => chatapp.notifications.notify(alert)", {**said, "text": "twice", "sound": False})
    assert ["Ada mentioned you", "Shall we?", room] in await page.evaluate(SHOWN)
    terse = {"alert_id": said["alert_id"], "title": "Something new", "text": "", "path": "/home", "kind": "mention"}
    await push(json.dumps(terse))  # the workspace lets pushes say nothing
    assert ["Ada mentioned you", "Shall we?", room] in await page.evaluate(SHOWN)
    async with server.http(ann) as http:  # on another device
        await http.put(f"/api/v1/rooms/{room}/read", json={"number": 1})
    await push(json.dumps({**said, "text": "comes late"}))
    await shows(page, [["Chatapp", "Something new", "summary"]], is_new=False)
    await page.context.close()


async def test_outsiders_can_neither_mark_nor_answer_by_a_notification(server: Server) -> None:
    ann, eve = await server.person(), await server.person()
    room = await server.room(ann, visibility="private")
    await server.post(ann, room, "for us alone")
    shown = {"ids": [1], "summaries": [2]}
    seen = {"account": eve.uuid, "room": room, "number": 1}
    answer = {**seen, "body": "hello", "key": "eves-first-key", "reply_to": 1}
    for headers, status in (({"Cookie": eve.cookie}, 404), ({}, 401), (eve.bearer, 401)):
        async with server.http(headers=headers) as http:
            assert (await http.post("/notices/read", json=seen)).status_code == status
            assert (await http.post("/notices/reply", json=answer)).status_code == status
            said = await http.post("/notices/shown", json=shown)
            assert said.json() == {"over": [1, 2]} if status == 404 else said.status_code == 401
    async with server.http(headers={"Cookie": ann.cookie}) as http:
        assert (await http.post("/notices/read", json=seen)).status_code == 401, "it was for who was here before"
        assert (await http.post("/notices/reply", json=answer)).status_code == 401
        for wrong in ({**seen, "room": "x"}, {**seen, "number": -1}, {}):
            assert (await http.post("/notices/read", json=wrong)).status_code == 422
    assert len(await server.messages(ann, room)) == 1


@pytest.mark.browser
@WHERE
async def test_a_muted_room_is_silent_after_a_hundred_messages_and_what_concerns_one_is_heard(
    server: Server, whole: Browser
) -> None:
    ann, bob = await server.person(), await server.person()
    muted, room = await server.room(ann, bob), await server.room(ann, bob)
    page = await opened(whole, server, ann, "/home")
    async with server.http(ann) as http:
        assert (await http.put(f"/api/v1/rooms/{muted}/muted")).status_code == 204
    look = "[document.title, document.querySelector('link[rel~=icon]').href]"
    await page.wait_for_function(
        "(room) => document.querySelector(`.room-row[href$='${room}'] .muted-sign`)", arg=muted
    )
    quiet = await page.evaluate(look)
    await post_all(server, bob, muted, 100)
    await server.post(bob, muted, f"@{ann.username}, don't you hear?")
    await page.wait_for_function(
        "(room) => document.querySelector(`.room-row[href$='${room}'] .called-sign`)", arg=muted
    )
    assert await page.evaluate(look) == quiet
    await server.post(bob, room, f"@{ann.username}, shall we?")
    await page.wait_for_function("document.title.startsWith('(1) ')")
    assert (await page.evaluate(look))[1] != quiet[1], "the tab's icon has a dot"
    title = f"{bob.username} mentioned you in {await name_of(server, ann, room)}"
    await shows(page, [[title, f"@{ann.username}, shall we?", room]])
    async with server.http(ann) as http:  # on another device
        await http.put(f"/api/v1/rooms/{room}/read", json={"number": 1})
    await has_none(page)
    assert await page.evaluate(look) == quiet
    await server.post(bob, room, f"@{ann.username}, the password is")
    await shows(page, [[title, f"@{ann.username}, the password is", room]])
    async with server.http(bob) as http:
        assert (await http.delete(f"/api/v1/rooms/{room}/messages/2")).status_code == 204
    await has_none(page)
    await page.context.close()


async def name_of(server: Server, person: Person, room: str) -> str:
    async with server.http(person) as http:
        return str((await http.get(f"/api/v1/rooms/{room}")).json()["name"])
