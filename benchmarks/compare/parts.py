"""What is measured of Chatapp by itself: a page, posting, paging, growing; each runs alone as well."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
OUT = HERE / "out"


@dataclass(frozen=True, slots=True)
class Part:
    """How a part is run.

    ``file``: where under `out/` it leaves its figures, if it does not print them last. ``turns``: its option for how
    often it measures; without one it is run that often. Parts that are "once" say nothing of a spread.
    """

    arguments: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    file: str = ""
    turns: str = ""
    once: bool = False

    def measure(self, name: str, *, is_quick: bool, repeats: int) -> dict[str, Any]:
        """Run it; returns its figures, or what went wrong as "error".

        ``repeats``: 0: as usual; otherwise each figure is of so many turns, or a list of so many.
        """
        arguments = self.quick if is_quick else self.arguments
        if self.turns and repeats:
            arguments = (*(each for each in arguments if not each.startswith(self.turns)), f"{self.turns}={repeats}")
        is_single = self.once or self.turns or repeats < 2
        return self._run(name, arguments) if is_single else gathered(self._run(name, arguments) for _ in range(repeats))

    def _run(self, name: str, arguments: tuple[str, ...]) -> dict[str, Any]:
        if self.file:
            (OUT / self.file).unlink(missing_ok=True)
        return run(f"benchmarks.{name}", *arguments, within=900.0, file=self.file)


PARTS = {
    "page_cost": Part(
        quick=("--pages=150", "--opens=50", "--people=50", "--idle=5"),
        file="page_cost.json",
    ),
    "posting": Part(("--json",), ("--json", "--repeats=1", "--posts=3200"), turns="--repeats"),
    "rest_cost": Part(quick=("--quick",), file="rest_cost.json", turns="--turns"),
    "mixed_day": Part(quick=("--pages=150", "--seconds=30"), file="mixed_day.json", once=True),
    "starting": Part(quick=("--turns=1",), file="starting.json", turns="--turns"),
    "paging": Part(quick=("--turns=3", "--places=10"), file="paging.json", turns="--turns"),
    "uploads": Part(quick=("--quick",), file="uploads.json", turns="--turns"),
    "growing": Part(
        quick=("--repeats=1", "--pages=200", "--rooms=20", "--seconds=2", "--share=0.3"),
        file="growing.json",
        turns="--repeats",
    ),
}


def gathered(runs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of several runs: numbers as lists, all else as the last says. The first failure ends it."""
    figures: dict[str, list[Any]] = {}
    for each in runs:
        if "error" in each:
            return each
        for name, value in each.items():
            figures.setdefault(name, []).append(value)
    return {name: values if all(map(_is_number, values)) else values[-1] for name, values in figures.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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
