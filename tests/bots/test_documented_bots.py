"""Every example of docs/bots.md, as it stands there, does what the text says."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from chatapp.messages.blocks import FieldsBlock, ProgressBlock, TableBlock, TextBlock
from tests.support.bots import Workshop
from tests.support.chats import MakePerson
from tests.support.rooms import a_room, join
from tests.support.server import ROOT

DOCUMENT = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
EXAMPLES = {re.findall(r'Bot\("(\w+)"', text)[0]: text for text in BLOCKS}


def test_each_example_has_its_test_here() -> None:
    assert sorted(EXAMPLES) == ["data", "deploy", "desk", "echo", "rota"]
    assert all(f"test_{name}" in globals() for name in EXAMPLES)
    assert len(EXAMPLES) == len(BLOCKS)


async def use(workshop: Workshop, name: str) -> None:
    """Save an example, as it stands in the document."""
    await workshop.save(EXAMPLES[name], name)
    assert list(workshop.host.speakers) == [name]


async def test_echo(workshop: Workshop) -> None:
    await use(workshop, "echo")
    assert await workshop.answer("/echo hello") == "hello"


async def test_deploy(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workshop.folder)
    for name in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS"):  # of the make that runs the tests
        monkeypatch.delenv(name, raising=False)
    (workshop.folder / "Makefile").write_text("deploy-%:\n\t@echo building $@\n\napi:\n\t@echo $@ is out\n")
    await use(workshop, "deploy")
    [asked] = await workshop.ask("/deploy api prod")
    assert "**api** to prod?" in asked.body
    assert "env: choose staging or prod." in await workshop.answer("/deploy api test")
    await workshop.press(asked.number, "go.0", workshop.ann)
    [bar] = await workshop.shown(asked.number)
    assert isinstance(bar, ProgressBlock)
    assert (bar.label, bar.state, bar.text) == ("api", "done", "api is out")
    [asked] = await workshop.ask("/deploy api")
    await workshop.press(asked.number, "stop.1", key="k2")
    said = [one.text for one in await workshop.shown(asked.number) if isinstance(one, TextBlock)]
    assert said == ["**api** to staging?", "Left as it is, says @ben."]


async def test_desk(workshop: Workshop, person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    await use(workshop, "desk")
    assert await workshop.answer("see OPS-12") == "https://tracker.example.org/OPS-12"
    await join(workshop.chat, await person("cy"), workshop.room)
    await workshop.settled()
    assert re.fullmatch(r"Welcome to Room \w+, @cy! Ask away\.", (await workshop.all_messages())[-1].body)
    standup = await a_room(workshop.chat, workshop.ann, name="standup")
    monkeypatch.setattr(type(workshop.chat.jobs), "is_leader", True)
    at = datetime(2026, 11, 30, 8, 29, 59, tzinfo=UTC)  # 9:29:59 in Berlin, a Monday
    for seconds in (0, 1):
        workshop.host.clock.look(at + timedelta(seconds=seconds))
        for task in list(workshop.host.clock._running):
            await task
    assert (await workshop.all_messages(standup))[-1].body == "What is in your way today?"


async def test_rota(workshop: Workshop) -> None:
    await use(workshop, "rota")
    [asked] = await workshop.ask("/rota")
    assert "Nobody is on call." in asked.body
    await workshop.press(asked.number, "page", value="ops")
    assert (await workshop.all_messages())[-1].body == "ops: nobody"
    await workshop.press(asked.number, "take", key="k2", hours="8")
    said = [one.text for one in await workshop.shown(asked.number) if isinstance(one, TextBlock)]
    assert said[-1] == "@ben is on call for 8 hours."
    [asked] = await workshop.ask("/rota")
    fields = (await workshop.shown(asked.number))[0]
    assert isinstance(fields, FieldsBlock)
    assert [(one.name, one.value) for one in fields.fields] == [("ops", "ben")]
    await workshop.press(asked.number, "page", key="k3", value="ops")
    assert (await workshop.all_messages())[-1].body == "ops: ben"


async def test_data(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workshop.folder)
    (workshop.folder / "sales.csv").write_text("day,sum\nMonday,3\nTuesday,4\n")
    await use(workshop, "data")
    bar, done = await workshop.ask("/load")
    assert done.body == "orders is loaded."
    assert await workshop.shown(bar.number) == (
        ProgressBlock(label="Load orders", value=1.0, text="7 of 7", state="done"),
    )
    [answer] = await workshop.ask("/sales")
    [table] = await workshop.shown(answer.number)
    assert isinstance(table, TableBlock)
    assert (table.columns, table.rows) == (["day", "sum"], [["Monday", "3"], ["Tuesday", "4"]])
