"""What the commands do. They print one sentence and exit with 2 if they can't."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from sqlalchemy.exc import DBAPIError

from chatapp import settings as configuration
from chatapp.accounts import SignUp
from chatapp.administration import operator
from chatapp.bootstrap import assemble
from chatapp.bots import cli as bots_cli
from chatapp.bots.loading import files_in
from chatapp.errors import ChatError, Conflict
from chatapp.settings import Settings, SettingsError
from chatapp.storage.engines.engine import error_text
from chatapp.transfer.sync import CopyError, DatabaseLocation, in_service
from chatapp.web_push import cli as push_cli
from models.migrations import SchemaMismatchError, upgrade

console = Console()
errors = Console(stderr=True)
SOURCE_ROOT = str(Path(__file__).parents[2])
NO_LIMIT = 100_000  # tries a minute


def serve_with(serve: Callable[[Settings, int], None], processes: int) -> None:
    """Have ``serve`` start so many processes."""
    settings = settings_in_service()
    try:
        serve(settings, processes)
    except SettingsError as error:
        stop(str(error))


def migrate() -> None:
    """Bring the database to the newest schema."""
    prepared()
    console.print("The database is up to date.")


def create_admin(username: str, email: str, password: str) -> None:
    """Create an administrator account."""
    asyncio.run(_create_admin(settings_in_service(), SignUp(username, email, password)))


def make_admin(username: str) -> None:
    """Make an existing account an administrator."""
    asyncio.run(_make_admin(settings_in_service(), username))


def push_test(username: str) -> None:
    """Wake every browser of a person."""
    asyncio.run(_push_test(settings_in_service(), username))


def demo() -> None:
    """Fill an empty Chatapp."""
    asyncio.run(_demo(settings_in_service()))


def new_bot(name: str) -> None:
    """Write the file of a first bot."""
    try:
        path = bots_cli.new(_loaded().bots_dir, name)
    except ChatError as error:
        stop(str(error))
    console.print(f"{path} is a bot. A server with CHATAPP_BOTS=1 loads it now.", markup=False, soft_wrap=True)


def check_bots(files: list[Path] | None) -> None:
    """Load bots, all of them by default; exits with 1 if one is wrong."""
    found = bots_cli.check(files or files_in(_loaded().bots_dir))
    for path, told, is_fine in found:
        console.print(f"{path.name}: {told}", markup=False, highlight=False, style="" if is_fine else "red")
    if not found:
        console.print("There are no bots yet. Begin with `chatapp bots new NAME`.", markup=False)
    sys.exit(not all(is_fine for *_, is_fine in found))


def _loaded() -> Settings:
    """Return the settings; if they are wrong, print one sentence and exit."""
    try:
        return configuration.load()
    except SettingsError as error:
        stop(str(error))


def prepared() -> Settings:
    """Return the settings, with the database at the newest schema. On any error, print one sentence and exit."""
    os.umask(0o077)  # files are readable by their owner only
    try:
        settings = configuration.load()
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.secret()
        upgrade(settings.sync_database_url)
    except SettingsError as error:
        stop(str(error))
    except OSError as error:
        stop(f"CHATAPP_DATA_DIR can't be used: {error.strerror} ({error.filename}).")
    except SchemaMismatchError:
        stop("CHATAPP_DATABASE_URL names a database created by a newer Chatapp; this version can't read it.")
    except DBAPIError as error:
        setting = "CHATAPP_DATABASE_URL" if settings.database_url else "CHATAPP_DATABASE_URL (or CHATAPP_DATA_DIR)"
        stop(f"{setting} names a database that can't be used: {error_text(error)}.")
    return settings


def settings_in_service() -> Settings:
    """Return the settings, with a database that servers may write to. Otherwise print one sentence and exit."""
    settings = prepared()
    try:
        was_copy = in_service.put_in_service(DatabaseLocation(settings.sync_database_url, "CHATAPP_DATABASE_URL"))
    except CopyError as error:
        stop(str(error))
    if was_copy:
        console.print("The database was a copy. It's now independent, and `chatapp sync` won't change it.")
    return settings


def stop(sentence: str) -> NoReturn:
    """Print why a command can't go on, and exit."""
    errors.print(sentence, style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(2)


async def _create_admin(settings: Settings, form: SignUp) -> None:
    chat = assemble(settings)
    try:
        actor = await chat.accounts.sign_up(form, as_administrator=True)
    except Conflict as error:
        stop(f"{error} To make an existing account an administrator: chatapp make-admin USERNAME")
    except ChatError as error:
        stop(str(error))
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
        stop(str(error))
    else:
        console.print(f"{spelled} is an administrator now.", markup=False)
    finally:
        await chat.close()


async def _push_test(settings: Settings, username: str) -> None:
    chat = assemble(settings)
    try:
        found = await push_cli.wake(chat.database, chat.pushes, username)
    except ChatError as error:
        stop(str(error))
    finally:
        await chat.close()
    for told in found or ["No browser of theirs is subscribed."]:
        console.print(told, markup=False, highlight=False, soft_wrap=True)


def reindex() -> None:
    """Run `chatapp.search` as a process of its own, which needs neither pages nor API in its memory."""
    settings_in_service()
    command = [sys.executable, "-m", "chatapp.search"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": SOURCE_ROOT}, check=False)  # noqa: S603  (no word of it comes from elsewhere)
    sys.exit(done.returncode)


async def _demo(settings: Settings) -> None:
    from chatapp.demo import fill  # here: it draws, and no server needs it

    chat = assemble(settings.model_copy(update={"tries_per_minute": NO_LIMIT}))  # it posts faster than people may
    try:
        if await chat.accounts.is_set_up():
            stop("There are already accounts here. The demo needs an empty Chatapp (another CHATAPP_DATA_DIR).")
        await fill(chat, console)
    finally:
        await chat.close()
