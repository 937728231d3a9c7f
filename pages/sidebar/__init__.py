"""The left side: the product's name, the rooms and people one talks in and with, the way to more, and oneself.

| file | what it holds |
|---|---|
| inbox | the rooms one is in, how much of each is unread, and who is there: live |
| sections | headings that fold |
| rows | one line for each room |
| ways | links to pages that are no room |
| own | oneself, at the foot |
"""

from pages.create_room import create_room
from pages.direct import write_to_somebody
from pages.elements import box, icon, text
from pages.shell import Shell
from pages.sidebar.inbox import Inbox
from pages.sidebar.own import Own
from pages.sidebar.sections import Section, install_folds
from pages.sidebar.ways import way

NO_ROOMS = "You are in no room yet."
NOBODY = "You have written to nobody yet."


async def show_sidebar(shell: Shell) -> None:
    """Fill the frame's left side; it keeps itself in step with what happens anywhere."""
    install_folds(shell.client)
    with box("sidebar-head"):
        with box("brand-mark"):
            icon("chat")
        text("span", "Chatapp")

    async def new_room() -> None:
        await create_room(shell)

    async def new_direct() -> None:
        await write_to_somebody(shell)

    with box("sidebar-scroll"):
        way(shell, "/rooms", "compass", "Browse rooms")
        inbox = Inbox(
            shell,
            saved=Section("saved", "Saved"),
            joined=Section("rooms", "Rooms", add=("New room", shell.explained(new_room)), empty=NO_ROOMS),
            direct=Section(
                "direct", "Direct messages", add=("New direct message", shell.explained(new_direct)), empty=NOBODY
            ),
        )
        await inbox.open()
    Own(shell)
