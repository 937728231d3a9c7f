"""Whose presence a page's sidebar hears of: that of the partners it shows, as long as it shows them."""

from uuid import UUID, uuid4

from chatapp.broker import InProcessBroker
from chatapp.identity import Actor
from chatapp.presence import Presence
from pages.sidebar.partners import Partners
from tests.support.running.clock import Clock


def an_actor(account_id: int) -> Actor:
    return Actor(account_id, uuid4(), f"p{account_id}", f"P{account_id}", f"p{account_id}@example.org", "", False)


def test_a_sidebar_hears_of_its_partners_alone_once_each_and_of_none_that_it_has_dropped() -> None:
    presence, heard = Presence(InProcessBroker(), Clock().later), list[UUID]()
    ann, ben, carl, room = an_actor(1), an_actor(2), an_actor(3), uuid4()
    partners = Partners(presence, heard.append)
    for one in (ann, ann, ben):
        partners.add(one.uuid, room)
    for one in (ann, ben, carl):
        presence.connect(one, "page")
    assert heard == [ann.uuid, ben.uuid]
    assert partners.room_with(ann.uuid) == room
    partners.discard(ann.uuid)
    partners.discard(ann.uuid)
    presence.end(ann, "page")
    assert heard == [ann.uuid, ben.uuid]
    assert ann.uuid not in partners
    partners.close()
    presence.end(ben, "page")
    assert heard == [ann.uuid, ben.uuid]
