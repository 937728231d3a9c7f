"""People who were removed from a room: what they see instead of it, and how moderators let them back."""

from collections.abc import Awaitable, Callable
from functools import partial
from html import escape
from uuid import UUID

from nicegui import ui

from chatapp import rooms
from chatapp.events import LOBBY_TOPIC, Event, MemberJoined, RoomChanged, account_topic
from chatapp.rooms import RemovedView, RoomView
from chatapp.storage.paging import Page
from chatapp.web import urls
from pages.components.dialogs import sheet
from pages.components.elements import avatar, box, button, markup, text
from pages.components.local_time import local_date
from pages.components.paged_list import PagedList
from pages.shell.layout.pane_head import pane_head
from pages.shell.shell import Shell

NO_ONE = "No one was removed from this room."
BACK = "The room's owner or a moderator can add you again."


def show_removal(shell: Shell, room_uuid: UUID, room_name: str, by: str) -> None:
    """Show who removed the person from a room, in its place, until they are added again or let back."""
    _follow(shell, room_uuid)
    shell.set_title(room_name)
    with box("pane"):
        pane_head(room_name, is_name=True)
        with box("joining", role="status"):
            text("h2", f"{by} removed you from {room_name}.")
            text("p", BACK, "muted")
            text("a", "Browse rooms", "button").props["href"] = urls.ROOMS


def _follow(shell: Shell, room_uuid: UUID) -> None:
    """Build the view again when the person may come back."""

    def on_event(event: Event) -> None:
        if isinstance(event, RoomChanged | MemberJoined) and event.room_uuid == room_uuid:
            shell.run(shell.refresh_view())

    for topic in (LOBBY_TOPIC, account_topic(shell.actor.account_id)):
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, on_event))
    shell.on_leaving_view(shell.on_missed(shell.refresh_view))


async def _read(shell: Shell, room_uuid: UUID, after: str) -> Page[RemovedView, str]:
    async with shell.chat.reading() as session:
        return await rooms.removed(session, actor=shell.actor, room_uuid=room_uuid, after=after)


def _row(person: RemovedView, let_back: Callable[[], Awaitable[None]]) -> ui.element:
    about = f"by {escape(person.by)}, {local_date(person.removed_at)}"
    with box("removed-person", "li") as row:
        avatar(person.uuid, person.name, "s", person.avatar)
        markup(f'<bdi class="clip">{escape(person.name)}</bdi> <span class="muted small">{about}</span>', "clip")
        button("Let back", let_back, aria_label=f"Let {person.name} back")
    return row


async def list_removed(shell: Shell, room: RoomView) -> None:
    """Open the list of people who were removed from a room, with a button for each that lets them back."""
    with sheet(shell, f"Removed from {room.name}") as dialog:

        async def let_back(person: RemovedView) -> None:
            async with shell.chat.changing(shell.actor) as work:
                await rooms.let_back(work, actor=shell.actor, room_uuid=room.uuid, account_uuid=person.uuid)
            people.drop(str(person.uuid))
            shell.notify(f"{person.name} can join {room.name} again.")

        def draw(person: RemovedView) -> ui.element:
            return _row(person, shell.with_error_notices(partial(let_back, person)))

        def show_if_empty() -> None:
            note.text = "" if len(people) else NO_ONE

        container = box("removed-list", "ul", aria_label="Removed people")
        note = text("p", "", "muted")
        people: PagedList[RemovedView, str, ui.element] = PagedList(
            shell,
            container,
            read=lambda _, after: _read(shell, room.uuid, after or ""),
            draw=draw,
            key=lambda person: str(person.uuid),
            on_change=show_if_empty,
        )
        with box("actions"):
            button("Close", dialog.close, classes="primary")
    await people.start()
