"""Buttons, choices and forms of bots: rights, once, what takes their place, and pressing after a restart."""

import asyncio

import pytest

from chatapp import messages
from chatapp.bots.answering import FAILED
from chatapp.errors import ChatError, Conflict, Forbidden, NotFound
from chatapp.events import MessageChanged, room_topic
from chatapp.messages.blocks import ButtonsBlock, ProgressBlock, TextBlock
from chatapp.messages.lifecycle import removal
from tests.support.people.bots import Workshop, command, save
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import listen
from tests.support.running.patience import comes_true

DEPLOY = """
@bot.command
def deploy(room: Room, service: str):
    room.post(f"{service}?", buttons=[Button("Go", go, service, 2), Button("No", stop), Button("Fail", fail)])

@bot.action(only="moderators", once="message")
def go(click: Click, service: str, count: int):
    return f"{click.person} brings out {service}, {count + 1}"

@bot.action
async def stop(click: Click, room: Room, message: Message):
    await click.message.reply(f"{click.person.username} in {room.name}, {message.number}, {dict(click.values)}")

@bot.action(once="person")
def fail():
    1 / 0
"""
PROGRESS = """
@bot.command
def load(room: Room):
    with room.progress("ETL\\x1b[0m") as bar:
        for at in range(1000):
            bar(at, of=999)
    return "Done."

@bot.command
async def other(room: Room):
    async with room.progress("Later") as bar:
        bar(2, of=1)
        bar(text="\\x1b[1mhalf\\r")
        await asyncio.sleep(0.6)
        1 / 0
"""
LOAD = """
event = asyncio.Event()

@bot.command
async def load(room: Room):
    async with room.progress("ETL") as bar:
        await event.wait()
        bar(0.5)
    return "Done."
"""
FORM = """
from chatapp.messages.blocks import FormBlock, FormField, Option, SelectBlock

@bot.command
def rota():
    team = [Option(value="ops", label="Operations"), Option(value="web", label="Web")]
    fields = [FormField(name="hours", label="Hours", type="number"), FormField(name="note", label="Note")]
    choice = SelectBlock(id="page", label="Who", options=team)
    return ["Rota", FormBlock(id="take", label="Take", fields=fields), choice]

@bot.action
def take(hours: int, note: str, click: Click):
    return f"{click.person.name}: {hours * 2}, {note!r}, {sorted(click.values)}"

@bot.action
def page(message: Message, team: str):
    message.reply(team)
"""


async def test_an_answer_takes_the_place_of_the_buttons(workshop: Workshop) -> None:
    await save(workshop, DEPLOY)
    [asked] = await workshop.ask("/deploy api")
    text, buttons = await workshop.shown(asked.number)
    assert (type(text), type(buttons)) == (TextBlock, ButtonsBlock)
    with pytest.raises(Forbidden):
        await workshop.press(asked.number, "go.0")  # ben is no moderator
    await workshop.press(asked.number, "go.0", workshop.ann)
    shown = await workshop.shown(asked.number)
    assert [one.text for one in shown if isinstance(one, TextBlock)] == ["api?", "@ann brings out api, 3"]
    assert not any(isinstance(one, ButtonsBlock) for one in shown)
    with pytest.raises(NotFound):
        await workshop.press(asked.number, "stop.1")


async def test_an_action_may_answer_otherwise_and_what_fails_leaves_the_buttons(workshop: Workshop) -> None:
    await save(workshop, DEPLOY)
    [asked] = await workshop.ask("/deploy api")
    await workshop.press(asked.number, "stop.1")
    await workshop.press(asked.number, "stop.1")  # the same press again
    await workshop.press(asked.number, "fail.2", key="other")
    with pytest.raises(Conflict):
        await workshop.press(asked.number, "fail.2", key="another")
    reply, failed = (await workshop.all_messages())[-2:]
    assert reply.body.startswith("ben in Room ")
    assert reply.body.endswith(f", {asked.number}, {{}}")
    assert failed.body == f"@ben {FAILED}"
    assert len(await workshop.told()) == 1
    assert any(isinstance(one, ButtonsBlock) for one in await workshop.shown(asked.number))


async def test_of_fifty_presses_at_once_one_reaches_the_function(workshop: Workshop, person: MakePerson) -> None:
    once = """
        from chatapp.bots import Bot, Button, Click, Room

        bot, seen = Bot("echo"), []

        @bot.command
        def ask(room: Room):
            room.post("?", buttons=[Button("Go", go)])

        @bot.action(once="message")
        def go(click: Click):
            seen.append(click.person.username)
    """
    await workshop.save(once)
    [asked] = await workshop.ask("/ask")
    tries = [
        workshop.press(asked.number, "go.0", who, f"k{at}") for at in range(25) for who in (workshop.ann, workshop.ben)
    ]
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in found) == 49
    await workshop.settled()
    assert len(workshop.host.registry.bots["echo"].actions["go"].function.__globals__["seen"]) == 1


