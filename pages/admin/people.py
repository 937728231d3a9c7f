"""Administration: people, whether they may sign in, and their rights."""

from chatapp.administration import people
from chatapp.administration.people import AdminPersonView, PersonFilter
from chatapp.storage.paging import Page
from pages.admin.frame import choose
from pages.admin.new_person import ask_new_person
from pages.admin.person_acts import PersonActs
from pages.admin.table import Columns, Table, Words, act_button, badge, cell
from pages.components.elements import avatar_html, box, button
from pages.components.local_time import local_date
from pages.shell.shell import Shell

FILTERS = {
    PersonFilter.ALL: "Everyone",
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
        self._acts = PersonActs(shell, self.table)

    async def _read(self, search: str, which: str, after: str | None) -> Page[AdminPersonView, str]:
        async with self._shell.chat.reading() as session:
            return await people.listing(
                session, actor=self._shell.actor, search=search, which=PersonFilter(which), after=after or ""
            )

    async def _manage(self, _: str, person: AdminPersonView) -> None:
        state = "Administrator" if person.is_administrator else "Member"
        facts = f"@{person.username} · {person.email} · {state if person.is_active else 'Deactivated'}"
        choose(self._shell, person.name, facts, self._acts.choices(person))


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
    actions = box("table-actions above")
    people_table = PeopleTable(shell)
    with actions:
        button(
            "Add person", lambda: ask_new_person(shell, people_table.table.start), classes="primary", icon_name="plus"
        )
    await people_table.table.start()
