"""Writing a message: the browser owns the text until it is stored.

What is typed is kept in the browser as a draft, and what is sent waits there in a queue until the server says that it
is durable: across lost connections, reloads and restarts, sent exactly once thanks to its ``client_message_id``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Any
from uuid import UUID

from nicegui import ui

from chatapp import messages
from chatapp.errors import ChatError, Unauthenticated
from chatapp.text import BODY_LIMIT
from chatapp.uploads.limits import ALT_LIMIT, OF_MESSAGE
from pages.browser import emoji_list
from pages.browser.calls import call
from pages.components import icons
from pages.components.elements import button_html, markup
from pages.components.parts import Part
from pages.shell.shell import Shell

OFFLINE = "You're offline. Messages will be sent when you're back."
TOOLS = (  # what it does in the browser, its name, its icon, its keys
    ("attach", "Attach files", "plus", ""),
    ("bold", "Bold", "bold", "Ctrl+B"),
    ("italic", "Italic", "italic", "Ctrl+I"),
    ("code", "Code", "code", "Ctrl+E"),
    ("list", "List", "list", ""),
    ("emoji", "Emoji", "smile", ""),
    ("mention", "Mention someone", "at", ""),
    ("preview", "Preview", "eye", ""),
)
HINT = "<kbd>Enter</kbd> to send, <kbd>Shift</kbd>+<kbd>Enter</kbd> for a new line"
REPLYING = (  # filled in by `replying.js`
    '<div class="clip" id="composer-reply"><span class="to"></span> <bdi></bdi> <span class="words"></span></div>'
    + button_html("Cancel reply", "quiet", icon_name="close", title="Cancel reply (Esc)")
)
OTHER_VERSION = (  # filled in by `other_draft.js`
    '<div class="clip">Another version: <span class="words" dir="auto"></span></div>'
    '<button class="button quiet" type="button" data-other="use">Use it</button>'
    '<button class="button quiet" type="button" data-other="discard">Discard</button>'
)
CHOOSER = '<input type="file" multiple hidden aria-label="Attach files">'  # on phones it offers the camera, too
TRAY = (  # filled in by `tray_rows.js`
    '<ul></ul><p class="muted small tells" hidden>Documents such as PDFs may name their author.</p>'
    '<span class="sr summary" role="status"></span><template><li class="attached">'
    f'<span class="thumb">{icons.svg("file")}</span><bdi class="clip"></bdi>'
    '<span class="about"></span><span class="why" role="alert"></span>'
    f'<input type="text" maxlength="{ALT_LIMIT}" placeholder="Describe this picture" autocomplete="off">'
    '<span class="acts"><button type="button" data-do="describe">Describe</button>'
    '<button type="button" data-do="again">Try again</button></span>'
    f'<button type="button" data-do="remove">{icons.svg("close")}</button><progress max="1" value="0"></progress>'
    "</li></template>"
)
COMMAND = (  # filled in by `command_completion.js`
    '<section class="private-answer" role="status" hidden><div class="about">Only you can see this'
    + button_html("Close", "quiet", icon_name="close")
    + '</div><div class="says"></div></section>'
    '<div class="command-hint" id="command-hint" hidden><div class="says"></div>'
    '<span class="sr" role="status"></span></div>'
)
ABOVE = (
    f'<div class="other-version" role="status" hidden>{OTHER_VERSION}</div>'
    f'<div class="replying" hidden>{REPLYING}</div>'
    f'<section class="attachments" aria-label="Attachments" hidden>{TRAY}</section>'
    f"{COMMAND}"
)
NOTE = (
    '<span class="typing" aria-live="off"></span>'
    '<span class="count" id="composer-count"></span>'
    '<span class="pause" role="status"></span><span class="error" role="alert"></span>'
    '<button class="as-text" type="button" hidden>Send as text</button>'
    f'<span class="hint" id="composer-hint">{HINT}</span>'
)


ANYWAY = "Notify anyway"
PAUSED = (  # filled in by `paused_note.py`
    '<div class="paused-note" data-part="paused-note" hidden><div class="words" role="status" data-part="paused-words">'
    '</div><button class="button quiet" type="button" data-part="notify-anyway" data-tell="notify_anyway {}" hidden>'
    f"<span>{ANYWAY}</span></button></div>"
)
EDITS_ON_THEIR_WAY = '<div class="pending-edits" aria-label="Edits being saved" role="status"></div>'
ON_THEIR_WAY = '<div class="pending" aria-label="Messages being sent" role="status"></div>'  # or refused
DESCRIBED_BY = ("composer-reply", "composer-count", "composer-hint")
TAG = "message-composer"  # hears keys and presses by itself, see `composer.js`


@dataclass(frozen=True, slots=True)
class ComposerView:
    """What a composer shows at first. ``invitation``: what the empty field says. ``warning``: why nobody will read it.

    ``pause``: how many seconds one waits between two messages. ``has_readers``: whether anybody is there to be told
    that one types. ``scope``: begins the ids of what is in it, if the page has another one. ``also_in``: of a thread's,
    its room, in which one may say it as well. ``noted``: of a direct chat, its uuid: people in it may have paused
    notifications. ``file_limit``: bytes.
    """

    invitation: str
    warning: str = ""
    pause: int = 0
    has_readers: bool = False
    scope: str = ""
    also_in: str = ""
    noted: str = ""
    file_limit: int = 0


class Composer:
    """The field and its tools under a conversation, and what is still on its way, in the current container.

    ``element``: all of it, which is one string of HTML; what changes of it are parts. The line below the field is of
    fixed height.
    """

    def __init__(self, shell: Shell, room_uuid: UUID, view: ComposerView) -> None:
        self._shell, self._room_uuid, self._pause = shell, room_uuid, view.pause
        self.element = markup(composer_html(view), "", TAG)
        self._field, self._warning, self._also_in = (self._part(name) for name in ("field", "warning", "also-in"))
        self._field.know(_invitation(view.invitation))
        self._warning.know(_text(view.warning))
        self._also_in.know(_text(view.also_in))
        ui.run_javascript(call("composer.enter", str(room_uuid)))

    def _part(self, name: str) -> Part:
        return Part(self._shell.client, name, str(self._room_uuid))

    def show(self, invitation: str, warning: str, pause: int) -> None:
        """Show where a message goes, why nobody will read it, if so, and how long one waits between two."""
        self._field.set(_invitation(invitation))
        self._warning.set(_text(warning))
        if pause == self._pause:
            return
        self._pause = pause
        self._part("composer").set({"data-pause": str(pause)})
        if not pause:  # what waits is sent
            self._shell.client.run_javascript(call("sendWaits.slow", 0, str(self._room_uuid)))

    def offer(self, also_in: str) -> None:
        """Offer to say a thread's messages as well where its room is, which is called so now."""
        self._also_in.set(_text(also_in))

    async def count_down(self) -> None:
        """Have the browser know of a pause that began before the page was opened."""
        async with self._shell.chat.reading() as session:
            left = await messages.pause_left(session, actor=self._shell.actor, room_uuid=self._room_uuid)
        if left:
            self._shell.client.run_javascript(call("sendWaits.slow", left, str(self._room_uuid)))

    async def preview(self, typed: Any) -> None:
        """Show what has been typed as it will look, or why it can't be sent."""
        if not isinstance(typed, str):
            return
        chat, room = self._shell.chat, str(self._room_uuid)
        try:
            html = await chat.draft_preview.render(self._shell.actor, typed, chat.custom_emoji.pictures)
            answer = call("preview.show", room, html)
        except Unauthenticated:
            return  # the page is on its way to sign in
        except ChatError as error:
            answer = call("preview.refuse", room, str(error))
        self._shell.client.run_javascript(answer)


