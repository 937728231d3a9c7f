"""Files become bots: a saved one is live, a broken one keeps the old, and none is there before anybody's account."""

import asyncio
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from chatapp import messages, rooms
from chatapp.accounts import directory, profiles
from chatapp.bootstrap import Chat
from chatapp.bots import host as hosting
from chatapp.bots import loading
from chatapp.bots.host import BotHost
from chatapp.errors import Unavailable
from models import Account
from pages.room.message import message_html
from tests.support.people.bots import ECHO, Workshop, open_workshop
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.running.patience import becomes, until
from tests.support.servers.databases import rows

FINE = ECHO.format(answer="words")
BROKEN = "from chatapp.bots import Bot\n\nbot = Bot('echo')\n\n@bot.command\ndef echo(words: str:\n"


def mends(answer: str) -> str:
    return ECHO.format(answer=repr(answer))


async def test_a_file_that_is_saved_answers_without_a_word_to_anybody(workshop: Workshop) -> None:
    workshop.write(FINE)
    await until(lambda: workshop.host.speakers)
    await workshop.let_in()
    assert await workshop.answer("/echo hello  there") == "hello  there"
    [answer] = await workshop.ask("/echo again")
    assert (answer.author_username, answer.quote is not None and answer.quote.body) == ("echo", "/echo again")
    for quick in ("one", "two", "six"):  # same length, perhaps within one tick of the file's time
        workshop.write(mends(quick))
        await until(lambda quick=quick: workshop.host.registry.commands["echo"].function("") == quick)
        assert await workshop.answer("/echo") == "words is missing. Write it as `/echo words`."
        assert await workshop.answer("/echo x") == quick
    (workshop.folder / "echo.py").unlink()
    await until(lambda: not workshop.host.speakers)
    assert await workshop.ask("/echo hello") == []


async def test_of_a_hundred_saves_every_third_broken_there_is_always_a_bot(workshop: Workshop) -> None:
    await workshop.save(mends("0"))
    is_over, seen = asyncio.Event(), list[str]()

    async def ask_on() -> None:
        while not is_over.is_set():
            seen.append(await workshop.answer("/echo x"))

    asking = asyncio.create_task(ask_on())
    last = 0
    for save in range(1, 101):
        if save % 3:
            last = save
        await workshop.save(mends(str(save)) if save % 3 else BROKEN)
        assert [one.function("x") for one in workshop.host.registry.commands.values()] == [str(last)]
    is_over.set()
    await asking
    assert seen
    assert [int(one) for one in seen] == sorted(map(int, seen))  # nothing old after something new
    assert await workshop.answer("/echo x") == "100"
    told = [one for one in await workshop.told() if "can't be loaded" in one]
    assert len(told) == 1  # the same is said once
    assert "SyntaxError" in told[0]


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (BROKEN, "SyntaxError"),
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        ("1 / 0", "ZeroDivisionError"),
        ("import sys\nsys.exit(3)", "ended itself with SystemExit"),
        ("raise KeyboardInterrupt", "ended itself with KeyboardInterrupt"),
        ("x = 1", "echo.py has no bot"),
        ("from chatapp.bots import Bot\nbot = Bot('Echo!')", "can't be a bot's name"),
        (ECHO.format(answer="words").replace("def echo", "def help"), "can't be a bot's command"),
        ("\x00", "null bytes"),
        ("", "echo.py has no bot"),
    ],
)
async def test_a_broken_file_keeps_the_old_one_and_its_owner_is_told(
    workshop: Workshop, broken: str, error: str
) -> None:
    await workshop.save(FINE)
    await workshop.save(broken)
    assert await workshop.answer("/echo still there") == "still there"
    [told] = await workshop.told()
    assert told.startswith("The file echo.py can't be loaded; the bot goes on as it was.")
    assert error in told
    assert "importlib" not in told
    await workshop.save(mends("mended"))
    assert await workshop.answer("/echo x") == "mended"


