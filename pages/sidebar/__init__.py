"""The sidebar: the workspace with its menu, the person's rooms and conversations, and their own account.

| file | what it holds |
|---|---|
| `workspace_menu` | the workspace's name, and the menu under it |
| `inbox` | which rooms the person is in, kept in step with events |
| `room_rows`, `room_row` | what is known of each of these rooms: unread counts and presence |
| `room_row_html`, `row_list` | a row as HTML, and what the browser has of the rows |
| `counting_on` | new messages, as the browser counts on from what its row shows |
| `sections` | the headings, which fold |
| `thread_news` | what the page hears of threads |
| `nav_link`, `activity_link` | links to views that are no rooms |
| `invite_button` | inviting people |
| `own_account`, `pause_button` | the person themselves, at the foot, and whether they are told anything |
"""

import asyncio

from nicegui import events

from chatapp.web import urls
from pages.browser.calls import call
from pages.components.elements import box, markup
from pages.people.direct_chats import new_message
from pages.rooms.create import create_room
from pages.shell.shell import Shell
from pages.sidebar.activity_link import ActivityLink
from pages.sidebar.inbox import Inbox
from pages.sidebar.invite_button import InviteButton
from pages.sidebar.nav_link import NavLink
from pages.sidebar.own_account import OwnAccount
from pages.sidebar.sections import Section
from pages.sidebar.workspace_menu import WorkspaceMenu

FOLD_OR_ADD = "(e) => chatapp.folds.press(e, emit)"
NO_ROOMS = "You haven't joined any rooms yet."
NOBODY = "No direct messages yet."
MORE_UNREAD = (  # of `pages/browser/sidebar.js`, which says how many rows are out of view
    '<button class="more-unread up" type="button" data-reveal="up" hidden></button>'
    '<button class="more-unread" type="button" data-reveal="down" hidden></button>'
)


async def show_sidebar(shell: Shell) -> None:
    """Fill the sidebar of a page; it keeps itself in step with what happens anywhere."""
    shell.run_on_connect(f"{call('folds.apply')}; {call('sidebar.connected')}; {call('unread.connected')}")
    WorkspaceMenu(shell)

    async def add(event: events.GenericEventArguments) -> None:
        if event.args == "rooms":
            await create_room(shell)
        elif event.args == "direct":
            await new_message(shell)

    with box("sidebar-scroll").on("click", shell.with_error_notices(add), js_handler=FOLD_OR_ADD):
        home = NavLink(shell, urls.HOME, "home", "Home", counts_unread=True)
        activity = ActivityLink(shell)
        threads = NavLink(shell, urls.THREADS, "thread", "Threads")
        shell.client.on_delete(shell.unread.on_threads(lambda: threads.show_unread(shell.unread.in_threads)))
        mentions = NavLink(shell, urls.MENTIONS, "at", "Mentions", kind="called")
        shell.client.on_delete(shell.unread.on_mentions(lambda: mentions.show_unread(shell.unread.mentions)))
        drafts = NavLink(shell, urls.DRAFTS, "pencil", "Drafts")
        shell.client.on_delete(shell.draft_rooms.on_change(lambda: drafts.show_count(len(shell.draft_rooms.value))))
        NavLink(shell, urls.SAVED, "bookmark", "Saved")
        NavLink(shell, urls.ROOMS, "compass", "Browse rooms")
        NavLink(shell, urls.PEOPLE, "people", "People", has_pages_below=True)
        inbox = Inbox(
            shell,
            {
                "saved": Section("saved", "Saved rooms"),
                "rooms": Section("rooms", "Rooms", add="New room", empty=NO_ROOMS),
                "direct": Section("direct", "People", add="New message", empty=NOBODY),
            },
        )
    markup(MORE_UNREAD, "more-unreads")
    invite, pause = InviteButton(shell), OwnAccount(shell).pause
    # Together, so that one snapshot serves all, and the view that is being built.
    await asyncio.gather(inbox.open(), activity.open(), pause.refresh(), invite.refresh())
    home.show_unread(shell.unread.total)  # for the page's HTML; the browser counts from then on
