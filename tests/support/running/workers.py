"""A pytest plugin that runs tests in several processes: ``-p tests.support.running.workers --workers 4``.

The tests are collected once, then the process is forked. Each worker takes one file of tests after the other from a
queue, in the order of the collection, and tells the first process each report; all else happens there. What workers
warn of is told to nobody: here each warning is an error.
"""

import os
import signal
import sys
import tempfile
from itertools import groupby
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess

import pytest

from tests.support.servers.ends_with_parent import end_with_parent

WORKER = "PYTEST_WORKER"  # names its number; servers that tests start do not get what pytest has
NUMBER_BYTES = 4  # of a file's number in the queue, which is a pipe: all of them must fit into its 64 KiB
LOST = "did not end: its process has ended"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for how many."""
    parser.addoption("--workers", type=int, default=1, help="how many processes run the tests; 1: this one")


def pytest_configure(config: pytest.Config) -> None:
    """Run the tests instead of pytest, if there are to be several."""
    if config.option.workers > 1:
        config.pluginmanager.register(Workers(config.option.workers), Workers.__name__)


class Workers:
    """Forks the workers, reports what they tell, and sees that they end."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._processes: dict[Connection, ForkProcess] = {}  # those that have not ended, by what they tell

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run all tests, or leave it to pytest, which says why nothing is run.

        Raises:
            pytest.Session.Interrupted, pytest.Session.Failed: no more is to be run.
        """
        if session.testsfailed or session.config.option.collectonly:
            return None
        files = [[*items] for _, items in groupby(session.items, lambda item: item.path)]
        queue = queue_of(len(files))
        try:
            for number in range(self._number):
                self._start(Worker(session, files, queue, number))
            unfinished = self._listen(session)
        finally:
            os.close(queue)
            self._interrupt()
        for item in session.items:
            if item.nodeid in unfinished:
                lost = pytest.TestReport(item.nodeid, item.location, {}, "failed", LOST, "call")
                session.config.hook.pytest_runtest_logreport(report=lost)
        return True

    def _start(self, worker: "Worker") -> None:
        context = get_context("fork")
        hearing, telling = context.Pipe(duplex=False)
        process = context.Process(target=worker.run, args=(telling,))
        self._processes[hearing] = process
        process.start()
        telling.close()

    def _listen(self, session: pytest.Session) -> set[str]:
        """Report what is told until all have ended; returns the tests whose end nobody has told."""
        unfinished = {item.nodeid for item in session.items}
        while self._processes:
            for hearing in connection.wait([*self._processes]):
                assert isinstance(hearing, Connection)
                try:
                    told = hearing.recv()
                except EOFError:
                    self._see_end_of(hearing, session)
                    continue
                report = session.config.hook.pytest_report_from_serializable(config=session.config, data=told)
                if report.when == "teardown":
                    unfinished.discard(report.nodeid)
                session.config.hook.pytest_runtest_logreport(report=report)
                if session.shouldfail:
                    raise session.Failed(session.shouldfail)
        return unfinished

    def _see_end_of(self, hearing: Connection, session: pytest.Session) -> None:
        hearing.close()
        process = self._processes.pop(hearing)
        process.join()
        if process.exitcode == pytest.ExitCode.INTERRUPTED:
            raise session.Interrupted("a worker was interrupted")

    def _interrupt(self) -> None:
        """Interrupt those that run; they take down what they have started."""
        for process in self._processes.values():
            if process.pid and process.is_alive():
                os.kill(process.pid, signal.SIGINT)
        for process in self._processes.values():
            process.join()


class Worker:
    """Runs files of tests in a process of its own."""

    def __init__(self, session: pytest.Session, files: list[list[pytest.Item]], queue: int, number: int) -> None:
        self._session, self._config, self._files = session, session.config, files
        self._queue, self._number = queue, number

    def run(self, telling: Connection) -> None:
        """Run files until none is left, take down what they shared, and end the process with pytest's exit status."""
        end_with_parent(signal.SIGTERM)
        os.setpgid(0, 0)  # Ctrl+C interrupts the first process, which interrupts this one
        os.environ[WORKER] = str(self._number)
        self._telling = telling
        self._become_a_worker()
        code = pytest.ExitCode.INTERRUPTED
        try:
            self._run_files()
            code = pytest.ExitCode.TESTS_FAILED if self._session.testsfailed else pytest.ExitCode.OK
        finally:
            self._config.hook.pytest_sessionfinish(session=self._session, exitstatus=code)
            sys.exit(code)

    def _become_a_worker(self) -> None:
        """Leave what concerns the whole run to the first process."""
        self._config.workerinput = {"workerid": f"gw{self._number}"}  # type: ignore[attr-defined]  # what plugins ask for
        plugins = self._config.pluginmanager
        for name in (Workers.__name__, "terminalreporter"):
            plugins.unregister(name=name)
        plugins.register(self)
        if self._config.option.capture == "fd":
            self._capture_apart()

    def _capture_apart(self) -> None:
        """Capture output in files of this process's own: with the first ones it shares where it writes in them."""
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        assert capture is not None
        capture.resume_global_capture()
        for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
            with tempfile.TemporaryFile() as own:
                os.dup2(own.fileno(), stream.fileno())
                os.dup2(own.fileno(), number)
        capture.suspend_global_capture()

    def _run_files(self) -> None:
        tests = self._take()
        while tests:
            *others, last = tests
            for test, following in zip(others, tests[1:], strict=True):
                self._run(test, following)
            tests = self._take()
            self._run(last, tests[0] if tests else None)

    def _take(self) -> list[pytest.Item]:
        number = os.read(self._queue, NUMBER_BYTES)
        return self._files[int.from_bytes(number, "big")] if number else []

    def _run(self, test: pytest.Item, following: pytest.Item | None) -> None:
        """Run a test; what it shares with the following one is not taken down."""
        self._config.hook.pytest_runtest_protocol(item=test, nextitem=following)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell how a phase of a test has ended."""
        self._telling.send(self._config.hook.pytest_report_to_serializable(config=self._config, report=report))


def queue_of(length: int) -> int:
    """Return a pipe to read the numbers below ``length`` from, once each, whoever reads."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in range(length)))
    os.close(writing)
    return reading