async def test_a_file_that_never_ends_is_ended(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "LOADING", 0.2)
    await workshop.save(FINE)
    await workshop.save("while True:\n    pass")
    assert await workshop.answer("/echo still there") == "still there"
    assert "didn't come to its end within" in (await workshop.told())[0]


async def test_two_bots_with_one_command_or_one_name_the_first_stays(workshop: Workshop) -> None:
    await workshop.save(FINE)
    await workshop.save(FINE.replace('Bot("echo")', 'Bot("parrot")'), "parrot")
    await workshop.save(FINE.replace("def echo", "def other"), "zebra")
    assert list(workshop.host.speakers) == ["echo"]
    await workshop.save(FINE.replace('Bot("echo")', 'Bot("parrot")').replace("def echo", "def say"), "parrot")
    assert sorted(workshop.host.speakers) == ["echo", "parrot"]
    await workshop.save(FINE.replace('Bot("echo")', 'Bot("parrot")'), "parrot")
    assert "/echo is a command of echo already" in (await workshop.told("parrot"))[0]
    assert await workshop.answer("/say hello") == "hello"


async def test_a_file_is_fresh_each_time_and_may_have_several_bots(workshop: Workshop) -> None:
    two = """
        from dataclasses import dataclass
        from chatapp.bots import Bot

        @dataclass
        class Note:
            text: str

        NOTES = [Note("{first}")]
        one, two = Bot("one", icon="1️⃣", about="Counts."), Bot("two")

        @one.command
        def count(): return len(NOTES)

        @two.command
        def note(text: str):
            NOTES.append(Note(text))
            return NOTES[0].text
    """
    await workshop.save(two.format(first="old"))
    assert [await workshop.answer(body) for body in ("/count", "/note x", "/count")] == ["1", "old", "2"]
    await workshop.save(two.format(first="new"))
    assert [await workshop.answer(body) for body in ("/count", "/note x")] == ["1", "new"]
    await workshop.save(FINE)
    assert list(workshop.host.speakers) == ["echo"]
    assert await workshop.ask("/count") == []


async def test_files_that_are_hidden_private_or_none_of_python_are_left_alone(workshop: Workshop) -> None:
    for name in ("_helper.py", ".echo.py", "echo.txt", "echo.py~"):
        (workshop.folder / name).write_text("raise RuntimeError")
    (workshop.folder / "sub.py").mkdir()
    await workshop.host.watcher.look()
    assert workshop.host.speakers == {}


async def test_a_bot_is_an_account_that_nobody_can_sign_in_with(workshop: Workshop) -> None:
    await workshop.save(FINE.replace('Bot("echo")', 'Bot("echo", icon="🦜", about="Says it again.")'))
    await workshop.save(mends("again"))
    [account] = rows(
        workshop.chat.settings,
        "select username, first_name, last_name, email, bio, is_administrator from account where username = 'echo'",
    )
    assert account == ("echo", "🦜", "echo", "echo@bots.invalid", "Says it again.", 0)
    [entry] = rows(workshop.chat.settings, "select actor_id, action, subject from audit_entry")
    assert entry == (None, "create bot", "echo")


async def test_messages_and_lists_of_people_say_who_is_a_program(workshop: Workshop) -> None:
    await workshop.save(FINE)
    [answer] = await workshop.ask("/echo hello")
    asked, stored = (await workshop.all_messages())[-2:]
    assert (answer.is_by_bot, asked.is_by_bot, stored.is_by_bot) == (True, False, True)
    assert 'class="bot-mark"' in message_html.render(stored)
    assert "bot-mark" not in message_html.render(asked)
    people = {"echo": True, "ann": False}
    async with workshop.chat.reading() as session:
        members = (await rooms.members(session, actor=workshop.ben, room_uuid=workshop.room)).items
        known = (await directory.listing(session, actor=workshop.ben)).items
        named = await messages.suggest_people(session, actor=workshop.ben, room_uuid=workshop.room, search="")
        cards = [await profiles.named(session, actor=workshop.ben, username=name) for name in people]
        seen = await messages.seen_by(session, actor=workshop.ben, room_uuid=workshop.room, number=asked.number)
    for listed in (members, known, named.members, cards):
        assert {one.username: one.is_bot for one in listed if one.username != "ben"} == people
    assert [one.username for one in seen.readers + seen.not_yet] == ["ann"], "a program has no eyes"


