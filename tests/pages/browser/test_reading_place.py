"""The reading place: rows come and go, and what one reads stays where it is."""

import pytest
from playwright.async_api import Page

from pages.browser import assets
from tests.pages.browser.conftest import LOAD, LoadModules

pytestmark = pytest.mark.browser

ROWS = "".join(
    f'<div class="msg" data-number="{number}" style="display: block; height: 40px"></div>' for number in range(100, 150)
)
HTML = (
    '<div style="height: 400px; display: flex; flex-direction: column"><div class="conversation" tabindex="-1"'
    f' data-path="/rooms/r" data-earlier="false" data-attached="true"><div class="log">{ROWS}</div>%s</div></div>'
)
AT_END = '<reading-place data-end="true"></reading-place>'
AT_120 = '<reading-place data-number="120" data-kind="new"></reading-place>'
INSERT = """([where, from, count]) => {
  const rows = Array.from({length: count}, (_, index) => Object.assign(document.createElement('div'),
    {className: 'msg', style: 'display: block; height: 40px'}));
  rows.forEach((row, index) => { row.dataset.number = from + index; });
  document.querySelector('.log')[where](...rows);
  return new Promise((done, fail) => {
    requestAnimationFrame(() => requestAnimationFrame(done));
    setTimeout(() => fail(new Error('no frame is drawn')), 60_000);
  });
}"""
TOP_OF = '(number) => reading_place.main().place(document.querySelector(`[data-number="${number}"]`))'
AT = "document.querySelector('.conversation').scrollTop"


async def top_of(page: Page, number: int) -> float:
    top: float = await page.evaluate(TOP_OF, number)
    return top


async def test_it_holds_when_rows_come_in_above(load: LoadModules) -> None:
    page = await load("reading_place", html=HTML % AT_120)
    before = await top_of(page, 120)
    assert 50 < before < 60
    await page.evaluate(INSERT, ["prepend", 50, 50])
    assert abs(await top_of(page, 120) - before) < 1


async def test_it_holds_when_rows_come_in_below(load: LoadModules) -> None:
    page = await load("reading_place", html=HTML % AT_120)
    before = await top_of(page, 120)
    await page.evaluate(INSERT, ["append", 150, 30])
    assert abs(await top_of(page, 120) - before) < 1


async def test_at_the_end_it_stays_at_the_end(load: LoadModules) -> None:
    page = await load("reading_place", html=HTML % AT_END)
    assert await page.evaluate("reading_place.main().isAtEnd")
    await page.evaluate(INSERT, ["append", 150, 30])
    await page.evaluate(INSERT, ["prepend", 50, 50])
    assert await page.evaluate("reading_place.main().isAtEnd")
    assert await page.evaluate(AT) == 0


async def test_it_tells_what_has_been_in_view_and_asks_for_more_near_an_end(load: LoadModules) -> None:
    page = await load("reading_place", html=HTML % "")
    await page.evaluate(
        """(mark) => {
      const box = document.querySelector('.conversation');
      box.dataset.earlier = 'true';
      box.insertAdjacentHTML('beforeend', mark);
    }""",
        AT_120,
    )
    await page.wait_for_function("sent.some(([kind]) => kind === 'seen')")
    _, room, first, last, is_at_end = next(entry for entry in await page.evaluate("sent") if entry[0] == "seen")
    assert (room, is_at_end) == ("", False)
    assert first in (118, 119)
    assert 126 <= last <= 129
    await page.evaluate("document.querySelector('.conversation').scrollTop = -100_000")
    await page.wait_for_function("sent.some(([kind]) => kind === 'earlier')")


async def test_it_is_found_again_when_the_page_is_loaded_again(load: LoadModules) -> None:
    page = await load("reading_place", html=HTML % AT_END)
    await page.add_init_script("performance.getEntriesByType = () => []")  # the browser may say later how it came here
    await page.evaluate(
        "window.isBefore = true;"
        "history.replaceState({place: {isAtEnd: false, number: 120, kind: 'place', offset: 33}}, '');"
        "location.reload()"
    )
    await page.wait_for_function(
        "!window.isBefore && document.readyState === 'complete' && history.state?.place?.number === 120"
    )
    await page.evaluate(LOAD, {"reading_place": assets.address("reading_place.js")})
    assert abs(await top_of(page, 120) - 33) < 1
    await page.close()  # its script would come before those of the next test


async def test_an_address_of_no_message_becomes_the_rooms(load: LoadModules) -> None:
    page = await load("reading_place", "browser_history", html=HTML % AT_END)
    await page.evaluate("history.replaceState({page: '/rooms/r/999'}, '', '/rooms/r/999')")
    await page.evaluate("browser_history.mend(reading_place.main())")
    assert await page.evaluate("[location.pathname, history.state.page]") == ["/rooms/r", "/rooms/r"]
