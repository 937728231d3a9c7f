"""A button has one menu, however often and however quickly it is pressed."""

from nicegui import Client, ui

from pages.components.menus import Menu, menu


async def test_a_menu_that_is_opened_again_takes_the_place_of_the_one_before() -> None:
    closed: list[str] = []
    with Client(ui.page("")):
        opener = ui.button()
        for name in ("first", "second"):
            with menu(opener, name, on_closed=lambda name=name: closed.append(name)):
                ui.label(name)
    (opened,) = [child for child in opener if isinstance(child, Menu)]
    assert (opened.props["aria-label"], closed) == ("second", ["first"])
    opened.go()
    opened.go()
    assert closed == ["first", "second"]


async def test_a_menu_of_a_button_that_is_html_of_ours_stands_at_it() -> None:
    with Client(ui.page("")) as client:
        for opener in ("one", "two", "one"):
            with menu(opener, opener):
                ui.label(opener)
    opened = [child for child in client.content if isinstance(child, Menu)]
    assert [(one.opener_id, one.props["target"]) for one in opened] == [("two", "#two"), ("one", "#one")]
