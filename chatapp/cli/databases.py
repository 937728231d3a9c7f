"""`chatapp sync` and `chatapp promote`."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from chatapp.cli.commands import console, prepared, stop
from chatapp.transfer.sync import display, in_service
from chatapp.transfer.sync.blocking import bring_up_to_date, move
from chatapp.transfer.sync.errors import CopyError
from chatapp.transfer.sync.location import DatabaseLocation

SETTING = "CHATAPP_DATABASE_URL"
NEXT_STEPS = """
To continue with PostgreSQL, set these two variables and start the server:

  {setting}={url}
  CHATAPP_BROKER_URL=redis://HOST:6379/0    (only for more than one process)

Leave CHATAPP_DATA_DIR as it is: it has the signing secret. No server will start on {path} unless you
run `chatapp promote --back`."""


def sync(original: str, copy: str) -> None:
    """Copy a database to another, or update an existing copy."""
    os.umask(0o077)  # files are readable by their owner only
    with _exit_on_error(), display.show_progress(console) as listener:
        report = bring_up_to_date(
            DatabaseLocation(original, "--from"), DatabaseLocation(copy, "--to"), on_progress=listener
        )
    display.print_report(console, report)


def promote(copy: str, *, is_back: bool) -> None:
    """Move to PostgreSQL, or back to the file."""
    original = DatabaseLocation(prepared().sync_database_url, SETTING)
    if original.is_postgresql:
        stop(f"{SETTING} already names PostgreSQL; there's nothing to move.")
    if is_back:
        _undo_move(original)
    elif not DatabaseLocation(copy, "--to").is_postgresql:
        stop("--to must be postgresql://USER:PASSWORD@HOST/DATABASE.")
    else:
        _move(original, DatabaseLocation(copy, "--to"))


def _move(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    with _exit_on_error(), display.show_progress(console) as listener:
        report = move(original, copy, on_progress=listener)
    display.print_report(console, report)
    text = NEXT_STEPS.format(setting=SETTING, url=without_secrets(copy.url), path=original.path)
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _undo_move(original: DatabaseLocation) -> None:
    with _exit_on_error():
        had_moved = in_service.undo_move(original)
    text = "Servers can start on {} again." if had_moved else "{} hasn't moved; there's nothing to undo."
    console.print(text.format(original.path), markup=False, highlight=False, soft_wrap=True)


def without_secrets(url: str) -> str:
    """Return a PostgreSQL URL with its password masked."""
    url = re.sub(r"(://[^:@/]*):[^@/]*@", r"\1:***@", url)
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1***", url)


@contextmanager
def _exit_on_error() -> Iterator[None]:
    try:
        yield
    except CopyError as error:
        stop(str(error))
    except KeyboardInterrupt:
        stop("Stopped. Run the same command to continue.")
