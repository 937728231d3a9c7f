"""The jobs as an administrator reads them, when something has failed above all."""

import sqlite3

import pytest
from playwright.async_api import expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.running.patience import until
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

SENTENCE = "The database at CHATAPP_SYNC_TO cannot be reached just now, and so nothing was copied to it this time."
FAILED = "update job set is_failed = 1, outcome = ?, runs = 7, all_failures = 3 where name = 'clean-up'"


@pytest.mark.parametrize("width", [390, pytest.param(1440, marks=pytest.mark.nightly)])
async def test_what_a_job_failed_of_stands_beside_its_label_and_not_under_it(
    own_server: Server, open_page: OpenPage, width: int
) -> None:
    ada = await own_server.person("ada")
    database = sqlite3.connect(own_server.data_dir / "chatapp.db", isolation_level=None)
    await until(lambda: database.execute(FAILED, (SENTENCE,)).rowcount)  # it has run once
    database.close()
    page = await open_page(f"{own_server.base}/admin/system", ada, viewport={"width": width, "height": 844})
    words = page.get_by_text(SENTENCE)
    cell, said = await page.get_by_role("cell").filter(has=words).bounding_box(), await words.bounding_box()
    assert cell is not None
    assert said is not None
    assert said["width"] > cell["width"] * 0.6
    await expect(page.get_by_role("row").filter(has=words)).to_contain_text("3 failed")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    told = page.get_by_role("row").filter(has=page.get_by_text("Notifications", exact=True))
    await expect(told).to_contain_text("Every 20 seconds")
    assert await violations(page) == []
