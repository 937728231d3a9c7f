"""Making a database the copy of another, keeping it so, and moving from SQLite to PostgreSQL.

See docs/decisions/0018-sync.md.
"""

from chatapp.copying.errors import Away, Busy, CopyError, Differs, Refused
from chatapp.copying.place import Place
from chatapp.copying.progress import Listener, Progress, Report, Step, TableReport
from chatapp.copying.worker import sync

__all__ = [
    "Away",
    "Busy",
    "CopyError",
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
