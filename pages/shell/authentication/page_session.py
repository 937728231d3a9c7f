"""The session behind one open page: who the person is now, and when the page has to go to the sign-in page."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from nicegui import Client

from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.errors import Unauthenticated, Unavailable
from chatapp.events import AccountChanged, Event, RoomAdministered, SessionEnded, WebhookStopped, account_topic
from chatapp.identity import active_account, actor_of
from chatapp.web import urls
from pages.shell.authentication import websocket_auth
from pages.shell.errors import notify, run_in_background
from pages.shell.page_state.observable import Watchers

ADMINISTERED = "An administrator changed {room}: {action}."
STOPPED = "The webhook {name} in {room} was switched off: {error}"
RETRY_SECONDS = 10.0  # after the database could not be reached


class PageSession:
    """One page's session, followed by its events and asked for on every connection and when it is to expire.

    ``on_end`` is called when the session has ended: the page must show and hear nothing more.
    """

    def __init__(self, chat: Chat, visit: Visit, client: Client, on_end: Callable[[], None]) -> None:
        self._chat = chat
        self._client = client
        self._visit = visit
        self._on_end = on_end
        self._has_ended = False
        self._watchers = Watchers()  # of who the person is
        self._one_refresh = asyncio.Lock()
        self._next_check: asyncio.TimerHandle | None = None
        self._is_checked = False  # since the page hears of its session's end, and not yet relied on
        websocket_auth.bind(client, visit)
        kinds = SessionEnded, AccountChanged, RoomAdministered, WebhookStopped
        client.on_delete(chat.broker.subscribe(account_topic(visit.actor.account_id), self._on_own_event, *kinds))
        client.on_delete(chat.open_sessions.watch(visit))
        client.on_delete(self._cancel_check)
        client.on_connect(self._connected)

    @property
    def is_alive(self) -> bool:
        """Whether the session has not ended, as far as is known."""
        return not self._has_ended

    @property
    def visit(self) -> Visit:
        """The signed-in browser behind this page.

        Raises:
            Unauthenticated: its session has ended.
        """
        if self._has_ended:
            raise Unauthenticated("You've been signed out.")
        return self._visit

    def on_actor_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when the person's own name, picture, address or rights have changed; returns what ends it."""
        return self._watchers.add(watch)

    async def refresh_actor(self) -> None:
        """Read who the person is now. One reading at a time, so that the later of two changes stays."""
        async with self._one_refresh:
            async with self._chat.reading() as session:
                actor = actor_of(await active_account(session, self.visit.actor))
            self._visit = replace(self._visit, actor=actor)
        self._watchers.tell()

    async def check_first(self) -> None:
        """Check the session while the page is built, so that its first connection need not."""
        await self._chat.broker.settle()
        with suppress(Unavailable):
            if (seconds := await self._chat.sessions.seconds_left(self._visit)) is not None:
                self._check_after(seconds)
                self._is_checked = True

    async def _connected(self) -> None:
        is_checked, self._is_checked = self._is_checked, False
        if not is_checked:
            await self._check()

    async def _check(self) -> None:
        """Ask the database whether the session lives: the event of its end may have been lost."""
        try:
            seconds = await self._chat.sessions.seconds_left(self._visit)
        except Unavailable:
            seconds = RETRY_SECONDS
        if seconds is None:
            self._end()
        else:
            self._check_after(seconds)

    def _check_after(self, seconds: float) -> None:
        self._cancel_check()
        if not self._client.is_deleted:
            self._next_check = asyncio.get_running_loop().call_later(max(1, seconds), self._check_soon)

    def _check_soon(self) -> None:
        run_in_background(self._client, self._check())

    def _cancel_check(self) -> None:
        if self._next_check is not None:
            self._next_check.cancel()

    def _on_own_event(self, event: Event) -> None:
        if self._has_ended:
            return
        if isinstance(event, SessionEnded) and event.session_id == self._visit.session_id:
            self._end()
        elif isinstance(event, AccountChanged):
            run_in_background(self._client, self.refresh_actor())
        elif isinstance(event, RoomAdministered):
            notify(self._client, ADMINISTERED.format(room=event.room_name, action=event.action))
        elif isinstance(event, WebhookStopped):
            notify(self._client, STOPPED.format(name=event.name, room=event.room_name, error=event.error))

    def _end(self) -> None:
        self._has_ended = True
        path = self._client.sub_pages_router.current_path
        self._on_end()
        self._client.open(urls.signed_out(path))
        websocket_auth.part(self._client)
