"""Who is measured, how each stores before it sends, and in which order they take turns."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.compare.chatapp import Chatapp, Look
from benchmarks.compare.nicegui_peer import NiceGuiPeer
from benchmarks.compare.peer import PlainPeer
from benchmarks.compare.subject import Subject


@dataclass(frozen=True)
class Entry:
    """One line of the tables. ``pages_at_most``: beyond that it only collapses, so it is measured with so many."""

    title: str
    make: Callable[[Path], Subject]
    storing: str
    pages_at_most: int = 1_000_000
    is_deep: bool = False  # also measured with many posts in flight
    is_lone: bool = False  # also measured with one message at a time
    is_loaded: bool = True  # measured with many people who post at once


def _looking(look: Look, where: str) -> Entry:
    """Return Chatapp with all pages but one where their people do not see the message."""
    return Entry(f"**Chatapp**, {where}", partial(Chatapp, look=look), "", is_lone=True, is_loaded=False)


SUBJECTS = {
    "chatapp": Entry(
        "**Chatapp**",
        Chatapp,
        "SQLAlchemy and aiosqlite; rights checked, numbered, answered when durable; posts that wait share a commit",
        is_deep=True,
        is_lone=True,
    ),
    "chatapp-hidden": _looking(Look.HIDDEN, "pages in hidden tabs"),
    "chatapp-elsewhere": _looking(Look.ELSEWHERE, "pages in another room"),
    "channels": Entry(
        "Django Channels, in memory",
        partial(PlainPeer, script="channels_chat.py", arguments=["memory"]),
        "Django's ORM, `await Message.objects.acreate(...)`, one commit a message",
        is_lone=True,
    ),
    "channels-redis": Entry(
        "Django Channels, channels-redis",
        partial(PlainPeer, script="channels_chat.py", arguments=["redis"]),
        "the same; redis-server shares the server's core",
    ),
    "starlette": Entry(
        "Starlette, a loop of `send_text`",
        partial(PlainPeer, script="starlette_chat.py"),
        "plain sqlite3 in a thread, one commit a message",
    ),
    "broadcast": Entry(
        "`websockets.broadcast()`, the bare limit",
        partial(PlainPeer, script="websockets_chat.py"),
        "plain sqlite3 in the event loop, what arrives together shares a commit",
        is_deep=True,
        is_lone=True,
    ),
    "nicegui": Entry(
        "NiceGUI's chat example, `refreshable`",
        NiceGuiPeer,
        "plain sqlite3 in a thread, one commit a message",
        pages_at_most=20,
    ),
}
