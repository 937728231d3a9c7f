"""Administration: the browsers that people are signed in with."""

from chatapp.administration import sessions
from chatapp.administration.sessions import SessionView
from chatapp.storage.paging import Page
from pages.admin.table import Columns, Table, Words, act_button, badge, cell
from pages.components.dialogs import confirm
from pages.components.elements import avatar_html
from pages.components.local_time import local_date
from pages.components.page_frame import refresh_if_gone
from pages.shell.shell import Shell

COLUMNS = Columns(("Person", "Browser", "Address", "Signed in", "Last seen", ""))
WORDS = Words(
    name="Sessions",
    search="Search people and addresses",
    nothing="No one is signed in.",
    one="browser",
    many="browsers",
)


class SessionTable:
    """One page's table of signed-in browsers."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._own = shell.visit.session_id
        self.table: Table[SessionView, int] = Table(
            shell, COLUMNS, WORDS, read=self._read, cells=self._cells, key=lambda it: str(it.session_id), act=self._end
        )

    async def _read(self, search: str, _: str, after: int | None) -> Page[SessionView, int]:
        async with self._shell.chat.reading() as session:
            return await sessions.listing(session, actor=self._shell.actor, search=search, after=after)

    async def _end(self, act: str, view: SessionView) -> None:
        if act == "everywhere":
            self._ask_everywhere(view)
            return
        async with self._shell.chat.transaction() as work:
            await sessions.end(work, actor=self._shell.actor, session_id=view.session_id)
        self.table.drop(str(view.session_id))

    def _ask_everywhere(self, view: SessionView) -> None:
        async def end_all() -> None:
            async with self._shell.chat.transaction() as work:
                await sessions.end_all(work, actor=self._shell.actor, account_uuid=view.account_uuid)
            gone = [str(it.session_id) for it in self.table.items if it.account_uuid == view.account_uuid]
            self.table.drop(*gone)

        title = f"Sign {view.name} out everywhere?"
        sentence = "They'll be signed out of every browser, and their API tokens will be revoked."
        confirm(self._shell, title, sentence, "Sign out everywhere", refresh_if_gone(self._shell, end_all))

    def _cells(self, view: SessionView) -> list[str]:
        own = badge("This browser", "is-accent") if view.session_id == self._own else ""
        username = "" if view.name == view.username else cell(f"@{view.username}", classes="second")
        return [
            f'<span class="who-cell">{avatar_html(view.account_uuid, view.name, "s", view.avatar)}'
            f'<span class="two">{cell(view.name, classes="first")}{username}</span></span>',
            f'<span class="marks">{cell(view.device)}{own}</span>',
            cell(view.address or "—"),
            local_date(view.created_at),
            local_date(view.last_seen_at, with_time=True),
            act_button("end", "Sign out", f"Sign out {view.username}, {view.device}")
            + act_button("everywhere", "Everywhere", f"Sign out {view.username} everywhere"),
        ]


async def show(shell: Shell) -> None:
    """Show the signed-in browsers."""
    await SessionTable(shell).table.start()
