"""Removes the guards one by one, each in a copy of the tree, and sees that a test turns red."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.guards.guards import GUARDS, Guard

ROOT = Path(__file__).parents[2]
FAILED = 1  # pytest's exit status when tests ran and some failed
LIMIT = 900  # seconds for the tests of one guard


def main(wanted: str = "") -> int:
    """Try every guard whose name contains ``wanted``; return the exit status, 0 if each removal was noticed."""
    with tempfile.TemporaryDirectory(prefix="chatapp-guards-") as directory:
        copy = Path(directory) / "tree"
        _copy_to(copy)
        verdicts = [_verdict(guard, copy) for guard in GUARDS if wanted in guard.name]
    unnoticed = sum(verdict != "noticed" for verdict in verdicts)
    print(f"{len(verdicts) - unnoticed} passed, {unnoticed} failed")  # noqa: T201
    return min(unnoticed, 1)


def _copy_to(copy: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if not name.startswith("docs/screenshots/") and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def _verdict(guard: Guard, copy: Path) -> str:
    path = copy / guard.path
    whole = path.read_text()
    if whole.count(guard.text) != 1:
        verdict = f"its text stands {whole.count(guard.text)} times in {guard.path}"
    else:
        path.write_text(whole.replace(guard.text, guard.without))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *guard.tests]
        ended = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=LIMIT, check=False)
        path.write_text(whole)
        verdict = "noticed" if ended.returncode == FAILED else f"not noticed (pytest ended with {ended.returncode})"
    print(f"{verdict:10}  {guard.name}", flush=True)  # noqa: T201
    return verdict


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
