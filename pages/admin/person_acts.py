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

IN_THE_LOG = "Chatapp has no mail server. The link for {email} is in the server's log."


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
                    "E-mails a link to choose a new password. The old one works until then.",
                    partial(self._do_reset, person),
                )
            )
            choices.append(
                Choice(
                    "Sign out everywhere",
                    "Signs out every browser and program. They can sign in again.",
                    partial(self._ask_sign_out, person),
                )
            )
            if not is_self:
                meaning = "Signs them out and blocks sign-in. Nothing is deleted, and you can undo it."
                choices.append(Choice("Deactivate", meaning, partial(self._ask_deactivate, person), is_dangerous=True))
        else:
            choices.append(
                Choice(
                    "Reactivate",
                    "They can sign in again with their old password.",
                    partial(self._do_reactivate, person),
                )
            )
        meaning = "Removes all personal data permanently. Messages stay."
        return [*choices, Choice("Delete account", meaning, partial(self._ask_delete, person), is_dangerous=True)]

    def _rights(self, person: AdminPersonView, *, is_self: bool) -> Choice:
        if not person.is_administrator:
            meaning = "They can do everything you can do here."
            return Choice("Make administrator", meaning, partial(self._ask_make, person))
        label = "Stop being an administrator" if is_self else "Remove as administrator"
        return Choice(label, "They become a regular member.", partial(self._ask_unmake, person))

    def _ask_make(self, person: AdminPersonView) -> None:
        async def make() -> None:
            async with self._shell.chat.transaction() as work:
                await accounts.make_administrator(work, actor=self._shell.actor, account_uuid=person.uuid)
            await self._changed(person)

        sentence = "Administrators can see every person and room, search and remove messages, and read the audit trail."
        title = f"Make {person.name} an administrator?"
        confirm(
            self._shell, title, sentence, "Make administrator", refresh_if_gone(self._shell, make), is_dangerous=False
        )

    def _ask_unmake(self, person: AdminPersonView) -> None:
        async def unmake() -> None:
            async with self._shell.chat.transaction() as work:
                await accounts.unmake_administrator(work, actor=self._shell.actor, account_uuid=person.uuid)
            await self._changed(person)

        title = f"Remove {person.name} as administrator?"
        sentence = "They'll lose access to the administration right away."
        confirm(self._shell, title, sentence, "Remove as administrator", refresh_if_gone(self._shell, unmake))

    async def _do_reset(self, person: AdminPersonView) -> None:
        chat = self._shell.chat
        async with chat.transaction() as work:
            await accounts.reset_password(
                work, actor=self._shell.actor, account_uuid=person.uuid, resets=chat.password_resets
            )
        told = "We've e-mailed a link to {email}." if chat.settings.smtp_url else IN_THE_LOG
        self._shell.notify(told.format(email=person.email))

    def _ask_sign_out(self, person: AdminPersonView) -> None:
        async def sign_out() -> None:
            async with self._shell.chat.transaction() as work:
                await sessions.end_all(work, actor=self._shell.actor, account_uuid=person.uuid)
            if self._shell.is_signed_in:  # the administrator may have signed themselves out
                await self._changed(person)

        title = f"Sign {person.name} out everywhere?"
        sentence = "They'll be signed out of every browser, and their API tokens will be revoked."
        confirm(self._shell, title, sentence, "Sign out", refresh_if_gone(self._shell, sign_out))

    def _ask_deactivate(self, person: AdminPersonView) -> None:
        async def deactivate() -> None:
            async with self._shell.chat.transaction() as work:
                await accounts.deactivate(work, actor=self._shell.actor, account_uuid=person.uuid)
            await self._changed(person)

        title = f"Deactivate {person.name}?"
        sentence = "They'll be signed out and can't sign in until you reactivate the account."
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
            "This can't be undone. Their messages stay under “Deleted user”; their rooms go to a moderator or member. "
            f"Type {person.username} to confirm."
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
