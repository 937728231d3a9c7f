"""Bots at the command line: a first file that works, and what is wrong with others."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from chatapp.bots import BotError, cli
from chatapp.bots.bot import OWN
from chatapp.cli import build
from tests.support.people.bots import Workshop


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command line on a data directory; returns its code and what it prints."""
    ran = CliRunner().invoke(build(print), ["bots", *arguments], env={"CHATAPP_DATA_DIR": str(folder)})
    return ran.exit_code, ran.stdout.replace("\n", " "), ran.stderr


@pytest.fixture(autouse=True)
def _in_an_empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_first_bot_is_written_and_is_fine(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, "new", "on-call")
    path = tmp_path / "bots" / "on_call.py"
    assert (code, out.strip()) == (0, f"{path} is a bot. A server with CHATAPP_BOTS=1 loads it now.")
    code, out, _ = run(tmp_path, "check")
    assert (code, out.strip()) == (0, "on_call.py: on-call: /on-call [words]")
    code, _, err = run(tmp_path, "new", "on-call")
    assert (code, err.strip()) == (2, f"{path} is there already.")


@pytest.mark.parametrize("name", ["bot", "class", "print", "3d", "a", "x" * 30, "hello", "str", "none", *OWN])
def test_whatever_its_name_is_a_first_bot_works(tmp_path: Path, name: str) -> None:
    path = cli.new(tmp_path, name)
    [(_, told, is_fine)] = cli.check([path])
    assert is_fine, told
    assert told.startswith(f"{name}: /")


@pytest.mark.parametrize("name", ["Echo", "an echo", "../echo", "", "ä"])
def test_a_name_that_can_not_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BotError, match="can't be a bot's name"):
        cli.new(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_with_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    assert run(tmp_path, "check")[:2] == (0, "There are no bots yet. Begin with `chatapp bots new NAME`. ")
    cli.new(tmp_path / "bots", "echo")
    files = {
        "broken.py": "from chatapp.bots import Bot\nbot = Bot('one'\n",
        "empty.py": "",
        "fails.py": "1 / 0",
        "quits.py": "raise SystemExit(0)",
        "second.py": "from chatapp.bots import Bot\nbot = Bot('two')\n\n@bot.command\ndef echo(): ...",
    }
    for name, text in files.items():
        (tmp_path / "bots" / name).write_text(text)
    code, out, _ = run(tmp_path, "check")
    assert code == 1
    for told in (
        "echo.py: echo: /echo [words]",
        "SyntaxError: '(' was never closed",
        'empty.py has no bot. Begin with: bot = Bot("name")',
        "fails.py",
        "ZeroDivisionError",
        "quits.py: ",
        "SystemExit",
        "second.py: /echo is a command of echo already.",
    ):
        assert told in out
    code, out, _ = run(tmp_path, "check", str(tmp_path / "bots" / "echo.py"))
    assert (code, out.strip()) == (0, "echo.py: echo: /echo [words]")
    assert run(tmp_path, "check", "nothing.py")[0] == 1


def test_all_that_a_bot_does_is_told(tmp_path: Path) -> None:
    path = tmp_path / "desk.py"
    path.write_text(
        "from chatapp.bots import Bot, Room\nbot, other = Bot('desk'), Bot('idle')\n\n"
        "@bot.command\ndef go(room: Room, where: str = ''): ...\n\n@bot.hears('x')\ndef x(): ...\n\n"
        "@bot.every('hour', room='standup')\ndef tick(): ...\n\n"
        "@bot.action\ndef ok(): ...\n\n@bot.joined\ndef hi(): ...\n"
    )
    [(_, told, _)] = cli.check([path])
    assert told == (
        "desk: /go [where], hears x, tick by the clock in standup, action ok, greets who joins; idle: does nothing yet"
    )


async def test_the_first_bot_answers(workshop: Workshop) -> None:
    cli.new(workshop.folder, "echo")
    await workshop.host.watcher.look()
    await workshop.let_in()
    assert [await workshop.answer("/echo"), await workshop.answer("/echo Ada")] == ["Hello, there!", "Hello, Ada!"]
