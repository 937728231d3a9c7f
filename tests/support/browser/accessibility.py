"""What axe finds wrong with a page.

CHATAPP_TEST_EXAMPLES: other than 1, every page in each of four looks; else wide in light or narrow in dark, two states
after each other, and the colours of each address once.
"""

import asyncio
import os
import re
from collections import Counter
from importlib import resources

from playwright.async_api import Page

from tests.support.running.patience import PATIENCE

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()


ALL_LOOKS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]
BY_DAY = (ALL_LOOKS[:1], ALL_LOOKS[-1:])  # an axe takes as long as loading a page
IS_BY_DAY = os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1"
_looked: Counter[str] = Counter()  # how often in each test
_coloured: set[str] = set()  # addresses whose colours were looked at in dark, of whatever server, room or person
VARYING = re.compile(r"http://[^/]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[0-9]+\b")
# Dialogs and panels come in first. Playwright's own waiting gives each page a third of a megabyte of scripts
AT_REST = """async () => {
  const frame = () => new Promise(shown => requestAnimationFrame(shown));
  const isRunning = a => a.playState === 'running' && a.effect.getTiming().iterations !== Infinity;
  await frame();
  do await frame(); while (document.getAnimations().some(isRunning));
}"""


FIRST_HEADING = """[...document.querySelectorAll('h1, h2, h3, [role=heading]')].find(
    one => one.checkVisibility({visibilityProperty: true}))?.localName"""
RUN_AXE = """([isContrast, within]) => axe.run(within || document, {
  resultTypes: ['violations'], rules: {'color-contrast': {enabled: isContrast}},
}).then(told => told.violations)"""  # telling what is right takes as long


async def violations(page: Page, *, fitting: str = "", within: str = "") -> list[str]:
    """Return what axe finds wrong with the page as it is now: wide and narrow, in light and dark; by day one of these.

    ``fitting``: a selector of what must not be wider than its place, looked at in each of these as well. ``within``:
    one of the only part that axe looks at.
    """
    found: list[str] = []
    test = os.environ["PYTEST_CURRENT_TEST"]
    _looked[test] += 1
    turn = (_looked[test] // 2 + 1) % 2  # narrow, wide twice, narrow twice: a page drawn anew is half of an axe
    for width, scheme in BY_DAY[turn] if IS_BY_DAY else ALL_LOOKS:
        await page.set_viewport_size({"width": width, "height": 844})
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        async with asyncio.timeout(PATIENCE):
            await page.evaluate(AT_REST)
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(AXE)
        look = f"{width} {scheme}"
        told = await page.evaluate(RUN_AXE, [not IS_BY_DAY or is_for_colours(page.url, scheme), within])
        found += [f"{look} {v['id']}: {[n['html'][:80] for n in v['nodes']]}" for v in told]
        if fitting and await page.locator(fitting).evaluate("e => e.scrollWidth > e.clientWidth"):
            found.append(f"{look} {fitting} is wider than its place")
    return found


def is_for_colours(address: str, scheme: str) -> bool:
    """Say whether the dearest rule is looked at by day; all pairs of colours: tests/pages/theme/test_contrast.py."""
    kind = VARYING.sub("", address)
    if scheme != "dark" or kind in _coloured:
        return False
    _coloured.add(kind)
    return True
