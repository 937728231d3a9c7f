"""What a browser reports of its keys: while others are known to type, one more changes nothing that anybody sees."""

import pytest

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

HTML = (
    '<div data-place="r"><div class="conversation"><div class="log"></div></div>'
    '<div class="composer" data-wanted="true"><textarea></textarea><p class="typing"></p></div></div>'
)
SHOW = "(names) => typing.show('r', ...names.flatMap((name) => [name, name]))"


async def test_who_sees_that_several_type_reports_nothing_until_fewer_do(load_stopped: LoadModules) -> None:
    page = await load_stopped("typing", html=HTML)
    await page.clock.install(time=0)
    await page.clock.pause_at(100_000)
    field = page.locator("textarea")

    async def reports() -> int:
        await page.clock.run_for(3100)
        await field.press("x")
        return int(await page.evaluate("sent.filter(([name, room]) => name === 'typed' && room === 'r').length"))

    assert await reports() == 1
    await page.evaluate(SHOW, ["ann", "a", "b", "c"])
    assert await reports() == 2, "of four who type the others see three, only if each reports"
    await page.evaluate(SHOW, ["a", "b", "c", "d"])
    assert await reports() == 2
    assert await page.locator(".typing").text_content() == "Several people are typing"
    await page.evaluate(SHOW, ["a", "b"])
    await page.clock.run_for(3000)  # the others have not been heard of again
    assert await reports() == 3