async def test_what_another_program_says_calls_no_bot(workshop: Workshop) -> None:
    await workshop.save(FINE)
    hook = replace(workshop.ben, is_bot=True)
    assert await workshop.ask("/echo hello", hook) == []


async def test_a_persons_username_and_a_deactivated_account_are_no_bots(workshop: Workshop) -> None:
    await workshop.save(FINE.replace('Bot("echo")', 'Bot("ben")'), "ben")
    assert workshop.host.speakers == {}
    await workshop.save(FINE)
    async with workshop.chat.transaction() as work:
        account = await work.session.get(Account, workshop.host.speakers["echo"].actor.account_id)
        assert account is not None
        account.is_active = False
    await workshop.save(mends("new"))
    assert workshop.host.registry.commands["echo"].function("x") == "x"  # the old one, which may say nothing
    assert await workshop.ask("/echo x") == []


async def test_no_bot_is_loaded_before_somebody_has_an_account(chat_with: ChatWith, person: MakePerson) -> None:
    chat = chat_with(bots=True)
    chat.settings.bots_dir.mkdir()
    (chat.settings.bots_dir / "echo.py").write_text("bots = [open(__file__ + '.ran', 'w')]")
    assert chat.bots is not None
    await chat.bots.open()
    await chat.bots.watcher.look()
    assert not list(chat.settings.bots_dir.glob("*.ran"))
    assert not await chat.accounts.is_set_up()
    ann = await person("ann")
    assert ann.is_administrator
    (chat.settings.bots_dir / "echo.py").write_text(FINE.replace("\n    ", "\n"))
    await chat.bots.watcher.look()
    assert list(chat.bots.speakers) == ["echo"]


async def test_bots_of_installed_packages_are_there_too_and_one_that_fails_hides_no_other(
    chat_with: ChatWith, person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_package_of_bots.py").write_text(FINE.replace("\n    ", "\n"))
    monkeypatch.syspath_prepend(str(tmp_path))
    points = [
        EntryPoint(name, value, loading.GROUP)
        for name, value in (("gone", "no_such_package"), ("echo", "a_package_of_bots:bot"), ("x", "tests:__name__"))
    ]
    monkeypatch.setattr(loading, "entry_points_of_bots", lambda: points)
    workshop = await open_workshop(chat_with(bots=True), await person("ann"), await person("ben"))
    await until(lambda: workshop.host.speakers)
    await workshop.let_in()
    assert await workshop.answer("/echo hello") == "hello"


async def test_while_the_database_is_away_a_file_waits(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    real = BotHost.put

    async def away(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(BotHost, "put", away)
    await workshop.save(FINE)
    assert workshop.host.speakers == {}
    monkeypatch.setattr(BotHost, "put", real)
    await workshop.host.watcher.look()  # nothing was saved meanwhile
    assert list(workshop.host.speakers) == ["echo"]


async def test_a_file_that_is_renamed_is_the_same_bot(workshop: Workshop) -> None:
    await workshop.save(FINE)
    (workshop.folder / "echo.py").rename(workshop.folder / "parrot.py")
    await becomes("hello", lambda: _answered(workshop))


async def _answered(workshop: Workshop) -> str:
    await workshop.host.watcher.look()
    return await workshop.answer("/echo hello") if workshop.host.speakers else ""


async def test_without_bots_a_command_is_a_message_and_nothing_is_written(chat: Chat, person: MakePerson) -> None:
    assert chat.bots is None
    ann = await person("ann")
    await say(chat, ann, await a_room(chat, ann), "/echo hello")
    assert rows(chat.settings, "select count(*) from interaction") == [(0,)]
    assert not chat.settings.bots_dir.exists()
