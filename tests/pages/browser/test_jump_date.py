"""Jumping to a date, and links that say what they lead to: the browser's part."""

import json

import pytest
from playwright.async_api import expect

from tests.pages.browser.conftest import LoadModules
from tests.support.running.patience import becomes

pytestmark = pytest.mark.browser
ROOM = "5a0c4e1e-0000-4000-8000-000000000001"
LINKS = (
    '<a href="/rooms/{room}/7">{origin}/rooms/{room}/7</a> <a href="/rooms/{room}">{origin}/rooms/{room}</a> '
    '<a href="/rooms/{room}/8">here</a> <a href="https://example.org/rooms/{room}/7">https://example.org/</a>'
)
HTML = (
    '<div class="conversation" tabindex="-1" data-path="/rooms/{room}" data-earlier="false" data-attached="true">'
    '<div class="log"><day-line at="2026-03-02T10:00:00Z"></day-line><article class="msg" data-number="1">'
    '<div class="body">{links}</div></article></div><reading-place data-end="true"></reading-place></div>'
)

LONG_DAY = (
    '<div class="conversation" style="height: 300px; width: 760px" data-path="/rooms/{room}" data-attached="true">'
    '<div class="log"><div class="beginning"><div class="first-day"></div></div><div>{rows}</div></div>'
    '<reading-place data-end="true"></reading-place></div>'
)
NOON, ROW = "2026-03-02T12:00:00Z", '<article class="msg" data-number="{number}" style="height: 40px"></article>'
EARLIER = """(html) => document.querySelector('.log > div:last-child').insertAdjacentHTML('afterbegin', html)"""
AT_TOP = """() => {
  const {left, top, width} = document.querySelector('.conversation').getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + 15)?.closest('day-line span')?.textContent;
}"""
DATES = "sent.filter(([name]) => name === 'date').map(([, , moment]) => moment)"


async def test_a_day_is_chosen_beside_its_line_and_told_as_a_moment(load_stopped: LoadModules) -> None:
    page = await load_stopped("local_time", "jump_date", html=HTML.format(room=ROOM, links=""))
    await page.clock.set_fixed_time("2026-03-30T00:30:00+02:00")  # yesterday had 23 hours; no day after it is taken
    await page.locator("day-line span").click()
    menu = page.get_by_role("group", name="Jump to a date")
    await expect(menu.get_by_role("button", name="Yesterday")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_have_count(0)
    await page.evaluate("jump_date.open()")  # from the room's menu
    await menu.get_by_role("button", name="The very beginning").click()
    await page.evaluate("jump_date.open()")
    await menu.get_by_label("Choose a date").fill("2026-03-01")
    await menu.get_by_role("button", name="Jump").click()
    midnight = await page.evaluate("new Date(2026, 2, 1).toISOString()")
    await becomes(["1970-01-01T00:00:00.000Z", midnight], lambda: page.evaluate(DATES))

    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Emulation.setTimezoneOverride", {"timezoneId": "Europe/Berlin"})
    await page.evaluate("jump_date.open()")
    await menu.get_by_role("button", name="Yesterday").click()
    assert (await page.evaluate(DATES))[-1] == "2026-03-28T23:00:00.000Z"
    await devtools.detach()


async def test_links_to_messages_say_what_they_lead_to_and_keep_their_address(load: LoadModules) -> None:
    page = await load(html="<p></p>")
    origin = await page.evaluate("location.origin")
    links = LINKS.format(room=ROOM, origin=origin)
    await page.close()
    page = await load("link_titles", "reading_place", html=HTML.format(room=ROOM, links=links))
    await page.wait_for_function("sent.some(([name]) => name === 'link_titles')")
    asked = next(one for one in await page.evaluate("sent") if one[0] == "link_titles")
    assert asked[1:] == [f"/rooms/{ROOM}/7", f"/rooms/{ROOM}"]  # not what has words of its own, or is elsewhere
    titles = {f"/rooms/{ROOM}/7": ["Attic", "2026-03-02T10:00:00Z", "the plan"]}
    await page.evaluate("(json) => link_titles.arrived(json)", json.dumps(titles))
    link = page.locator(".body a").first
    name = await link.get_attribute("aria-label")
    assert name is not None
    assert name.startswith("Attic · ")
    assert name.endswith(" · the plan")
    await expect(link).to_have_text(f"{origin}/rooms/{ROOM}/7")
    await expect(page.locator(".body a").nth(1)).not_to_have_attribute("aria-label", "")
    assert await page.locator("[data-title]").count() == 1


async def test_the_day_of_what_one_reads_stays_at_the_top_though_its_line_has_not_been_sent(
    load_stopped: LoadModules,
) -> None:
    rows = "".join(f'<day-line at="{NOON}" previous="{NOON}"></day-line>{ROW.format(number=n)}' for n in range(50, 70))
    page = await load_stopped("local_time", "reading_place", html=LONG_DAY.format(room=ROOM, rows=rows))
    await page.clock.set_fixed_time("2026-03-30T12:00:00Z")
    days = page.locator("day-line:not(:empty)")
    await expect(days).to_have_count(1)
    await becomes("Monday, March 2", lambda: page.evaluate(AT_TOP))
    earlier = "2026-02-28T12:00:00Z"
    before = f'<day-line at="{earlier}" previous="{earlier}"></day-line>{ROW.format(number=48)}'
    line = f'<day-line at="{NOON}" previous="{earlier}"></day-line>{ROW.format(number=49)}'
    await page.evaluate(EARLIER, before + line)
    await expect(days).to_have_text(["Saturday, February 28", "Monday, March 2"])  # that of the first row, and a line
    assert await page.evaluate(AT_TOP) == "Monday, March 2"
    await page.evaluate(EARLIER, f'<day-line at="{earlier}"></day-line>{ROW.format(number=47)}')
    await expect(days).to_have_text(["Saturday, February 28", "Monday, March 2"])  # two lines
    await expect(page.locator(".first-day")).to_be_empty()
