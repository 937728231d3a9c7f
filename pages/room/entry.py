"""A room that the person cannot read: how to join it, or, for the owner of a closed room, how to reopen it."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from chatapp import rooms
from chatapp.events import LOBBY_TOPIC, Event, MemberJoined, RoomChanged, account_topic
from chatapp.rooms import RoomView, Show
from chatapp.web import urls
from pages.browser.calls import call
from pages.components.dialogs import ask
from pages.components.elements import box, button, markup, text
from pages.components.fields import Field
from pages.components.room_labels import details_of, tile_html
from pages.room.composer.composer import ON_THEIR_WAY
from pages.rooms.join import join
from pages.shell.layout.page_layout import menu_button
from pages.shell.shell import Shell


def show_way_in(shell: Shell, room: RoomView) -> None:
    """Show a room to a person who is not a member: what it is, and how to join it. Follows its changes."""
    _follow(shell, room)
    with box("pane-head"):
        heading(room)
    with box("joining"):
        text("h2", room.name)
        text("p", details_of(room), "muted")
        text("p", "Join to see the conversation and post.")
        button("Join", shell.with_error_notices(partial(join, shell, room, _stay)), classes="primary")
        markup(ON_THEIR_WAY)
    ui.run_javascript(call("composer.enter", str(room.uuid)))


def show_closed(shell: Shell, room: RoomView) -> None:
    """Show the owner of a closed room what can be done with it. Follows what becomes of it elsewhere."""
    _follow(shell, room)
    with box("pane-head"):
        heading(room)
    with box("joining"):
        text("h2", f"{room.name} is archived")
        text("p", "It's hidden from everyone else. Restore it to read and post again.", "muted")
        with box("room-acts"):
            button("Restore room", shell.with_error_notices(partial(_reopen, shell, room)), classes="primary")
            button("Delete permanently", lambda: ask_to_delete(shell, room), classes="quiet is-danger")


def ask_to_delete(shell: Shell, room: RoomView) -> None:
    """Ask for the room's name before it is deleted."""

    async def delete(confirmation: str) -> None:
        async with shell.chat.changing(shell.actor) as work:
            await rooms.delete(work, actor=shell.actor, room_uuid=room.uuid, confirmation=confirmation)
        ui.navigate.to(urls.rooms(Show.MINE))

    sentence = f"This deletes {room.name} with its {room.last_number:,} messages. This can't be undone."
    field = Field("confirmation", f"Type “{room.name}” to confirm")
    ask(shell, f"Delete {room.name} permanently?", sentence, "Delete permanently", field, delete, is_dangerous=True)


def heading(room: RoomView) -> None:
    """Show a room's name and description at the head of its page."""
    menu_button()
    markup(tile_html(room, "m"), tag="span")
    with box("titles"):
        text("h1", room.name, "clip").props["title"] = room.name
        text("bdi", room.description, "description muted clip").props["title"] = room.description


def _follow(shell: Shell, room: RoomView) -> None:
    """Build the view again, once, when the room changes or the person becomes a member."""
    unsubscribes: list[Callable[[], None]] = []

    def stop() -> None:
        while unsubscribes:
            unsubscribes.pop()()

    async def on_missed() -> None:
        if unsubscribes:
            stop()
            shell.run(shell.refresh_view())

    def on_event(event: Event) -> None:
        if unsubscribes and isinstance(event, RoomChanged | MemberJoined) and event.room_uuid == room.uuid:
            stop()
            shell.run(shell.refresh_view())

    for topic in (LOBBY_TOPIC, account_topic(shell.actor.account_id)):
        unsubscribes.append(shell.chat.broker.subscribe(topic, on_event))
    unsubscribes.append(shell.on_missed(on_missed))
    shell.on_leaving_view(stop)


async def _stay() -> None:
    """Do nothing more: the view follows by itself."""


async def _reopen(shell: Shell, room: RoomView) -> None:
    async with shell.chat.changing(shell.actor) as work:
        await rooms.reopen(work, actor=shell.actor, room_uuid=room.uuid)
