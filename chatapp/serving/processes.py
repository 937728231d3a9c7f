"""Several servers on one machine, each a process on a port of its own, kept by supervisor (supervisord.org).

A proxy stands before them. Supervisor restarts a process that ends; on SIGTERM it stops all of them gradually. A single
process that gets SIGTERM drains and is restarted, so all can be replaced one by one.
"""

import fcntl
import os
import shlex
import sys
from pathlib import Path
from typing import Final, NoReturn

from chatapp.settings import Settings, SettingsError

CONFIGURATION: Final = "processes.conf"
OUTPUTS: Final = ("/dev/stdout", "/dev/stderr")  # supervisor opens them again, by these names
STARTING: Final = 10  # seconds; a process that ends sooner is restarted with growing delays
FINISHING: Final = 20  # seconds a process gets to finish after draining before it is killed
BOTH: Final = (
    "--processes {count} needs two settings that all processes share: CHATAPP_DATABASE_URL has to name a "
    "PostgreSQL database, and CHATAPP_BROKER_URL a Redis; {missing} not set so."
)
NO_OUTPUT: Final = (
    "--processes has to open {name} by its name, to write the log there, and can't ({why}): let it be a terminal, a "
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
    """Check that ``count`` processes can run here as one Chatapp.

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
        named = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'}"
        raise SettingsError(BOTH.format(count=count, missing=named))
    if settings.port == 0 or settings.port + count - 1 > 65535:
        raise SettingsError(f"CHATAPP_PORT must leave room for {count - 1} more ports above it, one for each process.")
    for name in OUTPUTS:
        try:
            Path(name).open("ab", buffering=0).close()
        except OSError as error:
            raise SettingsError(NO_OUTPUT.format(name=name, why=error.strerror)) from error


def run(settings: Settings, count: int) -> NoReturn:
    """Replace this process with supervisor, running ``count`` servers on consecutive ports from the settings' port."""
    path = settings.data_dir.absolute() / CONFIGURATION
    path.write_text(configuration(settings, count))
    _append()
    os.execv(sys.executable, [sys.executable, "-m", "supervisor.supervisord", "-c", str(path)])  # noqa: S606


def _append() -> None:
    """Have supervisor's own lines follow those of the servers: in a file, either would write over the other's."""
    for output in (sys.stdout, sys.stderr):
        number = output.fileno()
        fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_APPEND)


def configuration(settings: Settings, count: int) -> str:
    """Return supervisor's configuration. It holds no secret: servers read the settings from the environment."""
    words = [sys.executable, str(Path(sys.argv[0]).absolute()), "serve"]
    return TEMPLATE.format(
        user="user = root\n" if os.getuid() == 0 else "",  # said, or supervisor warns of it
        command=_escaped(shlex.join(words)),
        count=count,
        first=settings.port,
        starting=STARTING,
        patience=round(2 * settings.drain_seconds) + FINISHING,
    )


def _escaped(words: str) -> str:
    """Escape %, which supervisor expands."""
    return words.replace("%", "%%")
