"""Administration: how much room files take, and whose they are."""

from chatapp.administration import files
from chatapp.administration.files import FilesOf
from chatapp.storage.paging import Page
from chatapp.uploads.limits import in_words
from pages.admin.table import Columns, Table, Words, cell
from pages.components.elements import avatar_html, text
from pages.shell.shell import Shell

COLUMNS = Columns(("Person", "Files", "Size"), numeric=frozenset({"Files", "Size"}))
WORDS = Words(name="Files", search="Search people", nothing="No one has sent a file yet.", one="person", many="people")


async def show(shell: Shell) -> None:
    """Show how much is kept of how much can be, and then the people, those with the most first."""
    limits = shell.chat.uploads.limits

    async def read(search: str, _: str, after: str | None) -> Page[FilesOf, str]:
        async with shell.chat.reading() as session:
            return await files.listing(session, actor=shell.actor, search=search, after=after)

    async with shell.chat.reading() as session:
        used = await files.used(session, actor=shell.actor)
    text("p", f"{in_words(used.size)} of {in_words(limits.whole)} used.", "storage-used")
    limited = f"A person can store up to {in_words(limits.person)}, and a file can have up to {in_words(limits.file)}."
    text("p", limited, "hint muted small")
    table: Table[FilesOf, str] = Table(
        shell, COLUMNS, WORDS, read=read, cells=_cells, key=lambda one: str(one.account_uuid)
    )
    await table.start()


def _cells(one: FilesOf) -> list[str]:
    username = "" if one.name == one.username else cell(f"@{one.username}", classes="second")
    return [
        f'<span class="who-cell">{avatar_html(one.account_uuid, one.name, "s", one.avatar)}'
        f'<span class="two">{cell(one.name, classes="first")}{username}</span></span>',
        cell(f"{one.files:,}"),
        cell(in_words(one.size)),
    ]
