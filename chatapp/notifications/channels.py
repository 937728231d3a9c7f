"""Where people are told: on their open pages. Others join here: what can tell a person is a `Channel`."""

from collections.abc import Collection, Sequence
from typing import Protocol

from chatapp.broker import Broker
from chatapp.events import AlertDue, account_topic
from chatapp.notifications.due import Person
from chatapp.notifications.wording import Notice


class Channel(Protocol):
    """One way to tell a person."""

    async def reachable(self, account_ids: Collection[int]) -> Collection[int]:
        """Return which of these people it can tell at all; asked once for many, so that the others cost nothing."""
        ...

    async def deliver(self, person: Person, notices: Sequence[Notice]) -> None:
        """Tell a person. What it raises is logged, and told no second time.

        It may be called twice for the same alert, if a process dies while it tells.
        """
        ...


class PageChannel:
    """Tells a person on all their open pages, on whichever process they are."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def reachable(self, account_ids: Collection[int]) -> Collection[int]:
        """Return all: where their pages are open, only those processes know."""
        return account_ids

    async def deliver(self, person: Person, notices: Sequence[Notice]) -> None:
        """Publish AlertDue for each."""
        for one in notices:
            self._broker.publish(account_topic(person.account_id), due_event(person, one))


def due_event(person: Person, notice: Notice) -> AlertDue:
    """Return what the pages of a person are told."""
    return AlertDue(
        account_id=person.account_id,
        alert_id=notice.alert_id,
        kind=notice.kind,
        room_uuid=notice.room_uuid,
        number=notice.number,
        title=notice.title,
        text=notice.text,
        count=notice.count,
        path=notice.path,
        has_sound=person.has_sound,
    )
