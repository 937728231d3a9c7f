"""Administration: people, whether they may sign in, and their rights."""

from functools import partial

from chatapp.administration import accounts, people, sessions
from chatapp.administration.people import AdminPersonView, PersonFilter
from chatapp.errors import NotFound
from chatapp.storage.paging import Page
from pages.admin.frame import Choice, choose, frame
from pages.admin.table import Columns, Table, Words, act_button, badge, cell
from pages.components.dialogs import ask, confirm
from pages.components.elements import avatar_html
from pages.components.forms import Field
from pages.components.local_time import local_date
from pages.components.page_frame import refresh_if_gone
from pages.shell.shell import Shell

FILTERS = {
    PersonFilter.ALL: "Everybody",
    PersonFilter.ACTIVE: "Active",
    PersonFilter.DEACTIVATED: "Deactivated",
    PersonFilter.ADMINISTRATORS: "Administrators",
}
COLUMNS = Columns(("Person", "E-mail", "Rights", "Rooms", "Last seen", "Joined", ""), frozenset({"Rooms"}))
WORDS = Words(
    name="People",
    search="Search names and addresses",
    filters=tuple((which.value, label) for which, label in FILTERS.items()),
    one="person",
    many="people",
)


class PeopleTable:
    """One page's table of people, with what an administrator can do about each of them."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.table: Table[AdminPersonView, str] = Table(
            shell, COLUMNS, WORDS, read=self._read, cells=_cells, key=lambda one: str(one.uuid), act=self._manage
        )

    async def _read(self, search: str, which: str, after: str | None) -> Page[AdminPersonView, str]:
        async with self._shell.chat.reading() as session:
            return await people.listing(
                session, actor=self._shell.actor, search=search, which=PersonFilter(which), after=after or ""
            )

    async def _manage(self, _: str, person: AdminPersonView) -> None:
        state = "Administrator" if person.is_administrator else "Member"
        facts = f"@{person.username} · {person.email} · {state if person.is_active else 'Deactivated'}"
        choose(self._shell, person.name, facts, self._choices(person))

    def _choices(self, person: AdminPersonView) -> list[Choice]:
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
            self.table.drop(str(person.uuid))

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
        self.table.change(now)


def _cells(person: AdminPersonView) -> list[str]:
    marks = badge("Administrator", "is-accent") if person.is_administrator else ""
    marks += "" if person.is_active else badge("Deactivated", "is-danger")
    username = "" if person.name == person.username else cell(f"@{person.username}", classes="second")
    return [
        f'<span class="who-cell">{avatar_html(person.uuid, person.name, "s", person.avatar)}'
        f'<span class="two">{cell(person.name, classes="first", title=person.name)}{username}</span></span>',
        cell(person.email, classes="clip wide", title=person.email),
        marks or '<span class="muted">Member</span>',
        f"{person.room_count:,}",
        local_date(person.last_seen_at) if person.last_seen_at else '<span class="muted">Not signed in</span>',
        local_date(person.created_at),
        act_button("manage", "Manage", f"Manage {person.username}"),
    ]


async def show(shell: Shell) -> None:
    """Show the people."""
    with frame(shell, "people", "Everybody who has an account, and what each of them may do."):
        await PeopleTable(shell).table.start()
