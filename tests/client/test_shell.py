"""`python -m chatapp.client`, and what an installation of the client alone needs."""

import asyncio
import io
import subprocess
import sys
from pathlib import Path

import pytest

from chatapp.client.__main__ import main
from tests.support.servers.server import ROOT, Server

ALONE = """
import sys
MAY = {"chatapp", "chatapp.client", "chatapp.content", "chatapp.errors"}
class Refusing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in {"models", "pages", "main"} or (top == "chatapp" and ".".join(name.split(".")[:2]) not in MAY):
            raise ImportError(f"the client asks for {name}")
        if top in {"sqlmodel", "sqlalchemy", "fastapi", "starlette", "nicegui", "structlog", "emoji", "redis", "rich"}:
            raise ImportError(f"the client asks for {name}")
sys.meta_path.insert(0, Refusing())
import chatapp.client.__main__
print(sorted(chatapp.client.__all__)[0])
"""


async def _run(server: Server, token: str, *arguments: str) -> int:
    return await asyncio.to_thread(main, ["--url", server.base, "--token", token, *arguments])


async def test_post_read_and_find_from_a_shell(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    assert await _run(server, ann.token, "post", room, "Done.") == 0
    piped = io.TextIOWrapper(io.BytesIO(b"3 failed, 120 passed\n"))
    monkeypatch.setattr(sys, "stdin", piped)
    report = tmp_path / "report.txt"
    report.write_text("all of it")
    assert await _run(server, ann.token, "post", room, "--code", "--file", str(report)) == 0
    assert await _run(server, ann.token, "tail", room, "--once") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].endswith(f"{ann.username}: Done.")
    assert printed[-1].endswith("[report.txt]")
    assert (await server.messages(ann, room))[0]["body"] == "Done."
    assert await _run(server, ann.token, "search", f"from:{ann.username} failed") == 0
    assert "3 failed, 120 passed" in capsys.readouterr().out


async def test_what_the_server_refuses_is_one_line_and_a_status(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    ann = await server.person()
    assert await _run(server, ann.token, "post", "Nowhere", "x") == 1
    assert capsys.readouterr().err == "chatapp: You're in no room called “Nowhere”.\n"
    assert await _run(server, "wrong", "post", "Nowhere", "x") == 1
    assert "Traceback" not in capsys.readouterr().err


def test_the_client_needs_none_of_the_servers_packages() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "AsyncChat"), done.stderr
