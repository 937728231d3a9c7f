"""The tools of others: Schemathesis tries the document, openapi-python-client makes a client from it."""

import os
import subprocess
from pathlib import Path
from typing import Final

from tests.support.running import lifetimes
from tests.support.running.environments import prepare
from tests.support.servers.server import ROOT

HERE: Final = Path(__file__).parent
ENVIRONMENT: Final = ROOT / ".contract"
BIN: Final = ENVIRONMENT / "bin"


def install() -> None:
    """Make their environment, unless it is there already.

    Raises:
        CalledProcessError: pip could not; it has said why.
    """
    prepare(ENVIRONMENT, HERE / "requirements.txt")


def run(*command: str, cwd: Path, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of the tools; returns what it said, whatever its exit status."""
    environment = {**os.environ, **(variables or {}), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        lifetimes.ending_with_us([str(BIN / command[0]), *command[1:]]),
        cwd=cwd,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
