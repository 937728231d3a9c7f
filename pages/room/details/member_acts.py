"""What owners and moderators do with members, and how one leaves."""

from collections.abc import Callable

from nicegui import ui

from chatapp import rooms
from chatapp.accounts.directory import PersonView
from chatapp.rooms import MemberView, RoomView
from chatapp.rooms.adding import ADDED_AT_MOST
from pages.components.dialogs import confirm, sheet
from pages.components.elements import box, button, text
from pages.components.menus import menu, menu_item
from pages.people.picker import pick_people
from pages.people.picker_sources import everyone
from pages.room.details.next_owner import NextOwner
from pages.room.head.archiving import ask_to_close
from pages.shell.shell import Shell

WHO = "Name or username"
NEW_MEMBERS = "New members can see the whole history."


async def add_people(shell: Shell, room: RoomView) -> None:
    """Ask for people to add, and add them all."""

    async def add(people: list[PersonView]) -> None:
        async with shell.chat.changing(shell.actor) as work:
            await rooms.add(work, actor=shell.actor, room_uuid=room.uuid, people=[person.uuid for person in people])

    await pick_people(
        shell,
        f"Add people to {room.name}",
        everyone(shell, not_in=room.uuid),
        add,
        label=WHO,
        submit="Add",
        about=NEW_MEMBERS,
        field="person",
        at_most=ADDED_AT_MOST,
    )


async def ask_to_leave(shell: Shell, room: RoomView) -> None:
    """Leave a room; an owner is asked for a successor first, or closes the room."""
    if not room.may_manage:

        async def leave() -> None:
            async with shell.chat.changing(shell.actor) as work:
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
            async with shell.chat.changing(shell.actor) as work:
                await rooms.leave(work, actor=shell.actor, room_uuid=room.uuid, successor=chosen.uuid)
            dialog.close()

        def archive_instead() -> None:
            dialog.close()
            ask_to_close(shell, room)

        text("p", "You own this room. Choose a new owner, or archive it instead.", "muted")
        next_owner = NextOwner(shell, room, "Change owner and leave", hand_over_and_leave)
        with box("actions"):
            button("Archive instead", archive_instead, classes="quiet")
            button("Cancel", dialog.close, classes="quiet")
            next_owner.submit()
    shell.run(next_owner.start())


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
    async with shell.chat.changing(shell.actor) as work:
        await rooms.set_role(work, actor=shell.actor, room_uuid=room.uuid, account_uuid=member.uuid, role=role)


async def _ask_to_hand_over(shell: Shell, room: RoomView, member: MemberView) -> None:
    async def hand_over() -> None:
        async with shell.chat.changing(shell.actor) as work:
            await rooms.hand_over(work, actor=shell.actor, room_uuid=room.uuid, to=member.uuid)

    confirm(shell, f"Make {member.name} the owner?", "You'll become a moderator.", "Make owner", hand_over)


async def _ask_to_remove(shell: Shell, room: RoomView, member: MemberView) -> None:
    async def remove() -> None:
        async with shell.chat.changing(shell.actor) as work:
            await rooms.remove(work, actor=shell.actor, room_uuid=room.uuid, account_uuid=member.uuid)

    sentence = f"{member.name} will lose access right away, and can't rejoin by themselves. Their messages stay."
    confirm(shell, f"Remove {member.name}?", sentence, "Remove", remove)
