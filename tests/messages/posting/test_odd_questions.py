"""What no name can hold is asked for all the same: nothing is found, on every database, and nothing breaks."""

from uuid import UUID

import pytest

from chatapp import rooms
from chatapp.accounts import avatars, directory
from chatapp.administration import audit_trail, messages, people, sessions
from chatapp.administration import rooms as all_rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound, Unauthenticated
from chatapp.identity import Actor
from tests.support.people.chats import MakePerson
from tests.support.servers.server import PASSWORD

pytestmark = pytest.mark.each_database

ODD = ["an\0n", "\0", "an\ud800n", "\u202ean", "%", "_", "\\", "ann\\", "'; drop table room; --", "x" * 3000]


async def test_no_question_breaks_a_list(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await person("ben")
    async with chat.transaction() as work:
        room = await rooms.create(work, actor=ann, name="Garden")
    for odd in ODD:
        try:
            await _ask(chat, ann, room, odd)
        except BaseException as error:
            error.add_note(f"asked for {odd[:20]!a}")
            raise


async def _ask(chat: Chat, ann: Actor, room: UUID, odd: str) -> None:
    async with chat.reading() as session:
        assert await directory.suggest(session, actor=ann, search=f"{odd}zz") == []
        assert (await rooms.listing(session, actor=ann, search=f"{odd}zz", after=odd)).items == []
        assert (await rooms.members(session, actor=ann, room_uuid=room, search=f"{odd}zz", after=odd)).items == []
        assert (await people.listing(session, actor=ann, search=f"{odd}zz", after=odd)).items == []
        assert (await all_rooms.listing(session, actor=ann, search=f"{odd}zz", after=odd)).items == []
        assert (await messages.find(session, actor=ann, search=f"{odd}zz")).items == []
        assert (await sessions.listing(session, actor=ann, search=f"{odd}zz")).items == []
        assert (await audit_trail.read(session, actor=ann, person=f"{odd}zz", action=f"{odd}zz")).items == []
        with pytest.raises(Invalid):
            await directory.find(session, actor=ann, who=f"{odd}zz")
        with pytest.raises(NotFound):
            await avatars.read(session, actor=ann, account_uuid=ann.uuid, digest=odd)
    with pytest.raises(Unauthenticated):
        await chat.sessions.sign_in(odd, PASSWORD)
    with pytest.raises(Unauthenticated):
        await chat.sessions.sign_in("ann", f"{PASSWORD}{odd}")
