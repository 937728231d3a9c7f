"""What the person has typed and not sent: the page's browser and the database tell each other, and other devices.

The browser compares (`draft_sync.js`); here its writings are stored, and it hears of those elsewhere.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import ChatError, RateLimited, Unauthenticated, Unavailable
from chatapp.events import DraftChanged, Event, account_topic
from chatapp.messages import OutdatedDraft, SentDraft
from pages.browser.calls import call
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent


class Drafts:
    """One page's part. ``shell.draft_rooms`` says which rooms have a draft."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._is_current = False  # nothing can have been missed since it was read
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        topic = account_topic(shell.actor.account_id)
        shell.client.on_delete(shell.chat.broker.subscribe(topic, weakly(self._on_event), DraftChanged))
        shell.client.on_delete(shell.on_missed(self._refresher.run))
        shell.client.on_connect(self._connected)  # which holds this as long as the page lives
        shell.read_first(self._read_first)

    async def _read_first(self) -> None:
        with suppress(Unavailable):  # otherwise it is read as soon as the page is connected
            await self._read()
            self._is_current = True

    def _connected(self) -> None:
        if self._is_current:
            self._tell()
        else:
            self._refresher.request()
        self._is_current = False

    async def _refresh(self) -> None:
        await self._read()
        self._tell()

    async def _read(self) -> None:
        await self._shell.chat.broker.settle()
        self._shell.draft_rooms.set(await self._shell.chat.read(messages.rooms_with_drafts, actor=self._shell.actor))

    def _tell(self) -> None:
        """Tell the browser which rooms have a draft."""
        _run(self._shell, call("draftEvents.connected", sorted(map(str, self._shell.draft_rooms.value))))

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, DraftChanged) or not self._shell.is_signed_in:
            return
        rooms = self._shell.draft_rooms
        rooms.set(rooms.value - {event.room_uuid} if event.is_empty else rooms.value | {event.room_uuid})
        _run(self._shell, call("draftEvents.hear", str(event.room_uuid), event.revision, event.is_empty))


async def _read(shell: Shell, args: Any) -> None:
    """Tell the browser what is stored for a room."""
    if (room_uuid := _uuid(args)) is None:
        return
    try:
        async with shell.chat.reading() as session:
            draft = await messages.drafts.get(session, actor=shell.actor, room_uuid=room_uuid)
    except ChatError:
        return  # the person has lost the room, or the page its session; what is typed stays in the browser
    told = str(room_uuid), draft.revision, draft.body, draft.other_body, draft.reply_to or 0
    _run(shell, call("draftSync.arrived", *told))


async def _write(shell: Shell, args: Any) -> None:
    """Store what the browser says is typed in a room."""
    match args:
        case [str(room), str(body), int(revision), str(other)]:
            reply_to = None
        case [str(room), str(body), int(revision), str(other), int(reply_to)]:
            pass
        case _:
            return  # not from our script
    if (room_uuid := _uuid(room)) is not None:
        _run(shell, await _answer(shell, room_uuid, body, revision, other, reply_to))


async def _answer(shell: Shell, room_uuid: UUID, body: str, revision: int, other: str, reply_to: int | None) -> str:
    room = str(room_uuid)
    try:
        async with shell.chat.changing(shell.actor) as work:
            draft = await messages.drafts.put(
                work,
                actor=shell.actor,
                room_uuid=room_uuid,
                body=body,
                revision=revision,
                other_body=other,
                reply_to=reply_to,
            )
    except OutdatedDraft as error:
        newer = error.draft
        told = newer.revision, newer.body, newer.other_body, error.was_sent, newer.reply_to or 0
        return call("draftSync.outdated", room, *told)
    except (Unavailable, RateLimited) as error:
        return call("draftSync.later", room, error.retry_after)
    except Unauthenticated:
        return ""  # the page is on its way to sign in; the browser keeps the text
    except ChatError:
        return call("draftSync.refused", room)
    return call("draftSync.stored", room, draft.revision)


def _note_sent(shell: Shell, args: Any) -> None:
    """Note which draft a message comes from, which the send queue sends next."""
    match args:
        case [str(key), revision, str(body)] if type(revision) is int:
            shell.sent_drafts.note(key, SentDraft(revision, body))


def _run(shell: Shell, code: str) -> None:
    if code and not shell.client.is_deleted:
        shell.client.run_javascript(code)


def _uuid(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


EVENTS: Final[Mapping[str, PageEvent]] = {"draft_read": _read, "draft_write": _write, "draft_sent": _note_sent}
