"""Writing a message: the browser owns the text until it is stored.

What is typed is kept in the browser as a draft, and what is sent waits there in an outbox until the server says that it
is durable: across lost connections, reloads and restarts, sent exactly once thanks to its ``client_message_id``.
"""

from functools import cache
from html import escape
from uuid import UUID

from nicegui import events, ui

from chatapp import messages
from chatapp.errors import ChatError, Unauthenticated
from chatapp.text import BODY_LIMIT
from chatapp.uploads.limits import ALT_LIMIT, OF_MESSAGE
from pages.browser import emoji_list
from pages.browser.calls import call
from pages.components import icons
from pages.components.elements import add_static_element, box, button_html, markup
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


DESCRIBED_BY = ("composer-reply", "composer-count", "composer-hint")


class Composer:
    """The field and its tools under a conversation, and the messages still on their way.

    ``element``: what is around all of it. The line below the field is of fixed height. ``invitation``: what the empty
    field says. ``scope``: begins the ids of what is in it, if the page has another one. ``also_in``: of a thread's, its
    room, in which one may say it as well.
    """

    def __init__(self, shell: Shell, room_uuid: UUID, invitation: str, *, scope: str = "", also_in: str = "") -> None:
        self._shell, self._room_uuid = shell, room_uuid
        pending()
        with box("composer", data_emoji=emoji_list.address()) as element:
            self.element = element
            markup(OFFLINE, "offline-bar", role="status")
            self._unread_note = markup("", "unread-note", role="status")
            with box("composer-box"):
                markup(_scoped(ABOVE, scope))
                options = f"{scope}emoji-options"
                markup("", "emoji-options", "ul", id=options, role="listbox", aria_label="Suggestions", hidden="")
                self._field = add_static_element(
                    "textarea",
                    "",
                    rows="1",
                    aria_label="Message",
                    aria_autocomplete="list",
                    aria_controls=options,
                    aria_describedby=" ".join(f"{scope}{name}" for name in DESCRIBED_BY),
                    placeholder=invitation,
                    data_limit=str(BODY_LIMIT),
                    data_file_limit=str(shell.chat.uploads.limits.file),
                    data_files_of_message=str(OF_MESSAGE),
                )
                markup("", "preview", tabindex="0", role="region", aria_label="Preview of your message", hidden="")
                markup(tools(), "composer-tools")
            if also_in:
                markup(
                    f'<label><input type="checkbox"> <span>Also post in <bdi>{escape(also_in)}</bdi></span></label>',
                    "also",
                )
            markup(_scoped(NOTE, scope), "composer-note")
        element.on("keydown", js_handler="(e) => chatapp.composer.keyed(e)")
        element.on("input", js_handler="(e) => chatapp.composer.typed(e.target)")
        element.on("mousedown", js_handler="(e) => chatapp.composer.held(e)")
        element.on("click", js_handler="(e) => chatapp.composer.pressed(e)")
        element.on("preview", self._preview, js_handler="(e) => emit(e.detail)")
        ui.run_javascript(call("composer.enter", str(room_uuid)))

    def slow_down(self, seconds: int) -> None:
        """Have the browser wait so long between two messages; 0: not any more, so what waits is sent."""
        before = self.element.props.get("data-pause", "0")
        self.element.props["data-pause"] = str(seconds)
        if not seconds and before != "0":
            self._shell.client.run_javascript(call("sendWaits.slow", 0, str(self._room_uuid)))

    async def count_down(self) -> None:
        """Have the browser know of a pause that began before the page was opened."""
        async with self._shell.chat.reading() as session:
            left = await messages.pause_left(session, actor=self._shell.actor, room_uuid=self._room_uuid)
        if left:
            self._shell.client.run_javascript(call("sendWaits.slow", left, str(self._room_uuid)))

    def invite(self, invitation: str) -> None:
        """Show in the empty field where the message goes."""
        self._field.set({"placeholder": invitation})

    def warn(self, words: str) -> None:
        """Say above the field why nobody will read what is written; nothing if somebody will."""
        self._unread_note.set({"innerHTML": escape(words)})

    async def _preview(self, event: events.GenericEventArguments) -> None:
        """Show what has been typed as it will look, or why it can't be sent."""
        if not isinstance(event.args, str):
            return
        chat, room = self._shell.chat, str(self._room_uuid)
        try:
            html = await chat.draft_preview.render(self._shell.actor, event.args, chat.custom_emoji.pictures)
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


def _scoped(html: str, scope: str) -> str:
    return html.replace('id="', f'id="{scope}')


def pending() -> None:
    """Show the place's messages that are still on their way, or were refused."""
    add_static_element("div", "pending", aria_label="Messages being sent", role="status")
