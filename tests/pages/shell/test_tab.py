"""The browser's tab: the view's name and hue, sent only if they change; what is unread stands in the page's HTML."""

from typing import cast

from nicegui import Client

from pages.shell.layout.title import PageTitle


class FakeClient:
    def __init__(self) -> None:
        self.run: list[str] = []
        self.title = ""

    def run_javascript(self, code: str) -> None:
        self.run.append(code)


def test_the_name_and_the_hue_are_told_when_they_change_and_what_is_unread_is_in_the_html() -> None:
    client, workspace = FakeClient(), ["Chatapp"]
    title = PageTitle(cast(Client, client), lambda: workspace[0])
    title.set_name("Design", 178)
    title.set_unread(2)
    assert client.title == "(2) Design · Chatapp"
    title.set_name("Design", 178)
    title.set_unread(0)
    title.set_name("Home")
    workspace[0] = "Acme"
    title.refresh()
    assert client.title == "Home · Acme"
    told = ('"Design \\u00b7 Chatapp", 178', '"Home \\u00b7 Chatapp", null', '"Home \\u00b7 Acme", null')
    assert client.run == [f"chatapp.unread.view({one})" for one in told]
