"""Commands: which work in a room, what they do, who may, and that an answer is for the one who asked."""

from uuid import UUID

import pytest

from chatapp import messages, rooms
from chatapp.accounts import profiles
from chatapp.bootstrap import Chat
from chatapp.bots.bot import OWN
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.identity import Actor
from chatapp.messages import SentDraft
from chatapp.slash_commands import Outcome, Typed, UnknownCommand, require_message
from chatapp.slash_commands.built_in import COMMANDS
from pages.room.message import message_html
from tests.support.people.bots import Workshop, save
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_direct_room, a_room, look, say

DEPLOY = (
    "from typing import Literal\n"
    "@bot.command\n"
    "def deploy(service: str, env: Literal['staging', 'prod'], times: int = 1):\n"
    "    '''Bring a service out.'''\n"
    "    return f'{service} to {env}'\n"
)


async def run(chat: Chat, actor: Actor, room: UUID, text: str) -> Outcome:
    return await chat.commands.run(actor=actor, room_uuid=room, text=text)


async def names(chat: Chat, actor: Actor, room: UUID) -> list[str]:
    return [one.name for one in await chat.commands.entries(actor=actor, room_uuid=room)]


async def refusal(chat: Chat, actor: Actor, room: UUID, text: str) -> str:
    with pytest.raises(Invalid) as caught:
        await run(chat, actor, room, text)
    return str(caught.value)


async def typed(workshop: Workshop, before: str, after: str = "") -> Typed:
    return await workshop.chat.commands.typed(actor=workshop.ben, room_uuid=workshop.room, before=before, after=after)


def offered(found: Typed) -> list[str]:
    return [one.insert for one in found.offers]


async def test_a_room_lists_what_works_there_for_whom_also_with_bots_off(
    chat_with: ChatWith, person: MakePerson
) -> None:
    chat, ann, ben, eve = chat_with(), await person("ann"), await person("ben"), await person("eve")
    room, private = await a_room(chat, ann, ben), await a_room(chat, ann, ben, visibility="private")
    assert await names(chat, ann, room) == ["help", "invite", "me", "remind", "shrug", "status", "topic"]
    assert await names(chat, ben, room) == ["help", "invite", "me", "remind", "shrug", "status"]
    assert await names(chat, ben, private) == ["help", "me", "remind", "shrug", "status"]
    assert await names(chat, ben, await a_direct_room(chat, ann, ben)) == ["help", "me", "remind", "shrug", "status"]
    for hidden, why in ((room, Forbidden), (private, NotFound)):
        for text in ("/help", "/topic mine", "/invite @eve", "/foo"):
            with pytest.raises(why):
                await run(chat, eve, hidden, text)
        with pytest.raises(why):
            await names(chat, eve, hidden)
    assert {*COMMANDS} == {*OWN}


async def test_each_command_does_what_its_list_says(chat: Chat, person: MakePerson) -> None:
    ann, ben, cleo = await person("ann"), await person("ben"), await person("cleo")
    room = await a_room(chat, ann, ben)
    assert await run(chat, ann, room, "/me waves") == Outcome(body="/me waves")
    assert await run(chat, ann, room, "/shrug") == Outcome(body=r"¯\\\_(ツ)\_/¯")
    assert await run(chat, ann, room, "/Shrug no idea") == Outcome(body=r"no idea ¯\\\_(ツ)\_/¯")
    assert (await run(chat, ben, room, "/invite @cleo ben")).answer == "Added @cleo. @ben is already in this room."
    assert (await look(chat, cleo, room)).is_member
    assert (await run(chat, ann, room, "/topic Releases, and  more")).answer == "Changed this room's description."
    assert (await look(chat, ben, room)).description == "Releases, and more"
    assert (await run(chat, ben, room, "/topic")).answer == "The description is: Releases, and more"
    assert (await run(chat, ben, room, "/status :palm_tree: On holiday")).answer == "Your status is now 🌴 On holiday."
    assert (await run(chat, ben, room, "/status at lunch")).answer == "Your status is now 💬 at lunch."
    async with chat.reading() as session:
        card = await profiles.named(session, actor=ann, username="ben")
    assert card.status is not None
    assert (card.status.emoji, card.status.text) == ("💬", "at lunch")
    assert (await run(chat, ben, room, "/status clear")).answer == "Your status is cleared."
    told = (await run(chat, ben, room, "/help")).answer
    assert "- `/invite [people…]` Add people to this room." in told
    assert "/topic" not in told
    assert (await run(chat, ben, room, "/help shrug")).answer.startswith("- `/shrug [message]`")
    posted = await chat.read(messages.read_page, actor=ann, room_uuid=room)
    assert [one.kind for one in posted.messages if one.is_text] == [], "answers are no messages"


