"""Fifty rows become one string in the browser, of the rows that it has: nothing of them is sent again."""

import pytest

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

LOOK = """() => {
  const elements = {4294967297: {props: {innerHTML: 'one'}}, 4294967299: {props: {innerHTML: '<b>three</b>'}}};
  const chunk = {props: {'aria-live': 'off'}, joined: [4294967297, 4294967300]};
  const plain = {props: {innerHTML: 'as it was'}};
  joined_rows.join(chunk, elements);
  joined_rows.join(plain, undefined);  // while the page is made
  return [chunk, plain];
}"""


async def test_a_chunk_shows_the_rows_that_the_page_has_in_their_order(load: LoadModules) -> None:
    page = await load("joined_rows")
    assert await page.evaluate(LOOK) == [
        {"props": {"aria-live": "off", "innerHTML": "one<b>three</b>"}},
        {"props": {"innerHTML": "as it was"}},
    ]
