"""The tools of the composer: marks around what is selected, which come off again, and which Undo takes back."""

import pytest
from playwright.async_api import Page

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

HTML = '<textarea aria-label="Message" onkeydown="formatting.keyed(event)"></textarea>'
SHOWN = """() => {
  const {value, selectionStart: start, selectionEnd: end} = document.querySelector('textarea');
  return `${value.slice(0, start)}[${value.slice(start, end)}]${value.slice(end)}`;
}"""
SELECT = """(marked) => {
  const [before, picked, after] = marked.split(/[[\\]]/);
  const entry = document.querySelector('textarea');
  entry.value = before + picked + after;
  entry.setSelectionRange(before.length, before.length + picked.length);
}"""


async def use(page: Page, marked: str, tool: str) -> str:
    """Apply a tool to what stands in brackets; return what is there then, the selection in brackets."""
    await page.evaluate(SELECT, marked)
    await page.evaluate("(tool) => formatting.apply(document.querySelector('textarea'), tool)", tool)
    shown: str = await page.evaluate(SHOWN)
    return shown


CASES = [
    ("bold", "a [bc] d", "a **[bc]** d"),
    ("bold", "a **[bc]** d", "a [bc] d"),
    ("bold", "a [ bc ]d", "a  **[bc]** d"),  # white-space stays outside
    ("italic", "**[bc]**", "***[bc]***"),
    ("italic", "***[bc]***", "**[bc]**"),
    ("italic", "[]", "*[]*"),
    ("code", "see [x]", "see `[x]`"),
    ("code", "see [x\ny] there", "see \n```\n[x\ny]\n```\n there"),
    ("list", "one\nt[]wo", "one\n- two[]"),
    ("list", "[one\ntwo]", "[- one\n- two]"),
    ("list", "[- one\n- two]", "[one\ntwo]"),
    ("list", "[- one\ntwo]", "[- one\n- two]"),
    ("list", "[]", "- []"),
    ("list", "- []", "[]"),
]


@pytest.mark.parametrize(("tool", "before", "after"), CASES)
async def test_a_tool_marks_what_is_selected_and_undo_takes_it_back(
    load: LoadModules, tool: str, before: str, after: str
) -> None:
    page = await load("formatting", html=HTML)
    text = before.replace("[", "").replace("]", "")
    await page.locator("textarea").focus()
    await page.keyboard.insert_text(text)
    assert await use(page, before, tool) == after
    await page.keyboard.press("ControlOrMeta+z")
    assert await page.locator("textarea").input_value() in (text, "")


async def test_shortcuts_mark_too_and_other_keys_do_not(load: LoadModules) -> None:
    page = await load("formatting", html=HTML)
    await page.evaluate(SELECT, "[x]")
    await page.locator("textarea").focus()
    for key in ("b", "i", "e"):
        await page.keyboard.press(f"Control+{key}")
    assert await page.evaluate(SHOWN) == "***`[x]`***"
    await page.keyboard.press("Control+Shift+b")
    await page.keyboard.press("Alt+b")
    assert await page.evaluate(SHOWN) == "***`[x]`***"
