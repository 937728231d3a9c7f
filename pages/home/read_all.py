"""Marking everything as read, and the way back: what was unread before is told to the browser with the offer."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from chatapp import messages, rooms
from chatapp.rooms import RoomView
from chatapp.storage.paging import AT_MOST
from chatapp.web.parameters import number_of, uuid_of
from pages.browser.calls import call
from pages.shell.page_state.unread import UnreadRoom
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

UNDO = "read_all_undo"


def as_shown(unread: Iterable[UnreadRoom], shown: Iterable[UnreadRoom]) -> dict[UUID, int]:
    """Return up to which message rooms are read that are marked as read: what came after it was shown is new.

    ``shown``: rooms as the person saw them; of others, all there is.
    """
    seen = {one.room.uuid: one.last_number for one in shown}
    return {one.room.uuid: seen.get(one.room.uuid, one.last_number) for one in unread}


async def mark_all_read(shell: Shell, shown: Iterable[UnreadRoom] = ()) -> None:
    """Mark all rooms as read that call for the person's attention, as far as `as_shown` says; offer to undo it.

    News in threads that they don't follow are seen, too: no dot stays hollow.
    """
    upto = as_shown(shell.unread.value, shown)
    news = {room.uuid: room for room in await _with_news(shell)}
    upto |= {room_uuid: room.last_read_number for room_uuid, room in news.items() if room_uuid not in upto}
    if not upto:
        shell.notify("Everything is read already.")
        return
    seen = {room_uuid: room.revision for room_uuid, room in news.items()}
    async with shell.chat.changing(shell.actor) as work:
        before = await messages.mark_all_read(work, actor=shell.actor, upto=upto, seen=seen)
    said = "Marked 1 room as read." if len(upto) == 1 else f"Marked {len(upto)} rooms as read."
    if before or news:
        were = [f"{room_uuid} {number}" for room_uuid, number in before.items() if room_uuid not in news]
        were += [
            f"{room_uuid} {before.get(room_uuid, room.last_read_number)} {room.seen_revision}"
            for room_uuid, room in news.items()
        ]
        shell.client.run_javascript(call("toasts.offer", said, "Undo", UNDO, were))
    else:
        shell.notify(said)


async def _undo(shell: Shell, args: Any) -> None:
    """Take back what the page has marked as read, whatever view is shown by now."""
    if not (isinstance(args, list) and all(isinstance(one, str) for one in args)):
        return  # not from our script
    found = [_mark(one) for one in args[:AT_MOST]]
    marks = {room_uuid: number for room_uuid, number, _ in found}
    async with shell.chat.reading() as session:
        known = await messages.read_progress(session, actor=shell.actor, room_uuids=marks)
    await shell.chat.change_limit.count(shell.actor)
    await shell.chat.read_marks.set_read(
        actor=shell.actor,
        marks={room_uuid: marks[room_uuid] for room_uuid in known},
        news_after={room_uuid: revision for room_uuid, _, revision in found if revision is not None},
    )


EVENTS: Final[Mapping[str, PageEvent]] = {UNDO: _undo}


async def _with_news(shell: Shell) -> list[RoomView]:
    """Return the rooms whose dots are hollow, as they are now."""
    joined = await shell.chat.read(rooms.joined, actor=shell.actor, limit=AT_MOST)
    return [room for room in joined if room.has_thread_news and not room.is_muted]


def _mark(one: str) -> tuple[UUID, int, int | None]:
    """Return a room, up to which message it was read, and at which of its revisions its threads were seen, if said."""
    room, _, rest = one.partition(" ")
    number, _, revision = rest.partition(" ")
    return uuid_of(room), number_of(number), number_of(revision) if revision else None
