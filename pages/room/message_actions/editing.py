"""Editing a message in place: the browser owns the text until it is stored, as it does with what is sent.

The field lies over the row and belongs to the page, never to the row's HTML, which all readers share. What is saved
waits in the browser with the revision it is based on, until the server has stored it or says why not.
"""

from collections.abc import Mapping
from html import escape
from typing import Any, Final
from uuid import UUID

from chatapp import messages
from chatapp.errors import ChatError, NotFound, Outdated, RateLimited, Unauthenticated, Unavailable
from chatapp.text import BODY_LIMIT
from chatapp.web.parameters import is_number, uuid_of
from pages.browser.calls import call
from pages.components.elements import add_static_element, markup
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

LABEL = "Edit message"
HINT = "<kbd>Enter</kbd> to save, <kbd>Esc</kbd> to cancel"
FIELD = (
    f'<textarea rows="1" aria-label="{escape(LABEL)}"></textarea>'
    '<div class="edit-foot"><span class="count"></span><span class="error" role="alert"></span>'
    f'<span class="hint">{HINT}</span>'
    '<button class="button quiet" type="button" data-edit="cancel">Cancel</button>'
    '<button class="button primary" type="button" data-edit="save">Save</button></div>'
)


def add_edit_field(room_uuid: UUID) -> None:
    """Add the field to the current container, which is a conversation; the browser shows it over a row."""
    markup(FIELD, "edit-field", data_room=str(room_uuid), data_limit=str(BODY_LIMIT))
    add_static_element("edit-watch", data_room=str(room_uuid))


async def _give(shell: Shell, args: Any) -> None:
    """Send the text of the person's own message, to be edited."""
    match args:
        case [str(room), number] if is_number(number):
            async with shell.chat.reading() as session:
                view = await messages.source(session, actor=shell.actor, room_uuid=uuid_of(room), number=number)
            shell.client.run_javascript(call("editing.start", room, number, view.body, view.revision))


async def _take(shell: Shell, args: Any) -> None:
    """Take in an edit."""
    match args:
        case [str(key), str(room), number, revision, str(body)] if is_number(number) and is_number(revision):
            shell.client.run_javascript(await _answer(shell, key, room, number, revision, body))


EVENTS: Final[Mapping[str, PageEvent]] = {"edit_source": _give, "edit_save": _take}


async def _answer(shell: Shell, key: str, room: str, number: int, revision: int, body: str) -> str:
    """Store an edit; return what to tell the browser of it."""
    try:
        await messages.prepare_edit(shell.chat.rendering_limit, shell.actor, body)
        async with shell.chat.changing(shell.actor) as work:
            await messages.edit(
                work,
                actor=shell.actor,
                room_uuid=uuid_of(room),
                number=number,
                body=body,
                base_revision=revision,
                presence=shell.chat.presence,
            )
    except (Unavailable, RateLimited) as error:
        return call("edits.later", key, error.retry_after)
    except Outdated as error:
        return call("edits.conflict", key, error.current["body"], error.current["revision"])
    except Unauthenticated:
        return ""  # the page is on its way to sign in; the browser keeps the edit
    except ChatError as error:
        return call("edits.refuse", key, str(error), isinstance(error, NotFound))
    return call("edits.remove", key)
