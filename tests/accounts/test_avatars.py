"""Pictures of people: what others see of an upload, and what becomes of the old one."""

import pytest

from chatapp.accounts import SignUp, avatars
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound, RateLimited, Unauthenticated
from chatapp.events import AccountChanged, account_topic
from chatapp.identity import Actor
from models import Account, Avatar
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import listen
from tests.support.samples.pictures import BLUE, GREEN, RED, SVG, opened, saved, stripes
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD


async def seen(chat: Chat, actor: Actor, of: Actor, digest: str = "") -> bytes:
    async with chat.reading() as session:
        return await avatars.read(session, actor=actor, account_uuid=of.uuid, digest=digest)


async def digest_of(chat: Chat, actor: Actor) -> str:
    async with chat.reading() as session:
        return (await session.get_one(Account, actor.account_id)).avatar


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_others_see_the_picture_until_it_is_another_or_none(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    heard = listen(chat, account_topic(ann.account_id))
    first = await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
    assert await digest_of(chat, ann) == first
    assert (await chat.sessions.sign_in("ann", PASSWORD)).actor.avatar == first
    opened(await seen(chat, ben, ann))
    second = await chat.avatars.put(actor=ann, content=saved(stripes(GREEN, BLUE)))
    assert second != first
    assert await seen(chat, ben, ann, second) == await seen(chat, ben, ann)
    with pytest.raises(NotFound):
        await seen(chat, ben, ann, first)
    async with chat.transaction() as work:
        await avatars.remove(work, actor=ann)
    assert await digest_of(chat, ann) == ""
    async with chat.reading() as session:
        assert await session.get(Avatar, ann.account_id) is None
    with pytest.raises(NotFound):
        await seen(chat, ben, ann)
    assert heard == [AccountChanged(ann.account_id)] * 3


async def test_a_refused_picture_leaves_the_old_one(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    digest = await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
    with pytest.raises(Invalid):
        await chat.avatars.put(actor=ann, content=SVG)
    assert await digest_of(chat, ann) == digest


async def test_who_is_deactivated_neither_shows_nor_sees_pictures(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await chat.avatars.put(actor=ben, content=saved(stripes(RED, BLUE)))
    async with chat.transaction() as work:
        (await work.session.get_one(Account, ben.account_id)).is_active = False
    with pytest.raises(NotFound):
        await seen(chat, ann, ben)
    with pytest.raises(Unauthenticated):
        await seen(chat, ben, ann)
    with pytest.raises(Unauthenticated):
        await chat.avatars.put(actor=ben, content=saved(stripes(RED, BLUE)))


async def test_pictures_are_counted(chat_with: ChatWith) -> None:
    chat = chat_with(tries_per_minute=2)
    ann = await chat.accounts.sign_up(SignUp("ann", "ann@example.org", PASSWORD), may_be_first=True)
    for _ in range(2):
        await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
    with pytest.raises(RateLimited):
        await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
