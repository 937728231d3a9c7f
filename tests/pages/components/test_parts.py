"""Parts of a page that are HTML of ours: what changes of them is told once, and nothing that the HTML says itself."""

import pytest
from nicegui import Client, ui

from pages.components.parts import Part, element_html


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a page's browser is told."""
    codes: list[str] = []
    monkeypatch.setattr(Client, "run_javascript", lambda _, code: codes.append(code))
    return codes


async def test_what_has_not_changed_is_not_told(told: list[str]) -> None:
    part = Part(Client(ui.page("")), "bell", "r")
    part.know({"title": "Mute"})
    part.set({"title": "Mute"})
    assert told == []
    for _ in range(2):
        part.set({"title": "Unmute", "hidden": None})
    assert told == ['chatapp.parts.set("r", "bell", {"title": "Unmute", "hidden": null})']


async def test_nothing_is_told_of_html_that_is_still_to_be_written(told: list[str]) -> None:
    part = Part(Client(ui.page("")), "bell", is_written=False)
    part.set({"title": "Unmute"})
    assert told == []
    part.know({"title": "Unmute"})
    part.set({"title": "Mute"})
    assert told == ['chatapp.parts.set("", "bell", {"title": "Mute"})']


def test_attributes_are_escaped_and_what_is_inside_is_safe_html() -> None:
    written = element_html("a", {"title": '"<b>"', "hidden": None, "innerHTML": "<b>x</b>"})
    assert written == '<a title="&quot;&lt;b&gt;&quot;"><b>x</b></a>'
