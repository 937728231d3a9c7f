"""What has come is acknowledged now and then: at once, and then after a while or when it is much."""

import pytest

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

LOOK = """() => {
  let now = 1e6, told = [];
  Date.now = () => now;
  const acknowledge = acknowledging.rarely(() => {
    if (window.ackedMessageId >= window.nextMessageId) return;
    window.ackedMessageId = window.nextMessageId;
    told.push(window.ackedMessageId);
  });
  for (const [seconds, next] of [[0, 3], [3, 4], [3, 5], [9, 6], [15, 6], [3, 7], [3, 8], [3, 107]]) {
    now += seconds * 1000;
    window.nextMessageId = next;
    acknowledge();
  }
  return told;
}"""


async def test_what_has_come_is_acknowledged_at_once_and_then_now_and_then(load: LoadModules) -> None:
    page = await load("acknowledging")
    assert await page.evaluate(LOOK) == [3, 6, 7, 107]
