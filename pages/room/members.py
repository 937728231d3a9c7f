"""What owners and moderators do with members, and how one leaves."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from chatapp import rooms
from chatapp.accounts import directory
from chatapp.rooms import MemberView, RoomView
from pages.components.dialogs import confirm, sheet
from pages.components.elements import box, button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.room.exit import ask_to_close
from pages.rooms.new_direct import Suggestions
from pages.shell.shell import Shell

PERSON = Field("person", "Username", hint="New members can see the whole history.")
SUCCESSOR = Field("successor", "New owner", hint="Choose a member of this room.")


async def add_member(shell: Shell, room: RoomView) -> None:
    """Ask for a person to add, and add them."""
    with sheet(shell, f"Add people to {room.name}") as dialog:

        async def add(values: dict[str, str]) -> None:
            async with shell.chat.reading() as session:
                person = await directory.find(session, actor=shell.actor, who=values["person"], field="person")
            async with shell.chat.transaction() as work:
                await rooms.add(work, actor=shell.actor, room_uuid=room.uuid, account_uuid=person)
            dialog.close()

        with LiveForm(shell, "Add", add) as form:
            Suggestions(shell, form, form.field(PERSON), not_in=room.uuid)
            form.actions(dialog.close)


async def ask_to_leave(shell: Shell, room: RoomView) -> None:
    """Leave a room; an owner is asked for a successor first, or closes the room."""
    if not room.may_manage:

        async def leave() -> None:
            async with shell.chat.transaction() as work:
                await rooms.leave(work, actor=shell.actor, room_uuid=room.uuid)

        back = (
            "You can join again at any time." if not room.is_private else "To come back, someone will have to add you."
        )
        confirm(shell, f"Leave {room.name}?", back, "Leave", leave)
    elif room.member_count == 1:
        ask_to_close(shell, room)
    else:
        _ask_for_successor(shell, room)


def _ask_for_successor(shell: Shell, room: RoomView) -> None:
    with sheet(shell, f"Leave {room.name}") as dialog:

        async def hand_over_and_leave(values: dict[str, str]) -> None:
            async with shell.chat.reading() as session:
                heir = await directory.find(session, actor=shell.actor, who=values["successor"], field="successor")
            async with shell.chat.transaction() as work:
                await rooms.leave(work, actor=shell.actor, room_uuid=room.uuid, successor=heir)
            dialog.close()

        def close_instead() -> None:
            dialog.close()
            ask_to_close(shell, room)

        text("p", "You own this room. Choose a new owner, or archive it instead.", "muted")
        with LiveForm(shell, "Change owner and leave", hand_over_and_leave) as form:
            Suggestions(shell, form, form.field(SUCCESSOR), within=room.uuid)
            with box("actions"):
                button("Archive instead", close_instead, classes="quiet")
                form.submit()


def show_member_menu(
    shell: Shell, room: RoomView, member: MemberView, opener: ui.element, on_closed: Callable[[], None]
) -> None:
    """Open the menu of a member's row with what the person may do. Closed, it goes and gives the focus back."""

    def close() -> None:
        menu.delete()
        on_closed()

    label = f"More actions for {member.name}"
    with (
        opener,
        ui.menu(value=True).props('role="region" no-parent-event no-refocus') as menu,
        box("", role="menu") as items,
    ):
        menu.props["aria-label"] = items.props["aria-label"] = label  # it hangs outside of the page's landmarks
        # Quasar would go back to where the focus was when the menu appeared, which may be elsewhere by then.
        menu.on("before-hide", js_handler=f"(e) => e?.qClickOutside || getHtmlElement({opener.id})?.focus()")
        menu.on("hide", close, js_handler="() => emit()")
        menu.on("keydown", js_handler="(e) => chatapp.lists.moveInMenu(e)")
        if member.account_id == shell.actor.account_id:
            _item(shell, "Leave", lambda: ask_to_leave(shell, room))
            return
        if room.may_manage:
            role, words = (
                ("member", "Remove as moderator") if member.role == "moderator" else ("moderator", "Make moderator")
            )
            _item(shell, words, lambda: _set_role(shell, room, member, role))
            _item(shell, "Make owner", lambda: _ask_to_hand_over(shell, room, member))
        _item(shell, "Remove from room", lambda: _ask_to_remove(shell, room, member))


def _item(shell: Shell, label: str, action: Callable[[], Awaitable[None]]) -> None:
    ui.menu_item(label, shell.with_error_notices(action)).props("role=menuitem")


async def _set_role(shell: Shell, room: RoomView, member: MemberView, role: str) -> None:
    async with shell.chat.transaction() as work:
        await rooms.set_role(work, actor=shell.actor, room_uuid=room.uuid, account_uuid=member.uuid, role=role)


async def _ask_to_hand_over(shell: Shell, room: RoomView, member: MemberView) -> None:
    async def hand_over() -> None:
        async with shell.chat.transaction() as work:
            await rooms.hand_over(work, actor=shell.actor, room_uuid=room.uuid, to=member.uuid)

    confirm(shell, f"Make {member.name} the owner?", "You'll become a moderator.", "Make owner", hand_over)


async def _ask_to_remove(shell: Shell, room: RoomView, member: MemberView) -> None:
    async def remove() -> None:
        async with shell.chat.transaction() as work:
            await rooms.remove(work, actor=shell.actor, room_uuid=room.uuid, account_uuid=member.uuid)

    sentence = f"{member.name} will lose access right away. Their messages stay."
    confirm(shell, f"Remove {member.name}?", sentence, "Remove", remove)
