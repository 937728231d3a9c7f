"""The sidebar: the workspace with its menu, the person's rooms and conversations, and their own account.

All of it is one string of HTML, whose parts change where they stand (`pages/components/parts.py`).

| file | what it holds |
|---|---|
| `workspace_menu` | the workspace's name, and the menu under it |
| `inbox` | which rooms the person is in, kept in step with events |
| `room_rows`, `room_row` | what is known of each of these rooms: unread counts and presence |
| `room_row_html`, `row_list` | a row as HTML, and what the browser has of the rows |
| `partners` | whose presence they show |
| `counting_on` | new messages, as the browser counts on from what its row shows |
| `unread_multicast` | rows of one room that are told of new messages as one |
| `sections` | the headings, which fold |
| `thread_news` | what the page hears of threads |
| `nav_link`, `activity_link` | links to views that are no rooms |
| `invite_button` | inviting people |
| `own_account`, `pause_button` | the person themselves, at the foot, and whether they are told anything |
| `presses` | what its buttons do |
"""

import asyncio

from chatapp.web import urls
from pages.browser.calls import call
from pages.components import icons
from pages.components.elements import button_html
from pages.shell.shell import Shell
from pages.sidebar.activity_link import ActivityLink
from pages.sidebar.inbox import Inbox
from pages.sidebar.invite_button import InviteButton
from pages.sidebar.nav_link import CurrentLink, NavLink
from pages.sidebar.own_account import OwnAccount
from pages.sidebar.presses import EVENTS
from pages.sidebar.sections import Section
from pages.sidebar.workspace_menu import WorkspaceMenu

__all__ = ["EVENTS", "sidebar_html"]

NO_ROOMS = "You haven't joined any rooms yet."
ALL_READ = "You're all caught up."
NOBODY = "No direct messages yet."
CLOSE = button_html("Close menu", "quiet drawer-close", icon_name="close")
MORE_UNREAD = (  # of `pages/browser/shell/sidebar.js`, which says how many rows are out of view
    '<div class="more-unreads"><button class="more-unread up" type="button" data-reveal="up" hidden></button>'
    '<button class="more-unread" type="button" data-reveal="down" hidden></button></div>'
)
ONLY_UNREAD = (  # of `pages/browser/shell/unread_filter.js`
    '<button class="only-unread" type="button" aria-pressed="false">'
    f"{icons.svg('unread')}<span>Unread only</span></button>"
    f'<div class="sidebar-note nothing-unread">{ALL_READ}</div>'
)


async def sidebar_html(shell: Shell) -> str:
    """Return the inside of a page's sidebar; it keeps itself in step with what happens anywhere."""
    filters = f"{call('folds.apply')}; {call('unreadFilter.apply')}"
    shell.run_on_connect(f"{filters}; {call('sidebar.connected')}; {call('unread.connected')}")
    menu, activity = WorkspaceMenu(shell), ActivityLink(shell)
    home = NavLink(shell, urls.HOME, "home", "Home", counts_unread=True)
    threads = NavLink(shell, urls.THREADS, "thread", "Threads")
    mentions = NavLink(shell, urls.MENTIONS, "at", "Mentions", kind="called")
    drafts = NavLink(shell, urls.DRAFTS, "pencil", "Drafts")
    links = (
        home,
        activity.link,
        threads,
        mentions,
        drafts,
        NavLink(shell, urls.SAVED, "bookmark", "Saved"),
        NavLink(shell, urls.ROOMS, "compass", "Browse rooms"),
        NavLink(shell, urls.PEOPLE, "people", "People", has_pages_below=True),
    )
    CurrentLink(shell, links)
    shell.client.on_delete(shell.unread.on_threads(lambda: threads.show_unread(shell.unread.in_threads)))
    shell.client.on_delete(shell.unread.on_mentions(lambda: mentions.show_unread(shell.unread.mentions)))
    shell.client.on_delete(shell.draft_rooms.on_change(lambda: drafts.show_count(len(shell.draft_rooms.value))))
    sections = {
        "saved": Section("saved", "Saved rooms"),
        "rooms": Section("rooms", "Rooms", add="New room", empty=NO_ROOMS),
        "direct": Section("direct", "People", add="New message", empty=NOBODY),
    }
    inbox, invite, account = Inbox(shell, sections), InviteButton(shell), OwnAccount(shell)
    # Together, so that one snapshot serves all, and the view that is being built.
    await asyncio.gather(
        inbox.open(), activity.open(), account.pause.refresh(), invite.refresh(), shell.read_all_first()
    )
    home.show_unread(shell.unread.total)  # for the page's HTML; the browser counts from then on
    shown_links = "".join(link.html(shell.path) for link in links)
    rows = "".join(section.take() for section in sections.values())
    return (
        f'{CLOSE}{menu.html()}<div class="sidebar-scroll">{shown_links}{ONLY_UNREAD}{rows}{inbox.more_html()}</div>'
        f"{MORE_UNREAD}{invite.html()}{account.html()}"
    )
