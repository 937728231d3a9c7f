"""Rendered rooms without a server: messages, a room of them, and pages whose browser the test plays."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from nicegui import Client
from nicegui.outbox import Deleted

from chatapp.events import Mention, MessageView, Reaction
from chatapp.messages.history import MessagePage
from chatapp.messages.replies.quotes import quote_of
from chatapp.realtime.authors import AuthorSnapshot
from chatapp.rooms import RoomView
from chatapp.rooms.system_lines import sentence
from chatapp.storage.paging import AT_MOST
from pages.room.message import message_html
from pages.room.timeline.paging import Pager, RoomHistory
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.timeline import Timeline
from tests.support.browser.element_tree import described, take_in
from tests.support.browser.page_client import ROW
from tests.support.browser.unread_rows import uncounted

ROOM, ANN, BEN = uuid4(), uuid4(), uuid4()
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def message(
    number: int, revision: int | None = None, body: str = "", author: UUID = ANN, quoted: MessageView | None = None
) -> MessageView:
    """Return a message of ann's, a second after the one before it. ``quoted``: the message that it answers."""
    return MessageView(
        room_uuid=ROOM,
        number=number,
        revision=revision or number,
        author_uuid=author,
        author_username="ann",
        author_name="Ann",
        author_avatar="",
        client_message_id=f"key-{number}",
        body=body or f"message {number}",
        created_at=START + timedelta(seconds=number),
        previous_author_uuid=author if number > 1 else None,
        previous_at=START + timedelta(seconds=number - 1) if number > 1 else None,
        reply_to=quoted.number if quoted else None,
        quote=quote_of(quoted) if quoted else None,
    )


def messages(first: int, last: int) -> list[MessageView]:
    """Return the messages from one number to another, both included."""
    return [message(number) for number in range(first, last + 1)]


