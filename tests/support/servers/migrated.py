"""An empty SQLite database at the newest schema, to be copied: migrating takes a tenth of a second, copying nothing."""

import shutil
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from models.migrations import upgrade
from tests.support.running import lifetimes


@cache
def migrated_file() -> Path:
    """Return its file. It is made for the first who asks."""
    folder = lifetimes.folder("migrated")
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=0)  # at the end of this process, also of a forked one
    upgrade(f"sqlite:///{folder / 'chatapp.db'}")
    return folder / "chatapp.db"
