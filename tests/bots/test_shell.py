"""Running commands: what they say, how they fail, long lines, and that nothing of them is left."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from chatapp.bots import BotError, Progress, shell
from tests.support.running.patience import until


class Told(Progress):
    """A progress that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[Any] = []

    def __call__(self, value: float | None = None, *, of: float | None = None, text: str | None = None) -> None:
        self.lines.append(text)


def python(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


async def test_what_a_command_says_is_returned_in_both_kinds_of_functions() -> None:
    code = "import sys; print('\\x1b[31mred\\x1b[0m', flush=True); print('err', file=sys.stderr); print(' é ', end='')"
    assert await shell(*python(code)) == "red\nerr\n é"
    assert await asyncio.to_thread(shell, *python("print(1)")) == "1"
    assert await shell("echo", "$HOME; *") == "$HOME; *"  # no shell's own signs


async def test_a_failure_is_an_error_with_the_last_lines() -> None:
    with pytest.raises(BotError, match="ended with 3:\nline 80\n") as failed:
        await shell(*python("import sys; [print('line', at) for at in range(100)]; sys.exit(3)"))
    assert len(str(failed.value).splitlines()) == 21
    with pytest.raises(BotError, match="no-such-command can't be run: No such file"):
        await shell("no-such-command")
    with pytest.raises(BotError, match="ended with 1"):
        await shell(*python("input()"))  # nobody can type anything


async def test_lines_without_end_and_bars_of_a_terminal_are_read_too() -> None:
    said = await shell(*python("import sys; sys.stdout.write('x' * 300_000 + '\\n' + 'y' * 300_000)"))
    assert [line[0] + str(len(line)) for line in said.split("\n")] == ["x10000", "y10000"]
    told = Told()
    await shell(*python("print('10%\\r20%\\r\\n', end='', flush=True); print('done')"), to=told)
    assert told.lines[-1] == "done"
    many = await shell(*python("[print(at) for at in range(5_000)]"))
    assert (len(many.splitlines()), many.splitlines()[-1]) == (1_000, "4999")


@pytest.mark.parametrize("code", ["time.sleep(1000)", "\nwhile True: print('y' * 100)"])
async def test_a_command_that_is_cut_off_and_what_it_has_started_are_killed(tmp_path: Path, code: str) -> None:
    child = f"import os, time; open({str(tmp_path / 'child')!r}, 'w').write(str(os.getpid())); time.sleep(1000)"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); {code}"
    running = asyncio.create_task(shell(*python(parent)))
    await until(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    pid = int((tmp_path / "child").read_text())
    await until(lambda: not _runs(pid))


async def test_output_that_somebody_holds_who_left_the_group_is_let_go_of(tmp_path: Path) -> None:
    held = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(1000)"
    start = f"subprocess.Popen([sys.executable, '-c', {held!r}], start_new_session=True)"
    before = _open_files()
    running = asyncio.create_task(shell(*python(f"import subprocess, sys, time; {start}; time.sleep(1000)")))
    await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    try:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await until(lambda: _open_files() <= before)
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


async def test_a_plain_function_is_interrupted_while_its_command_says_nothing(tmp_path: Path) -> None:
    from chatapp.bots.running import in_thread, interrupt

    code = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(1000)"
    future, thread = in_thread("test", lambda: shell(*python(code)))
    await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    interrupt(thread)
    await until(lambda: not thread.is_alive())
    assert isinstance(future.exception(), BotError)
    await until(lambda: not _runs(int((tmp_path / "pid").read_text())))


async def test_a_command_is_killed_whose_function_is_ended_just_while_it_is_being_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from chatapp.bots.running import in_thread, interrupt

    started, released = list[subprocess.Popen[bytes]](), Event()
    start: Any = vars(subprocess.Popen)["_execute_child"]

    def slowly(process: subprocess.Popen[bytes], *arguments: Any) -> None:
        start(process, *arguments)
        started.append(process)
        while not released.is_set():  # a thread that is interrupted leaves here
            time.sleep(0.01)

    monkeypatch.setattr(subprocess.Popen, "_execute_child", slowly)
    future, thread = in_thread("test", lambda: shell("sleep", "1000"))
    running = asyncio.create_task(shell("sleep", "1000"))  # holds up no loop
    await until(lambda: len(started) == 2)
    interrupt(thread)
    running.cancel()
    await until(lambda: not thread.is_alive())
    assert isinstance(future.exception(), BotError)
    with pytest.raises(asyncio.CancelledError):
        await running
    released.set()
    await until(lambda: all(one.returncode == -signal.SIGKILL for one in started))


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def _open_files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])
