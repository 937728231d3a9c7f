"""What a component needs of the page it stands in, so that components lie below the shell."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, Protocol

from nicegui import Client

from chatapp.errors import NotFound

P = ParamSpec("P")


class PageFrame(Protocol):
    """The page around a component; `pages.shell.shell.Shell` is the one there is."""

    @property
    def client(self) -> Client:
        """The open page."""

    def with_error_notices(self, handler: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
        """Wrap an event handler: what a service refuses is shown as a notification."""

    def on_leaving_view(self, close: Callable[[], None]) -> None:
        """Call ``close`` when another view is shown, or the page ends."""

    async def refresh_view(self) -> None:
        """Build the view again."""


def refresh_if_gone(frame: PageFrame, act: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Wrap an act: if its subject or the right to it is gone, the view is built again and shows what is there now."""

    @wraps(act)
    async def acting(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await act(*args, **kwargs)
        except NotFound:
            await frame.refresh_view()

    return acting
