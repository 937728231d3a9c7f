"""Each thing a program does, as the requests that it takes, in their order: see `chatapp.client.protocol`."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid4

from chatapp.client.dataframe import COLUMNS, Columns
from chatapp.client.later import LaterCalls, Moment
from chatapp.client.models import (
    Emoji,
    Message,
    MessagePage,
    Person,
    RoomInfo,
    RoomsPage,
    ScheduledMessage,
    SearchPage,
    Upload,
)
from chatapp.client.protocol import Request, Steps
from chatapp.client.uploading import sender
from chatapp.content import NewFile, content_of
from chatapp.errors import Invalid, NotFound

PAGE: Final = 200  # messages
FOUND: Final = 500  # results of a search
MANY: Final = 2_000  # of one that is taken as columns


class Calls(LaterCalls):
    """All calls of one program."""

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
        """Post what some values make as one message, their files first; ``key``: its ``client_message_id``.

        Raises Invalid, before anything is sent, if they make nothing.
        """
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

    def schedule_content(
        self, room: UUID, values: Iterable[Any], at: Moment, *, reply_to: int | None, key: str | None
    ) -> Steps[ScheduledMessage]:
        """Have what some values make sent later as one message.

        Raises:
            Invalid: it is neither texts nor files.
        """
        made = content_of(values)
        if made.blocks:
            raise Invalid({"blocks": "A scheduled message takes texts and files."})
        uploads = list[UUID]()
        for file in made.files:
            uploads.append((yield from self.upload(room, file)))
        return (yield from self.schedule(room, made.body, uploads, at, reply_to=reply_to, key=key or str(uuid4())))

    def emoji(self) -> Steps[list[Emoji]]:
        """Return the custom emoji that there are, by name."""
        return [Emoji.model_validate(one) for one in (yield from self.ask(Request("GET", "emoji")))["emoji"]]

    def add_emoji(self, name: str, picture: bytes | str | Path) -> Steps[Emoji]:
        """Add a custom emoji. ``picture``: a PNG, GIF or WebP, or the path of one."""
        content = picture if isinstance(picture, bytes) else Path(picture).read_bytes()
        request = Request("POST", "emoji", params={"name": name}, content=content)
        return Emoji.model_validate((yield from self.ask(request)))

    def delete_emoji(self, name: str) -> Steps[None]:
        """Delete a custom emoji."""
        yield from self.ask(Request("DELETE", f"emoji/{quote(name, safe='')}"))

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


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
