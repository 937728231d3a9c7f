"""How a browser tells its person: once for all windows, asked at a fitting moment, each device as its person wants."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.pages.browser.conftest import LoadModules, load_into

pytestmark = pytest.mark.browser

SYSTEM = """(permission) => {
  window.shown = [];
  window.Notification = {permission, maxActions: 2, requestPermission: async () => {
    window.wasAsked = (window.wasAsked ?? 0) + 1;
    window.Notification.permission = window.answer ?? 'granted';
    return window.Notification.permission;
  }};
  const registration = {
    showNotification: async (title, options) => {
      window.shown = window.shown.filter(({tag}) => tag !== options.tag);
      window.shown.push({title, ...options, close() { window.shown = window.shown.filter((one) => one !== this); }});
    },
    getNotifications: async ({tag} = {}) => window.shown.filter((one) => !tag || one.tag === tag),
  };
  const value = {register: async () => registration, getRegistration: async () => registration};
  Object.defineProperty(navigator, 'serviceWorker', {value, configurable: true});
  Object.assign(document.querySelector('.shell').dataset, {worker: '/w', marksRead: '/read', replies: '/reply'});
  document.querySelector('.shell').dataset.shown = '/shown';
}"""
IN_FRONT = """(isSo) => {
  Document.prototype.hasFocus = () => isSo;
  Object.defineProperty(document, 'hidden', {value: !isSo, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
TOUCHED = """(hasBeenActive) => {
  Object.defineProperty(navigator, 'userActivation', {value: {hasBeenActive}, configurable: true});
}"""
COUNT_TONES = """() => {
  window.played = 0;
  AudioContext.prototype.createOscillator = () => { window.played += 1; };
}"""
SHOWN = "shown.map(({title, body, tag, silent, actions}) => [title, body, tag, silent, actions.length])"
ROOM = "11111111-1111-4111-8111-111111111111"


def alert(alert_id: int, **more: Any) -> dict[str, Any]:
    told = {"kind": "mention", "room_uuid": ROOM, "number": alert_id, "path": f"/r/{ROOM}/{alert_id}"}
    words = {"title": "Ada in Lobby", "text": f"Shall we? {alert_id}", "count": 1, "sound": False}
    return {"alert_id": alert_id, **told, **words, **more}


async def window(load: LoadModules, permission: str = "granted", *, in_front: bool = False) -> Page:
    page = await load("notifications", "device_switches")
    await page.evaluate(SYSTEM, permission)
    await page.evaluate(IN_FRONT, in_front)
    return page


async def told(page: Page, *alerts: dict[str, Any]) -> list[Any]:
    """Tell a page of alerts; returns what the system shows."""
    for one in alerts:
        await page.evaluate("(alert) => notifications.notify(alert)", one)
    return list(await page.evaluate(SHOWN))


async def test_several_windows_tell_once_and_rooms_collapse(load: LoadModules) -> None:
    one, other = await window(load), await window(load)
    for page in (one, other):
        await page.evaluate("(alert) => notifications.notify(alert)", alert(1))
    shown = [len(await page.evaluate("shown")) for page in (one, other)]
    assert sum(shown) == 1
    assert await told(one, alert(2), alert(2), alert(3)) == [["Ada in Lobby", "Shall we? 3", ROOM, True, 2]]
    assert len(await told(one, alert(4, room_uuid=None, number=None, kind="summary"))) == 2
    await one.evaluate("(room) => notifications.takeBack({room_uuid: room, number: 2})", ROOM)
    assert len(await one.evaluate("shown")) == 2, "the third is unread"
    await one.evaluate("(room) => notifications.takeBack({room_uuid: room, number: 3})", ROOM)
    assert [tag for _, _, tag, _, _ in await one.evaluate(SHOWN)] == ["summary"]


ANSWER = """([status, body]) => {
  window.fetch = async (address, {body: asks}) => {
    (window.asked ??= []).push(JSON.parse(asks));
    return new Response(body, {status});
  };
}"""


async def test_what_is_over_goes_when_a_page_looks_whoever_showed_it(load: LoadModules) -> None:
    page = await window(load)
    rooms = [f"{number}{ROOM[1:]}" for number in (1, 2)]
    summary = alert(3, room_uuid=None, number=None, kind="summary")
    assert len(await told(page, alert(1, room_uuid=rooms[0]), alert(2, room_uuid=rooms[1]), summary)) == 3
    await page.evaluate(ANSWER, [200, '{"over": [1, 3]}'])
    await page.evaluate("notifications.tidy()")
    assert await page.evaluate("asked") == [{"ids": [1, 2], "summaries": [3]}]
    assert [tag for _, _, tag, _, _ in await page.evaluate(SHOWN)] == [rooms[1]], "read, or of a deleted message"
    for unsure in ([500, "{}"], [200, "no JSON"]):
        await page.evaluate(ANSWER, unsure)
        await page.evaluate("notifications.tidy()")
        assert len(await page.evaluate("shown")) == 1
    await page.evaluate(ANSWER, [401, ""])
    await page.evaluate(IN_FRONT, True)
    await page.wait_for_function("!shown.length")  # whoever is here now isn't signed in
    await page.evaluate("notifications.tidy()")
    assert len(await page.evaluate("asked")) == 4, "what shows nothing asks nothing"


async def test_one_alert_is_shown_once_also_if_a_push_says_less_of_it(load: LoadModules) -> None:
    page = await window(load)
    await told(page, alert(1, room_uuid=None, number=None, title="Something new", text=""))
    assert [title for title, *_ in await told(page, alert(2, room_uuid=None, title="Something new", text=""))] == [
        "Something new"
    ]
    await page.evaluate("localStorage.clear()")
    assert len(await told(page, alert(2))) == 1, "the push was faster"


async def test_signing_out_leaves_nothing_that_was_shown_and_no_way_to_wake_the_browser(load: LoadModules) -> None:
    page = await window(load)
    await told(page, alert(1), alert(2, room_uuid=None, number=None, kind="summary"))
    await page.evaluate("""async () => {
      navigator.clearAppBadge = async () => { window.badge = 'none'; };
      const registration = await navigator.serviceWorker.getRegistration();
      const subscription = {unsubscribe: async () => { window.isAsleep = true; }};
      registration.pushManager = {getSubscription: async () => subscription};
    }""")
    await load_into(page, "shown_notices")
    await page.evaluate("shown_notices.forget()")
    assert await page.evaluate("[shown.length, badge, isAsleep]") == [0, "none", True]


async def test_a_window_in_front_needs_no_notification_nor_do_those_behind_it(load: LoadModules) -> None:
    front, behind = await window(load, in_front=True), await window(load)
    waiting = behind.evaluate("(alert) => notifications.notify(alert)", alert(1))
    await front.evaluate("(alert) => notifications.notify(alert)", alert(1))
    await waiting
    assert [await page.evaluate("shown") for page in (front, behind)] == [[], []]


async def test_a_reminder_is_said_in_the_window_in_front_and_leads_to_its_place(load: LoadModules) -> None:
    page = await window(load, in_front=True)
    await told(page, alert(1), alert(2, kind="reminder", title="Reminder", text="water the plants", path="/reminders"))
    await expect(page.locator(".toast")).to_have_count(1)
    await expect(page.locator(".toast")).to_contain_text("Reminder: water the plants")
    await page.get_by_role("button", name="Open").click()
    await page.wait_for_url("**/reminders")


async def test_permission_is_asked_for_after_something_was_missed_and_only_by_a_press(load: LoadModules) -> None:
    page = await window(load, "default", in_front=True)
    bar = page.get_by_role("region", name="Notifications")
    assert await told(page, alert(1)) == []
    await expect(bar).to_have_count(0)  # it was seen
    await page.evaluate(IN_FRONT, False)
    assert await told(page, alert(2)) == []
    await expect(bar).to_have_count(0)  # nobody looks
    await page.evaluate(IN_FRONT, True)
    await expect(bar).to_be_visible()
    assert await page.evaluate("window.wasAsked") is None
    await bar.get_by_role("button", name="Turn on notifications").click()
    await expect(bar).to_have_count(0)
    assert await page.evaluate("window.wasAsked") == 1
    await expect(page.get_by_role("alert")).to_contain_text("You'll be notified on this device.")
    await page.evaluate(IN_FRONT, False)
    assert len(await told(page, alert(3))) == 1
    await page.evaluate("device_switches.ask()")
    await page.evaluate("localStorage.clear()")
    await page.evaluate("Notification.permission = 'default'")
    await told(page, alert(4))
    await page.evaluate(IN_FRONT, True)
    await bar.get_by_role("button", name="Not now").click()
    await page.evaluate(IN_FRONT, False)
    await told(page, alert(5))
    await page.evaluate(IN_FRONT, True)
    await expect(bar).to_have_count(0)
    assert await page.evaluate("window.wasAsked") == 2, "never by itself"


async def test_each_device_has_its_own_switches(load: LoadModules) -> None:
    page = await load("notifications", "device_switches", "chime", html="<device-switches></device-switches>")
    await page.evaluate(SYSTEM, "granted")
    await page.evaluate(
        """() => {
          const names = device_switches.NAMES.map((name) => `<input type=checkbox data-switch=${name}>`);
          document.querySelector('device-switches').innerHTML = `${names.join('')}<button data-do=ask>Ask</button>`;
          device_switches.changed();
        }"""
    )
    boxes = page.locator("device-switches input")
    assert [await box.is_checked() for box in await boxes.all()] == [True] * 3
    await page.evaluate(TOUCHED, False)
    assert not await page.evaluate("chime.play()"), "no page makes a sound that nobody has touched"
    await page.evaluate(TOUCHED, True)
    await boxes.first.uncheck()
    assert await page.evaluate("chime.play()")
    await page.evaluate(IN_FRONT, False)
    assert await told(page, alert(1)) == []
    await boxes.first.check()
    assert (await told(page, alert(2, sound=True)))[0][3], "it was heard, so the system is silent"
    await page.evaluate(COUNT_TONES)
    await boxes.nth(1).uncheck()
    await told(page, alert(3, sound=True))
    assert await page.evaluate("played") == 0
    await page.evaluate("window.answer = 'denied'")
    await page.get_by_role("button", name="Ask").click()
    await expect(page.locator("device-switches")).to_have_attribute("data-permission", "denied")
    await expect(page.get_by_role("alert")).to_contain_text("site settings")


ROWS = """<a class="room-row" data-unread="{unread}"><span class="unread-count called">{called}</span></a>
<a class="room-row" data-unread="">muted</a>"""


async def test_the_tab_and_the_apps_icon_tell_what_concerns_one_from_the_rest(load: LoadModules) -> None:
    page = await load(
        "unread", "device_switches", html=f'<div class="sidebar-scroll">{ROWS.format(unread="", called="")}</div>'
    )
    await page.evaluate("""() => {
      document.head.append(Object.assign(document.createElement('link'), {rel: 'icon'}));
      window.badges = [];
      navigator.setAppBadge = async (count) => { badges.push(count ?? 'dot'); };
      navigator.clearAppBadge = async () => { badges.push(''); };
      unread.view('Lobby · Acme', 30);
      unread.connected();
    }""")
    looks = []
    for unread, called in (("", ""), ("3", ""), ("12", "2"), ("150", "99+"), ("", "")):
        rows = ROWS.format(unread=unread, called=called)
        await page.evaluate("(rows) => { document.querySelector('.sidebar-scroll').innerHTML = rows; }", rows)
        title = f"({unread}) Lobby · Acme" if unread else "Lobby · Acme"
        await page.wait_for_function("(title) => document.title === title", arg=title)
        looks.append(await page.evaluate("document.querySelector('link[rel=icon]').href"))
    assert len(set(looks)) == 3, "nothing, a ring, and a full dot"
    assert looks[0] == looks[4]
    assert looks[2] == looks[3]
    assert all("30" in look for look in looks), "in the room's hue"
    assert await page.evaluate("badges") == ["", "dot", 2, 99, ""], "what a push left there goes first"
    await page.evaluate("localStorage.setItem('chatapp.ann.device.badge', 'off'); device_switches.changed()")
    rows = ROWS.format(unread="5", called="5")
    await page.evaluate("(rows) => { document.querySelector('.sidebar-scroll').innerHTML = rows; }", rows)
    await page.wait_for_function("document.title.startsWith('(5)')")
    assert await page.evaluate("badges.length") == 5
