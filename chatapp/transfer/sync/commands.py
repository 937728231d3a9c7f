"""`chatapp sync` and `chatapp promote`."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from chatapp.settings import Settings
from chatapp.transfer.sync import display, service
from chatapp.transfer.sync.blocking import bring_up_to_date, move
from chatapp.transfer.sync.errors import CopyError
from chatapp.transfer.sync.location import Place

Stop = Callable[[str], NoReturn]
WAYS = "sqlite:///PATH or postgresql://USER@HOST/DATABASE. Passwords are best left to PGPASSWORD or ~/.pgpass."
SETTING = "CHATAPP_DATABASE_URL"
NEXT = """
To go on in PostgreSQL, put these two lines into the environment and start the server:

  {setting}={url}
  CHATAPP_BROKER_URL=redis://HOST:6379/0    (only for more than one process)

Leave CHATAPP_DATA_DIR as it is: the signing secret is there. No server starts on {path} any more, unless you
run `chatapp promote --back`."""


def add(cli: typer.Typer, console: Console, prepared: Callable[[], Settings], stop: Stop) -> None:
    """Add the commands. ``prepared`` returns the settings, their database at the newest schema."""

    @cli.command()
    def sync(
        original: Annotated[str, typer.Option("--from", help=f"What is read: {WAYS}")],
        copy: Annotated[str, typer.Option("--to", help="What is written: an empty database, or the copy made before.")],
    ) -> None:
        """Make a database the copy of another, or bring the copy that it is up to date."""
        os.umask(0o077)  # what Chatapp writes is its owner's
        with _stopping(stop), display.shown(console) as listener:
            report = bring_up_to_date(Place(original, "--from"), Place(copy, "--to"), on_progress=listener)
        display.tell(console, report)

    @cli.command()
    def promote(
        copy: Annotated[str, typer.Option("--to", help="An empty PostgreSQL database.", metavar="URL")] = "",
        back: Annotated[bool, typer.Option("--back", help="Go on in the SQLite file after all.")] = False,
    ) -> None:
        """Move from SQLite to PostgreSQL, while no server runs."""
        original = Place(prepared().sync_database_url, SETTING)
        if original.is_postgresql:
            stop(f"{SETTING} names PostgreSQL already; there is nothing to move.")
        if back:
            _come_back(original, console, stop)
        elif not Place(copy, "--to").is_postgresql:
            stop("--to must be postgresql://USER:PASSWORD@HOST/DATABASE.")
        else:
            _move(original, Place(copy, "--to"), console, stop)


def _move(original: Place, copy: Place, console: Console, stop: Stop) -> None:
    with _stopping(stop), display.shown(console) as listener:
        report = move(original, copy, on_progress=listener)
    display.tell(console, report)
    told = NEXT.format(setting=SETTING, url=without_secrets(copy.url), path=original.path)
    console.print(told, markup=False, highlight=False, soft_wrap=True)


def _come_back(original: Place, console: Console, stop: Stop) -> None:
    with _stopping(stop):
        had_moved = service.come_back(original)
    told = "Servers start on {} again." if had_moved else "{} has not moved; there is nothing to undo."
    console.print(told.format(original.path), markup=False, highlight=False, soft_wrap=True)


def without_secrets(url: str) -> str:
    """Return a PostgreSQL URL as it may be shown."""
    url = re.sub(r"(://[^:@/]*):[^@/]*@", r"\1:***@", url)
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1***", url)


@contextmanager
def _stopping(stop: Stop) -> Iterator[None]:
    try:
        yield
    except CopyError as error:
        stop(str(error))
    except KeyboardInterrupt:
        stop("Stopped. The same command goes on from there.")
