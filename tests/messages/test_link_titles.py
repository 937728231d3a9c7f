"""What links are shown as: to members what they lead to, to others nothing."""

from uuid import uuid4

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.messages import Link, LinkTitle
from tests.support.people.chats import MakePerson
from tests.support.people.files import post_files, send_file
from tests.support.people.rooms import a_closed_room, a_direct_room, a_room, say
from tests.support.servers.databases import POSTGRESQL


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_members_see_what_a_link_leads_to_and_others_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room, public = await a_room(chat, ann, ben, name="Attic", visibility="private"), await a_room(chat, ann, name="Lab")
    direct, closed = await a_direct_room(chat, ann, ben), await a_closed_room(chat, ann, ben)
    posted = [await say(chat, ann, room, body) for body in ("**the plan**\nmore of it", "gone")]
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=posted[1].message.number)
    await post_files(chat, ann, room, await send_file(chat, ann, room, b"x", "Offer.pdf"))
    links = [(room, 0), (direct, 0), (room, 1), (room, 2), (room, 3), (room, 9), (public, 0), (closed, 0), (uuid4(), 1)]

    async def told(actor: Actor) -> dict[Link, LinkTitle]:
        async with chat.reading() as session:
            found = await messages.link_titles(session, actor=actor, links=links)
        return dict(found)

    of_ben = await told(ben)
    assert {link: (title.room_name, title.line) for link, title in of_ben.items()} == {
        (room, 0): ("Attic", ""),
        (direct, 0): ("ann", ""),
        (room, 1): ("Attic", "the plan"),
        (room, 2): ("Attic", ""),
        (room, 3): ("Attic", "Offer.pdf"),
    }
    assert [of_ben[room, number].posted_at is not None for number in (0, 1, 2)] == [False, True, True]
    assert await told(eve) == {}
