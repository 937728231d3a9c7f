"""The kit that teams test their bots with: a whole Chatapp in one fixture, and nothing of it is pretended."""

from pathlib import Path

import pytest

from chatapp.bots import Bot, BotError, Button, Click, Person, Room
from chatapp.errors import ChatError, Forbidden, Invalid, NotFound, Unavailable
from chatapp.messages.blocks import FormBlock, FormField, Option, SelectBlock
from chatapp.testing import World

bot = Bot("clerk")


@bot.command
def echo(words: str) -> str:
    return words


@bot.command
def fail() -> str:
    raise LookupError("no such shelf")


@bot.command
def ask(room: Room) -> object:
    fields = [FormField(name="hours", label="Hours", type="number")]
    room.post("Shall I?", buttons=[Button("Go", go, "api"), Button("Only them", approve)])
    return [
        SelectBlock(id="pick", label="Team", options=[Option(value="ops", label="Operations")]),
        FormBlock(id="take", label="Take over", fields=fields),
    ]


@bot.command
def count(file: str) -> list[dict[str, object]]:
    return [{"file": file, "bytes": 3}]


@bot.action
def go(click: Click, what: str) -> str:
    return f"{click.person} went for {what}."


@bot.action(only="moderators")
def approve(click: Click) -> str:
    return "Approved."


@bot.action
def pick(click: Click, team: str) -> None:
    click.message.reply(f"{team}, says {click.person}")


@bot.action
def take(click: Click, hours: int) -> str:
    return f"{hours} hours"


@bot.joined
def welcome(person: Person) -> str:
    return f"Welcome, {person}!"


@bot.every("day 9:30", room="standup")
def morning() -> str:
    return "Good morning."


def test_what_people_say_and_press_reaches_the_bot_and_its_answers_are_there_at_once(world: World) -> None:
    clerk, (alice, bob) = world.bot(bot), world.users(2)
    assert clerk.last_answer == ""
    asked = bob.say("/echo hello")
    assert (clerk.last_answer, clerk.last.reply_to, clerk.last.author) == ("hello", asked.number, "clerk")
    bob.say("/ask")
    first, second = clerk.answers[-2:]
    assert (first.text, first.buttons, second.buttons) == ("Shall I?", ["Go", "Only them"], ["Team", "Take over"])
    bob.press("Go", on=first)
    assert [one.text for one in clerk.answers if one.number == first.number] == ["Shall I?\n@bob went for api."]
    alice.choose("Team", "ops")
    assert clerk.last_answer == "ops, says @alice"
    with pytest.raises(Invalid):
        alice.fill_in("Take over", hours="many")
    alice.fill_in("Take over", hours=8)
    assert clerk.answers[-2].text == "8 hours"
    bob.say("/count a.csv", ("a.csv", b"a,b"))
    assert (clerk.last.table, world.general.messages[-2].files) == ([{"file": "a.csv", "bytes": 3}], ("a.csv",))


def test_rights_are_those_of_the_server(world: World) -> None:
    world.bot(bot)
    alice, bob, carol = world.users(3)
    alice.say("/ask")
    with pytest.raises(Forbidden):
        bob.press("Only them")
    den = world.room("den", alice, bob, is_private=True)
    said = alice.say("secret", room=den)
    with pytest.raises(NotFound):
        carol.say("/echo hello", room=den)
    with pytest.raises(NotFound):
        carol.messages(den)
    with pytest.raises(NotFound):
        carol.sees(den)
    with pytest.raises(Forbidden):
        bob.edit(said, "changed")
    with pytest.raises(AssertionError, match=r"carol sees no “Nope” to press. There is: “Go”"):
        carol.press("Nope")


def test_somebody_who_was_cut_off_has_missed_nothing_when_they_are_back(world: World) -> None:
    clerk, (alice, bob) = world.bot(bot), world.users(2)
    changed = alice.say("one")
    with bob.client(patience=0) as program, world.cut(bob):
        alice.edit(changed, "once")
        alice.say("/echo two")
        assert bob.sees() == ["one"]
        with pytest.raises(Unavailable):
            program.me()
    assert bob.sees() == ["once", "/echo two", "two"]
    alice.react(clerk.last, "👍")
    assert clerk.last.reactions == {"👍": 1}
    alice.delete(changed)
    assert bob.sees() == ["/echo two", "two"]


def test_time_passes_when_the_test_says_so_and_what_is_due_happens_once(world: World) -> None:
    clerk, [alice] = world.bot(bot), world.users(1)
    world.room("standup", alice)
    world.clock.advance(hours=1)
    assert clerk.answers == []
    world.clock.advance(hours=48)
    assert [one.text for one in clerk.answers] == ["Good morning."] * 2
    with pytest.raises(ValueError, match="Time goes on"):
        world.clock.move_to(world.clock.now.replace(year=2025))
    world.user("zoe")
    assert clerk.last_answer == "Welcome, @zoe!"


def test_what_a_function_raises_comes_out_of_the_test_or_is_kept(world: World) -> None:
    [alice] = world.users(1)
    world.bot(bot)
    with pytest.raises(LookupError, match="no such shelf"):
        alice.say("/fail")
    alice.say("/echo on")  # it goes on
    quiet = world.bot(bot, raises=False)
    alice.say("/fail")
    assert [str(one) for one in quiet.errors] == ["no such shelf"]
    assert "That didn't work" in [one.text for one in world.general.messages][-1]
    world.bot(bot)
    with pytest.raises(ChatError, match="no room called standup"):
        world.clock.advance(hours=2)


def test_a_file_is_run_anew_for_each_world_and_a_broken_one_says_why(world: World, tmp_path: Path) -> None:
    file = tmp_path / "counter.py"
    file.write_text(
        "from chatapp.bots import Bot\nbot, seen = Bot('counter'), []\n"
        "@bot.hears('x')\ndef hear():\n    seen.append(1)\n    return len(seen)\n"
    )
    for _ in range(2):
        with World(tmp_path) as other:
            counter = other.bot("counter.py")
            other.users(1)[0].say("xx")
            assert counter.last_answer == "1"
    file.write_text("bot = ")
    with pytest.raises(SyntaxError):
        world.bot(file)
    with pytest.raises(BotError, match="has no bot"):
        world.bot(pytest)


def test_a_script_talks_to_the_world_by_the_client(world: World) -> None:
    clerk, (alice, bob) = world.bot(bot), world.users(2)
    with alice.client() as program:
        ops = program.room("General")
        ops.post("/echo from a script")
        assert clerk.last_answer == "from a script"
        assert [one.body for one in ops.history(limit=1)] == ["from a script"]
    assert bob.sees()[-1] == "from a script"


def test_no_environment_leads_a_world_to_a_real_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATAPP_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/real")
    monkeypatch.setenv("CHATAPP_SYNC_TO", "postgresql://nobody@127.0.0.1:1/real")
    with World() as world:
        assert world.users(1)[0].say("here").text == "here"
        assert not world.chat.settings.sync_to
        place = world.chat.settings.data_dir
        assert place.is_dir()
    assert not place.exists()
