"""Each thing a program does, as the requests that it takes, in their order: see `chatapp.client.protocol`."""

import warnings
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid4

from chatapp.client.dataframe import COLUMNS, Columns
from chatapp.client.models import (
    FoundMessage,
    Message,
    MessagePage,
    Person,
    Reminder,
    RoomInfo,
    RoomsPage,
    SearchPage,
    Upload,
)
from chatapp.client.protocol import Address, Request, Steps, ask
from chatapp.client.uploading import sender
from chatapp.content import NewFile, content_of
from chatapp.errors import Invalid, NotFound

PAGE: Final = 200  # messages
FOUND: Final = 500  # results of a search
MANY: Final = 2_000  # of one that is taken as columns
WAIT: Final = 25.0  # seconds that the server waits for a change


class Calls:
    """The calls of one program. Each returns steps to be run; nothing is asked before that."""

    def __init__(self, address: Address) -> None:
        self._patience = address.patience

    def ask(self, request: Request) -> Steps[Any]:
        """Ask for something of which there is no call."""
        return ask(request, self._patience)

    def me(self) -> Steps[Person]:
        """Return the account that the token belongs to."""
        return Person.model_validate((yield from self.ask(Request("GET", "me"))))

    def rooms(self, search: str = "", show: str = "joined") -> Steps[list[RoomInfo]]:
        """Return rooms by name. ``show``: joined, all, saved, mine or direct."""
        found, after = list[RoomInfo](), ""
        while True:
            params = {"search": search, "show": show, "limit": PAGE, "after": after}
            page = RoomsPage.model_validate((yield from self.ask(Request("GET", "rooms", params=params))))
            found += page.rooms
            if page.next is None:
                return found
            after = page.next

    def find_room(self, name: str | UUID) -> Steps[RoomInfo]:
        """Return a room by its uuid or name, whatever its case, with or without #; "@ada": the chat with somebody.

        Raises:
            NotFound: none of your rooms has this name.
        """
        if isinstance(name, UUID) or _is_uuid(name):
            return RoomInfo.model_validate((yield from self.ask(Request("GET", f"rooms/{name}"))))
        if name.startswith("@"):
            answer = yield from self.ask(Request("POST", "direct", json={"to": name[1:]}))
            return RoomInfo.model_validate(answer)
        wanted = name.removeprefix("#").strip()
        for room in (yield from self.rooms(wanted)):
            if room.name.casefold() == wanted.casefold():
                return room
        raise NotFound(f"You're in no room called “{wanted}”.")

    def join(self, room: UUID, password: str = "") -> Steps[None]:
        """Become a member of a room."""
        body = {"password": password} if password else {}
        yield from self.ask(Request("POST", f"rooms/{room}/members", json=body))

    def post(
        self, room: UUID, values: Iterable[Any], *, title: str, reply_to: int | None, key: str | None
    ) -> Steps[Message]:
        """Post what some values make as one message, their files first; ``key``: its ``client_message_id``."""
        made = content_of(values, title=title)
        if made.is_empty:
            raise Invalid({"body": "There's nothing to post."})
        key = key or str(uuid4())
        uploads = list[str]()
        for file in made.files:
            uploads.append(str((yield from self.upload(room, file))))
        new: dict[str, Any] = {"body": made.body, "uploads": uploads, "client_message_id": key}
        if made.blocks:
            new["blocks"] = made.blocks
        if reply_to is not None:
            new["reply_to"] = reply_to
        return Message.model_validate((yield from self.ask(Request("POST", f"rooms/{room}/messages", json=new))))

    def edit(self, room: UUID, number: int, values: Iterable[Any], *, title: str) -> Steps[Message]:
        """Put other content into a message; files stay as they are.

        Raises:
            Invalid: what is given is a file.
        """
        made = content_of(values, title=title)
        if made.files:
            raise Invalid({"files": "An edit takes no files. Post them as an answer."})
        json = {"body": made.body, "blocks": made.blocks}
        request = Request("PATCH", f"rooms/{room}/messages/{number}", json=json)
        return Message.model_validate((yield from self.ask(request)))

    def delete(self, room: UUID, number: int) -> Steps[None]:
        """Delete a message. One that is deleted already stays so."""
        yield from self.ask(Request("DELETE", f"rooms/{room}/messages/{number}"))

    def react(self, room: UUID, number: int, emoji: str, *, is_on: bool) -> Steps[None]:
        """Add or remove a reaction."""
        method = "PUT" if is_on else "DELETE"
        yield from self.ask(Request(method, f"rooms/{room}/messages/{number}/reactions/{quote(emoji, safe='')}"))

    def upload(self, room: UUID, file: NewFile, alt: str = "") -> Steps[UUID]:
        """Send a file and return its uuid, for a message; nobody sees it before."""
        send = sender(file)
        new = {"name": file.name, "size": send.size, "client_upload_id": str(uuid4()), "alt": alt}
        begun = Upload.model_validate((yield from self.ask(Request("POST", f"rooms/{room}/uploads", json=new))))
        yield from send(begun, self._patience)
        return begun.uuid

    def post_file(self, room: UUID, file: Any, *, name: str, alt: str) -> Steps[Message]:
        """Post a file by itself."""
        [made] = content_of([file]).files
        made = NewFile(name or made.name, made.content)
        upload = yield from self.upload(room, made, alt)
        new = {"uploads": [str(upload)], "client_message_id": str(uuid4())}
        return Message.model_validate((yield from self.ask(Request("POST", f"rooms/{room}/messages", json=new))))

    def remind(self, what: dict[str, Any], at: datetime | str | timedelta, repeats: str) -> Steps[Reminder]:
        """Set a reminder of the account's own. ``what``: its text, or the message's room_uuid and number."""
        if isinstance(at, timedelta):
            when: dict[str, Any] = {"in_seconds": round(at.total_seconds())}
        else:
            when = {"at": at.isoformat() if isinstance(at, datetime) else at}
        new = {**what, **when, "repeats": repeats}
        return Reminder.model_validate((yield from self.ask(Request("POST", "me/reminders", json=new))))

    def reminders(self) -> Steps[list[Reminder]]:
        """Return the account's reminders."""
        return [Reminder.model_validate(one) for one in (yield from self.ask(Request("GET", "me/reminders")))]

    def end_reminder(self, uuid: UUID) -> Steps[None]:
        """Delete a reminder."""
        yield from self.ask(Request("DELETE", f"me/reminders/{uuid}"))

    def page(self, room: UUID, *, before: int | None, limit: int) -> Steps[MessagePage]:
        """Return a page of a room's messages, oldest first."""
        params: dict[str, Any] = {"limit": min(limit, PAGE)}
        if before is not None:
            params["before"] = before
        answer = yield from self.ask(Request("GET", f"rooms/{room}/messages", params=params))
        return MessagePage.model_validate(answer)

    def changes(self, room: UUID, since: int, wait: float) -> Steps[MessagePage]:
        """Return what changed after a revision, as soon as there is something, or nothing after ``wait`` seconds."""
        params = {"since": since, "wait": wait, "limit": PAGE}
        answer = yield from self.ask(Request("GET", f"rooms/{room}/changes", params=params, waiting=wait))
        return MessagePage.model_validate(answer)

    def found(self, query: str, *, order: str, cursor: str) -> Steps[SearchPage]:
        """Return a page of search results."""
        params = {"q": query, "order": order, "limit": FOUND, "cursor": cursor}
        return SearchPage.model_validate((yield from self.ask(Request("GET", "search", params=params))))

    def columns(self, query: str, *, limit: int | None) -> Steps[Columns]:
        """Return all that a search finds as columns, the newest first; at most ``limit`` messages.

        Warns if the server's index lacks some: they may be missing.
        """
        found, cursor, left = Columns({name: [] for name in COLUMNS}), "", limit
        while left != 0:
            params = {"q": query, "cursor": cursor, "limit": MANY if left is None else min(MANY, left)}
            page = yield from self.ask(Request("GET", "search/columns", params=params))
            for name, column in found.items():
                column.extend(page["columns"][name])
            left = None if left is None or limit is None else limit - len(found["number"])
            if not (cursor := page["cursor"] or ""):
                if page["note"]:
                    warnings.warn(page["note"], stacklevel=2)
                break
        return found


