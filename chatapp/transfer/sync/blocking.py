"""Copying and moving, in a thread or process that may block for minutes."""

from collections.abc import Callable

from sqlalchemy import Connection

from chatapp.transfer.sync import database_role, inventory, schema
from chatapp.transfer.sync.connections import snapshot
from chatapp.transfer.sync.copy_target import LEASE_SECONDS, open_target
from chatapp.transfer.sync.errors import CopyRefused
from chatapp.transfer.sync.location import DatabaseLocation
from chatapp.transfer.sync.progress import Listener, Progress, Report, Step
from chatapp.transfer.sync.run import Run
from chatapp.transfer.sync.tables import PAGE_SIZE
from models import DatabaseIdentity, DatabaseRole

NOTHING_TO_MOVE = "{} (or CHATAPP_DATA_DIR) names a database without accounts, {}; there's nothing to move."


def bring_up_to_date(
    original: DatabaseLocation, copy: DatabaseLocation, *, on_progress: Listener, page: int = PAGE_SIZE
) -> Report:
    """Make ``copy`` a copy of ``original``, or bring an earlier copy up to date. Resumes what was interrupted.

    The original is read from a snapshot while people go on writing. ``page``: rows in memory at once.

    Raises:
        CopyError: it is refused, already under way, or failed.
    """
    _check(original, copy)
    with snapshot(original) as source:
        schema.prepare(copy, _require_original(source, original))
    with open_target(copy, _on_wait(on_progress)) as target, snapshot(original) as source:
        identity = _require_original(source, original)
        return Run(source, target, on_progress, page).complete(identity)


def move(original: DatabaseLocation, copy: DatabaseLocation, *, on_progress: Listener, page: int = PAGE_SIZE) -> Report:
    """Copy a SQLite file that nobody else has open, then mark it as moved, so that no server starts on it.

    Raises:
        CopyError: as for `bring_up_to_date`; also if the file is open elsewhere or holds no accounts.
    """
    _check(original, copy)
    with snapshot(original, exclusive=True) as source:
        identity = _require_original(source, original, moved_too=True)
        if not inventory.describe(source):
            raise CopyRefused(NOTHING_TO_MOVE.format(original.name, original.path))
        schema.prepare(copy, identity)
        with open_target(copy, _on_wait(on_progress)) as target:
            report = Run(source, target, on_progress, page).complete(identity)
        database_role.change(source, DatabaseRole.MOVED)
        source.commit()
    return report


def _check(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    original.check()
    copy.check()
    if original.is_same_as(copy):
        raise CopyRefused(f"{original.name} and {copy.name} name the same database.")


def _require_original(source: Connection, original: DatabaseLocation, *, moved_too: bool = False) -> DatabaseIdentity:
    schema.require_current(source, original)
    return database_role.require_original(source, original, moved_too=moved_too)


def _on_wait(on_progress: Listener) -> Callable[[float], None]:
    return lambda seconds: on_progress(Progress(Step.WAITING, "", round(seconds), round(LEASE_SECONDS)))
