"""The command line: `chatapp serve`, `create-admin`, `make-admin`, `push-test`, `demo`, `migrate`, `sync` and more."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from chatapp import settings as configuration
from chatapp.accounts import SignUp
from chatapp.administration import operator
from chatapp.bootstrap import assemble
from chatapp.bots import cli as bots_cli
from chatapp.bots.loading import files_in
from chatapp.demo import fill
from chatapp.errors import ChatError, Conflict
from chatapp.push import cli as push_cli
from chatapp.serving.processes import MAX_PROCESSES
from chatapp.settings import Settings, SettingsError
from chatapp.storage.engines.engine import error_text
from chatapp.transfer.sync import CopyError, DatabaseLocation, in_service
from chatapp.transfer.sync import cli as sync_cli
from models.migrations import SchemaMismatchError, upgrade

console = Console()
errors = Console(stderr=True)
SOURCE_ROOT = str(Path(__file__).parents[1])
NO_LIMIT = 100_000  # tries a minute


def build(serve: Callable[[Settings, int], None]) -> typer.Typer:
    """Return the command line. ``serve`` starts the given number of server processes (main.py passes it)."""
    cli = typer.Typer(help="Chatapp: self-hosted team chat.", no_args_is_help=True, add_completion=False)
    _add_serving(cli, serve)
    _add_accounts(cli)
    _add_content(cli)
    cli.add_typer(_bots(), name="bots", help="Write bots, and see whether their files work.")
    sync_cli.add_commands(cli, console, _prepared, _stop)
    return cli


def _add_serving(cli: typer.Typer, serve: Callable[[Settings, int], None]) -> None:
    """Add `serve` and `migrate`."""

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
        settings = _in_service()
        try:
            serve(settings, processes)
        except SettingsError as error:
            _stop(str(error))

    @cli.command()
    def migrate() -> None:
        """Migrate the database to the newest schema."""
        _prepared()
        console.print("The database is up to date.")


def _add_accounts(cli: typer.Typer) -> None:
    """Add what is done to one account: `create-admin`, `make-admin`, `push-test`."""

    @cli.command()
    def create_admin(
        username: Annotated[str, typer.Option(prompt=True)],
        email: Annotated[str, typer.Option(prompt="E-mail")],
        password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    ) -> None:
        """Create an administrator account."""
        asyncio.run(_create_admin(_in_service(), SignUp(username, email, password)))

    @cli.command()
    def make_admin(username: str) -> None:
        """Make an existing account an administrator."""
        asyncio.run(_make_admin(_in_service(), username))

    @cli.command()
    def push_test(username: str) -> None:
        """Wake every browser of a person by push, and say what came of it."""
        asyncio.run(_push_test(_in_service(), username))


def _add_content(cli: typer.Typer) -> None:
    """Add what works on messages: `demo` and `reindex`."""

    @cli.command()
    def demo() -> None:
        """Fill an empty Chatapp with a small team, its rooms and a few hundred messages."""
        asyncio.run(_demo(_in_service()))

    @cli.command("reindex")
    def reindex_() -> None:
        """Build the search index again, or continue where this stopped. Servers can keep running."""
        _reindex()


def _bots() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True)

    @group.command()
    def new(name: str) -> None:
        """Write the file of a first bot."""
        settings = _loaded()
        try:
            path = bots_cli.new(settings.bots_dir, name)
        except ChatError as error:
            _stop(str(error))
        console.print(f"{path} is a bot. A server with CHATAPP_BOTS=1 loads it now.", markup=False, soft_wrap=True)

    @group.command()
    def check(files: Annotated[list[Path] | None, typer.Argument(help="By default, all of them.")] = None) -> None:
        """Load bots as the server does, and say what they have, or what is wrong."""
        found = bots_cli.check(files or files_in(_loaded().bots_dir))
        for path, told, is_fine in found:
            console.print(f"{path.name}: {told}", markup=False, highlight=False, style="" if is_fine else "red")
        if not found:
            console.print("There are no bots yet. Begin with `chatapp bots new NAME`.", markup=False)
        sys.exit(not all(is_fine for *_, is_fine in found))

    return group


def _loaded() -> Settings:
    """Return the settings; if they are wrong, print one sentence and exit."""
    try:
        return configuration.load()
    except SettingsError as error:
        _stop(str(error))


def _prepared() -> Settings:
    """Return the settings, with the database at the newest schema. On any error, print one sentence and exit."""
    os.umask(0o077)  # files are readable by their owner only
    try:
        settings = configuration.load()
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.secret()
        upgrade(settings.sync_database_url)
    except SettingsError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"CHATAPP_DATA_DIR can't be used: {error.strerror} ({error.filename}).")
    except SchemaMismatchError:
        _stop("CHATAPP_DATABASE_URL names a database created by a newer Chatapp; this version can't read it.")
    except DBAPIError as error:
        setting = "CHATAPP_DATABASE_URL" if settings.database_url else "CHATAPP_DATABASE_URL (or CHATAPP_DATA_DIR)"
        _stop(f"{setting} names a database that can't be used: {error_text(error)}.")
    return settings


def _in_service() -> Settings:
    """Return the settings, with a database that servers may write to. Otherwise print one sentence and exit."""
    settings = _prepared()
    try:
        was_copy = in_service.put_in_service(DatabaseLocation(settings.sync_database_url, "CHATAPP_DATABASE_URL"))
    except CopyError as error:
        _stop(str(error))
    if was_copy:
        console.print("The database was a copy. It's now independent, and `chatapp sync` won't change it.")
    return settings


def _stop(sentence: str) -> NoReturn:
    errors.print(sentence, style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(2)


async def _create_admin(settings: Settings, form: SignUp) -> None:
    chat = assemble(settings)
    try:
        actor = await chat.accounts.sign_up(form, as_administrator=True)
    except Conflict as error:
        _stop(f"{error} To make an existing account an administrator: chatapp make-admin USERNAME")
    except ChatError as error:
        _stop(str(error))
    else:
        console.print(f"{actor.username} is an administrator now.", markup=False)
    finally:
        await chat.close()


async def _make_admin(settings: Settings, username: str) -> None:
    chat = assemble(settings)
    try:
        async with chat.transaction() as work:
            spelled = await operator.make_administrator(work, username)
    except ChatError as error:
        _stop(str(error))
    else:
        console.print(f"{spelled} is an administrator now.", markup=False)
    finally:
        await chat.close()


async def _push_test(settings: Settings, username: str) -> None:
    chat = assemble(settings)
    try:
        found = await push_cli.wake(chat.database, chat.pushes, username)
    except ChatError as error:
        _stop(str(error))
    finally:
        await chat.close()
    for told in found or ["No browser of theirs is subscribed."]:
        console.print(told, markup=False, highlight=False, soft_wrap=True)


def _reindex() -> None:
    """Run `chatapp.search` as a process of its own, which needs neither pages nor API in its memory."""
    _in_service()
    command = [sys.executable, "-m", "chatapp.search"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": SOURCE_ROOT}, check=False)  # noqa: S603  (no word of it comes from elsewhere)
    sys.exit(done.returncode)


async def _demo(settings: Settings) -> None:
    chat = assemble(settings.model_copy(update={"tries_per_minute": NO_LIMIT}))  # it posts faster than people may
    try:
        if await chat.accounts.is_set_up():
            _stop("There are already accounts here. The demo needs an empty Chatapp (another CHATAPP_DATA_DIR).")
        await fill(chat, console)
    finally:
        await chat.close()
