"""What the switcher offers one person, as the browser gets it: each choice leads somewhere or does something.

``name`` is what is shown, ``words`` what else finds it. One with ``href`` is a link; with ``act`` something to do,
of which ``value`` says the rest. A room's ``verbs`` are what can be done with it without going there. In a search, a
room of the person's own is written as ``in`` says, and who is meant by a choice as ``username`` says.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from chatapp.accounts.directory import PersonView
from chatapp.identity import Actor
from chatapp.rooms import MemberView, RoomView
from chatapp.rooms.hues import hue_of
from chatapp.threads import FollowedThread
from chatapp.web import urls
from pages.admin.frame import AREA as ADMIN
from pages.components.faces import SHOWN, names_of
from pages.components.initials import graphemes, initials
from pages.components.room_labels import icon_of
from pages.components.search_field import query_in
from pages.settings.page import AREA as SETTINGS
from pages.shell.layout.section_frame import Area

Choice = dict[str, Any]
NOT_JOINED = "Not joined"
VIEWS = (  # name, address, icon, other words
    ("Home", urls.HOME, "home", "unread start inbox"),
    ("Activity", urls.ACTIVITY, "bell", "notifications alerts"),
    ("Threads", urls.THREADS, "thread", "replies followed"),
    ("Mentions", urls.MENTIONS, "at", "activity"),
    ("Drafts", urls.DRAFTS, "pencil", "unsent"),
    ("Scheduled", urls.SCHEDULED, "clock", "later send"),
    ("Reminders", urls.REMINDERS, "alarm", "later remind alarm"),
    ("Saved", urls.SAVED, "bookmark", "later bookmarks"),
    ("Search", urls.SEARCH, "search", "find messages files"),
    ("Browse rooms", urls.ROOMS, "compass", "all channels list"),
    ("People", urls.PEOPLE, "people", "members directory"),
    ("Custom emoji", urls.EMOJI, "smile", "add pictures reactions"),
)
ACTS = (  # name, what `acts` does, its value, icon, other words
    ("Light theme", "theme", "light", "sun", "appearance colours bright day"),
    ("Dark theme", "theme", "dark", "sun", "appearance colours night"),
    ("System theme", "theme", "system", "sun", "appearance colours automatic"),
    ("Compact density", "density", "compact", "list", "appearance dense"),
    ("Comfortable density", "density", "comfortable", "list", "appearance spacious"),
    ("Set a status", "status", "", "smile", "away holiday busy emoji"),
    ("New room", "room", "", "plus", "create channel"),
    ("New message", "message", "", "pencil", "write direct chat"),
    ("Mark all read", "read-all", "", "check", "everything as"),
    ("Keyboard shortcuts", "shortcuts", "", "info", "keys help"),
    ("Sign out", "sign-out", "", "leave", "log out leave"),
)
INVITE = ("Invite people", "invite", "", "people", "add link join")


def of_rooms(found: Iterable[RoomView]) -> Iterator[Choice]:
    """Yield the choices of rooms and direct chats."""
    for room in found:
        mark = _faces(room) if room.is_direct else _tile(room)
        words = [names_of(room), *(one.username for one in room.partners)]
        yield {
            "kind": "room",
            "value": str(room.uuid),
            "name": room.name,
            "words": " ".join(words).strip(),
            "href": urls.room(room.uuid),
            "note": "" if room.is_member else NOT_JOINED,
            "at": int(room.last_at.timestamp()) if room.last_at else 0,
            "verbs": _verbs(room),
            **({"in": query_in(room)} if room.is_member else {}),
            **({"username": room.partner.username} if room.partner else {}),
            **mark,
        }


def of_threads(found: Iterable[FollowedThread]) -> Iterator[Choice]:
    """Yield the choices of threads that the person follows, found by the first words of their message."""
    for one in found:
        last = one.root.thread.last_at if one.root.thread else None
        yield {
            "kind": "thread",
            "value": str(one.thread.uuid),
            "name": one.thread.name,
            "words": f"thread {one.root.author_name}",
            "href": urls.room(one.thread.uuid),
            "note": f"Thread in {one.thread.parent_name}",
            "at": int(last.timestamp()) if last else 0,
            "icon": "thread",
        }


def of_people(found: Iterable[PersonView], known: Iterable[RoomView]) -> Iterator[Choice]:
    """Yield the choices of people with whom the person has no direct chat yet: they open one."""
    partners = {room.partner.uuid for room in known if room.partner}
    for person in found:
        if person.uuid not in partners:
            faces = [_face(person)]
            who = {"kind": "person", "name": person.name, "words": person.username, "note": f"@{person.username}"}
            who["username"] = person.username
            yield {**who, "act": "direct", "value": str(person.uuid), "faces": faces, "at": 0}


def of_views(actor: Actor) -> Iterator[Choice]:
    """Yield the choices of views, and of their sections."""
    for name, href, icon, words in VIEWS:
        yield _view(name, href, icon, words)
    for area in (SETTINGS, ADMIN) if actor.is_administrator else (SETTINGS,):
        yield _view(area.title, area.path, "gear", "preferences options")
        yield from _sections(area)


def of_acts(*, may_invite: bool) -> Iterator[Choice]:
    """Yield the choices of things to do."""
    for name, act, value, icon, words in (*ACTS, INVITE) if may_invite else ACTS:
        yield {"kind": "act", "name": name, "words": words, "act": act, "value": value, "icon": icon, "at": 0}


def _sections(area: Area) -> Iterator[Choice]:
    for key, section in area.sections.items():
        yield _view(f"{area.title}: {section.label}", urls.section(area.path, key), section.icon_name, "")


def _view(name: str, href: str, icon: str, words: str) -> Choice:
    return {"kind": "view", "name": name, "words": words, "href": href, "icon": icon, "at": 0}


def _verbs(room: RoomView) -> list[list[str]]:
    """Return what can be done with a room: the act, and its name."""
    if not room.is_member:
        return []
    mute = ["unmute", f"Unmute {room.name}"] if room.is_muted else ["mute", f"Mute {room.name}"]
    read = [["read", f"Mark {room.name} as read"]] if room.unread else []
    return [mute, *read]


def _tile(room: RoomView) -> Choice:
    icon = room.category.icon if room.category else "" if icon_of(room) == "hash" else "lock"
    letter = "" if icon else next(graphemes(room.name), "#").upper()
    return {"hue": room.hue, "icon": icon, "letter": letter}


def _faces(room: RoomView) -> Choice:
    return {"hue": room.hue, "faces": [_face(one) for one in room.partners[:SHOWN]]}


def _face(person: PersonView | MemberView) -> Choice:
    """Return what a person's avatar is drawn from: their picture, or initials on their hue."""
    picture = urls.avatar(person.uuid, person.avatar) if person.avatar else ""
    return {"hue": hue_of(person.uuid), "picture": picture, "initials": "" if picture else initials(person.name)}
