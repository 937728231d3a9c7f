"""The Chatapps that are photographed: one with a single person, one with a team, one with ten thousand people."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.support.people import crowd, long_room
from tests.support.people.members import make_members_at
from tests.support.servers.server import ROOT, TEST_SETTINGS, Person, Server

SAID = (
    "Build 4127 is on the canary, error rate flat after ten minutes.",
    "Rolling it out to the other two regions now.",
    "Thanks! I will keep an eye on the queue.",
    "The dashboard shows a small bump in latency for uploads, about 30 ms. I think that is the new checksum, "
    "and it should settle once the cache is warm again. If it does not, we can turn it off with the flag.",
    "Agreed, let us wait for the next hour.",
    "Done: all regions are on `4127`.",
    "Nice work, everybody.",
)


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


async def history_stage(folder: Path, readers: list[str]) -> tuple[Server, str, Person, dict[str, Person]]:
    """Start a Chatapp whose room has a long past, of which 300 messages are new to each of the readers.

    Returns it with the room, its owner and the readers by name.
    """
    server = await Server(folder / "data").start()
    noor, mateo = await server.person("noor"), await server.person("mateo")
    async with server.http(noor) as http:
        room = str((await http.post("/api/v1/rooms", json={"name": "Deployments"})).json()["uuid"])
    people = {name: await server.person(f"ines-{number}") for number, name in enumerate(readers)}
    await make_members_at(server.database_url, room, [person.uuid for person in (mateo, *people.values())])
    long_room.fill(server.database_url, room, 1500, read_up_to=1200, say=lambda number: SAID[number % len(SAID)])
    return server, room, noor, people
