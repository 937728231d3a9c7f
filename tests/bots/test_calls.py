"""Calling bots: who may, who is answered what, what fails is said to whom, and how long a function may take."""

import re
import threading
from uuid import UUID

import pytest

from chatapp.bots.answering import FAILED
from chatapp.identity import Actor
from tests.support.people.bots import HEAD, Workshop, command, save
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, say


async def test_a_command_is_answered_with_a_reply_in_the_room_where_it_was_asked(workshop: Workshop) -> None:
    await save(workshop, command("echo", "return words", "words: str"), command("nothing", "pass"))
    [answer] = await workshop.ask("/echo **hello**")
    assert (answer.body, answer.author_username, answer.reply_to) == ("**hello**", "echo", 1)
    assert await workshop.ask("/nothing") == []
    assert await workshop.ask("no command") == []


async def test_async_and_plain_functions_run_away_from_the_server(workshop: Workshop) -> None:
    where = "return threading.current_thread().name"
    await save(
        workshop,
        command("plain", where),
        f"@bot.command\nasync def other():\n    await asyncio.sleep(0)\n    {where}",
    )
    assert [await workshop.answer("/plain"), await workshop.answer("/other")] == ["bot echo", "bot echo"]
    assert threading.current_thread().name != "bot echo"


async def test_what_does_not_fit_is_explained_to_who_typed_it(workshop: Workshop) -> None:
    await save(
        workshop, command("add", "return a + b", "a: int, b: int"), command("page", "return who.name", "who: Person")
    )
    assert await workshop.answer("/add 1 2") == "3"
    assert await workshop.answer("/add 1") == "b is missing. Write it as `/add a b`."
    assert await workshop.answer("/add 1 x") == "b: “x” isn't a whole number. Write it as `/add a b`."
    assert await workshop.answer("/page @nobody") == "who: there's no @nobody. Write it as `/page who`."
    assert await workshop.answer("/page @BEN") == "ben"
    assert await workshop.told() == []  # no error of the bot


async def test_a_pattern_is_answered_if_it_fits_and_nobody_is_bothered_if_not(workshop: Workshop) -> None:
    await save(workshop, "@bot.hears(r'\\bOPS-(\\w+)')\ndef ticket(number: int):\n    return f'ticket {number}'")
    assert await workshop.answer("see OPS-12, please") == "ticket 12"
    assert await workshop.ask("see OPS-x") == []
    assert await workshop.ask("nothing") == []


async def test_a_bot_never_answers_bots_nor_itself(workshop: Workshop) -> None:
    await save(
        workshop,
        command("echo", "return '/echo again'"),
        "@bot.hears('hello')\ndef hear(room: Room):\n    room.post('/say hello')\n    return 'hello'",
    )
    await save(
        workshop, "@bot.hears('hello')\ndef hear():\n    return 'hello'", command("say", "return 'said'"), name="two"
    )
    await workshop.let_in()
    assert await workshop.answer("/echo") == "/echo again"
    assert sorted(one.body for one in await workshop.ask("hello")) == ["/say hello", "hello", "hello"]


async def test_a_bot_answers_only_where_it_is_a_member_and_says_so_elsewhere(
    workshop: Workshop, person: MakePerson
) -> None:
    await save(workshop, command("echo", "return words", "words: str"), "@bot.hears('x')\ndef hear():\n    return 'y'")
    eve = await person("eve")
    for room in (
        await a_room(workshop.chat, workshop.ann, workshop.ben, visibility="private"),
        await a_direct_room(workshop.chat, workshop.ann, workshop.ben),
    ):
        assert await workshop.ask("/echo secret plans", workshop.ben, room) == []
        assert await workshop.ask("x", workshop.ben, room) == []
    told = await workshop.told(person=workshop.ben)
    assert len(told) == 2
    assert told[0].startswith("I'm not in that room, so I can't answer /echo there.")
    assert "secret" not in " ".join(told)
    assert await workshop.told(person=eve) == []
    direct = await a_direct_room(workshop.chat, workshop.ben, workshop.host.speakers["echo"].actor)
    found = await _ask_in(workshop, direct, workshop.ben, "/echo between us")
    assert found[-1] == "between us"


