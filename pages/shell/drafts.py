"""What the person has typed and not sent: the page's browser and the database tell each other, and other devices.

The browser compares (`pages/browser/draft_sync.js`); here its writings are stored, and it hears of those elsewhere.
"""

from uuid import UUID

from nicegui import events, ui

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import ChatError, RateLimited, Unauthenticated, Unavailable
from chatapp.events import DraftChanged, Event, account_topic
from chatapp.messages import OutdatedDraft, SentDraft
from chatapp.text import KEY_LIMIT
from pages.browser.calls import call
from pages.shell.refresher import Refresher
from pages.shell.shell import Shell

AT_ONCE = 100  # messages on their way


class Drafts:
    """One page's part. ``shell.draft_rooms`` says which rooms have a draft."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._sent: dict[str, SentDraft] = {}  # client_message_id → the draft it came from
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        topic = account_topic(shell.actor.account_id)
        shell.client.on_delete(shell.chat.broker.subscribe(topic, weakly(self._on_event), DraftChanged))
        shell.client.on_delete(shell.on_missed(self._refresher.run))
        shell.client.on_connect(self._refresher.request)
        ui.on("draft_read", self._read)
        ui.on("draft_write", self._write)
        ui.on("draft_sent", self._note_sent)

    def sent_from(self, client_message_id: str) -> SentDraft | None:
        """Return which draft a message came from, if the browser has said so."""
        return self._sent.pop(client_message_id, None)

    async def _refresh(self) -> None:
        """Tell the browser which rooms have a draft."""
        found = await self._shell.chat.read(messages.rooms_with_drafts, actor=self._shell.actor)
        self._shell.draft_rooms.set(found)
        self._run(call("draftEvents.connected", sorted(map(str, found))))

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, DraftChanged) or not self._shell.is_signed_in:
            return
        rooms = self._shell.draft_rooms
        rooms.set(rooms.value - {event.room_uuid} if event.is_empty else rooms.value | {event.room_uuid})
        self._run(call("draftEvents.hear", str(event.room_uuid), event.revision, event.is_empty))

    async def _read(self, event: events.GenericEventArguments) -> None:
        """Tell the browser what is stored for a room."""
        if (room_uuid := _uuid(event.args)) is None:
            return
        try:
            async with self._shell.chat.reading() as session:
                draft = await messages.drafts.get(session, actor=self._shell.actor, room_uuid=room_uuid)
        except ChatError:
            return  # the person has lost the room, or the page its session; what is typed stays in the browser
        told = str(room_uuid), draft.revision, draft.body, draft.other_body, draft.reply_to or 0
        self._run(call("draftSync.arrived", *told))

    async def _write(self, event: events.GenericEventArguments) -> None:
        """Store what the browser says is typed in a room."""
        match event.args:
            case [str(room), str(body), int(revision), str(other)]:
                reply_to = None
            case [str(room), str(body), int(revision), str(other), int(reply_to)]:
                pass
            case _:
                return  # not from our script
        if (room_uuid := _uuid(room)) is not None:
            self._run(await self._answer(room_uuid, body, revision, other, reply_to))

    async def _answer(self, room_uuid: UUID, body: str, revision: int, other: str, reply_to: int | None) -> str:
        room, actor = str(room_uuid), self._shell.actor
        try:
            async with self._shell.chat.changing(self._shell.actor) as work:
                draft = await messages.drafts.put(
                    work,
                    actor=actor,
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

    def _note_sent(self, event: events.GenericEventArguments) -> None:
        """Note which draft a message comes from, which the outbox sends next."""
        given = event.args
        if not (isinstance(given, list) and [type(part) for part in given] == [str, int, str]):
            return  # not from our script
        key, draft = given[0], SentDraft(given[1], given[2])
        if len(key) <= KEY_LIMIT and draft.is_possible:
            if len(self._sent) >= AT_ONCE:
                self._sent.clear()  # they are answered within seconds
            self._sent[key] = draft

    def _run(self, code: str) -> None:
        if code and not self._shell.client.is_deleted:
            self._shell.client.run_javascript(code)


def _uuid(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None
