"""The command line: `chatapp serve`, `create-admin`, `make-admin`, `push-test`, `demo`, `migrate`, `sync` and more.

What the commands are called and take is here, what they do in `commands.py`. Each imports that when it runs: it needs
most of Chatapp, and `--help`, or a mistyped command, shall not wait for it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from chatapp.settings import Settings

MAX_PROCESSES: Final = 64
URL_HELP: Final = "sqlite:///PATH or postgresql://USER@HOST/DATABASE. Keep passwords in PGPASSWORD or ~/.pgpass."


def build(serve: "Callable[[Settings, int], None]") -> typer.Typer:
    """Return the command line. ``serve`` starts the given number of server processes (main.py passes it)."""
    cli = typer.Typer(help="Chatapp: self-hosted team chat.", no_args_is_help=True, add_completion=False)

    @cli.command("serve")
    def serve_(
        processes: Annotated[
            int,
            typer.Option(
                min=1, max=MAX_PROCESSES, help="How many processes, each on its own port, from CHATAPP_PORT upwards."
            ),
        ] = 1,
    ) -> None:
        """Start the server, or several processes behind a proxy."""
        from chatapp.cli import commands

        commands.serve_with(serve, processes)

    _add_administration(cli)
    _add_databases(cli)
    cli.add_typer(_bots(), name="bots", help="Write bots, and see whether their files work.")
    return cli


def _add_administration(cli: typer.Typer) -> None:
    @cli.command()
    def create_admin(
        username: Annotated[str, typer.Option(prompt=True)],
        email: Annotated[str, typer.Option(prompt="E-mail")],
        password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    ) -> None:
        """Create an administrator account."""
        from chatapp.cli import commands

        commands.create_admin(username, email, password)

    @cli.command()
    def make_admin(username: str) -> None:
        """Make an existing account an administrator."""
        from chatapp.cli import commands

        commands.make_admin(username)

    @cli.command()
    def push_test(username: str) -> None:
        """Wake every browser of a person by push, and say what came of it."""
        from chatapp.cli import commands

        commands.push_test(username)

    @cli.command()
    def demo() -> None:
        """Fill an empty Chatapp with a small team, its rooms and a few hundred messages."""
        from chatapp.cli import commands

        commands.demo()


def _add_databases(cli: typer.Typer) -> None:
    @cli.command()
    def migrate() -> None:
        """Migrate the database to the newest schema."""
        from chatapp.cli import commands

        commands.migrate()

    @cli.command()
    def reindex() -> None:
        """Build the search index again, or continue where this stopped. Servers can keep running."""
        from chatapp.cli import commands

        commands.reindex()

    @cli.command()
    def sync(
        original: Annotated[str, typer.Option("--from", help=f"The database to read: {URL_HELP}")],
        copy: Annotated[str, typer.Option("--to", help="The database to write: empty, or an earlier copy.")],
    ) -> None:
        """Copy a database to another, or update an existing copy."""
        from chatapp.cli import databases

        databases.sync(original, copy)

    @cli.command()
    def promote(
        copy: Annotated[str, typer.Option("--to", help="An empty PostgreSQL database.", metavar="URL")] = "",
        back: Annotated[bool, typer.Option("--back", help="Go back to the SQLite file.")] = False,
    ) -> None:
        """Move from SQLite to PostgreSQL, while no server runs."""
        from chatapp.cli import databases

        databases.promote(copy, is_back=back)


def _bots() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True)

    @group.command()
    def new(name: str) -> None:
        """Write the file of a first bot."""
        from chatapp.cli import commands

        commands.new_bot(name)

    @group.command()
    def check(files: Annotated[list[Path] | None, typer.Argument(help="By default, all of them.")] = None) -> None:
        """Load bots as the server does, and say what they have, or what is wrong."""
        from chatapp.cli import commands

        commands.check_bots(files)

    return group
