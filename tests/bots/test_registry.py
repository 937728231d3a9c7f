"""Which bots there are: a file is taken whole or not at all, and of two with one name the first stays."""

import pytest

from chatapp.bots import Bot, BotError
from chatapp.bots.registry import Registry


def a_bot(name: str, *commands: str, hears: str = "") -> Bot:
    bot = Bot(name)
    for command in commands:

        def answer(words: str = "") -> None: ...

        bot.command(name=command)(answer)
    if hears:

        @bot.hears(hears)
        def heard(*groups: str) -> None: ...

    return bot


def called(registry: Registry, body: str) -> list[tuple[str, str, str]]:
    return [(one.handler.bot.name, one.handler.name, one.text) for one in registry.calls(body)]


def test_a_command_stands_at_the_beginning_and_takes_the_whole_message() -> None:
    registry = Registry()
    registry.put("a.py", [a_bot("echo", "echo", "say-it", hears="hello")])
    assert called(registry, "/echo") == [("echo", "echo", "")]
    assert called(registry, "/echo hello\nthere") == [("echo", "echo", "hello\nthere")]
    assert called(registry, "/echo\nhello") == [("echo", "echo", "hello")]
    assert called(registry, "/SAY-it x ") == [("echo", "say-it", "x")]
    assert called(registry, " /say-it x") == [], "after a space it is text"
    for body in ("say /echo", "/echoes", "//echo", "/", "/etc/hosts", "/echo/x", "echo"):
        assert called(registry, body) == []


def test_a_pattern_is_heard_in_every_bot_but_not_in_commands() -> None:
    registry = Registry()
    registry.put("a.py", [a_bot("one", "one", hears=r"OPS-\d+")])
    registry.put("b.py", [a_bot("two", hears=r"(?i)ops")])
    assert called(registry, "see OPS-1") == [("one", "heard", ""), ("two", "heard", "")]
    assert called(registry, "ops") == [("two", "heard", "")]
    assert called(registry, "/one OPS-1") == [("one", "one", "OPS-1")]
    assert [one.handler.name for one in registry.calls("/three OPS-1")] == ["heard", "heard"]  # no command of ours


def test_of_two_bots_with_one_name_or_one_command_the_first_stays() -> None:
    registry = Registry()
    registry.put("a.py", [a_bot("one", "go")])
    with pytest.raises(BotError, match=r"There is a bot called one already, in a\.py"):
        registry.put("b.py", [a_bot("two", "stop"), a_bot("one")])
    with pytest.raises(BotError, match="/go is a command of one already"):
        registry.put("b.py", [a_bot("two", "stop", "go")])
    with pytest.raises(BotError, match="bot called two already"):
        registry.put("b.py", [a_bot("two"), a_bot("two")])
    with pytest.raises(BotError, match="/x is a command of two already"):
        registry.put("b.py", [a_bot("two", "x"), a_bot("three", "x")])
    assert (list(registry.bots), list(registry.commands)) == (["one"], ["go"])  # nothing of a refused file


def test_a_file_takes_the_place_of_its_own_old_one_as_a_whole() -> None:
    registry = Registry()
    registry.put("a.py", [a_bot("one", "go", "old", hears="x"), a_bot("two", "there")])
    registry.put("a.py", [a_bot("one", "go", "new")])
    assert (list(registry.bots), list(registry.commands)) == (["one"], ["go", "new"])
    assert called(registry, "x") == []
    registry.put("b.py", [a_bot("two", "there")])
    registry.remove("a.py")
    assert (list(registry.bots), list(registry.commands)) == (["two"], ["there"])
    registry.remove("a.py")
