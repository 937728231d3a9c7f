"""Every example of docs/bots.md and docs/bot-testing.md, as it stands there, does what the text says."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from chatapp.testing import World, WorldBot
from tests.support.samples.pictures import saved, stripes
from tests.support.servers.server import ROOT

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "bots.md").read_text(encoding="utf-8"), re.DOTALL)
NAMED = [re.findall(r'Bot\("(\w+)"', text) for text in BLOCKS]
EXAMPLES = {name[0] if name else "notebook": text for name, text in zip(NAMED, BLOCKS, strict=True)}
TESTING = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "bot-testing.md").read_text(encoding="utf-8"), re.DOTALL)
MAKEFILE = "deploy-%:\n\t@echo building $@\n\napi:\n\t@echo $@ is out\n"


def test_each_example_has_its_test_here() -> None:
    assert sorted(EXAMPLES) == [
        "alerts", "deploy", "desk", "echo", "etl", "notebook", "poll", "report", "rota", "sales",
    ]  # fmt: skip
    assert all(f"test_{name}" in globals() for name in EXAMPLES)
    assert len(EXAMPLES) == len(BLOCKS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a bot finds its files."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def use(world: World, name: str) -> WorldBot:
    """Save an example, as it stands in the document, and take it in."""
    file = Path(f"{name}.py").resolve()
    file.write_text(EXAMPLES[name], encoding="utf-8")
    return world.bot(file)


def test_echo(world: World, folder: Path) -> None:
    echo = use(world, "echo")
    world.users(1)[0].say("/echo hello")
    assert echo.last_answer == "hello"


def test_deploy(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS"):  # of the make that runs the tests
        monkeypatch.delenv(name, raising=False)
    (folder / "Makefile").write_text(MAKEFILE)
    deploy, (alice, bob) = use(world, "deploy"), world.users(2)
    bob.say("/deploy api test")
    assert deploy.last_answer.startswith("env: choose staging or prod.")
    bob.say("/deploy api prod")
    assert deploy.last_answer == "**api** to prod?"
    alice.press("Go")
    assert (bar := deploy.last.progress) is not None
    assert (bar.label, bar.state, bar.text) == ("api", "done", "api is out")
    bob.say("/deploy api")
    bob.press("No")
    assert deploy.last_answer == "**api** to staging?\nLeft as it is, says @bob."


def test_desk(world: World, folder: Path) -> None:
    desk, [alice] = use(world, "desk"), world.users(1)
    alice.say("see OPS-12")
    assert desk.last_answer == "https://tracker.example.org/OPS-12"
    world.user("zoe")
    assert desk.last_answer == "Welcome to General, @zoe! Ask away."
    standup = world.room("standup", alice)
    world.clock.move_to(datetime(2026, 11, 30, 8, 29, 59, tzinfo=UTC))  # 9:29:59 in Berlin, a Monday
    assert standup.messages == []
    world.clock.advance(seconds=1)
    assert [one.text for one in standup.messages] == ["What is in your way today?"]


def test_rota(world: World, folder: Path) -> None:
    rota, (_, bob) = use(world, "rota"), world.users(2)
    bob.say("/rota")
    assert rota.last_answer == "Nobody is on call."
    bob.choose("Who has", "ops")
    assert rota.last_answer == "ops: nobody"
    bob.fill_in("Take over", hours=8)
    assert rota.answers[0].text.endswith("@bob is on call for 8 hours.")
    bob.say("/rota")
    assert rota.last.fields == {"ops": "bob"}
    bob.choose("Who has", "ops")
    assert rota.last_answer == "ops: bob"


def test_etl(world: World, folder: Path) -> None:
    etl = use(world, "etl")
    world.users(1)[0].say("/load")
    assert etl.last_answer == "orders is loaded."
    assert (bar := etl.answers[0].progress) is not None
    assert (bar.label, bar.value, bar.text, bar.state) == ("Load orders", 1.0, "7 of 7", "done")


def test_alerts(world: World, folder: Path) -> None:
    alerts, [alice] = use(world, "alerts"), world.users(1)
    first = alice.say("ALERT disk db1 is at 91 %")
    assert alerts.answers == []
    alice.say("ALERT disk db2 is at 93 %")
    assert (alerts.last_answer, alerts.last.reply_to) == ("**disk** again: db2 is at 93 %", first.number)
    alice.say("/solved disk")
    assert alerts.last_answer == "disk is closed."
    alice.say("/solved disk")
    assert alerts.last_answer == "There's no open alert disk."


class Drawn:
    """What the example asks of matplotlib's Figure, which isn't installed for these tests."""

    def subplots(self) -> Any:
        return SimpleNamespace(bar=lambda names, values: None)

    def savefig(self, to: Any, **_: Any) -> None:
        to.write(saved(stripes((200, 0, 0))))


def test_report(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = ModuleType("matplotlib.figure")
    drawing.Figure = Drawn  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "matplotlib", ModuleType("matplotlib"))
    monkeypatch.setitem(sys.modules, "matplotlib.figure", drawing)
    report = use(world, "report")
    world.clock.advance(hours=48)
    assert [(one.text, len(one.files)) for one in report.answers] == [("Orders this week", 1)] * 2


def test_poll(world: World, folder: Path) -> None:
    poll, (alice, bob) = use(world, "poll"), world.users(2)
    alice.say('/poll "Lunch?" Pizza Sushi')
    asked, result = poll.answers
    assert (asked.text, asked.buttons, result.text) == ("Lunch?", ["Pizza", "Sushi"], "Nobody has voted yet.")
    alice.press("Pizza")
    bob.press("Pizza")
    bob.press("Sushi")
    assert poll.last.fields == {"Pizza": "1", "Sushi": "1"}


def test_sales(world: World, folder: Path) -> None:
    (folder / "sales.csv").write_text("region,sum\nnorth,3\nsouth,4\n")
    sales, [alice] = use(world, "sales"), world.users(1)
    alice.say("/sales")
    assert sales.last.table == [{"region": "north", "sum": "3"}, {"region": "south", "sum": "4"}]
    alice.say("/sales south")
    assert sales.last.table == [{"region": "south", "sum": "4"}]


def test_notebook(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    alice, bob = world.users(2)
    bob.say("hello")
    monkeypatch.setattr("chatapp.client.Chat", alice.client)
    exec(compile(EXAMPLES["notebook"], "notebook", "exec"), {})  # noqa: S102
    [told] = [one for one in bob.messages() if one.author == "alice"]
    assert told.table == [{"query": "orders", "ms": 340}, {"query": "customers", "ms": 120}]
    assert re.search(r"alice +1\nbob +1", capsys.readouterr().out)


def test_the_examples_of_tests_are_tests_that_pass(world: World, folder: Path) -> None:
    (folder / "bots").mkdir()
    for name in ("deploy", "desk"):
        (folder / "bots" / f"{name}.py").write_text(EXAMPLES[name], encoding="utf-8")
    shown = dict[str, Any]()
    for text in TESTING:
        exec(compile(text, "bot-testing.md", "exec"), shown)  # noqa: S102
    tests = [test for name, test in shown.items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        with World(folder) as own:
            test(own)
