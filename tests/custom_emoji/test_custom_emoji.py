"""Custom emoji: who adds and deletes them, what they may be called, and what this process knows of them."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import select

from chatapp import custom_emoji, workspace
from chatapp.bootstrap import Chat
from chatapp.custom_emoji import AT_MOST, EmojiView
from chatapp.custom_emoji.adding import FULL, NOT_ALLOWED
from chatapp.custom_emoji.names import RULE
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound
from chatapp.events import EMOJI_TOPIC, MISSED_TOPIC, EmojiChanged, EventsMissed
from chatapp.identity import Actor
from chatapp.pictures import limits
from chatapp.workspace import WorkspaceEdit
from models import AuditEntry, CustomEmoji
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.emoji import add_emoji, frames_of, moving, square
from tests.support.people.rooms import listen
from tests.support.running.patience import until
from tests.support.samples.pictures import BLUE, GREEN
from tests.support.servers.databases import POSTGRESQL


async def listed(chat: Chat, actor: Actor) -> list[EmojiView]:
    async with chat.reading() as session:
        return await custom_emoji.listing(session, actor=actor)


async def names(chat: Chat, actor: Actor) -> list[str]:
    return [one.name for one in await listed(chat, actor)]


async def delete(chat: Chat, actor: Actor, name: str) -> None:
    async with chat.transaction() as work:
        await custom_emoji.delete(work, actor=actor, name=name)


async def trail(chat: Chat) -> list[tuple[str, str, str]]:
    async with chat.reading() as session:
        return [(one.action, one.subject, one.detail) for one in (await session.exec(select(AuditEntry))).all()]


async def allow_members(chat: Chat, admin: Actor, *, may_add: bool) -> None:
    async with chat.transaction() as work:
        await workspace.edit(work, actor=admin, changes=WorkspaceEdit(may_members_add_emoji=may_add))


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_people_add_emoji_that_everybody_sees_with_their_pictures(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    heard = listen(chat, EMOJI_TOPIC)
    assert await add_emoji(chat, ann, " :Party_Parrot: ", moving()) == "party_parrot"
    assert await add_emoji(chat, ben, "ship-it", square(BLUE)) == "ship-it"
    assert heard == [EmojiChanged()] * 2
    found = await listed(chat, ben)
    assert [(one.name, one.creator, one.is_moving) for one in found] == [
        ("party_parrot", "ann", True),
        ("ship-it", "ben", False),
    ]
    assert now() - found[0].created_at < timedelta(minutes=1)
    async with chat.reading() as session:
        for is_still, frames in ((False, 3), (True, 1)):
            content = await custom_emoji.picture(session, actor=ben, digest=found[0].digest, is_still=is_still)
            assert len(frames_of(content)) == frames
        of_ship = await custom_emoji.picture(session, actor=ben, digest=found[1].digest, is_still=True)
        assert of_ship == await custom_emoji.picture_named(session, actor=ben, name="ship-it")
        for digest in ("0" * 64, "", "\0"):
            with pytest.raises(NotFound):
                await custom_emoji.picture(session, actor=ben, digest=digest)
        with pytest.raises(NotFound):
            await custom_emoji.picture_named(session, actor=ben, name="\ud800")


async def test_a_name_is_refused_with_a_sentence_beside_it(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await add_emoji(chat, ann, "taken")
    for name, sentence in (
        ("", "Enter a name."),
        (" :: ", "Enter a name."),
        (":)", RULE),
        (":D", RULE),
        ("x", RULE),
        ("1up", RULE),
        ("größe", RULE),
        ("two words", RULE),
        ("a:b", RULE),
        ("a\0b", RULE),
        ("a" * 33, RULE),
        ("a" * 100_000, RULE),
        ('"><script>', RULE),
        ("tada", ":tada: is 🎉 already. Choose another name."),
        ("thumbsup", ":thumbsup: is 👍 already. Choose another name."),
        ("TAKEN", "There's already an emoji with this name. Choose another."),
    ):
        with pytest.raises(Invalid) as refused:
            await add_emoji(chat, ann, name)
        assert refused.value.fields == {"name": sentence}, name
    assert await names(chat, ann) == ["taken"]


async def test_all_that_is_wrong_is_told_at_once(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await add_emoji(chat, ann, "taken")
    for name, content, sentence in (
        (":)", b"", "Choose a picture."),
        ("taken", b"nope", limits.NO_EMOJI),
        ("tada", b"\0" * (limits.LARGEST_EMOJI + 1), limits.EMOJI_TOO_LARGE),
    ):
        with pytest.raises(Invalid) as refused:
            await chat.custom_emojis.add(actor=ann, name=name, content=content)
        assert {*refused.value.fields} == {"name", "picture"}
        assert refused.value.fields["picture"] == sentence
    with pytest.raises(Invalid) as alone:
        await chat.custom_emojis.add(actor=ann, name="fine", content=b"\0" * 10_000_000)
    assert alone.value.fields == {"picture": limits.EMOJI_TOO_LARGE}


@pytest.mark.each_database
async def test_of_two_who_take_one_name_at_once_one_gets_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    tries = (add_emoji(chat, who, "mine", square(colour)) for who, colour in ((ann, GREEN), (ben, BLUE)))
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(one) for one in found} == {str, Conflict}
    assert await names(chat, ann) == ["mine"]


async def test_a_workspace_has_500_at_most(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    row = {"digest": "0" * 64, "content": b"", "created_by_id": ann.account_id, "created_at": now()}
    async with chat.transaction() as work:
        await work.session.exec(
            insert(CustomEmoji), params=[{"name": f"one{number}", **row} for number in range(AT_MOST - 1)]
        )
    await add_emoji(chat, ann, "the-last")
    with pytest.raises(Invalid) as refused:
        await add_emoji(chat, ann, "one-more")
    assert refused.value.fields == {"name": FULL}
    await delete(chat, ann, "one7")
    assert await add_emoji(chat, ann, "one-more") == "one-more"


async def test_administrators_decide_whether_members_add_emoji(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    assert (await chat.workspace.get()).may_members_add_emoji
    await allow_members(chat, ann, may_add=False)
    assert not (await chat.workspace.get()).may_members_add_emoji
    assert await trail(chat) == [("edit workspace", "Chatapp", "may_members_add_emoji: no")]
    with pytest.raises(Forbidden, match=NOT_ALLOWED):
        await chat.custom_emojis.add(actor=ben, name="", content=b"")  # and nothing more is said
    await add_emoji(chat, ann, "mine")
    await allow_members(chat, ann, may_add=True)
    await add_emoji(chat, ben, "ours")
    assert await names(chat, ben) == ["mine", "ours"]


async def test_an_emoji_is_deleted_by_who_added_it_and_by_administrators(chat: Chat, person: MakePerson) -> None:
    ann, ben, cem = await person("ann"), await person("ben"), await person("cem")
    for name in ("bens", "bens-other"):
        await add_emoji(chat, ben, name)
    heard = listen(chat, EMOJI_TOPIC)
    with pytest.raises(Forbidden):
        await delete(chat, cem, "bens")
    assert (await names(chat, ann), heard) == (["bens", "bens-other"], [])
    await delete(chat, ben, "bens")
    assert await trail(chat) == []
    await delete(chat, ann, "bens-other")
    assert await trail(chat) == [("delete emoji", ":bens-other:", "added by @ben")]
    assert (await names(chat, ann), heard) == ([], [EmojiChanged()] * 2)
    for name in ("bens", "\0", ""):
        with pytest.raises(NotFound):
            await delete(chat, ben, name)


async def test_a_process_knows_the_emoji_there_are_and_says_which_have_changed(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    current, told = chat.custom_emoji, list[set[str]]()
    end = current.on_change(lambda names: told.append(set(names)))
    empty = current.version
    await current.get()
    await add_emoji(chat, ann, "party", moving())
    await add_emoji(chat, ann, "plain")
    await until(lambda: {*current.pictures} == {"party", "plain"})
    digest = (await listed(chat, ann))[0].digest
    image = f'<img class="emoji" src="/emoji/{digest}" alt=":party:" title=":party:" loading="lazy" decoding="async">'
    still = f'<source media="(prefers-reduced-motion: reduce)" srcset="/emoji/{digest}?still=1">'
    assert current.pictures["party"] == f"<picture>{still}{image}</picture>"
    assert [(name, moves) for name, _, moves in current.rows] == [("party", True), ("plain", False)]
    full = current.version
    assert full != empty
    await delete(chat, ann, "plain")
    await until(lambda: {*current.pictures} == {"party"})
    assert set().union(*told) == {"party", "plain"}
    assert told[-1] == {"plain"}
    end()
    await delete(chat, ann, "party")
    await until(lambda: not current.pictures)
    assert (current.version, told[-1]) == (empty, {"plain"})


async def test_what_the_broker_lost_is_made_up_for(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await chat.custom_emoji.get()
    row = {"name": "quiet", "digest": "0" * 64, "content": b"", "created_by_id": ann.account_id, "created_at": now()}
    async with chat.transaction() as work:  # and nobody is told
        await work.session.exec(insert(CustomEmoji), params=[row])
    await chat.custom_emoji.get()
    assert not chat.custom_emoji.pictures
    chat.broker.publish(MISSED_TOPIC, EventsMissed())
    await until(lambda: "quiet" in chat.custom_emoji.pictures)
