"""Runs the tests, then those that failed once more and alone: `python -m tests.run [--fast | --nightly] [ARGUMENTS]`.

The arguments are pytest's. A test that passes in the second pass is called flaky and named; more than three flaky tests
fail the run, and so does a test that fails twice. The last line is `N passed, N failed, N skipped`; before it stands
what was skipped and why. Exits with 0, or with pytest's exit status.
"""

import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from tests.support.running.lifetimes import ending_with_us, interrupt_when_terminated
from tests.support.running.outcomes import OUTCOMES
from tests.support.running.scratch import scratch

PARALLEL: Final = ["-p", "tests.support.running.workers", "--workers", "4"]
BY_DAY: Final = ["-m", "not nightly"]
FAST: Final = [
    *["-m", "not nightly and not browser", "-k", "not postgresql and not replicated and not redis"],
    *(f"tests/{name}" for name in ("models", "messages", "rooms", "accounts", "authentication", "administration")),
    *(f"tests/{name}" for name in ("storage", "broker", "realtime", "presence", "jobs", "mail", "metrics", "web")),
    *(f"tests/test_{name}.py" for name in ("settings", "text", "timers")),
    *(f"--ignore=tests/{name}.py" for name in ("storage/test_replica", "storage/test_scale")),  # slow from here on
    "--ignore=tests/realtime/test_two_processes.py",
    "--deselect=tests/models/test_migrations.py::test_processes_that_start_at_once_migrate_an_empty_database_together",
    "--deselect=tests/jobs/test_jobs.py::test_the_copy_is_brought_up_to_date_and_what_keeps_it_from_that_is_told",
]
CHOICES: Final = {"--fast": FAST, "--nightly": []}  # option -> pytest's arguments; without an option BY_DAY

MOST_FLAKY: Final = 3
NOT_KEEPING: Final = "PYTHONDONTWRITEBYTECODE"  # set by many images: each process would compile all of Chatapp again
FAILED, INTERRUPTED = 1, 2  # pytest's exit statuses: a test failed; the run was interrupted or could not collect


@dataclass(frozen=True)
class Outcome:
    """How one run of pytest ended: node ids, and for each skipped test the reason."""

    code: int
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)  # what could not be collected


def main(arguments: list[str]) -> int:
    """Run both passes and report; returns the exit status."""
    chosen = CHOICES.get(arguments[0]) if arguments else None
    first = run_pytest([*PARALLEL, *(BY_DAY + arguments if chosen is None else chosen + arguments[1:])])
    code, failed, flaky = first.code, first.failed, list[str]()
    if first.code == FAILED and first.failed and not first.errors:
        say(f"\nOnce more, alone: {len(first.failed)} that failed")
        second = run_pytest(first.failed)
        flaky = sorted({*first.failed} & {*second.passed})
        failed = sorted({*first.failed} - {*second.passed})
        code = second.code or (FAILED if failed or len(flaky) > MOST_FLAKY else 0)
    report(first.skipped, failed + first.errors, flaky, code)
    say(f"{len(first.passed) + len(flaky)} passed, {len(failed + first.errors)} failed, {len(first.skipped)} skipped")
    return code


def run_pytest(arguments: list[str]) -> Outcome:
    """Run pytest in a process and session of its own. An interrupt is handed on, and waits until all is taken down."""
    with scratch() as folder:
        path = folder / "outcomes.json"
        command = [sys.executable, "-m", "pytest", "-p", "tests.support.running.outcomes", "-r", "fE", *arguments]
        inherited = {name: value for name, value in os.environ.items() if name != NOT_KEEPING}
        own = {OUTCOMES: str(path), "TMPDIR": str(folder)}
        process = subprocess.Popen(ending_with_us(command, signal.SIGTERM), env=inherited | own, start_new_session=True)
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            code = process.wait() or INTERRUPTED
        return Outcome(code, **(json.loads(path.read_text()) if path.exists() else {}))


def report(skipped: dict[str, str], failed: list[str], flaky: list[str], code: int) -> None:
    """Name what was skipped, by reason, and what failed or is flaky."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for test, reason in skipped.items():
        by_reason[reason].append(test)
    say()
    for reason in sorted(by_reason):
        name(f"skipped: {reason}", by_reason[reason])
    name(f"flaky (at most {MOST_FLAKY})", flaky)
    name("failed", failed)
    if code and not failed and len(flaky) <= MOST_FLAKY:
        say(f"pytest ended with exit status {code}")


def name(title: str, tests: list[str]) -> None:
    """Print tests below a title; nothing if there are none."""
    for line in [f"{title}:", *(f"  {test}" for test in sorted(tests))] if tests else []:
        say(line)


def say(line: str = "") -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    interrupt_when_terminated()
    sys.exit(main(sys.argv[1:]))
