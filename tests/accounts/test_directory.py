"""Finding people: by name for everybody, by address only whom one shares a room with; nothing else is told."""

from typing import Any

import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.accounts import directory
from chatapp.accounts.sign_up_form import search_key_of
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.identity import Actor
from models import Account
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, deactivate, leave, say
from tests.support.servers.databases import POSTGRESQL


async def found(chat: Chat, actor: Actor, who: str) -> object:
    async with chat.reading() as session:
        return await directory.find(session, actor=actor, who=who)


async def answer(chat: Chat, actor: Actor, who: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        await found(chat, actor, who)
    return refused.value.fields


async def suggested(chat: Chat, actor: Actor, search: str, **more: Any) -> list[str]:
    async with chat.reading() as session:
        return [one.username for one in await directory.suggest(session, actor=actor, search=search, **more)]


async def rename(chat: Chat, actor: Actor, first: str, last: str) -> None:
    async with chat.transaction() as work:
        account = (await work.session.exec(select(Account).where(Account.id == actor.account_id))).one()
        account.first_name, account.last_name = first, last
        account.search_key = search_key_of(account.username, first, last)
        work.session.add(account)


@pytest.mark.parametrize("who", ["ben", "BEN", " ben ", "@ben", "Ｂｅｎ"])
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_username_finds_its_owner_for_everybody(chat: Chat, person: MakePerson, who: str) -> None:
    ann, ben = await person("ann"), await person("ben")
    assert await found(chat, ann, who) == ben.uuid


@pytest.mark.each_database
async def test_an_address_finds_its_owner_for_those_who_share_a_room_with_them(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for who in ("ben@example.org", " BEN@Example.ORG "):
        assert await found(chat, ann, who) == ben.uuid
    await leave(chat, ben, room)
    assert await answer(chat, ann, "ben@example.org") == {"to": directory.UNKNOWN}


async def test_a_conversation_one_can_open_with_anybody_proves_no_address(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_direct_room(chat, ann, ben)
    assert await answer(chat, ann, "ben@example.org") == {"to": directory.UNKNOWN}


async def test_adding_a_person_to_your_room_proves_no_address_to_you(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, cat)
    async with chat.transaction() as work:
        await rooms.add(work, actor=ann, room_uuid=room, people=[ben.uuid])
    assert await answer(chat, ann, "ben@example.org") == {"to": directory.UNKNOWN}
    assert await found(chat, ann, "cat@example.org") == cat.uuid  # joined without being added
    assert await answer(chat, cat, "ben@example.org") == {"to": directory.UNKNOWN}  # two accounts of one person
    await say(chat, ben, room, "hello")
    assert await found(chat, cat, "ben@example.org") == ben.uuid  # has written there


async def test_being_in_rooms_with_the_same_people_is_not_sharing_one(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    await a_room(chat, cat, ann)
    await a_room(chat, cat, ben)
    assert await answer(chat, ann, "ben@example.org") == {"to": directory.UNKNOWN}


async def test_an_address_in_use_and_an_unknown_one_get_the_same_answer(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    await a_room(chat, ann, cat)
    await deactivate(chat, cat)
    answers = [
        await answer(chat, ann, who)
        for who in (
            "ben@example.org",
            "nobody@example.org",
            "cat@example.org",
            "a@",
            "@@",
            "x" * 2000 + "@y",
            "b\ud800@",
        )
    ]
    assert answers == [{"to": directory.UNKNOWN}] * len(answers)
    assert ben.username not in str(answers)


async def test_an_administrator_learns_no_address_that_way_either(chat: Chat, person: MakePerson) -> None:
    root, _ = await person("root"), await person("ben")
    assert root.is_administrator
    assert await answer(chat, root, "ben@example.org") == {"to": directory.UNKNOWN}


async def test_your_own_address_is_no_secret(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    assert await found(chat, ann, "ann@example.org") == ann.uuid


@pytest.mark.parametrize("who", ["nobody", "ann' or 1=1 --", "\x00nobody", "no\ud800body", "x" * 5000, "be", "ben%"])
async def test_a_username_of_nobody_finds_nobody(chat: Chat, person: MakePerson, who: str) -> None:
    ann = await person("ann")
    await person("ben")
    assert (await answer(chat, ann, who))["to"].startswith("No one matches “")


@pytest.mark.parametrize("who", ["", "  ", "@"])
async def test_nothing_is_asked_for_in_words(chat: Chat, person: MakePerson, who: str) -> None:
    ann = await person("ann")
    with pytest.raises(Invalid) as refused:
        async with chat.reading() as session:
            await directory.find(session, actor=ann, who=who, field="person")
    assert refused.value.fields == {"person": "Enter a username or an e-mail address."}


async def test_deactivated_people_are_not_found_and_find_nobody(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_room(chat, ann, ben)
    await deactivate(chat, ben)
    for who in ("ben", "ben@example.org"):
        await answer(chat, ann, who)
    assert await suggested(chat, ann, "ben") == []
    for who in ("ann", "ann@example.org", "ben@example.org"):
        await answer(chat, ben, who)
    assert await suggested(chat, ben, "ann") == []


@pytest.mark.each_database
async def test_completion_knows_any_part_of_a_name_and_puts_beginnings_first(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    adam, madam, eve = await person("adam"), await person("madam"), await person("eve")
    await rename(chat, eve, "Éva", "MacAdam Straße")
    assert await suggested(chat, ann, "ADAM") == ["adam", "eve", "madam"]
    assert await suggested(chat, ann, "strasse") == ["eve"]
    assert await suggested(chat, ann, "éva  maca") == ["eve"]
    assert await suggested(chat, ann, "adam", limit=1) == ["adam"]
    assert await suggested(chat, ann, "adam", limit=0) == ["adam"]
    async with chat.reading() as session:
        [one] = await directory.suggest(session, actor=ann, search="strasse")
    assert (one.uuid, one.username, one.name) == (eve.uuid, "eve", "Éva MacAdam Straße")
    assert (adam.username, madam.username) == ("adam", "madam")


async def test_completion_never_matches_or_tells_an_address(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_room(chat, ann, ben)
    for search in ("example", "@", "ben@example.org", "org"):
        assert await suggested(chat, ann, search) == []
    async with chat.reading() as session:
        assert "example.org" not in str(await directory.suggest(session, actor=ann, search="ben"))


@pytest.mark.parametrize("search", ["", " ", "%", "_", "\\", "x" * 5000])
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_completion_of_nothing_in_particular_suggests_nobody(chat: Chat, person: MakePerson, search: str) -> None:
    ann = await person("ann")
    await person("ben")
    assert await suggested(chat, ann, search) == []


async def test_completion_leaves_oneself_out(chat: Chat, person: MakePerson) -> None:
    ann, annie = await person("ann"), await person("annie")
    assert await suggested(chat, ann, "ann") == ["annie"]
    assert await suggested(chat, annie, "ann") == ["ann"]


async def test_completion_is_of_those_outside_a_room_or_of_those_inside(chat: Chat, person: MakePerson) -> None:
    ann, ben, bea = await person("ann"), await person("ben"), await person("bea")
    room = await a_room(chat, ann, ben)
    assert await suggested(chat, ann, "be", not_in=room) == ["bea"]
    assert await suggested(chat, ann, "be", within=room) == ["ben"]
    assert await suggested(chat, bea, "be", within=room) == []


@pytest.mark.parametrize("visibility", ["public", "private"])
async def test_completion_does_not_tell_outsiders_who_is_in_a_room(
    chat: Chat, person: MakePerson, visibility: str
) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben, visibility=visibility)
    assert await suggested(chat, eve, "ben", not_in=room) == ["ben"]
    assert await suggested(chat, eve, "ben", within=room) == []
