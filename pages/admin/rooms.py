"""Administration: every room, closed and private ones too, without their messages."""

from functools import partial

from chatapp import administration, rooms
from chatapp.administration.rooms import SUGGESTED, RoomFilter, RoomRow
from chatapp.errors import Invalid, NotFound
from chatapp.storage.paging import Page
from pages.admin.frame import Choice, choose, frame
from pages.admin.table import Columns, Table, Words, act_button, badge, cell
from pages.components.dialogs import ask, confirm
from pages.components.elements import text
from pages.components.forms import Field
from pages.components.local_time import local_date
from pages.components.page_frame import refresh_if_gone
from pages.shell.shell import Shell

FILTERS = {
    RoomFilter.ALL: "All rooms",
    RoomFilter.PUBLIC: "Public",
    RoomFilter.PRIVATE: "Private",
    RoomFilter.CLOSED: "Closed",
}
COLUMNS = Columns(
    ("Room", "Owner", "Members", "Messages", "Last activity", "Made", ""), frozenset({"Members", "Messages"})
)
WORDS = Words(
    name="Rooms",
    search="Search rooms",
    filters=tuple((which.value, label) for which, label in FILTERS.items()),
    nothing="There is no room yet.",
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

    async def _read(self, search: str, which: str, after: str | None) -> Page[RoomRow, str]:
        async with self._shell.chat.reading() as session:
            return await administration.rooms.listing(
                session, actor=self._shell.actor, search=search, which=RoomFilter(which), after=after or ""
            )

    async def _manage(self, _: str, room: RoomRow) -> None:
        people_in = "1 member" if room.member_count == 1 else f"{room.member_count:,} members"
        owner = f"owned by {room.owner_name}" if room.owner_uuid else "without an owner"
        state = "closed" if room.closed_at else room.visibility
        choose(self._shell, room.name, f"{state.capitalize()} · {owner} · {people_in}", self._choices(room))

    def _choices(self, room: RoomRow) -> list[Choice]:
        hand_over = Choice(
            "Hand over to a member",
            "The member owns the room from then on; the former owner moderates it.",
            partial(self._ask_heir, room),
        )
        if room.closed_at is None:
            meaning = "Nobody reads or writes in it until it is reopened; nothing is lost."
            return [hand_over, Choice("Close", meaning, partial(self._ask_close, room), is_dangerous=True)]
        return [
            Choice("Reopen", "With its members and all that was said.", partial(self._do_reopen, room)),
            hand_over,
            Choice("Delete", "For good, with all that was said.", partial(self._ask_delete, room), is_dangerous=True),
        ]

    def _ask_close(self, room: RoomRow) -> None:
        async def close() -> None:
            async with self._shell.chat.transaction() as work:
                await rooms.close(work, actor=self._shell.actor, room_uuid=room.uuid)
            await self._changed(room)

        sentence = "Pages that are open go silent at once. Its owner or an administrator can reopen it."
        confirm(self._shell, f"Close {room.name}?", sentence, "Close room", refresh_if_gone(self._shell, close))

    async def _do_reopen(self, room: RoomRow) -> None:
        async with self._shell.chat.transaction() as work:
            await rooms.reopen(work, actor=self._shell.actor, room_uuid=room.uuid)
        await self._changed(room)

    def _ask_delete(self, room: RoomRow) -> None:
        async def delete(confirmation: str) -> None:
            async with self._shell.chat.transaction() as work:
                await rooms.delete(work, actor=self._shell.actor, room_uuid=room.uuid, confirmation=confirmation)
            self.table.drop(str(room.uuid))

        sentence = f"This cannot be undone: {room.message_count:,} messages go with it. Type {room.name} to go on."
        field = Field("confirmation", "Room name")
        title = f"Delete {room.name}?"
        ask(self._shell, title, sentence, "Delete room", field, refresh_if_gone(self._shell, delete), is_dangerous=True)

    async def _ask_heir(self, room: RoomRow) -> None:
        async with self._shell.chat.reading() as session:
            names = await administration.rooms.members(session, actor=self._shell.actor, room_uuid=room.uuid)
        if not names:
            self._shell.notify("There is nobody else in this room who could own it.")
            return

        async def hand_over(username: str) -> None:
            async with self._shell.chat.transaction() as work:
                heir = await administration.people.named(work.session, actor=self._shell.actor, username=username)
                if heir is None:
                    raise Invalid({"successor": "There is nobody of this name."})
                await rooms.hand_over(work, actor=self._shell.actor, room_uuid=room.uuid, to=heir)
            await self._changed(room)

        is_short = len(names) < SUGGESTED
        options = tuple((name, name) for name in names) if is_short else ()
        field = Field("successor", "New owner", options=options, hint="" if is_short else "The username of a member.")
        sentence = "The former owner stays as a moderator."
        ask(
            self._shell, f"Hand over {room.name}", sentence, "Hand over", field, refresh_if_gone(self._shell, hand_over)
        )

    async def _changed(self, room: RoomRow) -> None:
        try:
            async with self._shell.chat.reading() as session:
                now = await administration.rooms.get(session, actor=self._shell.actor, room_uuid=room.uuid)
        except NotFound:
            await self._shell.refresh_view()
            return
        self.table.change(now)


def _cells(room: RoomRow) -> list[str]:
    marks = badge("Closed", "is-danger") if room.closed_at else ""
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
        local_date(room.last_activity_at) if room.last_activity_at else '<span class="muted">Nothing said yet</span>',
        local_date(room.created_at),
        act_button("manage", "Manage", f"Manage {room.name}"),
    ]


async def show(shell: Shell) -> None:
    """Show the rooms."""
    with frame(shell, "rooms", "Every room, private and closed ones too. What is said in them is not shown here."):
        async with shell.chat.reading() as session:
            direct = await administration.rooms.count_direct(session, actor=shell.actor)
        await RoomTable(shell).table.start()
        conversations = "1 conversation of two" if direct == 1 else f"{direct:,} conversations of two"
        text("p", f"Beside these there are {conversations}, which nobody else can see.", "table-note")
