"""A PostgreSQL with a streaming standby, both from the wheel, to be paused, killed and promoted by tests."""

import subprocess
import time
from pathlib import Path
from typing import Self
from urllib.parse import quote

from tests.support.running.patience import PATIENCE
from tests.support.servers.postgres import Postgres

PRIMARY = {"synchronous_commit": "on", "wal_keep_size": "128MB"}  # a standby gets what is written, at once


class Standby(Postgres):
    """A server that repeats what another one writes, and answers questions meanwhile."""

    def __init__(self, primary: Postgres) -> None:
        super().__init__()
        self._primary = primary

    def pause(self) -> None:
        """Let it take in what the primary writes, and show nothing of it."""
        self.run("SELECT pg_wal_replay_pause()")
        self._until("SELECT pg_get_wal_replay_pause_state() = 'paused'")

    def resume(self) -> None:
        """Let it show what the primary writes."""
        self.run("SELECT pg_wal_replay_resume()")

    def cut(self) -> None:
        """Let it take in nothing more from its primary."""
        self.run("ALTER SYSTEM SET primary_conninfo = ''")
        self.run("SELECT pg_reload_conf()")
        self._until("SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)")

    def promote(self) -> None:
        """Make it a primary; returns when it takes writes."""
        self.run("SELECT pg_promote(true, 30)")

    def follow(self) -> None:
        """Wait until it shows all that the primary has written by now."""
        position = self._primary.ask("SELECT pg_current_wal_flush_lsn()")
        self._until(f"SELECT pg_last_wal_replay_lsn() >= '{position}'")

    def _make(self) -> None:
        command: list[str | Path] = [
            self._binary("pg_basebackup"),
            "-D",
            self.data,
            "-d",
            self._primary.url("postgres"),
        ]
        subprocess.run(
            [*command, "-R", "-X", "stream", "-c", "fast", "--no-sync"],
            user=self._user,
            check=True,
            capture_output=True,
        )

    def _prepare(self) -> None:
        """Do nothing: it has what the primary has."""

    def _until(self, question: str) -> None:
        end = time.monotonic() + PATIENCE
        while not self.ask(question):
            if time.monotonic() > end:
                raise RuntimeError(f"never became true: {question}")
            time.sleep(0.005)


class Pair:
    """A primary and its standby."""

    def __init__(self) -> None:
        self.primary = Postgres()
        self.standby = Standby(self.primary)

    def start(self, *, is_synchronous: bool = False) -> Self:
        """Start both. ``is_synchronous``: the primary says that something is written only when the standby has it."""
        self.primary.start(**PRIMARY)
        self.standby.start()
        if is_synchronous:  # only now: it would wait for a standby from its first day
            self.primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
            self.primary.run("SELECT pg_reload_conf()")
        return self

    def stop(self) -> None:
        """End both."""
        self.standby.stop()
        self.primary.stop()

    def copy(self) -> str:
        """Make a migrated database of its own on both; returns its name."""
        name = self.primary.copy()
        self.standby.follow()
        return name

    def mend(self) -> None:
        """Have both run and the standby follow, whatever a test has done to them, but promotion."""
        for server in (self.primary, self.standby):
            if server.is_running:
                server.thaw()
            else:
                server.start(**(PRIMARY if server is self.primary else {}))
        self.standby.resume()
        self.standby.follow()

    def give_back(self, name: str) -> None:
        """Keep a database for the next who wants one."""
        self.primary.give_back(name)

    def drop(self, name: str) -> None:
        """Remove a database from both."""
        self.primary.drop(name)

    def url(self, database: str) -> str:
        """Return the URL that finds whichever of the two is the primary."""
        folders = quote(f"{self.primary.folder},{self.standby.folder}", safe="")
        return f"postgresql://postgres@/{database}?host={folders}&connect_timeout=2"  # seconds; libpq takes no less
