"""Virtual environments beside Chatapp's own, for programs whose packages would get in the way of its own."""

import subprocess
import venv
from pathlib import Path


def prepare(environment: Path, requirements: Path) -> None:
    """Make a virtual environment from pinned versions, unless it is there already.

    Raises:
        CalledProcessError: pip could not; it has said why.
    """
    stamp = environment / "requirements.txt"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return
    venv.create(environment, clear=True, with_pip=True)
    pip = [str(environment / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--only-binary", ":all:", "-r", str(requirements)], check=True)
    stamp.write_text(requirements.read_text())
