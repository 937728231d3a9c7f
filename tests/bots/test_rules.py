"""Who may do an action: asked when a message offers it, and again before its function is called."""

from collections.abc import Callable
from functools import partial

import pytest

from chatapp import rooms
from chatapp.bots import Bot, Button, Click, Room
from chatapp.errors import Conflict, Forbidden
from chatapp.messages.blocks import FormBlock, FormField, Option, SelectBlock
from chatapp.testing import World, WorldBot, WorldUser
from tests.support.people.rooms import deactivate

FIELDS = [FormField(name="what", label="What")]
OPTIONS = [Option(value="all", label="All")]


def a_bot(*, only: str = "", once: str = "") -> Bot:
    """Return a bot with one action, offered in every way there is."""
    bot = Bot("deploy")

    @bot.command(name="returned")
    def returned() -> object:
        return FormBlock(id="wipe", label="Form", fields=FIELDS)

    @bot.command(name="posted")
    def posted(room: Room) -> None:
        room.post(SelectBlock(id="wipe", label="Choice", options=OPTIONS), buttons=[Button("Button", wipe, "all")])

    @bot.command(name="edited")
    def edited(room: Room) -> None:
        room.post("…").edit(FormBlock(id="wipe", label="Late form", fields=FIELDS))

    @bot.action(only=only, once=once)
    def wipe(click: Click, what: str) -> None:
        click.message.reply(f"{what} wiped by {click.person}")

    return bot


def test_a_form_or_a_choice_has_the_rules_of_the_action_it_names_as_a_button_has(world: World) -> None:
    deploy, (alice, bob) = world.bot(a_bot(only="moderators", once="message")), world.users(2)
    for command in ("/returned", "/posted", "/edited"):
        bob.say(command)
    presses: list[Callable[[], None]] = [
        partial(bob.fill_in, "Form", what="all"),
        partial(bob.choose, "Choice", "all"),
        partial(bob.press, "Button"),
        partial(bob.fill_in, "Late form", what="all"),
    ]
    for press in presses:
        with pytest.raises(Forbidden):
            press()
    alice.choose("Choice", "all")
    assert deploy.last_answer == "all wiped by @alice"
    with pytest.raises(Conflict):
        alice.choose("Choice", "all")


def test_a_message_that_is_older_than_a_rule_is_judged_by_the_rule(world: World) -> None:
    world.bot(a_bot())
    alice, bob = world.users(2)
    bob.say("/posted")
    deploy = world.bot(a_bot(only="moderators"))
    bob.press("Button")
    assert deploy.last_answer == "@bob Only moderators may do this."
    alice.press("Button")
    assert deploy.last_answer == "all wiped by @alice"


async def _remove(world: World, by: WorldUser, bot: WorldBot) -> None:
    async with world.chat.transaction() as work:
        await rooms.remove(work, actor=by.actor, room_uuid=world.general.uuid, account_uuid=bot.actor.uuid)


@pytest.mark.parametrize("how", ["removed", "deactivated"])
def test_a_bot_that_was_taken_away_does_nothing_more(world: World, how: str) -> None:
    deploy, (alice, bob) = world.bot(a_bot()), world.users(2)
    bob.say("/posted")
    if how == "removed":
        world.act(_remove(world, alice, deploy))
    else:
        world.act(deactivate(world.chat, deploy.actor))
    before = len(world.general.messages)
    bob.press("Button")  # would have it reply
    assert len(world.general.messages) == before
    if how == "removed":
        assert deploy.last_answer == "I'm not in that room any more, so I've done nothing."


def test_what_somebody_else_posts_reaches_no_action_of_a_bot(world: World) -> None:
    deploy, (alice, bob) = world.bot(a_bot()), world.users(2)
    with bob.client() as program:
        room = program.room("General")
        button = {"type": "buttons", "buttons": [{"label": "Fake", "id": "wipe.0", "value": '["all"]'}]}
        answer = program._http.post(
            f"rooms/{room.uuid}/messages", json={"body": "", "blocks": [button], "client_message_id": "fake"}
        )
    assert answer.status_code == 201
    alice.press("Fake")
    assert deploy.answers == []


def test_a_command_that_was_copied_from_a_page_with_its_spaces_is_one(world: World) -> None:
    bot = Bot("echo")

    @bot.command
    def echo(first: str, rest: str) -> str:
        return f"{first}|{rest}"

    echoes, [alice] = world.bot(bot), world.users(1)
    alice.say("/echo\u00a0one\u00a0two\u2009three\u00a0")
    assert echoes.last_answer == "one|two\u2009three"
    alice.say("/echo “one two” three")
    assert echoes.last_answer == "one two|three"


def test_a_wrong_word_however_long_is_answered_in_a_short_sentence(world: World) -> None:
    bot = Bot("count")

    @bot.command
    def count(times: int) -> str:
        return "…"

    counter, [alice] = world.bot(bot), world.users(1)
    alice.say(f"/count {'9x' * 4_900}")
    assert counter.last_answer == f"times: “{'9x' * 25}…” isn't a whole number. Write it as `/count times`."
