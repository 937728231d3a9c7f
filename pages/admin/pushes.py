"""Workspace settings: whether people's phones and browsers are woken by push, and how much a push says."""

from typing import Final

from chatapp import workspace
from chatapp.bootstrap import Chat
from chatapp.events import WORKSPACE_TOPIC, Event
from chatapp.outbound import PUSH
from chatapp.outbound.switches import is_on, switch
from chatapp.workspace import WorkspaceEdit
from pages.components.elements import box, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.shell.shell import Shell

OFF: Final = "off"
CHOICES: Final = (
    (OFF, "Off: nothing leaves this machine"),
    ("nothing", "On: only that there is something new"),
    ("who", "On: who wrote, and where"),
    ("all", "On: who wrote, where, and how it begins"),
)


class Pushes:
    """One page's form for pushes."""

    def __init__(self, shell: Shell, chosen: str) -> None:
        self._shell = shell
        with box("setting-body") as body:
            text("h3", "Push notifications", "invite-heading")
            text("p", PUSH.about, "hint muted small")
            with LiveForm(shell, "Save", self._save) as form:
                form.field(Field("pushes", "What phones and browsers are told", value=chosen, options=CHOICES))
                form.submit()
        self._form, self._body = form, body
        shell.on_leaving_view(shell.chat.broker.subscribe(WORKSPACE_TOPIC, self._on_event))

    async def _save(self, values: dict[str, str]) -> None:
        actor, chosen = self._shell.actor, values["pushes"]
        async with self._shell.chat.transaction() as work:
            await switch(work, actor=actor, name=PUSH.name, is_on=chosen != OFF)
            if chosen != OFF:
                await workspace.edit(work, actor=actor, changes=WorkspaceEdit(push_text=chosen))
        self._shell.notify("Saved.")
        self._form.preset({"pushes": await _chosen(self._shell.chat)})

    def _on_event(self, _: Event) -> None:
        async def refresh() -> None:
            chosen = await _chosen(self._shell.chat)
            if not self._body.is_deleted:
                self._form.preset({"pushes": chosen})

        self._shell.run(refresh())


async def _chosen(chat: Chat) -> str:
    async with chat.reading() as session:
        return (await workspace.read(session)).push_text if await is_on(session, PUSH) else OFF


async def show(shell: Shell) -> None:
    """Show whether pushes are on."""
    Pushes(shell, await _chosen(shell.chat))
