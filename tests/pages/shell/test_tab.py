"""The browser's tab: the icon in the room's hue, with a dot as long as something is unread; sent only if it changes."""

from typing import Any, cast

import pytest
from nicegui import Client, ui

from pages.shell.title import PageTitle


class FakeClient:
    def __init__(self) -> None:
        self.run: list[str] = []

    def run_javascript(self, code: str) -> None:
        self.run.append(code)

    def __enter__(self) -> None: ...

    def __exit__(self, *_: Any) -> None: ...


def test_the_icon_follows_the_view_and_what_is_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui, "page_title", lambda _: None)
    client = FakeClient()
    title = PageTitle(cast(Client, client), lambda: "Chatapp")
    title.set_name("Rooms")
    assert client.run == []  # the page's own icon
    title.set_name("Design", 178)
    title.set_name("Designs", 178)
    title.set_unread(2)
    title.set_unread(3)
    title.set_unread(0)
    title.set_name("Home")
    assert client.run == [
        f"chatapp.favicon.show({icon})" for icon in ("178, false", "178, true", "178, false", "null, false")
    ]
