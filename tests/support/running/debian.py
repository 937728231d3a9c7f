"""Debian's packages: installed, or only unpacked, which starts no service and needs no rights.

`python -m tests.support.running.debian NAME…` finds programs that tests need, or unpacks the packages of these names.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
UNPACKED = ROOT / ".debian"  # `make clean` removes it
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
APT_GET = [*([] if IS_ROOT else ["sudo", "-n"]), "apt-get"]
UPDATE = [*APT_GET, "update"]


def succeeds(command: list[str], folder: Path | None = None) -> bool:
    """Print a command and run it; says whether it is there and ends well."""
    if shutil.which(command[0]) is None:
        return False
    print("$", " ".join(command), flush=True)  # noqa: T201
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode == 0


def program(name: str) -> str | None:
    """Return the path of the machine's program of a name, or of the unpacked one; None if there is neither."""
    folders = [os.environ.get("PATH", os.defpath), UNPACKED / "usr/bin", UNPACKED / "usr/sbin"]
    return shutil.which(name, path=os.pathsep.join(map(str, folders)))


def unpack(package: str) -> bool:
    """Download a package and unpack it; says whether that succeeded."""
    with tempfile.TemporaryDirectory() as place:
        download = ["apt-get", "download", package]
        if not succeeds(download, Path(place)) and not (succeeds(UPDATE) and succeeds(download, Path(place))):
            return False
        UNPACKED.mkdir(parents=True, exist_ok=True)
        return all(succeeds(["dpkg-deb", "-x", str(file), str(UNPACKED)]) for file in Path(place).glob("*.deb"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        if not (program(name) or unpack(name)):
            print(f"No {name} could be had: the tests that need it are skipped.")  # noqa: T201
