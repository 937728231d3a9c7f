"""The sidebar: the product's name, the person's rooms and conversations, links to more, and their own account.

| file | what it holds |
|---|---|
| `inbox` | which rooms the person is in, kept in step with events |
| `room_rows`, `room_row` | the rows of these rooms, with unread counts and presence |
| `sections` | the headings, which fold |
| `nav_link` | links to views that are no rooms |
| `own_account` | the person themselves, at the foot |
"""

from nicegui import events

from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, markup
from pages.rooms.create import create_room
from pages.rooms.new_direct import start_direct_message
from pages.shell.shell import Shell
from pages.sidebar.inbox import Inbox
from pages.sidebar.nav_link import nav_link
from pages.sidebar.own_account import OwnAccount
from pages.sidebar.sections import Section, install_folds

BRAND = f'<div class="brand-mark"><span>{icons.svg("chat")}</span></div><span>Chatapp</span>'
FOLD_OR_ADD = "(e) => chatapp.folds.press(e, emit)"
NO_ROOMS = "You haven't joined any rooms yet."
NOBODY = "No direct messages yet."


async def show_sidebar(shell: Shell) -> None:
    """Fill the sidebar of a page; it keeps itself in step with what happens anywhere."""
    install_folds(shell)
    markup(BRAND, "sidebar-head")

    async def add(event: events.GenericEventArguments) -> None:
        if event.args == "rooms":
            await create_room(shell)
        elif event.args == "direct":
            await start_direct_message(shell)

    with box("sidebar-scroll").on("click", shell.with_error_notices(add), js_handler=FOLD_OR_ADD):
        nav_link(shell, urls.ROOMS, "compass", "Browse rooms")
        inbox = Inbox(
            shell,
            saved=Section("saved", "Saved"),
            joined=Section("rooms", "Rooms", add="New room", empty=NO_ROOMS),
            direct=Section("direct", "Direct messages", add="New direct message", empty=NOBODY),
        )
        await inbox.open()
    OwnAccount(shell)
