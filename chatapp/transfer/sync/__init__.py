"""Copies one database to another, keeps the copy up to date, and moves Chatapp from SQLite to PostgreSQL.

| module | what it holds |
|---|---|
| `worker` | `sync`: bring a copy up to date without blocking, in a process of its own |
| `__main__`, `wire` | that process, and the JSON lines it exchanges with its parent |
| `blocking` | `bring_up_to_date`, `move`: the same, blocking |
| `run` | one run: compare, write, check |
| `comparison`, `checksum`, `rows`, `tables` | find what differs, page by page, by checksums |
| `table_writer`, `bulk_insert` | write one table's differences to the copy |
| `integrity` | foreign keys and sequences of the copy |
| `copy_target` | the copy's connection, under a lease |
| `connections`, `location` | open a database; the URL that names it |
| `database_role`, `schema`, `inventory` | which databases may be read from or overwritten |
| `in_service` | whether servers may write to a database |
| `progress`, `errors` | what a caller gets: progress, a report, or an error |
| `display`, `job` | what the commands show (`chatapp/cli/databases.py`), and the background job |

The reasons are in docs/decisions/0018-sync.md.
"""

from chatapp.transfer.sync.errors import CopyError, CopyInProgress, CopyMismatch, CopyRefused, DatabaseUnavailable
from chatapp.transfer.sync.location import DatabaseLocation
from chatapp.transfer.sync.progress import Listener, Progress, Report, Step, TableReport
from chatapp.transfer.sync.worker import sync

__all__ = [
    "CopyError",
    "CopyInProgress",
    "CopyMismatch",
    "CopyRefused",
    "DatabaseLocation",
    "DatabaseUnavailable",
    "Listener",
    "Progress",
    "Report",
    "Step",
    "TableReport",
    "sync",
]
