"""A Chatapp that nobody has configured opens no connection to another machine, and looks no name up."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.support.browser.watched_sockets import BEGUN, NOTED, watch
from tests.support.people.chats import OpenPage
from tests.support.samples.hook_payloads import SENDERS
from tests.support.servers.server import ROOT, Server

ALONE = "import sys; sys.argv[0] = 'main.py'; from tests.support.browser.watched_sockets import watch; watch(); "
SERVING = ALONE + "import main; main.cli()"


@pytest.mark.browser
@pytest.mark.parametrize(
    "way",
    [
        pytest.param({"hurry": watch}, id="once it serves"),
        pytest.param({"command": ("-c", SERVING)}, id="from its imports on", marks=pytest.mark.nightly),
    ],
)
async def test_an_unconfigured_server_opens_no_socket_outward(
    tmp_path: Path, open_page: OpenPage, way: dict[str, Any]
) -> None:
    log = tmp_path / "sockets"
    server = await Server(tmp_path / "data", {NOTED: str(log)}, **way).start()
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
    assert log.read_text().splitlines() == [BEGUN]


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
    subprocess.run([sys.executable, "-c", ALONE + tried], cwd=ROOT, env={**os.environ, NOTED: str(log)}, check=True)
    told = log.read_text()
    assert "socket.connect ('192.0.2.1', 443)" in told
    assert "socket.getaddrinfo example.invalid" in told
