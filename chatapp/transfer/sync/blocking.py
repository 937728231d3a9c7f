"""What can be asked for, in a thread or process that may block for minutes."""

from collections.abc import Callable

from sqlalchemy import Connection

from chatapp.transfer.sync import contents, role, schema
from chatapp.transfer.sync.connections import snapshot
from chatapp.transfer.sync.errors import Refused
from chatapp.transfer.sync.location import Place
from chatapp.transfer.sync.progress import Listener, Progress, Report, Step
from chatapp.transfer.sync.run import Run
from chatapp.transfer.sync.tables import PAGE
from chatapp.transfer.sync.target import HELD_FOR, alone
from models import DatabaseIdentity, DatabaseRole

NOTHING = "{} (or CHATAPP_DATA_DIR) names a database in which nobody has an account yet, {}; there is nothing to move."


def bring_up_to_date(original: Place, copy: Place, *, on_progress: Listener, page: int = PAGE) -> Report:
    """Make one database the copy of another, or bring the copy that it is up to date.

    The original is read as it is at one moment, while people go on writing. ``page``: rows that are held at once.

    Raises:
        CopyError: it must not be done, is being done, or was interrupted; the same again goes on from there.
    """
    _check(original, copy)
    with snapshot(original) as source:
        schema.prepare(copy, _look_at(source, original))
    with alone(copy, _waiting(on_progress)) as target, snapshot(original) as source:
        identity = _look_at(source, original)
        return Run(source, target, on_progress, page).complete(identity)


def move(original: Place, copy: Place, *, on_progress: Listener, page: int = PAGE) -> Report:
    """Do the same with a SQLite file that nobody else has open, and leave a note in it that its Chatapp has moved.

    Raises:
        CopyError: as above, or somebody has the file open, or nothing is in it.
    """
    _check(original, copy)
    with snapshot(original, alone=True) as source:
        identity = _look_at(source, original, moved_too=True)
        if not contents.of(source):
            raise Refused(NOTHING.format(original.name, original.path))
        schema.prepare(copy, identity)
        with alone(copy, _waiting(on_progress)) as target:
            report = Run(source, target, on_progress, page).complete(identity)
        role.change(source, DatabaseRole.MOVED)
        source.commit()
    return report


def _check(original: Place, copy: Place) -> None:
    original.check()
    copy.check()
    if original.is_same_as(copy):
        raise Refused(f"{original.name} and {copy.name} name the same database.")


def _look_at(source: Connection, original: Place, *, moved_too: bool = False) -> DatabaseIdentity:
    schema.require_current(source, original)
    return role.require_original(source, original, moved_too=moved_too)


def _waiting(on_progress: Listener) -> Callable[[float], None]:
    return lambda seconds: on_progress(Progress(Step.WAITING, "", round(seconds), round(HELD_FOR)))