class StoredRoom:
    """A room as a database holds it."""

    def __init__(self, count: int = 0) -> None:
        self.rows = {view.number: view for view in messages(1, count)}
        self.revision, self.renamed = count, 0
        self.answers: dict[int, set[int]] = {}  # a message's number → those of its answers
        self.asked: list[tuple[int, int | None]] = []
        self.authors = {ANN: AuthorSnapshot("ann", "Ann", ""), BEN: AuthorSnapshot("ann", "Ann", "")}
        self.read_by_ben = 0  # up to which message

    def post(self, author: UUID = ANN, reply_to: int = 0) -> MessageView:
        """Store another message, which may answer one."""
        number, revision, (username, name, avatar) = len(self.rows) + 1, self.revision + 1, self.authors[author]
        view = message(number, revision, f"text {revision}", author, self.rows.get(reply_to))
        before = self.rows.get(number - 1)
        previous = before.author_uuid if before is not None and before.is_text else None
        view = replace(view, author_username=username, author_name=name, author_avatar=avatar)
        if author == BEN:
            self.read_by_ben = number  # authors have read what came before their message
        return self._store(replace(view, previous_author_uuid=previous))

    def tell(self, kind: str, author: UUID = ANN, about: int = 0) -> MessageView:
        """Store a line in which Chatapp says what happened. ``about``: the message that was pinned."""
        username, name, _ = self.authors[BEN]
        added = (Mention("added", BEN, username, name),) * (kind == "added")
        view = replace(self.post(ANN, about if kind == "pinned" else 0), kind=kind, author_uuid=author, mentions=added)
        username, name, avatar = self.authors[author]
        view = replace(view, author_username=username, author_name=name, author_avatar=avatar)
        self.rows[view.number] = view = replace(view, body=_sentence(view))
        return view

    def read_as_ben(self, number: int) -> RoomView:
        """Have ben read up to a message; returns the room as he sees it then."""
        self.read_by_ben = max(self.read_by_ben, min(number, len(self.rows)))
        return self.as_ben_sees_it()

    def as_ben_sees_it(self) -> RoomView:
        """Return what a list of ben's rooms would have."""
        unread = [row for row in self.rows.values() if row.number > self.read_by_ben]
        return RoomView(
            room_id=1,
            uuid=ROOM,
            name="Garden",
            name_key="garden",
            description="",
            visibility="public",
            has_password=False,
            category=None,
            created_at=START,
            created_by="ann",
            closed_at=None,
            member_count=2,
            revision=self.revision,
            last_number=len(self.rows),
            is_member=True,
            role="member",
            is_saved=False,
            is_muted=False,
            last_read_number=self.read_by_ben,
            uncounted_unread=uncounted(row.number for row in unread if not _counts(row)),
            mentioned_in=frozenset(row.number for row in unread if row.mentions_person(BEN)),
        )

    def unread_by_ben(self) -> tuple[int, int]:
        """Count by hand what ben has not read: messages, and those that mention him."""
        counted = [row for row in self.rows.values() if row.number > self.read_by_ben and _counts(row)]
        return len(counted), sum(row.mentions_person(BEN) for row in counted)

    def rename(self, person: UUID) -> None:
        """Give somebody another name, and another picture."""
        self.renamed += 1
        current = self.authors[person] = AuthorSnapshot("ann", f"Name {self.renamed}", f"{self.renamed:x}")
        for number, row in self.rows.items():
            if row.author_uuid == person:
                self.rows[number] = row = replace(row, author_name=current.name, author_avatar=current.avatar)
            if row.quote is not None and row.quote.author_uuid == person:
                self.rows[number] = row = replace(row, quote=replace(row.quote, author_name=current.name))
            if person == BEN and row.is_text and (row.mentions or row.reactions):
                self.rows[number] = row = replace(row, **self._of_ben(bool(row.mentions), bool(row.reactions)))
            if person == BEN and row.kind == "added":
                self.rows[number] = row = replace(row, mentions=(replace(row.mentions[0], name=current.name),))
            if not row.is_text:
                self.rows[number] = replace(row, body=_sentence(row))

    def edit(self, number: int) -> MessageView:
        """Give a message another text."""
        row = self.rows[number]
        return self._store(replace(row, revision=self.revision + 1, body=f"text {self.revision + 1}", edited_at=START))

    def delete(self, number: int) -> MessageView:
        """Remove a message's text."""
        return self._store(replace(self.rows[number], revision=self.revision + 1, body="", deleted_at=START))

    def restore(self, number: int) -> MessageView:
        """Give a removed message a text again."""
        row = replace(self.rows[number], revision=self.revision + 1, body=f"back {number}", deleted_at=None)
        return self._store(row)

    def mention(self, number: int) -> MessageView:
        """Have a message name ben, who is shown as he is called now."""
        row = replace(self.rows[number], revision=self.revision + 1, body=f"@ben, see {self.revision + 1}")
        return self._store(replace(row, **self._of_ben(True, bool(row.reactions))))

    def react(self, number: int) -> MessageView:
        """Add ben's reaction to a message, or take it back."""
        row = replace(self.rows[number], revision=self.revision + 1)
        return self._store(replace(row, **self._of_ben(bool(row.mentions), not row.reactions)))

    def pin(self, number: int) -> MessageView:
        """Pin a message, or unpin it."""
        row = self.rows[number]
        return self._store(replace(row, revision=self.revision + 1, is_pinned=not row.is_pinned))

    def _of_ben(self, is_mentioned: bool, has_reacted: bool) -> dict[str, Any]:
        username, name, _ = self.authors[BEN]
        mention, reaction = Mention("person", BEN, username, name, typed="ben"), Reaction("👍", (BEN,), (name,))
        return {"mentions": (mention,) * is_mentioned, "reactions": (reaction,) * has_reacted}

    def take(self, view: MessageView) -> None:
        """Store a message as it is now, unless a newer state is stored."""
        self.revision = max(self.revision, view.revision)
        if view.number not in self.rows or self.rows[view.number].revision < view.revision:
            self.rows[view.number] = view

    def between(self, after: int, before: int | None) -> MessagePage:
        """Return what `history.read` would."""
        last = len(self.rows)
        found = [self.rows[n] for n in range(after + 1, min(last + 1, before or last + 1))]
        return MessagePage(found[:AT_MOST], self.revision, len(found) > AT_MOST, last)

    async def read(self, after: int, before: int | None) -> MessagePage:
        """Answer a page at once."""
        self.asked.append((after, before))
        return self.between(after, before)

    async def changes(self, since: int) -> MessagePage:
        """Return what the feed asks for after a gap."""
        await asyncio.sleep(0)
        found = sorted((row for row in self.rows.values() if row.revision > since), key=lambda row: row.revision)
        return MessagePage(found, self.revision, has_more=False)

    def _store(self, view: MessageView) -> MessageView:
        self.revision += 1
        self.rows[view.number] = view
        for number in self.answers.get(view.number, ()):
            self.rows[number] = replace(self.rows[number], quote=quote_of(view))
        if view.quote is not None:
            self.answers.setdefault(view.quote.number, set()).add(view.number)
        return view


