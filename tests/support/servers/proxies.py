"""Real proxies before processes of the tests, with the configurations that are deployed.

`python -m tests.support.running.debian nginx caddy` finds them, or unpacks Debian's packages. Where neither can be had,
the tests that need them are skipped.
"""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.running import debian, lifetimes
from tests.support.running.patience import PATIENCE, comes_true
from tests.support.servers import loopback
from tests.support.servers.server import ROOT, free_port

DEPLOY = ROOT / "deploy"


def nginx(place: Path, port: int, targets: list[int], *, has_tls: bool) -> list[str]:
    """Write the deployed configuration for other ports, and return how it is started."""
    conf = (DEPLOY / "nginx.conf").read_text()
    conf = re.sub(r"( +server 127\.0\.0\.1:)8080( .*\n)( +server .*\n)+", rf"\g<1>{targets[0]}\2@", conf)
    others = "".join(f"    server 127.0.0.1:{target} max_fails=1 fail_timeout=5s;\n" for target in targets[1:])
    conf = conf.replace("@", others)
    conf = conf.replace("listen 80;", f"listen 127.0.0.1:{free_port()};").replace(
        "listen 443", f"listen 127.0.0.1:{port}"
    )
    if has_tls:
        names = ["-keyout", f"{place}/key.pem", "-out", f"{place}/cert.pem", "-subj", "/CN=chat.example.org"]
        subprocess.run(
            ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", *names], check=True, capture_output=True
        )
        conf = conf.replace("/etc/ssl/chat.example.org.pem", f"{place}/cert.pem")
        conf = conf.replace("/etc/ssl/chat.example.org.key", f"{place}/key.pem")
    else:
        conf = conf.replace(" ssl http2;", ";")
        conf = re.sub(r" +ssl_certificate.*\n", "", conf)
    (place / "chatapp.conf").write_text(conf)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"{user} daemon off; pid {place}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {temporary} include {place}/chatapp.conf; }}\n"
    )
    return [debian.program("nginx") or "nginx", "-e", "stderr", "-c", f"{place}/nginx.conf"]


def caddy(place: Path, port: int, targets: list[int]) -> tuple[list[str], dict[str, str]]:
    """Return how the deployed configuration is started for other ports, and its environment."""
    own = {
        "CHATAPP_SITE": f"http://127.0.0.1:{port}",
        "CHATAPP_PROCESSES": " ".join(f"127.0.0.1:{target}" for target in targets),
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
        "HOME": str(place),
    }
    program = debian.program("caddy") or "caddy"
    return [program, "run", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"], own


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run a proxy."""
    with log.open("wb") as written:
        process = subprocess.Popen(
            lifetimes.ending_with_us(command, signal.SIGTERM),
            env={**os.environ, **debian.libraries(), **environment},
            stdout=written,
            stderr=written,
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


async def leading(base: str) -> str:
    """Wait until the proxy at an address leads to a process; returns the address."""
    async with loopback.client() as http:

        async def leads() -> bool:
            try:
                return (await http.get(f"{base}/readyz")).is_success
            except httpx.TransportError:
                return False

        await comes_true(leads)
    return base
