"""The forms' script: what is typed goes out once, by the one way or the other, and what went wrong gets the focus."""

import pytest
from playwright.async_api import Page, Route

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

HTML = """<form action="/way-in" method="post"><input id="who" name="who" value="ann">
<input name="code" aria-invalid="true">
<button type="submit">Go</button></form>"""
LISTEN = """(how) => {
  window.emitted = [];
  const emit = (answer) => emitted.push(answer);
  document.querySelector('form').addEventListener('submit', (event) => forms[how](event, emit));
}"""


async def opened(load: LoadModules, how: str) -> Page:
    page = await load("forms", html=HTML)
    await page.evaluate(LISTEN, how)
    return page


async def test_a_posted_form_goes_to_its_route_and_tells_what_was_refused(load: LoadModules) -> None:
    page = await opened(load, "post")
    asked: list[str | None] = []

    async def refuse(route: Route) -> None:
        asked.append(route.request.post_data)
        assert await page.get_by_role("button").is_disabled()
        await route.fulfill(json={"detail": "No."})

    await page.route("**/way-in", refuse)
    await page.get_by_role("button").click()
    await page.wait_for_function("emitted.length === 1")
    assert await page.evaluate("emitted") == [{"detail": "No."}]
    assert asked == ["who=ann&code="]
    assert await page.get_by_role("button").is_enabled()


async def test_a_posted_form_leads_on_and_tells_nothing(load: LoadModules) -> None:
    page = await opened(load, "post")
    await page.route("**/way-in", lambda route: route.fulfill(json={"location": "/rooms"}))
    await page.get_by_role("button").click()
    await page.wait_for_url("**/rooms")


async def test_a_server_that_answers_no_json_is_told_of_in_words(load: LoadModules) -> None:
    page = await opened(load, "post")
    await page.route("**/way-in", lambda route: route.fulfill(body="<h1>Bad gateway</h1>"))
    await page.get_by_role("button").click()
    await page.wait_for_function("emitted.length === 1")
    assert (await page.evaluate("emitted"))[0]["detail"].startswith("Can't reach Chatapp.")


async def test_a_live_form_tells_its_values_and_stays(load: LoadModules) -> None:
    page = await opened(load, "values")
    await page.locator("[name=code]").fill("123")
    await page.get_by_role("button").click()
    assert await page.evaluate("emitted") == [{"who": "ann", "code": "123"}]
    assert not page.url.endswith("/way-in")


TYPE = """() => {
  for (const words of ['a', 'an', 'ann']) {
    who.value = words;
    forms.typed({target: who}, (told) => emitted.push(told));
  }
  return emitted.length;
}"""


async def test_typing_is_told_once_when_it_pauses(load_stopped: LoadModules) -> None:
    page = await opened(load_stopped, "values")
    await page.clock.install()
    assert await page.evaluate(TYPE) == 0
    await page.clock.fast_forward(1000)
    assert await page.evaluate("emitted") == ["ann"]


async def test_the_first_field_with_an_error_gets_the_focus(load: LoadModules) -> None:
    page = await opened(load, "values")
    await page.evaluate("forms.focusFirstError()")
    assert await page.evaluate("document.activeElement.name") == "code"
