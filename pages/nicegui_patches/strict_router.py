"""Lets a page's browser go only to what is a path: NiceGUI's router fails with a traceback on anything else.

Fallback: NiceGUI's own router, whose tracebacks only fill the log.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final

from nicegui.sub_pages_router import SubPagesRouter

from pages.nicegui_patches.source_parts import first_missing

LONGEST: Final = 2000  # characters

_handle_open, _handle_navigate = SubPagesRouter._handle_open, SubPagesRouter._handle_navigate


def is_path(value: object) -> bool:
    """Whether a value is a path of this server, with or without a query."""
    return isinstance(value, str) and value[:1] in ("", "/") and value[:2] != "//" and len(value) <= LONGEST


def install(*, is_wanted: bool) -> None:
    """Use the strict router from now on, or NiceGUI's."""
    wrap = _strict if is_wanted else _as_it_is
    SubPagesRouter._handle_open = wrap(_handle_open)  # type: ignore[method-assign]
    SubPagesRouter._handle_navigate = wrap(_handle_navigate)  # type: ignore[method-assign]


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    return first_missing(
        {SubPagesRouter.__init__: ("self._handle_open(event.args)", "self._handle_navigate(event.args)")}
    )


def _strict(handle: Callable[[Any, str], Awaitable[Any]]) -> Any:
    """Wrap a router's handler: what a browser says that is no path is not found, and raises nothing."""

    @wraps(handle)
    async def checked(router: SubPagesRouter, path: Any) -> Any:
        return await handle(router, path) if is_path(path) else False

    return checked


def _as_it_is(handle: Callable[[Any, str], Awaitable[Any]]) -> Any:
    return handle