def _counts(row: MessageView) -> bool:
    return row.is_text and row.deleted_at is None


def _sentence(line: MessageView) -> str:
    """Return what a line says, with names as they are now."""
    said = {"renamed": "renamed this room from “a” to “b”", "pinned": "pinned a message"}
    return sentence(line.author_name, said.get(line.kind, line.kind), line.mentions)


class Page:
    """A timeline, its way through a room, and what the browser would make of everything it was sent."""

    def __init__(self, client: Client, room: StoredRoom, rendered_room: Any = None) -> None:
        self.client, self.room = client, room
        self.elements: dict[int, Any] = {}
        self.posted: list[int] = []
        with client:
            self.rendered_room = rendered_room or RenderedRoom()
            self.timeline = Timeline(
                self.rendered_room,
                "Garden",
                on_posted=lambda posted: self.posted.extend(message.number for message in posted),
            )
        self.history = RoomHistory(self.rendered_room, room.read, len(room.rows))
        self.pager = Pager(self.history, self.timeline)

    def go(self, move: Coroutine[Any, Any, None]) -> None:
        """Carry out a move that has not to wait for anything."""
        try:
            move.send(None)
        except StopIteration:
            return
        raise AssertionError("it waits")

    def apply(self, *changes: MessageView) -> None:
        """Have things happen in the room."""
        for change in changes:
            self.room.take(change)
            self.rendered_room.apply(change)

    def post(self, count: int) -> None:
        """Have messages posted in the room."""
        for _ in range(count):
            self.rendered_room.apply(self.room.post())

    def html(self) -> str:
        """Return the rows in the order of the element tree, as a browser would show them."""
        self.rendered_room.flush()
        outbox = self.client.outbox
        if not self.client._response_built:
            self.client._response_built = True
            self.elements = described(self.client.elements)
        for identifier, element in list(outbox.updates.items()):
            if isinstance(element, Deleted):
                self.elements.pop(identifier, None)
            else:
                self.elements[identifier] = element._to_dict()
        outbox.updates.clear()
        for message_list in getattr(outbox, "shared_lists", ()):
            take_in(message_list.pull(), self.elements)
        return self._walk(0)

    def _walk(self, identifier: int) -> str:
        element = self.elements.get(identifier)
        if element is None:
            return ""
        slots = [child for slot in element.get("slots", {}).values() for child in slot.get("ids", [])]
        own = str(element.get("props", {}).get("innerHTML", ""))
        return own + "".join(self._walk(child) for child in [*element.get("children", []), *slots])

    def shown(self) -> list[int]:
        """Return the numbers of the messages on the page, from the top."""
        return [int(number) for number, _ in ROW.findall(self.html())]

    def is_stored(self) -> bool:
        """Say whether the page shows its window as it is stored, no more and no less."""
        shown = self.shown()
        fresh = [message_html.render(self.room.rows[number]) for number in shown]
        html = self.html()
        return shown == list(range(shown[0], shown[-1] + 1)) and all(row in html for row in fresh)