async def test_forms_and_choices_fill_in_parameters(workshop: Workshop) -> None:
    await save(workshop, FORM)
    [asked] = await workshop.ask("/rota")
    await workshop.press(asked.number, "page", value="web")
    assert (await workshop.all_messages())[-1].body == "web"
    await workshop.press(asked.number, "take", key="no", hours="1.5", note="x")
    assert (await workshop.all_messages())[-1].body == "@ben hours: “1.5” isn't a whole number."
    await workshop.press(asked.number, "take", key="empty", hours="", note="x")
    assert (await workshop.all_messages())[-1].body == "@ben hours is missing."
    await workshop.press(asked.number, "take", key="k2", hours="4", note="")
    said = [one.text for one in await workshop.shown(asked.number) if isinstance(one, TextBlock)]
    assert said == ["Rota", "ben: 8, '', ['hours', 'note']"]


async def test_an_outsider_or_a_press_on_what_is_deleted_reaches_nobody(workshop: Workshop, person: MakePerson) -> None:
    await save(workshop, DEPLOY)
    [asked] = await workshop.ask("/deploy api")
    eve, before = await person("eve"), await workshop.all_messages()
    with pytest.raises(ChatError):
        await workshop.press(asked.number, "stop.1", eve)
    async with workshop.chat.transaction() as work:
        await removal.remove(work, actor=workshop.ann, room_uuid=workshop.room, number=asked.number)
    with pytest.raises(NotFound):
        await workshop.press(asked.number, "stop.1")
    assert [one.body for one in await workshop.all_messages()][: asked.number - 1] == [
        one.body for one in before[: asked.number - 1]
    ]
    assert len(await workshop.all_messages()) == len(before)


async def test_a_button_works_after_a_restart_and_says_so_if_its_function_is_gone(
    workshop: Workshop, chat_with: ChatWith
) -> None:
    await save(workshop, DEPLOY)
    [asked] = await workshop.ask("/deploy api")
    await workshop.host.close()
    chat = chat_with(bots=True)
    assert chat.bots is not None
    await chat.bots.open()
    again = Workshop(chat, workshop.ann, workshop.ben, workshop.room)
    await again.press(asked.number, "stop.1")
    assert (await again.all_messages())[-1].body.startswith("ben in Room ")
    await save(again, command("other", "pass"))
    await again.press(asked.number, "stop.1", key="late")
    assert (await again.all_messages())[-1].body == "@ben This bot doesn't do that any more."


async def test_a_progress_is_one_message_edited_now_and_then(workshop: Workshop) -> None:
    await save(workshop, PROGRESS)
    heard = listen(workshop.chat, room_topic(workshop.room))
    bar, done = await workshop.ask("/load")
    assert done.body == "Done."
    assert await workshop.shown(bar.number) == (ProgressBlock(label="ETL", value=1.0, text="999 of 999", state="done"),)
    changes = [one for one in heard if isinstance(one, MessageChanged) and one.message.number == bar.number]
    assert 2 <= len(changes) <= 10  # not a thousand
    failed, said = await workshop.ask("/other")
    assert said.body == FAILED
    [shown] = await workshop.shown(failed.number)
    assert shown == ProgressBlock(label="Later", value=1.0, text="half", state="failed")


async def _number_of_blocks(workshop: Workshop) -> int:
    """Return the number of the message with blocks, once there is one."""
    await comes_true(lambda: _with_blocks(workshop))
    return (await _with_blocks(workshop))[0]


async def _with_blocks(workshop: Workshop) -> list[int]:
    return [one.number for one in await workshop.all_messages() if one.blocks]


async def test_a_progress_whose_message_is_deleted_goes_on(workshop: Workshop) -> None:
    await save(workshop, LOAD)
    asking = asyncio.create_task(workshop.ask("/load"))
    number = await _number_of_blocks(workshop)
    async with workshop.chat.transaction() as work:
        await messages.remove(work, actor=workshop.ann, room_uuid=workshop.room, number=number)
    loop = workshop.host.speakers["echo"].runner._loop
    assert loop is not None
    loop.call_soon_threadsafe(workshop.host.registry.commands["load"].function.__globals__["event"].set)
    assert (await asking)[-1].body == "Done."
    assert await workshop.told() == []


async def test_a_deploy_shows_the_last_line_of_its_command_and_its_failure(workshop: Workshop) -> None:
    deploy = """
        import sys
        from chatapp.bots import Bot, Button, Click, Room, shell

        bot = Bot("echo")

        @bot.command
        def deploy(room: Room, code: str):
            room.post("?", buttons=[Button("Go", go, code)])

        @bot.action
        async def go(click: Click, code: str):
            async with click.message.progress("api") as bar:
                await shell(sys.executable, "-c", code, to=bar)
    """
    await workshop.save(deploy)
    [asked] = await workshop.ask("/deploy print('\\x1b[32mbuilding'); print('ready')")
    await workshop.press(asked.number, "go.0")
    assert await workshop.shown(asked.number) == (ProgressBlock(label="api", value=1.0, text="ready", state="done"),)
    [asked] = await workshop.ask("/deploy import sys; print('no space left'); sys.exit(3)")
    await workshop.press(asked.number, "go.0", key="k2")
    [shown] = await workshop.shown(asked.number)
    assert (shown.state, shown.text) == ("failed", "no space left")  # type: ignore[union-attr]
    assert "ended with 3" in (await workshop.told())[0]
    assert "no space left" in (await workshop.told())[0]