async def test_rights_are_the_services_and_what_is_wrong_is_said_without_doing_anything(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    await person("cleo")
    room, private = await a_room(chat, ann, ben), await a_room(chat, ann, ben, visibility="private")
    with pytest.raises(Forbidden, match="Only the room's owner"):
        await run(chat, ben, room, "/topic mine now")
    with pytest.raises(Forbidden):
        await run(chat, ben, private, "/invite @cleo")
    assert (
        await refusal(chat, ben, room, "/invite @cleo @nobody")
        == "There's no @nobody. Write it as “/invite [people…]”."
    )
    assert (
        await refusal(chat, ben, room, "/invite")
        == "Say whom to add, as in `/invite @ada`. Write it as “/invite [people…]”."
    )
    assert await refusal(chat, ben, room, "/me") == "action is missing. Write it as “/me action”."
    assert "reminder is missing" in await refusal(chat, ben, room, "/remind")
    assert "We don't understand when" in await refusal(chat, ben, room, "/remind me")
    assert "We don't understand when" in await refusal(chat, ben, room, "/remind me to water the plants")
    async with chat.reading() as session:
        people = (await rooms.members(session, actor=ann, room_uuid=room)).items
    assert {one.username for one in people} == {"ann", "ben"}
    with pytest.raises(Invalid, match="Files can't go with this command"):
        await chat.commands.run(actor=ann, room_uuid=room, text="/topic x", has_files=True)


@pytest.mark.parametrize(
    "text", ["/etc/hosts", "/", "/ foo", "//", "/ü", " /foo", "hello /foo", "/a.b", "/-", "/foo/bar"]
)
async def test_a_path_and_what_begins_otherwise_is_text(chat: Chat, person: MakePerson, text: str) -> None:
    ann = await person("ann")
    assert await run(chat, ann, await a_room(chat, ann), text) == Outcome(body=text)


def test_what_is_done_at_once_cannot_be_sent_later() -> None:
    for text in ("/me waves", "/etc/hosts", "/deploy api", "hello"):
        require_message(text)
    for text in ("/topic x", "/Shrug", "/help", "/remind me 5m tea"):
        with pytest.raises(Invalid, match="can't be sent later"):
            require_message(text)


async def test_what_is_no_message_ends_the_draft_that_it_was_and_no_other(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)

    async def draft_after(draft: str, command: str, *, back: int | None = None) -> str:
        """Return the draft that is left. ``back``: how many revisions the device is behind; None: it says nothing."""
        async with chat.transaction() as work:
            known = await messages.drafts.get(work.session, actor=ann, room_uuid=room)
            made = await messages.drafts.put(work, actor=ann, room_uuid=room, body=draft, revision=known.revision)
        sent = None if back is None else SentDraft(made.revision - back)
        await chat.commands.run(actor=ann, room_uuid=room, text=command, draft=sent)
        async with chat.reading() as session:
            return (await messages.drafts.get(session, actor=ann, room_uuid=room)).body

    assert await draft_after("/topic Rel", "/topic Releases") == ""
    assert await draft_after("/topic Relaeses", "/topic Releases", back=0) == "", "a slip of the pen, mended at once"
    assert await draft_after("written elsewhere", "/help") == "written elsewhere"
    assert await draft_after("written elsewhere", "/help", back=1) == "written elsewhere"


async def test_an_action_line_says_who_does_what_to_everybody_and_stays_text_for_programs(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    first = (await say(chat, ann, room, "hello")).message
    shown = (await say(chat, ann, room, "/me **waves** <b>")).message
    row = message_html.render(shown)
    assert '<p><bdi class="doer">ann</bdi> <strong>waves</strong> &lt;b&gt;</p>' in row
    assert 'class="msg act"' in row, "who does it is said, whoever wrote before"
    assert shown.body == "/me **waves** <b>"
    assert "doer" not in message_html.render(first)
    assert "doer" not in message_html.render((await say(chat, ann, room, "/menu")).message)
    answer = await messages.post(
        chat.post_queue, actor=ann, room_uuid=room, body="!", client_message_id="k", reply_to=shown.number
    )
    assert "/me" not in message_html.render(answer.message)


async def test_a_bots_commands_are_listed_where_it_is_and_checked_before_they_are_sent(workshop: Workshop) -> None:
    await save(workshop, DEPLOY)
    chat, ben = workshop.chat, workshop.ben
    elsewhere = await a_room(chat, ben)
    assert (await names(chat, ben, workshop.room))[-1] == "deploy"
    assert "deploy" not in await names(chat, ben, elsewhere)
    usage = "Write it as “/deploy service staging|prod [times]”."
    assert await run(chat, ben, workshop.room, "/deploy api prod") == Outcome(body="/deploy api prod")
    assert await refusal(chat, ben, workshop.room, "/deploy api pord") == f"env: choose staging or prod. {usage}"
    assert await refusal(chat, ben, workshop.room, "/deploy") == f"service is missing. {usage}"
    with pytest.raises(UnknownCommand):
        await run(chat, ben, elsewhere, "/deploy api prod")
    assert await workshop.answer("/Deploy api prod") == "api to prod"
    assert await workshop.ask(" /deploy api prod") == [], "after a space it is text"


async def test_what_is_typed_is_completed_explained_and_checked(workshop: Workshop) -> None:
    await save(workshop, DEPLOY)
    assert offered(await typed(workshop, "/")) == ["/help", "/invite", "/me", "/remind", "/shrug", "/status", "/deploy"]
    assert offered(await typed(workshop, "/s")) == ["/shrug", "/status"]
    found = await typed(workshop, "/zz")
    assert (offered(found), found.is_unknown) == ([], True)
    assert found.refusal == "There's no command /zz."
    found = await typed(workshop, "/deploy ")
    assert (found.current and found.current.described, offered(found), found.problem) == ("service: text", [], "")
    assert found.refusal.startswith("service is missing.")
    found = await typed(workshop, "/deploy api ")
    assert (found.current and found.current.described, offered(found)) == ("env: staging|prod", ["staging", "prod"])
    found = await typed(workshop, "/deploy api PR")
    assert (offered(found), found.problem) == (["prod"], "")
    assert (await typed(workshop, "/deploy api x")).problem.startswith("env: choose staging or prod.")
    assert (await typed(workshop, "/deploy api x p")).problem.startswith("env: choose staging or prod.")
    found = await typed(workshop, "/deploy api prod ")
    assert (found.current and found.current.described, found.refusal) == ("[times: whole number]", "")
    assert "too much" in (await typed(workshop, "/deploy api prod 2 ", "more")).refusal
    assert (
        await typed(workshop, "/deploy api prod 2 m")
    ).problem == "“m” is too much. Write it as “/deploy service staging|prod [times]”."
    found = await typed(workshop, '/deploy "two words" st', "aging")
    assert (offered(found), found.refusal) == (["staging"], "")
    assert await typed(workshop, "/etc/ho") == Typed()
    workshop.room = await a_room(workshop.chat, workshop.ann, visibility="private")
    with pytest.raises(NotFound):
        await typed(workshop, "/")
