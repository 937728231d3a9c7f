"""Administration: the audit trail."""

from chatapp.administration import audit_trail
from chatapp.administration.audit_trail import Entry
from chatapp.storage.paging import Page
from pages.admin.table import Columns, Table, Words, cell
from pages.components.local_time import local_date
from pages.shell.shell import Shell

COLUMNS = Columns(("Who", "Action", "Subject", "Detail", "When"))


async def show(shell: Shell) -> None:
    """Show the trail."""
    async with shell.chat.reading() as session:
        actions = await audit_trail.actions(session, actor=shell.actor)

    async def read(search: str, action: str, after: int | None) -> Page[Entry, int]:
        async with shell.chat.reading() as session:
            return await audit_trail.read(session, actor=shell.actor, person=search, action=action, after=after)

    words = Words(
        name="Audit log",
        search="Search people and subjects",
        filters=(("", "All actions"), *((action, action.capitalize()) for action in actions)),
        nothing="Admin actions will be listed here permanently.",
        one="action",
        many="actions",
    )
    table: Table[Entry, int] = Table(
        shell, COLUMNS, words, read=read, cells=_cells, key=lambda entry: str(entry.entry_id)
    )
    await table.start()


def _cells(entry: Entry) -> list[str]:
    who = cell(entry.actor_name, classes="first", title=f"@{entry.actor_username}" if entry.actor_username else "")
    return [
        who if entry.actor_uuid else f'{who}<span class="second muted">Command line</span>',
        cell(entry.action.capitalize()),
        cell(entry.subject),
        cell(entry.detail, classes="muted") if entry.detail else "",
        local_date(entry.at, with_time=True),
    ]
