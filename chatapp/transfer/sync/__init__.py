"""Making a database the copy of another, keeping it so, and moving from SQLite to PostgreSQL.

See docs/decisions/0018-sync.md.
"""

from chatapp.transfer.sync.errors import Away, CopyError, CopyInProgress, Differs, Refused
from chatapp.transfer.sync.location import Place
from chatapp.transfer.sync.progress import Listener, Progress, Report, Step, TableReport
from chatapp.transfer.sync.worker import sync

__all__ = [
    "Away",
    "CopyError",
    "CopyInProgress",
    "Differs",
    "Listener",
    "Place",
    "Progress",
    "Refused",
    "Report",
    "Step",
    "TableReport",
    "sync",
]
