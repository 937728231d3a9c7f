"""The workspace's own emoji, live: everybody sees them; those who may add them here, and delete what they added."""

from functools import partial
from html import escape

from nicegui import events

from chatapp import custom_emoji
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.custom_emoji import EmojiView
from chatapp.events import EMOJI_TOPIC, Event
from chatapp.pictures.limits import EMOJI_TOO_LARGE, LARGEST_EMOJI
from chatapp.web import urls
from pages.components.dialogs import confirm
from pages.components.elements import box, markup
from pages.components.fields import Field
from pages.components.forms import Form
from pages.components.local_time import local_date
from pages.components.nothing_here import nothing_here
from pages.components.page_frame import refresh_if_gone
from pages.components.search_field import search_field
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

TITLE = "Custom emoji"
ON_CLICK = "(e) => chatapp.elements.act(e, emit)"
REFRESH_SECONDS = 0.3  # changes within this time are read together
NAME_HINT = "Letters a–z, digits, - and _. People type it between colons, such as :party-parrot:."
PICTURE_HINT = "PNG, GIF or WebP up to 256 KB. Animations have up to 200 frames."
PICTURES = "image/png,image/gif,image/webp"
NONE = "No custom emoji yet"
ADD_ONE = "Add a picture with a name. Everyone can then use it in messages and reactions."
ASK = "Your administrators can add pictures that everyone can use in messages and reactions."
NOT_FOUND = "No emoji matches. Try another name."
GONE = "Messages and reactions that use it will show its name instead."


class EmojiForm(Form):
    """The form that adds an emoji; the browser sends it, and refusals are shown beside the fields."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Add emoji", scope="emoji-", action=urls.EMOJI_UPLOAD)
        self._shell = shell
        self.element.on("submit", self._on_answer, js_handler="(e) => chatapp.emojiForm.send(e, emit)")
        with self:
            self.field(Field("name", "Name", hint=NAME_HINT))
            picture = self.field(Field("picture", "Picture", "file", hint=PICTURE_HINT))
            picture.props["accept"] = PICTURES
            picture.props["data-limit"], picture.props["data-too-large"] = str(LARGEST_EMOJI), EMOJI_TOO_LARGE
            picture.on("change", js_handler="(e) => chatapp.emojiForm.chosen(e)")
            with box("emoji-send"):
                self.submit()
                box("emoji-preview", "img", alt="Preview of the picture", hidden="")

    def _on_answer(self, event: events.GenericEventArguments) -> None:
        answer = event.args if isinstance(event.args, dict) else {}
        if name := answer.get("name"):
            self.show("", {})
            self._shell.notify(f"Added :{name}:.")
            return
        errors = answer.get("errors")
        named = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
        fields = {str(one.get("field")): str(one.get("detail")) for one in named}
        self.show(str(answer.get("detail", "")), fields)


class EmojiPage:
    """One page's form and list."""

    def __init__(self, shell: Shell, *, may_add: bool) -> None:
        self._shell, self._may_add = shell, may_add
        self._found: list[EmojiView] = []
        self._words = ""
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            pane_head(TITLE)
            with box("pane-body custom-emoji", tabindex="0", role="region", aria_label=TITLE):
                if may_add:
                    EmojiForm(shell)
                with box("emoji-found") as self._listed:
                    search_field(shell, "Search custom emoji", self._search)
                    self._rows = markup("", "emoji-rows", "ul", aria_label=TITLE)
                self._empty = nothing_here("smile", NONE, ADD_ONE if may_add else ASK)
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        shell.on_leaving_view(shell.chat.broker.subscribe(EMOJI_TOPIC, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(refresh))
        shell.on_leaving_view(shell.on_workspace_change(weakly(self._on_rights)))
        shell.on_leaving_view(shell.on_actor_change(weakly(self._on_rights)))

    async def refresh(self) -> None:
        """Show the emoji there are now."""
        async with self._shell.chat.reading() as session:
            self._found = await custom_emoji.listing(session, actor=self._shell.actor)
        self._draw()

    def _draw(self) -> None:
        if self._rows.is_deleted:
            return
        self._empty.set_visibility(not self._found)
        self._listed.set_visibility(bool(self._found))
        fitting = [one for one in self._found if self._words in one.name]
        rows = "".join(map(self._row, fitting)) or f'<li class="muted">{NOT_FOUND}</li>'
        self._rows.set({"innerHTML": rows})

    def _row(self, one: EmojiView) -> str:
        address = urls.emoji_picture(one.digest)
        code, creator = escape(f":{one.name}:"), escape(one.creator)
        delete = ""
        if self._shell.actor.is_administrator or one.creator_uuid == self._shell.actor.uuid:
            delete = (
                f'<button class="button quiet" type="button" data-act="delete {escape(one.name)}" '
                f'aria-label="Delete {code}">Delete</button>'
            )
        return (
            f'<li><img class="emoji" src="{address}" alt="" loading="lazy"><div class="emoji-told">'
            f'<b>{code}</b><span class="muted">Added by <bdi>{creator}</bdi>, {local_date(one.created_at)}</span>'
            f"</div>{delete}</li>"
        )

    async def _search(self, typed: str) -> None:
        self._words = typed.strip().strip(":").lower()
        self._draw()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Ask before an emoji is deleted: ``delete`` and its name is what the pressed button says."""
        match str(event.args).split(" "):
            case ["delete", name]:
                delete = refresh_if_gone(self._shell, partial(self._delete, name))
                confirm(self._shell, f"Delete :{name}:?", GONE, "Delete emoji", delete)

    async def _delete(self, name: str) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await custom_emoji.delete(work, actor=self._shell.actor, name=name)
        self._shell.notify(f"Deleted :{name}:.")

    def _on_event(self, _: Event) -> None:
        self._refreshing.request()

    def _on_rights(self) -> None:
        """Build the page again if the person may now add emoji, or no longer."""

        async def look() -> None:
            async with self._shell.chat.reading() as session:
                may_add = await custom_emoji.may_add(session, actor=self._shell.actor)
            if may_add != self._may_add and not self._rows.is_deleted:
                await self._shell.refresh_view()

        self._shell.run(look())


async def show(shell: Shell) -> None:
    """Show the workspace's own emoji."""
    shell.set_title(TITLE)
    async with shell.chat.reading() as session:
        may_add = await custom_emoji.may_add(session, actor=shell.actor)
    await EmojiPage(shell, may_add=may_add).refresh()
