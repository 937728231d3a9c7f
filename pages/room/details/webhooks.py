"""The sheet in which a room's owner makes webhooks, copies their addresses, and switches them off."""

from functools import partial

from nicegui import ui

from chatapp import hooks
from chatapp.hooks import HookEdit, HookForm, HookKind, HookView, NewHook
from chatapp.outbound import WEBHOOKS, switches
from chatapp.rooms import RoomView
from pages.components.dialogs import confirm, sheet
from pages.components.elements import box, button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.local_time import local_date
from pages.shell.shell import Shell

ABOUT = (
    "Programs can post here through an address: Alertmanager, Grafana, GitHub Actions, and whatever can post to Slack."
)
KINDS = (("incoming", "Programs post to this room"), ("outgoing", "New messages are sent to an address"))
URL_HINT = "For messages that are sent: https and a public address."
EMPTY = "No webhooks yet."
ONCE = "Copy it now: you won't see it again. Whoever has it can post here."
SIGNED = "Copy it now: you won't see it again. Messages are signed with it (Standard Webhooks)."


async def show_webhooks(shell: Shell, room: RoomView) -> None:
    """Open the sheet, if the person may manage the room."""
    async with shell.chat.reading() as session:
        may_send = await switches.is_on(session, WEBHOOKS)
    with sheet(shell, "Webhooks", classes="webhooks") as dialog:
        text("p", ABOUT, "muted")
        webhooks = _Webhooks(shell, room, may_send=may_send)
        with box("actions"):
            button("Done", dialog.close, classes="quiet")
    await webhooks.refresh()


class _Webhooks:
    """The form that makes a hook, what is shown of a new one this once, and the hooks there are."""

    def __init__(self, shell: Shell, room: RoomView, *, may_send: bool) -> None:
        self._shell, self._room = shell, room
        self._made = box("")
        with LiveForm(shell, "Create webhook", self._make, scope="hook-") as form:
            form.field(Field("name", "Name", hint="Its messages are signed with it. For example, Grafana."))
            if may_send:
                form.field(Field("kind", "What it does", value="incoming", options=KINDS))
                form.field(Field("url", "Address", "url", is_required=False, hint=URL_HINT))
            form.submit()
        text("h3", "In this room", "invite-heading")
        self._list = box("entries", "ul", aria_label="Webhooks")

    async def refresh(self) -> None:
        """Read the hooks again and show them."""
        async with self._shell.chat.reading() as session:
            found = await hooks.listing(session, actor=self._shell.actor, room_uuid=self._room.uuid)
        if self._list.is_deleted:
            return
        self._list.clear()
        with self._list:
            for hook in found:
                self._entry(hook)
            if not found:
                text("li", EMPTY, "muted")

    async def _make(self, values: dict[str, str]) -> None:
        form = HookForm(values["name"], values.get("kind", HookKind.INCOMING), values.get("url", ""))
        self._show_secret(
            await self._shell.chat.hooks.make(actor=self._shell.actor, room_uuid=self._room.uuid, form=form)
        )
        await self.refresh()

    def _show_secret(self, made: NewHook) -> None:
        self._made.clear()
        if not (value := made.address or made.secret):
            return
        with self._made, box("secret invite-link", role="status"):
            with box("secret-row"):
                label = f"Address of {made.view.name}" if made.address else f"Secret of {made.view.name}"
                entry = box("", "input", readonly="", spellcheck="false", aria_label=label)
                entry.props["^value"] = value
                button("Copy", js="(e) => chatapp.clipboard.copy(e)", classes="primary", data_done="Copied")
            text("p", ONCE if made.address else SIGNED, "muted small")

    def _entry(self, hook: HookView) -> None:
        with box("entry webhook", "li"):
            with box("entry-text"):
                with box("entry-name"):
                    text("bdi", hook.name, "clip")
                    text("span", "Incoming" if hook.kind == HookKind.INCOMING else "Outgoing", "badge")
                    if not hook.is_on:
                        text("span", "Off", "badge is-danger")
                with box("entry-about"):
                    text("bdi", f"Created by {hook.created_by}")
                    if hook.used_at is None:
                        text("span", " · not used yet")
                    else:
                        text("span", " · used ")
                        ui.html(local_date(hook.used_at, with_time=True), sanitize=False, tag="span")
                    if hook.url:
                        text("bdi", f" · {hook.url}")
                if hook.error:
                    text("p", hook.error, "error small")
            with box("entry-actions"):
                self._acts(hook)

    def _acts(self, hook: HookView) -> None:
        on, turn = ("Switch off", False) if hook.is_on else ("Switch on", True)
        new = "New address" if hook.kind == HookKind.INCOMING else "New secret"
        act = self._shell.with_error_notices
        for label, call in (
            (on, act(partial(self._edit, hook, HookEdit(is_on=turn)))),
            (new, partial(self._ask_to_rotate, hook, new)),
            ("Delete", partial(self._ask_to_delete, hook)),
        ):
            button(label, call, classes="quiet", aria_label=f"{label}: {hook.name}")

    async def _edit(self, hook: HookView, changes: HookEdit) -> None:
        made = await self._shell.chat.hooks.edit(
            actor=self._shell.actor, room_uuid=self._room.uuid, hook_uuid=hook.uuid, changes=changes
        )
        self._show_secret(made)
        await self.refresh()

    def _ask_to_rotate(self, hook: HookView, label: str) -> None:
        sentence = "The old one stops working. Programs that use it need the new one."
        change = partial(self._edit, hook, HookEdit(rotate=True))
        confirm(self._shell, f"{label} for {hook.name}?", sentence, label, change)

    def _ask_to_delete(self, hook: HookView) -> None:
        async def delete() -> None:
            async with self._shell.chat.changing(self._shell.actor) as work:
                await hooks.delete(work, actor=self._shell.actor, room_uuid=self._room.uuid, hook_uuid=hook.uuid)
            self._made.clear()
            await self.refresh()

        sentence = "It stops working. What it has posted stays."
        confirm(self._shell, f"Delete the webhook {hook.name}?", sentence, "Delete", delete)