async def _ask_in(workshop: Workshop, room: UUID, actor: Actor, body: str) -> list[str]:
    await say(workshop.chat, actor, room, body)
    await workshop.settled()
    return [one.body for one in await workshop.all_messages(room, actor)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise ValueError('a wrong value')", "ValueError: a wrong value"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit", "It ended itself with SystemExit."),
        ("raise KeyboardInterrupt", "It ended itself with KeyboardInterrupt."),
        ("raise BaseException('x')", "It ended itself with BaseException."),
        ("raise BotError('The service is away.')", "The service is away."),
        ("return 'x' * 100_000_000", "The text has 100,000,000 characters. Send a file instead."),
        ("return Path('/no/such/file')", "There's no file /no/such/file."),
        ("return [{'x': 1}] * 60 + [Button('a', 'b')]", "Give buttons as buttons="),
        ("return type('Odd', (), {'__str__': lambda self: 1 / 0})()", "ZeroDivisionError"),
        ("room.post('x', buttons=[Button('Go', Path)])", "isn't marked with @bot.action"),
        ("room.post()", "message"),
        ("open('/no/such/file')", "FileNotFoundError"),
        ("raise TimeoutError", "TimeoutError"),
        ("raise asyncio.CancelledError", "ancelled"),
    ],
)
@pytest.mark.parametrize("kind", ["def", "async def"])
async def test_what_fails_is_one_sentence_and_the_owner_gets_the_rest(
    workshop: Workshop, body: str, told: str, kind: str
) -> None:
    body = f"await {body}" if kind == "async def" and body.startswith("room.post()") else body
    await save(workshop, f"@bot.command\n{kind} go(room: Room):\n    {body}", command("fine", "return 'fine'"))
    assert await workshop.answer("/go") == FAILED
    [message] = await workshop.told()
    assert message.startswith("`go` failed in Room ")
    assert told in message
    files = re.findall(r'File "(.*?)"', message)
    if told != "TimeoutError":  # of which asyncio makes a new one, without a place
        assert all(one.endswith("echo.py") for one in files[:1])  # from their own file on
    assert await workshop.answer("/fine") == "fine"


async def test_the_same_error_is_told_once_in_ten_minutes(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    at = 1_800_000_000.0
    monkeypatch.setattr("chatapp.bots.owners.time.time", lambda: at)
    await save(workshop, command("go", "return 1 / int(words)", "words: str"))
    for _ in range(3):
        assert await workshop.answer("/go 0") == FAILED
    assert len(await workshop.told()) == 1
    await workshop.answer("/go x")
    assert len(await workshop.told()) == 2
    at += 600
    await workshop.answer("/go 0")
    assert len(await workshop.told()) == 3


async def test_the_owner_by_name_is_told_and_if_there_is_none_the_administrator(workshop: Workshop) -> None:
    failing = command("go", "1 / 0")
    await workshop.save((HEAD + failing).replace("Bot('echo')", "Bot('echo', owner='@ben')"))
    await workshop.ask("/go")
    assert len(await workshop.told(person=workshop.ben)) == 1
    assert await workshop.told() == []
    await workshop.save((HEAD + failing).replace("Bot('echo')", "Bot('echo', owner='nobody')") + "\n")
    await workshop.ask("/go")
    assert len(await workshop.told()) == 1


async def test_editing_itself_a_hundred_times_and_posting_on_are_as_everybodys(workshop: Workshop) -> None:
    edits = "message = room.post('0')\n    for at in range(100):\n        message.edit(str(at + 1))"
    await save(workshop, command("go", edits, "room: Room"), command("fine", "return 'fine'"))
    [edited] = await workshop.ask("/go")
    assert edited.body == "100"
    assert await workshop.answer("/fine") == "fine"


async def test_a_message_can_be_replied_to_reacted_to_and_edited_but_only_by_who_wrote_it(workshop: Workshop) -> None:
    doing = "message.react('👍'); message.reply('a', 'b')"
    await save(
        workshop,
        command("plain", f"{doing}; return message.person.username", "message: Message"),
        "@bot.command\nasync def other(message: Message, room: Room):\n"
        "    own = await message.reply('a')\n    await own.edit('b')\n    return [own.body, room.name != '']",
        command("wrong", "message.edit('mine now')", "message: Message"),
        command("picture", "room.post('a').edit(b'x')", "room: Room"),
    )
    assert [one.body for one in await workshop.ask("/plain")] == ["a\n\nb", "ben"]
    assert [one.emoji for one in (await workshop.message(1)).reactions] == ["👍"]
    found = await workshop.ask("/other")
    assert [one.body for one in found] == ["b", "- a\n- True"]
    assert found[0].reply_to == found[0].number - 1
    assert await workshop.answer("/wrong") == FAILED
    assert [one.body for one in await workshop.ask("/picture")] == ["a", FAILED]
    assert any("Files can't be added" in one for one in await workshop.told())


async def test_a_table_with_its_file_and_a_picture_come_as_one_message(workshop: Workshop, tmp_path: object) -> None:
    (workshop.folder / "report.txt").write_text("x" * 3_000_000)
    path = str(workshop.folder / "report.txt")
    await save(workshop, command("go", f"return [{{'a': 1}}], Path({path!r}), 'See:'"))
    [answer] = await workshop.ask("/go")
    assert [(one.name, one.size) for one in answer.attachments] == [("report.txt", 3_000_000)]
    assert answer.blocks
    assert "See:" in answer.body
