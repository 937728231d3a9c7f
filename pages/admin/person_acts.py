"""What an administrator can do about a person: rights, password, sign-out, deactivation, deletion."""

from functools import partial

from chatapp.administration import accounts, people, sessions
from chatapp.administration.people import AdminPersonView
from chatapp.errors import NotFound
from pages.admin.frame import Choice
from pages.admin.table import Table
from pages.components.dialogs import ask, confirm
from pages.components.fields import Field
from pages.components.page_frame import refresh_if_gone
from pages.shell.shell import Shell


class PersonActs:
    """The acts of one page's table of people; what they change is shown there."""

    def __init__(self, shell: Shell, table: Table[AdminPersonView, str]) -> None:
        self._shell = shell
        self._table = table

    def choices(self, person: AdminPersonView) -> list[Choice]:
        """Return what can be done about a person, each with its explanation."""
        is_self = person.uuid == self._shell.actor.uuid
        choices = [self._rights(person, is_self=is_self)] if person.is_active or person.is_administrator else []
        if person.is_active:
            choices.append(
                Choice(
                    "Send a password reset",
                    "Mails a link to choose a new password; the old one works until then.",
                    partial(self._do_reset, person),
                )
            )
            choices.append(
                Choice(
                    "Sign out everywhere",
                    "Ends every browser and program; signing in again is possible.",
                    partial(self._ask_sign_out, person),
                )
            )
            if not is_self:
                meaning = "Signs out at once and keeps out. Nothing is deleted; it can be undone."
                choices.append(Choice("Deactivate", meaning, partial(self._ask_deactivate, person), is_dangerous=True))
        else:
            choices.append(
                Choice("Reactivate", "Lets in again, with the former password.", partial(self._do_reactivate, person))
            )
        meaning = "For good: everything personal goes, what was written stays."
        return [*choices, Choice("Delete the account", meaning, partial(self._ask_delete, person), is_dangerous=True)]

    def _rights(self, person: AdminPersonView, *, is_self: bool) -> Choice:
        if not person.is_administrator:
            meaning = "May do everything you can do here."
            return Choice("Make an administrator", meaning, partial(self._ask_make, person))
        label = "Give up your rights" if is_self else "Take the rights back"
        return Choice(label, "An ordinary member from then on.", partial(self._ask_unmake, person))

    def _ask_make(self, person: AdminPersonView) -> None:
        async def make() -> None:
            async with self._shell.chat.transaction() as work:
                await accounts.make_administrator(work, actor=self._shell.actor, account_uuid=person.uuid)
            await self._changed(person)

        sentence = "Administrators see every person and every room, find and remove messages, and read the trail."
        title = f"Make {person.name} an administrator?"
        confirm(
            self._shell, title, sentence, "Make administrator", refresh_if_gone(self._shell, make), is_dangerous=False
        )

    def _ask_unmake(self, person: AdminPersonView) -> None:
        async def unmake() -> None:
            async with self._shell.chat.transaction() as work:
                await accounts.unmake_administrator(work, actor=self._shell.actor, account_uuid=person.uuid)
            await self._changed(person)

        title = f"Take {person.name}'s rights back?"
        sentence = "Pages of the administration that are open stop working at once."
        confirm(self._shell, title, sentence, "Take rights back", refresh_if_gone(self._shell, unmake))

    async def _do_reset(self, person: AdminPersonView) -> None:
        chat = self._shell.chat
        async with chat.transaction() as work:
            await accounts.reset_password(
                work, actor=self._shell.actor, account_uuid=person.uuid, resets=chat.password_resets
            )
        self._shell.notify(f"A link is on its way to {person.email}.")

    def _ask_sign_out(self, person: AdminPersonView) -> None:
        async def sign_out() -> None:
            async with self._shell.chat.transaction() as work:
                await sessions.end_all(work, actor=self._shell.actor, account_uuid=person.uuid)
            if self._shell.is_signed_in:  # the administrator may have signed themselves out
                await self._changed(person)

        title = f"Sign {person.name} out everywhere?"
        sentence = "Every open page goes to the sign-in page at once, and API tokens end."
        confirm(self._shell, title, sentence, "Sign out", refresh_if_gone(self._shell, sign_out))

    def _ask_deactivate(self, person: AdminPersonView) -> None:
        async def deactivate() -> None:
            async with self._shell.chat.transaction() as work:
                await accounts.deactivate(work, actor=self._shell.actor, account_uuid=person.uuid)
            await self._changed(person)

        title = f"Deactivate {person.name}?"
        sentence = "Every open page goes to the sign-in page at once, and signing in is refused until you reactivate."
        confirm(self._shell, title, sentence, "Deactivate", refresh_if_gone(self._shell, deactivate))

    async def _do_reactivate(self, person: AdminPersonView) -> None:
        async with self._shell.chat.transaction() as work:
            await accounts.reactivate(work, actor=self._shell.actor, account_uuid=person.uuid)
        await self._changed(person)

    def _ask_delete(self, person: AdminPersonView) -> None:
        async def delete(confirmation: str) -> None:
            async with self._shell.chat.transaction() as work:
                await accounts.delete(
                    work, actor=self._shell.actor, account_uuid=person.uuid, confirmation=confirmation
                )
            self._table.drop(str(person.uuid))

        title = f"Delete {person.name}'s account?"
        sentence = (
            "This cannot be undone. Messages stay under “Deleted user”; rooms pass to a moderator or member. "
            f"Type {person.username} to go on."
        )
        field = Field("confirmation", "Username")
        ask(
            self._shell,
            title,
            sentence,
            "Delete account",
            field,
            refresh_if_gone(self._shell, delete),
            is_dangerous=True,
        )

    async def _changed(self, person: AdminPersonView) -> None:
        try:
            async with self._shell.chat.reading() as session:
                now = await people.get(session, actor=self._shell.actor, account_uuid=person.uuid)
        except NotFound:  # deleted meanwhile, or the administrator has lost the right
            await self._shell.refresh_view()
            return
        self._table.change(now)
