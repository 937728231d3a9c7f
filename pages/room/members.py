"""What owners and moderators do with members, and how one leaves."""

from collections.abc import Callable

from nicegui import ui

from chatapp import rooms
from chatapp.accounts import directory
from chatapp.rooms import MemberView, RoomView
from pages.components.dialogs import confirm, sheet
from pages.components.elements import box, button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.menus import menu, menu_item
from pages.room.exit import ask_to_close
from pages.room.successors import Successors
from pages.rooms.new_direct import Suggestions
from pages.shell.shell import Shell

PERSON = Field("person", "Username", hint="New members can see the whole history.")


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

        async def hand_over_and_leave(chosen: MemberView) -> None:
            async with shell.chat.transaction() as work:
                await rooms.leave(work, actor=shell.actor, room_uuid=room.uuid, successor=chosen.uuid)
            dialog.close()

        def archive_instead() -> None:
            dialog.close()
            ask_to_close(shell, room)

        text("p", "You own this room. Choose a new owner, or archive it instead.", "muted")
        successors = Successors(shell, room, "Change owner and leave", hand_over_and_leave)
        with box("actions"):
            button("Archive instead", archive_instead, classes="quiet")
            button("Cancel", dialog.close, classes="quiet")
            successors.submit()
    shell.run(successors.start())


def show_member_menu(
    shell: Shell, room: RoomView, member: MemberView, opener: ui.element, on_closed: Callable[[], None]
) -> None:
    """Open the menu of a member's row with what the person may do."""
    with menu(opener, f"More actions for {member.name}", on_closed):
        if member.account_id == shell.actor.account_id:
            menu_item(shell, "Leave room", lambda: ask_to_leave(shell, room))
            return
        if room.may_manage:
            role, words = (
                ("member", "Remove as moderator") if member.role == "moderator" else ("moderator", "Make moderator")
            )
            menu_item(shell, words, lambda: _set_role(shell, room, member, role))
            menu_item(shell, "Make owner", lambda: _ask_to_hand_over(shell, room, member))
        menu_item(shell, "Remove from room", lambda: _ask_to_remove(shell, room, member))


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
