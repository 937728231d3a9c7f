"""A primary and its standbys, set up as decision 17 advises: what is acknowledged is on two servers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg

from tests.faults.verdict import Line
from tests.support.servers.postgres import Postgres
from tests.support.servers.standby import PRIMARY, Standby

ROOMY = {**PRIMARY, "max_connections": "100"}  # three processes, before and after a promotion
STORED = """
SELECT number, client_message_id, body FROM message JOIN room ON room.id = room_id WHERE room.uuid = %s ORDER BY number
"""


class Cluster:
    """PostgreSQL servers. ``primary`` is the one that takes writes, ``standbys`` are the others that run."""

    def __init__(self, standbys: int) -> None:
        self.primary = Postgres()
        self.standbys = [Standby(self.primary) for _ in range(standbys)]
        self._all: Sequence[Postgres] = (self.primary, *self.standbys)
        self._database = ""

    def start(self) -> Self:
        """Start all, with an empty database at the newest schema; returns when a commit waits for a standby."""
        self.primary.start(**ROOMY)
        self._database = self.primary.copy()
        for standby in self.standbys:
            standby.start(**ROOMY)
        for server in self._all:  # the standbys as well: one of them is to be the primary
            server.run("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
            server.run("SELECT pg_reload_conf()")
        return self

    def stop(self) -> None:
        """End all that run, and remove their folders."""
        for server in reversed(self._all):
            server.stop()

    def restart(self, server: Postgres) -> None:
        """Start a server that was killed."""
        server.start(**ROOMY)

    def promote(self) -> None:
        """Make the standby that has most the primary; the others follow it, and it waits for them if there are any."""
        chosen = max(self.standbys, key=lambda standby: standby.ask("SELECT pg_last_wal_receive_lsn() - '0/0'"))
        self.standbys.remove(chosen)
        if not self.standbys:
            chosen.run("ALTER SYSTEM RESET synchronous_standby_names")
            chosen.run("SELECT pg_reload_conf()")
        chosen.promote()
        self.primary = chosen
        for standby in self.standbys:
            standby.run(f"ALTER SYSTEM SET primary_conninfo = 'host={chosen.folder} user=postgres'")
            standby.run("SELECT pg_reload_conf()")

    @property
    def url(self) -> str:
        """The URL that finds whichever of them is the primary."""
        return self._url(self._all)

    @property
    def replica_url(self) -> str:
        """The URL that finds a standby, whichever of them is one."""
        return self._url([*self._all[1:], self._all[0]])

    def stored(self, room: str) -> list[Line]:
        """Return what the primary holds of a room, in the order of its numbers."""
        with psycopg.connect(self.primary.url(self._database)) as connection:
            return [Line(*row) for row in connection.execute(STORED, (room,))]

    def _url(self, servers: Sequence[Postgres]) -> str:
        folders: Sequence[Path] = [server.folder for server in servers]
        hosts = quote(",".join(map(str, folders)), safe="")
        return f"postgresql://postgres@/{self._database}?host={hosts}&connect_timeout=2"
