"""Install the packages of a list, several at a time: `python deploy/install.py LIST [ARGUMENTS of pip]`.

One pip asks an index for one package after the other and then unpacks them, on one core. Here there is a pip for each
core, and one more as they wait for the net. The list pins every package with its hashes, those that others ask for
as well, so each pip installs its share and looks for nothing else. What is there in another version is replaced
before that: a pip that looks around meanwhile would find half of it. Exits with 1 if a pip failed, which says why.
"""

import os
import re
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

MOST = 4  # pips: more of them would only take turns
PIP = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
PACKAGE = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)  # where one begins; its hashes, below it, are indented
PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def install(path: Path, arguments: list[str]) -> bool:
    """Install what the file lists; returns whether all pips did."""
    listed = path.read_text()
    there = {_key(found.name): found.version for found in distributions()}
    old, new = list[str](), list[str]()
    for package, (name, version) in zip(PACKAGE.split(listed)[1:], PINNED.findall(listed), strict=True):
        (new if there.get(_key(name), version) == version else old).append(package)
    number = min(MOST, (os.cpu_count() or 1) + 1)
    return _run([old], arguments) and _run([new[first::number] for first in range(number)], arguments)


def _run(shares: list[list[str]], arguments: list[str]) -> bool:
    """Let a pip install each share, all at the same time."""
    with tempfile.TemporaryDirectory() as folder:
        pips = []
        for number, share in enumerate(filter(None, shares)):
            listed = Path(folder, f"{number}.txt")
            listed.write_text("".join(share))
            pips.append(subprocess.Popen([*PIP, *arguments, "-r", listed]))  # noqa: S603
        codes = [pip.wait() for pip in pips]
    return not any(codes)


def _key(name: str) -> str:
    """Return a package's name as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(0 if install(Path(sys.argv[1]), sys.argv[2:]) else 1)