class History:
    """Messages of a room, the newest first, page by page: ask `next` until `is_done`."""

    def __init__(self, calls: Calls, room: UUID, *, before: int | None, limit: int | None) -> None:
        self._calls, self._room, self._before, self._left = calls, room, before, limit
        self.is_done = limit == 0

    def next(self) -> Steps[list[Message]]:
        """Return the next page."""
        wanted = PAGE if self._left is None else self._left
        page = yield from self._calls.page(self._room, before=self._before, limit=wanted)
        messages = page.messages[::-1]
        if self._left is not None:
            self._left -= len(messages)
        self.is_done = not page.has_more or not messages or self._left == 0
        self._before = messages[-1].number if messages else None
        return messages


class Changes:
    """What changes in a room from now on, or after a revision: it has no end.

    ``revision``: how far it is; go on from there after a restart, and nothing is lost.
    """

    is_done = False

    def __init__(self, calls: Calls, room: UUID, since: int | None) -> None:
        self._calls, self._room, self.revision = calls, room, since

    def next(self) -> Steps[list[Message]]:
        """Return the messages that changed next, in the order of their changes; maybe none."""
        if self.revision is None:
            self.revision = (yield from self._calls.page(self._room, before=None, limit=1)).revision
        page = yield from self._calls.changes(self._room, self.revision, WAIT)
        self.revision = page.revision
        return page.messages


class Found:
    """What a search finds, page by page: ask `next` until `is_done`. ``is_complete``: nothing was left out so far."""

    def __init__(self, calls: Calls, query: str, *, order: str, limit: int | None) -> None:
        self._calls, self._query, self._order, self._left = calls, query, order, limit
        self._cursor = ""
        self.is_done = limit == 0
        self.is_complete = True

    def next(self) -> Steps[list[FoundMessage]]:
        """Return the next page; it may be empty before the end."""
        page = yield from self._calls.found(self._query, order=self._order, cursor=self._cursor)
        results = page.results if self._left is None else page.results[: self._left]
        if self._left is not None:
            self._left -= len(results)
        self._cursor = page.cursor or ""
        self.is_complete = self.is_complete and page.is_complete
        self.is_done = page.cursor is None or self._left == 0
        return results


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
