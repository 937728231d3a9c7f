"""The same as `chatapp.client.chat`, for code with async and await."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

import httpx

from chatapp.client import dataframe
from chatapp.client.calls import Calls
from chatapp.client.later import Moment
from chatapp.client.listings import Changes, Found, History
from chatapp.client.models import (
    Emoji,
    FoundMessage,
    Message,
    Person,
    Reminder,
    RoomInfo,
    ScheduledMessage,
    number_of,
    uuid_of,
)
from chatapp.client.protocol import PATIENCE, Address, Pause, Steps

if TYPE_CHECKING:
    import pandas

Result = TypeVar("Result")


class AsyncChat:
    """A connection to a server; see `chatapp.client.Chat`. Tasks may share it."""

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        patience: float = PATIENCE,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        address = Address.given(url, token, patience)
        self._calls = Calls(address)
        self._http = httpx.AsyncClient(**address.options(), transport=transport)

    async def me(self) -> Person:
        """Return the account that the token belongs to."""
        return await self._run(self._calls.me())

    async def room(self, name: str | UUID) -> "AsyncRoom":
        """Return one of your rooms by name ("ops", "#ops"), a chat with somebody ("@ada"), or any room by its uuid.

        Raises:
            NotFound: there is none that you may know of.
        """
        return AsyncRoom(self, await self._run(self._calls.find_room(name)))

    async def rooms(self, search: str = "", *, show: str = "joined") -> list["AsyncRoom"]:
        """Return rooms by name. ``show``: joined, all that you can see, saved, mine or direct."""
        return [AsyncRoom(self, info) for info in await self._run(self._calls.rooms(search, show))]

    async def search(
        self, query: str, *, order: str = "newest", limit: int | None = None
    ) -> AsyncIterator[FoundMessage]:
        """Yield the messages that a search finds; the query as in the search field: `in:ops after:2026-11 timeout`."""
        async for one in self._pages(Found(self._calls, query, order=order, limit=limit)):
            yield one

    async def dataframe(self, query: str, *, limit: int | None = None) -> "pandas.DataFrame":
        """Return what a search finds as a data frame of pandas, the oldest first: one row for each message.

        Raises:
            ImportError: pandas isn't installed.
        """
        dataframe.require_pandas()
        return dataframe.of(await self._run(self._calls.columns(query, limit=limit)))

    async def remind(self, text: str, at: Moment, *, repeats: str = "never") -> Reminder:
        """Remind yourself of something. ``at``: "2026-12-01T09:00", a datetime, or in how long; see `Reminder`."""
        return await self._run(self._calls.remind({"text": text}, at, repeats))

    async def reminders(self) -> list[Reminder]:
        """Return your reminders: those you were reminded of and haven't deleted, then the next first."""
        return await self._run(self._calls.reminders())

    async def change_reminder(
        self,
        reminder: Reminder | UUID,
        *,
        text: str | None = None,
        at: Moment | None = None,
        repeats: str | None = None,
    ) -> Reminder:
        """Change what a reminder says, or when it comes; what you leave out stays."""
        return await self._run(self._calls.change_reminder(uuid_of(reminder), text, at, repeats))

    async def end_reminder(self, reminder: Reminder | UUID) -> None:
        """Delete a reminder: you're done with it, or don't want it any more."""
        await self._run(self._calls.end_reminder(uuid_of(reminder)))

    async def scheduled(self) -> list[ScheduledMessage]:
        """Return the messages you have written for later: those that couldn't be sent, then the next first."""
        return await self._run(self._calls.scheduled())

    async def change_scheduled(
        self, message: ScheduledMessage | UUID, *, body: str | None = None, at: Moment | None = None
    ) -> ScheduledMessage:
        """Change the text of a message for later, or when it's sent; what you leave out stays."""
        return await self._run(self._calls.change_scheduled(uuid_of(message), body, at))

    async def cancel(self, message: ScheduledMessage | UUID) -> None:
        """Delete a message for later; it's never sent."""
        await self._run(self._calls.cancel(uuid_of(message)))

    async def send_now(self, message: ScheduledMessage | UUID) -> Message:
        """Send a message for later right away."""
        return await self._run(self._calls.send_now(uuid_of(message)))

    async def emoji(self) -> list[Emoji]:
        """Return the workspace's custom emoji, by name."""
        return await self._run(self._calls.emoji())

    async def add_emoji(self, name: str, picture: bytes | str | Path) -> Emoji:
        """Add a custom emoji, if you may. ``picture``: a PNG, GIF or WebP, or the path of one.

        Raises:
            Conflict: there is one of this name, maybe by an earlier try of this call.
        """
        return await self._run(self._calls.add_emoji(name, picture))

    async def delete_emoji(self, name: str) -> None:
        """Delete a custom emoji of yours, or any as an administrator. Where it's used its name is shown."""
        await self._run(self._calls.delete_emoji(name))

    async def close(self) -> None:
        """Close the connections. Using the chat afterwards is an error."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _run(self, steps: Steps[Result]) -> Result:
        """Do what a call asks for, step by step, and return what it finds."""
        answer: httpx.Response | Exception | None = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration as end:
                result: Result = end.value
                return result
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
                answer = None
                continue
            try:
                answer = await self._http.request(step.method, step.path, **step.options())
            except httpx.TransportError as error:
                answer = error

    async def _pages(self, listing: Any) -> AsyncIterator[Any]:
        """Yield each item of a list, asking for the next page when it is needed."""
        while not listing.is_done:
            for one in await self._run(listing.next()):
                yield one


class AsyncRoom:
    """A room of a chat; see `chatapp.client.Room`."""

    def __init__(self, chat: AsyncChat, info: RoomInfo) -> None:
        self._chat, self.info = chat, info
        self.uuid, self.name = info.uuid, info.name

    def __repr__(self) -> str:
        return f"<AsyncRoom {self.name!r}>"

    async def join(self, password: str = "") -> None:
        """Become a member, so that you can read and post."""
        await self._chat._run(self._chat._calls.join(self.uuid, password))

    async def post(
        self, *content: Any, title: str = "", reply_to: int | None = None, client_message_id: str | None = None
    ) -> Message:
        """Post a message and return it, once it is on the server's disk.

        ``content``: texts, data frames, figures, images, paths of files, bytes, `NewFile`, dictionaries, or lists of
        them; ``title`` is that of tables and pictures. The same ``client_message_id`` posts the same message once.

        Raises:
            Invalid: something in it can't be shown, or is too large.
        """
        calls = self._chat._calls
        return await self._chat._run(
            calls.post(self.uuid, content, title=title, reply_to=reply_to, key=client_message_id)
        )

    async def reply(self, to: Message | int, *content: Any, title: str = "") -> Message:
        """Answer a message."""
        return await self.post(*content, title=title, reply_to=number_of(to))

    async def edit(self, message: Message | int, *content: Any, title: str = "") -> Message:
        """Put other content into a message of yours; its files stay."""
        return await self._chat._run(self._chat._calls.edit(self.uuid, number_of(message), content, title=title))

    async def remind(self, message: Message | int, at: Moment, *, repeats: str = "never") -> Reminder:
        """Remind yourself of a message; as `AsyncChat.remind`."""
        what = {"room_uuid": str(self.uuid), "number": number_of(message)}
        return await self._chat._run(self._chat._calls.remind(what, at, repeats))

    async def schedule(
        self, *content: Any, at: Moment, reply_to: int | None = None, client_message_id: str | None = None
    ) -> ScheduledMessage:
        """Have a message of texts and files sent later, as you. ``at``: as for a reminder, to the minute."""
        calls = self._chat._calls
        return await self._chat._run(
            calls.schedule_content(self.uuid, content, at, reply_to=reply_to, key=client_message_id)
        )

    async def delete(self, message: Message | int) -> None:
        """Delete a message of yours, or any in a room you moderate."""
        await self._chat._run(self._chat._calls.delete(self.uuid, number_of(message)))

    async def react(self, message: Message | int, emoji: str) -> None:
        """React to a message."""
        await self._chat._run(self._chat._calls.react(self.uuid, number_of(message), emoji, is_on=True))

    async def unreact(self, message: Message | int, emoji: str) -> None:
        """Take a reaction back."""
        await self._chat._run(self._chat._calls.react(self.uuid, number_of(message), emoji, is_on=False))

    async def upload(self, file: Any, *, name: str = "", alt: str = "") -> Message:
        """Post a file by itself: a path, bytes, or a `NewFile`. ``alt``: what a picture shows, in words."""
        return await self._chat._run(self._chat._calls.post_file(self.uuid, file, name=name, alt=alt))

    async def history(self, *, before: int | None = None, limit: int | None = None) -> AsyncIterator[Message]:
        """Yield messages from the newest, or from before a number, back to the first."""
        async for one in self._chat._pages(History(self._chat._calls, self.uuid, before=before, limit=limit)):
            yield one

    async def listen(self, *, since: int | None = None) -> AsyncIterator[Message]:
        """Yield each message that is posted, edited, deleted or reacted to from now on, as it then is. It never ends.

        ``since``: a ``revision`` that a message had when you stopped; go on from there and you miss nothing. While the
        server is away it waits, for as long as the chat's ``patience``.
        """
        async for one in self._chat._pages(Changes(self._chat._calls, self.uuid, since)):
            yield one
