"""Install the packages of a list, several at a time: `python deploy/install.py LIST [ARGUMENTS of pip]`.

One pip asks an index for one package after the other and then unpacks them, on one core. Here there is a pip for each
core, and one more as they wait for the net. The list pins every package with its hashes, those that others ask for
as well, so each pip installs its share and looks for nothing else. Exits with 1 if a pip failed; each says why itself.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MOST = 4  # pips: more of them would only take turns
PIP = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
PACKAGE = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)  # where one begins; its hashes, below it, are indented


def install(path: Path, arguments: list[str]) -> bool:
    """Install what the file lists; returns whether all pips did."""
    _, *packages = PACKAGE.split(path.read_text())
    number = min(MOST, (os.cpu_count() or 1) + 1)
    with tempfile.TemporaryDirectory() as folder:
        shares = [Path(folder, f"{share}.txt") for share in range(number)]
        for first, share in enumerate(shares):
            share.write_text("".join(packages[first::number]))
        pips = [subprocess.Popen([*PIP, *arguments, "-r", share]) for share in shares]  # noqa: S603
        codes = [pip.wait() for pip in pips]
    return not any(codes)


if __name__ == "__main__":
    sys.exit(0 if install(Path(sys.argv[1]), sys.argv[2:]) else 1)
