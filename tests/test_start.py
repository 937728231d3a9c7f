"""Starting and stopping: "ready" is true when it is said, and what cannot work is one sentence."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chatapp.settings import Settings
from tests.support.browser.page_client import PageClient
from tests.support.running.lifetimes import ending_with_us
from tests.support.servers import loopback, warm
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import ROOT, TEST_SETTINGS, Server, free_port


def start(tmp_path: Path, *options: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Start a server, or several, with options; it is expected to stop by itself."""
    return warm.run(["serve", *options], ROOT, environment_of(tmp_path, **settings))


def environment_of(tmp_path: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a server with these settings."""
    return {**os.environ, **TEST_SETTINGS, "CHATAPP_DATA_DIR": str(tmp_path / "data"), **settings}


def test_a_port_that_is_taken_is_one_sentence_and_nobody_says_ready(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = start(tmp_path, CHATAPP_PORT=str(taken.getsockname()[1]))
    assert ended.returncode == 2
    assert ended.stderr.startswith("CHATAPP_HOST and CHATAPP_PORT: can't listen on 127.0.0.1:")
    assert ended.stderr.count("\n") == 1
    assert "ready" not in ended.stdout


def test_a_host_that_does_not_exist_is_one_sentence(tmp_path: Path) -> None:
    ended = start(tmp_path, CHATAPP_HOST="no such host")
    assert ended.returncode == 2
    assert ended.stderr.startswith("CHATAPP_HOST")
    assert "Traceback" not in ended.stderr


async def test_a_broker_that_cannot_be_used_is_one_sentence_without_a_secret(tmp_path: Path) -> None:
    redis = await RedisServer(password="hunter2").start()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        silent = deaf.getsockname()[1]
        wrong = {
            f"redis://127.0.0.1:{redis.port}": "Redis needs a password",
            f"redis://:tulip9@127.0.0.1:{redis.port}": "Redis rejects this user or password",
            f"{redis.url}7777": "Redis has no database 7777",
            f"redis://:hunter2@127.0.0.1:{free_port()}": "no Redis answers at 127.0.0.1:",
            f"redis://:hunter2@127.0.0.1:{silent}": "no Redis answers at 127.0.0.1:",
            f"unix://:hunter2@{tmp_path}/no.sock": f"no Redis answers at {tmp_path}/no.sock",
            "redis://:hunter2@no such host": "",
        }
        for at, (url, reason) in enumerate(wrong.items()):
            ended = start(tmp_path / str(at), CHATAPP_BROKER_URL=url, CHATAPP_PORT="0")
            assert ended.returncode == 2, url
            assert ended.stderr.startswith("CHATAPP_BROKER_URL"), ended.stderr
            assert reason in ended.stderr
            assert ended.stderr.count("\n") == 1, ended.stderr
            assert "hunter2" not in ended.stderr + ended.stdout
            assert "tulip9" not in ended.stderr + ended.stdout
            assert "ready" not in ended.stdout
    await redis.stop()


@pytest.mark.parametrize("database", [POSTGRESQL])
def test_a_replica_that_cannot_be_used_is_one_sentence_without_a_secret(settings: Settings) -> None:
    ended = start(
        settings.data_dir,
        CHATAPP_DATABASE_URL=settings.database_url,
        CHATAPP_REPLICA_URL="postgresql://ann:hunter2@127.0.0.1:1/chat",
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("CHATAPP_REPLICA_URL names a database that can't be used: ")
    assert ended.stderr.count("\n") == 1
    assert "hunter2" not in ended.stderr + ended.stdout
    assert "ready" not in ended.stdout


async def test_with_port_zero_the_address_it_tells_is_the_one_it_has(tmp_path: Path) -> None:
    environment = {**os.environ, **TEST_SETTINGS, "CHATAPP_DATA_DIR": str(tmp_path / "data"), "CHATAPP_PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        *ending_with_us([sys.executable, "main.py", "serve"]), cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        told = None
        while told is None:
            line = (await process.stdout.readline()).decode()
            assert line, "it ended"
            told = re.search(r"ready at http://localhost:(\d+)", line)
        async with loopback.client() as http:
            assert (await http.get(f"http://127.0.0.1:{told[1]}/readyz")).json()["status"] == "ready"
    finally:
        process.terminate()
        await process.communicate()


async def test_it_stops_when_told_although_pages_are_open(own_server: Server) -> None:
    ann = await own_server.person("ann")
    room = await own_server.room(ann)
    page = await PageClient(own_server.base, f"/rooms/{room}", ann.cookie).open()
    process = own_server.process
    assert process is not None
    await own_server.stop()
    assert process.poll() in (0, -15)
    await page.close()
    assert "Traceback" not in own_server.log()


def test_each_setting_is_documented_in_the_example(tmp_path: Path) -> None:
    from chatapp.settings import Settings

    example = (ROOT / ".env.example").read_text()
    for name in Settings.model_fields:
        assert f"\nCHATAPP_{name.upper()}=" in example, name


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 90


async def test_a_log_that_cannot_be_written_keeps_nobody_from_chatting_nor_from_leaving(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    environment = environment_of(tmp_path, CHATAPP_PORT=str(server.port), CHATAPP_DRAIN_SECONDS="0.1")
    full = Path("/dev/full")  # a disk without room
    server.process = warm.Forked(ROOT, environment, tmp_path / "server.log", told=full)
    await server.until_ready()
    await server.stop()
    assert server.log() == ""
