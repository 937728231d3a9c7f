"""nginx on the server's core, which takes and serves files as Chatapp does: what that costs at least."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from benchmarks.file_line import Line
from benchmarks.process import cores, on_core
from tests.support.running import debian
from tests.support.servers.proxies import running
from tests.support.servers.server import free_port

NGINX = """daemon off; pid {place}/pid; error_log stderr; worker_processes 1; {user} events {{}}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; client_max_body_size 0;
    client_body_temp_path {place}/body; proxy_temp_path {place}/p; fastcgi_temp_path {place}/f;
    uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;
    server {{ listen 127.0.0.1:{port}; root {place}; location /taken/ {{ dav_methods PUT; }} }}
}}
"""


@dataclass(frozen=True)
class Nginx:
    """The same with nginx, which has the file already, and stores the pieces beside it."""

    port: int
    taken: Path

    def up(self, pieces: list[bytes]) -> str:
        """Send a file's pieces; returns the address of the file.

        Each has a name of its own: a file system makes whoever replaces a file wait for the disk.
        """
        own = uuid4().hex
        with Line(self.port) as line:
            for number, piece in enumerate(pieces):
                line.ask("PUT", f"/taken/{own}-{number}", piece)
        return "/whole"

    def forget(self) -> None:
        """Delete the pieces that it took."""
        for piece in self.taken.iterdir():
            piece.unlink()

    def down(self, address: str) -> None:
        """Read a file."""
        with Line(self.port) as line:
            line.read(address)


@contextmanager
def nginx(place: Path, pieces: list[bytes]) -> Iterator[Nginx]:
    """Run nginx on the server's core."""
    program = debian.program("nginx")
    if program is None:
        raise RuntimeError("there is no nginx; python -m tests.support.running.debian nginx finds one")
    (place / "taken").mkdir(parents=True)
    with (place / "whole").open("wb") as file:
        file.writelines(pieces)
    port, chosen = free_port(), cores()
    user = "user root;" if debian.IS_ROOT else ""
    (place / "nginx.conf").write_text(NGINX.format(place=place, port=port, user=user))
    command = [program, "-e", "stderr", "-c", f"{place}/nginx.conf"]
    with on_core(chosen[0] if chosen else None):
        server = running(command, {}, place / "log")
        server.__enter__()
    try:
        Line.wait_for(port)
        yield Nginx(port, place / "taken")
    finally:
        server.__exit__(None, None, None)
