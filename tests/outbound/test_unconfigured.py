"""A Chatapp that nobody has configured opens no connection to another machine, and looks no name up."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.chats import OpenPage
from tests.support.hook_payloads import SENDERS
from tests.support.server import Server

WATCHED = """
import ipaddress, socket, sys
sys.modules["uvloop"] = None  # its sockets are not Python's: asyncio's own loop serves instead
seen = open({log!r}, "a", buffering=1)
def is_inside(address):
    if not isinstance(address, tuple):
        return True  # a socket of this machine, without a network
    try:
        return ipaddress.ip_address(str(address[0])).is_loopback
    except ValueError:
        return address[0] in ("localhost", "")
def hook(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        if not is_inside(arguments[1]):
            print(event, arguments[1], file=seen)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        if not is_inside((arguments[0] or "",)):
            print(event, arguments[0], file=seen)
sys.addaudithook(hook)
print("watching", file=seen)
sys.argv[0] = "main.py"
import main
main.cli()
"""


@pytest.mark.browser
async def test_an_unconfigured_server_opens_no_socket_outward(tmp_path: Path, open_page: OpenPage) -> None:
    log, script = tmp_path / "sockets", tmp_path / "watched.py"
    script.write_text(WATCHED.format(log=str(log)))
    server = Server(tmp_path / "data", {"PYTHONPATH": str(Path(__file__).parents[2])}, command=(str(script),))
    await server.start()
    try:
        ann = await server.person("ann")
        room = await server.room(ann)
        page = await open_page(f"{server.base}/rooms/{room}", ann)
        async with server.http(ann) as http:
            made = (await http.post(f"/api/v1/rooms/{room}/hooks", json={"name": "Alerts"})).json()
            path = "/hooks/" + made["address"].rpartition("/")[2]
            for sent in SENDERS:
                assert (await http.post(path, json=sent.payload)).status_code == 200
            outgoing = {"name": "CI", "kind": "outgoing", "url": "https://example.org/hook"}
            assert (await http.post(f"/api/v1/rooms/{room}/hooks", json=outgoing)).status_code == 403
            await server.post(ann, room, f"see https://example.org/{uuid4()} and @ann")
        await page.get_by_text("see https://example.org/").wait_for()
    finally:
        await server.stop()
    assert log.read_text().splitlines() == ["watching"]


def test_the_watch_would_see_it(tmp_path: Path) -> None:
    """The same watch sees a connection to an address and a name that is looked up."""

    log = tmp_path / "sockets"
    tried = """
import asyncio
async def go():
    for host in ("192.0.2.1", "example.invalid"):
        try:
            await asyncio.wait_for(asyncio.open_connection(host, 443), 0.01)
        except Exception:
            pass
asyncio.run(go())
"""
    watch = WATCHED.format(log=str(log)).split("sys.argv[0]")[0]
    subprocess.run([sys.executable, "-c", watch + tried], check=True)
    told = log.read_text()
    assert "socket.connect ('192.0.2.1', 443)" in told
    assert "socket.getaddrinfo example.invalid" in told
