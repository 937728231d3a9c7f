"""A person in a list: face with presence, names, and what they do just now."""

from html import escape

from chatapp.accounts.directory import PersonView
from chatapp.accounts.statuses import Status
from chatapp.presence import PresenceState
from pages.components.elements import avatar_html, bot_mark
from pages.components.local_time import iso
from pages.components.presence_dot import PRESENCE_WORDS, avatar_with_presence_html


def person_html(person: PersonView, state: PresenceState, size: str = "s") -> str:
    """Return the HTML of a person: picture, name, username, status, and presence in words; a program has none."""
    if person.is_bot:
        picture, word = avatar_html(person.uuid, person.name, size, person.avatar), ""
    else:
        picture = avatar_with_presence_html(person.uuid, person.name, state, size, person.avatar)
        word = f'<span class="presence-word" data-presence="{state}">{PRESENCE_WORDS[state]}</span>'
    username = f'<span class="muted username">@{escape(person.username)}</span>'
    return (
        f'{picture}<bdi class="clip person-label">{escape(person.name)}</bdi>{bot_mark(person.is_bot)}{username}'
        f"{status_html(person.status)}{word}"
    )


def status_html(status: Status | None) -> str:
    """Return the HTML of a status with its time in the reader's zone; empty if there is none."""
    if status is None:
        return ""
    until = f' <until-time at="{iso(status.until)}"></until-time>' if status.until else ""
    words = f' <bdi class="clip">{escape(status.text)}</bdi>' if status.text else ""
    return (
        f'<span class="status" title="{escape(status.text)}"><span>{escape(status.emoji)}</span>{words}{until}</span>'
    )


def status_emoji_html(status: Status | None) -> str:
    """Return the HTML of a status where there is room for its emoji alone; its words are the tooltip."""
    if status is None:
        return ""
    words = status.text or "Status"
    label = f'role="img" aria-label="{escape(words)}" title="{escape(words)}"'
    return f'<span class="status-emoji" {label}>{escape(status.emoji)}</span>'
