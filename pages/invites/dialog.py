"""The dialog that invites people: it makes a link, to be copied or shown as a QR code, and lists those there are."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from nicegui import events, ui

from chatapp.errors import Invalid
from chatapp.invites import InviteForm, NewInvite
from chatapp.rooms.invited import InvitedRoom, open_to_invites
from pages.components.dialogs import sheet
from pages.components.elements import box, button, markup, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.local_time import local_date
from pages.invites.link_list import LinkList
from pages.invites.qr import qr_html
from pages.shell.shell import Shell

TITLE = "Invite people"
NOT_ALLOWED = "Only administrators can invite people. An administrator can change that in the workspace settings."
USES = (
    ("1", "1 person"),
    ("10", "10 people"),
    ("25", "25 people"),
    ("100", "100 people"),
    ("", "Any number of people"),
)
DAYS = (("1", "1 day"), ("7", "7 days"), ("30", "30 days"), ("", "Never"))
DEFAULT_USES, DEFAULT_DAYS = "25", "7"


async def invite_people(shell: Shell) -> None:
    """Open the dialog, if the person may invite people."""
    if not await shell.chat.invites.may_make(actor=shell.actor):
        shell.notify(NOT_ALLOWED)
        return
    workspace = await shell.chat.workspace.get()
    async with shell.chat.reading() as session:
        rooms = await open_to_invites(session, shell.actor.account_id)
    with sheet(shell, TITLE) as dialog:
        text("p", f"Anyone with the link can join {workspace.name}.", "muted")
        links = InviteLinks(shell, rooms, landing=workspace.landing_room)
        with box("actions"):
            button("Done", dialog.close, classes="quiet")
    await links.refresh()


class InviteLinks:
    """The form that makes a link, the new link, and the links that work. ``landing``: the room that is chosen first."""

    def __init__(self, shell: Shell, rooms: list[InvitedRoom], *, landing: UUID | None, only_live: bool = True) -> None:
        self._shell = shell
        self._chosen = {room.uuid for room in rooms if room.uuid == landing}
        self._made = box("")
        with LiveForm(shell, "Create link", self._make, scope="invite-") as form:
            with box("pair"):
                form.field(Field("uses", "Who can use it", value=DEFAULT_USES, options=USES))
                form.field(Field("days", "Expires after", value=DEFAULT_DAYS, options=DAYS))
            if rooms:
                self._show_rooms(rooms)
            form.submit()
        text("h3", "Links", "invite-heading")
        self._list = LinkList(shell, only_live=only_live, on_change=self._made.clear)

    async def refresh(self) -> None:
        """Show the links there are."""
        await self._list.refresh()

    def _show_rooms(self, rooms: list[InvitedRoom]) -> None:
        with box("field", "fieldset", data_field="rooms"):
            text("legend", "Rooms they join")
            with box("checks"):
                for room in rooms:
                    self._show_room(room)

    def _show_room(self, room: InvitedRoom) -> None:
        def choose(event: events.GenericEventArguments) -> None:
            (self._chosen.add if event.args else self._chosen.discard)(room.uuid)

        with box("check", "label"):
            entry = box("", "input", type="checkbox")
            if room.uuid in self._chosen:
                entry.props["^checked"] = ""
            entry.on("change", choose, js_handler="(e) => emit(e.target.checked)")
            text("bdi", room.name, "clip")

    async def _make(self, values: dict[str, str]) -> None:
        days, uses = _chosen(values, "days", DAYS), _chosen(values, "uses", USES)
        form = InviteForm(
            uses=uses,
            expires_at=datetime.now(UTC) + timedelta(days=days) if days is not None else None,
            rooms=tuple(self._chosen),
        )
        made = await self._shell.chat.invites.make(actor=self._shell.actor, form=form)
        self._made.clear()
        with self._made:
            show_link(made)
        await self._list.refresh()


def _chosen(values: dict[str, str], field: str, options: tuple[tuple[str, str], ...]) -> int | None:
    """Return the number that was chosen; None for what has no limit.

    Raises:
        Invalid: the list did not offer it.
    """
    if (value := values[field]) not in dict(options):
        raise Invalid({field: "Choose one of these."})
    return int(value) if value else None


def show_link(made: NewInvite) -> None:
    """Show a link that was just made: to copy it, to scan it, and who may use it until when."""
    with box("secret invite-link", role="status"):
        with box("secret-row"):
            entry = box("", "input", readonly="", spellcheck="false", aria_label="Invite link")
            entry.props["^value"] = made.url
            button("Copy link", js="(e) => chatapp.clipboard.copy(e)", classes="primary", data_done="Copied")
        with box("invite-scan"):
            markup(qr_html(made.url))
            with box("invite-terms"):
                text("p", "Share the link, or let people scan the code.")
                with box("muted small", "p"):
                    text("span", _who(made.view.most_uses))
                    if made.view.expires_at is not None:
                        text("span", " until ")
                        ui.html(local_date(made.view.expires_at, with_time=True), sanitize=False, tag="span")
                    text("span", ". You won't see this link again.")


def _who(most_uses: int | None) -> str:
    if most_uses is None:
        return "Any number of people can use it"
    return "1 person can use it" if most_uses == 1 else f"{most_uses:,} people can use it"