@cache
def tools() -> str:
    """Return the HTML of what stands below the field."""
    tools = []
    for index, (name, label, icon_name, keys) in enumerate(TOOLS):
        title = f"{label} ({keys})" if keys else label
        attributes = {"title": title, "data_tool": name, "tabindex": str(-1 if index else 0)}
        tools.append(button_html(label, "quiet", icon_name=icon_name, **attributes))
    later = button_html("Schedule for later", "quiet send-later", icon_name="clock")
    send = (
        '<button class="button primary send" type="button" aria-label="Send" title="Send" disabled>'
        f"<span>Send</span>{icons.svg('send')}</button>"
    )
    return f'<div class="tools" role="toolbar" aria-label="Formatting">{"".join(tools)}</div>{CHOOSER}{send}{later}'


@lru_cache(maxsize=256)  # all pages of a room have the same
def composer_html(view: ComposerView) -> str:
    """Return what is in a composer."""
    described = " ".join(f"{view.scope}{name}" for name in DESCRIBED_BY)
    options = f"{view.scope}emoji-options"
    field = (
        f'<textarea rows="1" aria-label="Message" aria-autocomplete="list" aria-controls="{options}" '
        f'aria-describedby="{described}" placeholder="{escape(view.invitation)}" data-limit="{BODY_LIMIT}" '
        f'data-file-limit="{view.file_limit}" data-files-of-message="{OF_MESSAGE}" data-part="field"></textarea>'
    )
    home = f'<bdi data-part="also-in">{escape(view.also_in)}</bdi>'
    also = f'<label><input type="checkbox"> <span>Also post in {home}</span></label>'
    wanted = str(view.has_readers).lower()
    told = f'data-emoji="{emoji_list.address()}" data-pause="{view.pause}" data-wanted="{wanted}"'
    return (
        f'{EDITS_ON_THEIR_WAY}{ON_THEIR_WAY}<div class="composer" data-part="composer" {told}>'
        f'<div class="offline-bar" role="status">{OFFLINE}</div>'
        f'<div class="unread-note" role="status" data-part="warning">{escape(view.warning)}</div>'
        f"{PAUSED.format(view.noted) if view.noted else ''}"
        f'<div class="composer-box"><div>{_scoped(ABOVE, view.scope)}</div>'
        f'<ul class="emoji-options" id="{options}" role="listbox" aria-label="Suggestions" hidden></ul>{field}'
        '<div class="preview" tabindex="0" role="region" aria-label="Preview of your message" hidden></div>'
        f'<div class="composer-tools">{tools()}</div></div>'
        f'{f"""<div class="also">{also}</div>""" if view.also_in else ""}'
        f'<div class="composer-note">{_scoped(NOTE, view.scope)}</div></div>'
    )


def _invitation(words: str) -> Mapping[str, str]:
    return {"placeholder": words}


def _text(words: str) -> Mapping[str, str]:
    return {"innerHTML": escape(words)}


def _scoped(html: str, scope: str) -> str:
    return html.replace('id="', f'id="{scope}')
