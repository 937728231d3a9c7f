"""Several servers on one machine, each a process on a port of its own, kept by supervisor (supervisord.org).

A proxy stands before them. Supervisor starts again whoever ends; told to stop, it has each of them take its leave. One
of them that is told to stop (SIGTERM) takes its leave and is started again: so all can be replaced, one by one.
"""

import fcntl
import os
import shlex
import sys
from pathlib import Path
from typing import Final, NoReturn

from chatapp.settings import Settings, SettingsError

MOST: Final = 64
CONFIGURATION: Final = "processes.conf"
OUTPUTS: Final = ("/dev/stdout", "/dev/stderr")  # supervisor opens them anew, by these names
STARTING: Final = 10  # seconds; whoever ends within them is started again later and later
FINISHING: Final = 20  # seconds a process gets to finish, on top of its leave, before it is killed
BOTH: Final = (
    "--processes {count} needs two settings, for what all processes share: CHATAPP_DATABASE_URL has to name a "
    "PostgreSQL database, and CHATAPP_BROKER_URL a Redis; {missing} not set so."
)
NO_OUTPUT: Final = (
    "--processes has to open {name} by its name, to write the log there, and cannot ({why}): let it be a terminal, a "
    "file or a pipe of the user that runs this; under systemd use deploy/systemd/chatapp@.service, a unit for a port."
)
TEMPLATE: Final = """\
; Written by `chatapp serve --processes` at each start.
[supervisord]
nodaemon = true
{user}pidfile = %(here)s/processes.pid
logfile = /dev/null
logfile_maxbytes = 0

[program:chatapp]
command = {command}
environment = CHATAPP_PORT="%(process_num)d"
numprocs = {count}
numprocs_start = {first}
process_name = %(process_num)d
autorestart = true
startsecs = {starting}
startretries = 1000000
stopsignal = TERM
stopwaitsecs = {patience}
stdout_logfile = /dev/stdout
stdout_logfile_maxbytes = 0
stderr_logfile = /dev/stderr
stderr_logfile_maxbytes = 0
"""


def check(settings: Settings, count: int) -> None:
    """Make sure that so many processes can be one Chatapp here.

    Raises:
        SettingsError: they cannot; the sentence names the settings.
    """
    missing = [
        name
        for name, is_right in (
            ("CHATAPP_DATABASE_URL", settings.is_on_postgresql),
            ("CHATAPP_BROKER_URL", bool(settings.broker_url)),
        )
        if not is_right
    ]
    if missing:
        told = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'}"
        raise SettingsError(BOTH.format(count=count, missing=told))
    if settings.port == 0 or settings.port + count - 1 > 65535:
        raise SettingsError(f"CHATAPP_PORT must be a port that is followed by {count - 1} more, one for each process.")
    for name in OUTPUTS:
        try:
            Path(name).open("ab", buffering=0).close()
        except OSError as error:
            raise SettingsError(NO_OUTPUT.format(name=name, why=error.strerror)) from error


def run(settings: Settings, count: int) -> NoReturn:
    """Become supervisor, with so many servers: on the port of the settings, and on those that follow it."""
    place = settings.data_dir.absolute() / CONFIGURATION
    place.write_text(configuration(settings, count))
    _append()
    os.execv(sys.executable, [sys.executable, "-m", "supervisor.supervisord", "-c", str(place)])  # noqa: S606


def _append() -> None:
    """Have supervisor's own lines follow those of the servers: in a file, either would write over the other's."""
    for output in (sys.stdout, sys.stderr):
        number = output.fileno()
        fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_APPEND)


def configuration(settings: Settings, count: int) -> str:
    """Return what supervisor is told. It holds no secret: settings come to the servers as they came here."""
    words = [sys.executable, str(Path(sys.argv[0]).absolute()), "serve"]
    return TEMPLATE.format(
        user="user = root\n" if os.getuid() == 0 else "",  # said, or supervisor warns of it
        command=_plain(shlex.join(words)),
        count=count,
        first=settings.port,
        starting=STARTING,
        patience=round(2 * settings.drain_seconds) + FINISHING,
    )


def _plain(words: str) -> str:
    """Return words that supervisor takes as they are: it has a meaning for %."""
    return words.replace("%", "%%")
