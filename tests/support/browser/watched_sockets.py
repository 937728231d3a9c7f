"""Notes in a file each connection to another machine, and each name that is looked up, of the process that calls it."""

import ipaddress
import os
import sys
from pathlib import Path
from typing import Any, Final

NOTED: Final = "WATCHED_SOCKETS"  # the variable that names the file
BEGUN: Final = "watching"
CONNECTIONS: Final = {"socket.connect", "socket.sendto", "socket.sendmsg"}  # Python's audit events
NAMES: Final = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def watch() -> None:
    """Begin to watch, for as long as this process lives."""
    sys.modules["uvloop"] = None  # type: ignore[assignment]  # its sockets are not Python's: asyncio's loop serves
    seen = Path(os.environ[NOTED]).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115  (until the process ends)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in CONNECTIONS and not _is_inside(arguments[1]):
            print(event, arguments[1], file=seen)
        elif event in NAMES and not _is_inside((arguments[0] or "",)):
            print(event, arguments[0], file=seen)

    sys.addaudithook(hook)
    print(BEGUN, file=seen)


def _is_inside(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket of this machine, without a network
    try:
        return ipaddress.ip_address(str(address[0])).is_loopback
    except ValueError:
        return address[0] in ("localhost", "")
