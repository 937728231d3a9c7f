"""What a start does not import: each module takes its time in every restart, and memory while the server runs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.servers.migrated import migrated_file
from tests.support.servers.server import ROOT

LOADED = "import json, sys; print(json.dumps(sorted(sys.modules)))"
COMPOSED = """
import gc, main
before = gc.get_count()[1], gc.get_stats()
from chatapp.bootstrap import assemble
from chatapp.cli import commands
main.compose(assemble(commands.settings_in_service()))
assert (gc.get_count()[1], gc.get_stats()) == before, "garbage was looked for"
"""
ALL_OF_IT = ("chatapp.bootstrap", "fastapi", "nicegui", "pages", "sqlalchemy")  # none of which --help shows
NOT_BY_DEFAULT = ("alembic", "psycopg", "zxcvbn", "chatapp.demo", "chatapp.storage.replica.primary")


def loaded(place: Path, code: str) -> set[str]:
    """Return the modules that a new process has, which has run this."""
    own = {"CHATAPP_DATA_DIR": str(place), "HOME": str(place), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", f"{code}\n{LOADED}"]
    ran = subprocess.run(command, cwd=place, env=own, capture_output=True, text=True, check=True)
    found: Any = json.loads(ran.stdout.splitlines()[-1])
    return {*found}


def test_commands_begin_without_what_they_do(tmp_path: Path) -> None:
    found = loaded(tmp_path, 'import main; main.cli(["--help"], standalone_mode=False)')
    assert found & {*ALL_OF_IT} == set()
    assert "chatapp.cli" in found


def test_a_server_on_a_database_of_today_needs_no_migrations_and_no_postgresql(tmp_path: Path) -> None:
    (tmp_path / "chatapp.db").write_bytes(migrated_file().read_bytes())
    found = loaded(tmp_path, COMPOSED)
    assert found & {*NOT_BY_DEFAULT} == set()
    assert {"pages", "chatapp.api"} <= found
