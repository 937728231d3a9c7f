"""What is measured of Chatapp by itself: a page, posting, paging, growing; each runs alone as well."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
OUT = HERE / "out"


@dataclass(frozen=True, slots=True)
class Part:
    """How a part is run. ``file``: where under `out/` it leaves its figures, if it does not print them last."""

    arguments: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    file: str = ""

    def measure(self, name: str, *, is_quick: bool) -> dict[str, Any]:
        """Run it; returns its figures, or what went wrong as "error"."""
        if self.file:
            (OUT / self.file).unlink(missing_ok=True)
        arguments = self.quick if is_quick else self.arguments
        return run(f"benchmarks.{name}", *arguments, within=900.0, file=self.file)


PARTS = {
    "page_cost": Part(
        quick=("--pages=150", "--opens=50", "--people=50", "--idle=5"),
        file="page_cost.json",
    ),
    "posting": Part(("--json",), ("--json", "--repeats=1", "--posts=3200")),
    "rest_cost": Part(quick=("--quick",), file="rest_cost.json"),
    "mixed_day": Part(quick=("--pages=150", "--seconds=30"), file="mixed_day.json"),
    "starting": Part(quick=("--turns=1",), file="starting.json"),
    "paging": Part(quick=("--turns=3", "--places=10"), file="paging.json"),
    "uploads": Part(quick=("--quick",), file="uploads.json"),
    "growing": Part(
        quick=("--repeats=1", "--pages=200", "--rooms=20", "--seconds=2", "--share=0.3"),
        file="growing.json",
    ),
}


def run(module: str, *arguments: str, within: float, file: str = "") -> dict[str, Any]:
    """Run a measurement as a process of its own; returns its figures, or what went wrong as "error".

    ``within``: seconds. ``file``: where under `out/` the figures are; without one they are the last line it prints.
    """
    try:
        command = [sys.executable, "-m", module, *arguments]
        told = subprocess.run(command, capture_output=True, text=True, timeout=within, check=False, cwd=HERE.parent)
        if not (file and (OUT / file).exists()):
            told.check_returncode()
        source = (OUT / file).read_text() if file else told.stdout.splitlines()[-1]
        figures: dict[str, Any] = json.loads(source)
        if told.returncode:  # it has figures, and says that something in them is wrong
            figures["is_broken"] = True
    except subprocess.TimeoutExpired:
        return {"error": f"not finished within {within:.0f} s"}
    except subprocess.CalledProcessError as error:
        return {"error": (error.stderr.strip() or error.stdout.strip())[-600:]}
    except (OSError, ValueError, IndexError) as error:
        return {"error": f"it left no figures: {error}"}
    return figures
