"""What has come is acknowledged by itself only when it is much: the answers to pings say the rest."""

import pytest

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

LOOK = """() => {
  const told = [];
  const acknowledge = acknowledging.rarely(() => {
    window.ackedMessageId = window.nextMessageId;
    told.push(window.ackedMessageId);
  });
  window.ackedMessageId = -1;
  for (const next of [0, 3, 198, 199, 200, 398, 399, 399, 1000]) {
    window.nextMessageId = next;
    acknowledge();
  }
  return told;
}"""


async def test_what_has_come_is_acknowledged_by_itself_only_when_it_is_much(load: LoadModules) -> None:
    page = await load("acknowledging")
    assert await page.evaluate(LOOK) == [199, 399, 1000]
