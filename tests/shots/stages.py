"""The Chatapps that are photographed: one with a single person, one with a team, one with ten thousand people."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests import crowd
from tests.server import ROOT, TEST_SETTINGS, Person, Server


async def empty_stage(folder: Path, smtp_url: str) -> tuple[Server, Person]:
    """Start a Chatapp with one account and a mail server, and nothing else."""
    server = await Server(folder / "data", {"CHATAPP_SMTP_URL": smtp_url}).start()
    return server, await server.person("ann")


async def demo_stage(folder: Path) -> tuple[Server, str]:
    """Start a Chatapp with the demo team; returns its password, too."""
    data_dir = folder / "data"
    made = subprocess.run(
        [sys.executable, "main.py", "demo"],
        cwd=ROOT,
        env={"CHATAPP_DATA_DIR": str(data_dir), "COLUMNS": "200", **TEST_SETTINGS},
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"Sign in as .*: (\S+)", made.stdout)
    assert found is not None, made.stdout
    return await Server(data_dir).start(), found[1]


async def crowded_stage(folder: Path) -> tuple[Server, Person]:
    """Start a Chatapp with ten thousand rooms and people; returns who is in hundreds of the rooms."""
    server = await Server(folder / "data").start()
    cora = await server.person("cora")
    path = folder / "data" / "chatapp.db"
    connection = sqlite3.connect(path)
    (account_id,) = connection.execute("select id from account").fetchone()
    connection.close()
    crowd.fill(path, account_id)
    return server, cora
