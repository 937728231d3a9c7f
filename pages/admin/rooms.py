"""Administration: every room, closed and private ones too, without their messages."""

from chatapp import administration
from chatapp.administration.rooms import RoomFilter, RoomRow
from chatapp.storage.paging import Page
from pages.admin.frame import choose
from pages.admin.room_acts import RoomActs
from pages.admin.table import Columns, Table, Words, act_button, badge, cell
from pages.components.elements import text
from pages.components.local_time import local_date
from pages.shell.shell import Shell

FILTERS = {
    RoomFilter.ALL: "All rooms",
    RoomFilter.PUBLIC: "Public",
    RoomFilter.PRIVATE: "Private",
    RoomFilter.CLOSED: "Archived",
}
COLUMNS = Columns(
    ("Room", "Owner", "Members", "Messages", "Last activity", "Created", ""), frozenset({"Members", "Messages"})
)
WORDS = Words(
    name="Rooms",
    search="Search rooms",
    filters=tuple((which.value, label) for which, label in FILTERS.items()),
    nothing="No rooms yet.",
    one="room",
    many="rooms",
)


class RoomTable:
    """One page's table of rooms, with what an administrator can do about each of them."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.table: Table[RoomRow, str] = Table(
            shell, COLUMNS, WORDS, read=self._read, cells=_cells, key=lambda one: str(one.uuid), act=self._manage
        )
        self._acts = RoomActs(shell, self.table)

    async def _read(self, search: str, which: str, after: str | None) -> Page[RoomRow, str]:
        async with self._shell.chat.reading() as session:
            return await administration.rooms.listing(
                session, actor=self._shell.actor, search=search, which=RoomFilter(which), after=after or ""
            )

    async def _manage(self, _: str, room: RoomRow) -> None:
        people_in = "1 member" if room.member_count == 1 else f"{room.member_count:,} members"
        owner = f"owned by {room.owner_name}" if room.owner_uuid else "no owner"
        state = "closed" if room.closed_at else room.visibility
        choose(self._shell, room.name, f"{state.capitalize()} · {owner} · {people_in}", self._acts.choices(room))


def _cells(room: RoomRow) -> list[str]:
    marks = badge("Archived", "is-danger") if room.closed_at else ""
    if room.visibility == "private":
        marks += badge("Private, with password" if room.has_password else "Private")
    owner = (
        cell(room.owner_name, title=f"@{room.owner_username}") if room.owner_uuid else '<span class="muted">—</span>'
    )
    return [
        f'<span class="two">{cell(room.name, classes="first")}<span class="marks">{marks}</span></span>',
        owner,
        f"{room.member_count:,}",
        f"{room.message_count:,}",
        local_date(room.last_activity_at) if room.last_activity_at else '<span class="muted">No messages yet</span>',
        local_date(room.created_at),
        act_button("manage", "Manage", f"Manage {room.name}"),
    ]


async def show(shell: Shell) -> None:
    """Show the rooms."""
    async with shell.chat.reading() as session:
        direct = await administration.rooms.count_direct(session, actor=shell.actor)
    await RoomTable(shell).table.start()
    conversations = "1 direct message" if direct == 1 else f"{direct:,} direct messages"
    text("p", f"Not listed: {conversations}, visible only to the people in them.", "table-note")
