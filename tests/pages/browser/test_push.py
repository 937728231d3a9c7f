"""How a browser asks to be woken, with its maker's part played: the rest is proven against a real service."""

import json

import pytest
from playwright.async_api import Page, Route

from tests.pages.browser.conftest import LoadModules, load_into

pytestmark = pytest.mark.browser

KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SYSTEM = """(permission) => {
  window.Notification = {permission};
  window.acts = [];
  let there = null;
  const pushManager = {
    getSubscription: async () => there,
    subscribe: async ({userVisibleOnly, applicationServerKey}) => {
      acts.push(`subscribe ${userVisibleOnly} ${applicationServerKey.length}`);
      there = {
        options: {applicationServerKey: applicationServerKey.buffer},
        toJSON: () => ({endpoint: 'https://maker/1', keys: {p256dh: 'p', auth: 'a'}}),
        unsubscribe: async () => { acts.push('unsubscribe'); there = null; },
      };
      return there;
    },
  };
  const value = {register: async () => ({pushManager}), addEventListener() {}};
  Object.defineProperty(navigator, 'serviceWorker', {value, configurable: true});
  Object.assign(document.querySelector('.shell').dataset, {worker: '/w', push: '/push', session: '7'});
}"""


async def test_a_browser_subscribes_once_for_each_sign_in_and_as_long_as_its_person_wants(load: LoadModules) -> None:
    page: Page = await load()
    told: list[str] = []
    key = {"key": ""}

    async def serve(route: Route) -> None:
        if route.request.method == "POST":
            told.append(route.request.post_data or "")
            await route.fulfill(status=204)
        else:
            await route.fulfill(json=key)

    await page.route("**/push", serve)
    await page.evaluate(SYSTEM, "default")
    await load_into(page, "push", "device_switches")
    await page.evaluate("push.follow()")
    await page.evaluate("Notification.permission = 'granted'")
    await page.evaluate("push.follow()")
    assert await page.evaluate("acts") == [], "nobody has switched it on"
    key["key"] = KEY
    for _ in range(2):
        await page.evaluate("push.follow()")
    assert await page.evaluate("acts") == ["subscribe true 65"]
    assert [json.loads(one) for one in told] == [{"endpoint": "https://maker/1", "p256dh": "p", "auth": "a"}]
    await page.evaluate("document.querySelector('.shell').dataset.session = '8'; push.follow()")
    await page.wait_for_function("localStorage.getItem('chatapp.ann.push').startsWith('8')")
    assert len(told) == 2, "another sign-in is told of it"
    assert await page.evaluate("acts") == ["subscribe true 65"]
    key["key"] = KEY[:-4] + "AAAA"
    await page.evaluate("document.querySelector('.shell').dataset.session = '9'")
    await page.evaluate("push.follow()")
    assert await page.evaluate("acts.slice(1)") == ["unsubscribe", "subscribe true 65"], "the server has another key"
    await page.evaluate("localStorage.setItem('chatapp.ann.device.notifications', 'off')")
    await page.evaluate("push.follow()")
    assert await page.evaluate("acts.at(-1)") == "unsubscribe"
    assert len(told) == 3
