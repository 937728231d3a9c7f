"""Alerts by the thousand that wait for the same moment, and what each turn of the loop does for them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import select

from chatapp.identity import Actor
from models import Alert, AlertKind, Membership, Message, Room
from tests.support.people.accounts import an_account
from tests.support.people.alerts import TellingChat
from tests.support.people.rooms import a_room

WORDS = "**deploy** `the` [thing](https://example.org/{}) to all of the machines, and _tell_ me when it's done, please"


async def hold_alerts(telling: TellingChat, author: Actor, *, people: int, each: int, is_held: bool = True) -> None:
    """Have ``each`` alerts wait for so many people, of messages that all differ, due now."""
    chat = telling.chat
    room_uuid, prefix = await a_room(chat, author), uuid4().hex[:8]
    async with chat.transaction() as work:
        room = (await work.session.exec(select(Room).where(Room.uuid == room_uuid))).one()
        crowd = [an_account(f"{prefix}{index:05}") for index in range(people)]
        room.last_number = people * each
        by: dict[str, Any] = {"author_id": author.account_id, "room_id": room.id}
        messages = [
            Message(number=n, revision=n, body=WORDS.format(n), client_message_id=f"{prefix}{n}", **by)
            for n in range(1, people * each + 1)
        ]
        work.session.add_all([room, *crowd, *messages])
        await work.session.flush()
        work.session.add_all(Membership(room_id=room.id, account_id=one.id) for one in crowd)
        due = chat.now() - timedelta(minutes=1)
        work.session.add_all(
            Alert(
                account_id=crowd[index % people].id,
                kind=AlertKind.MENTION,
                room_id=room.id,
                message_id=message.id,
                number=message.number,
                actor_id=author.account_id,
                due_at=due,
                is_held=is_held,
            )
            for index, message in enumerate(messages)
        )


class TurnCounts:
    """How often something is done in one turn of the event loop, at most. `note` it, and read ``most``."""

    def __init__(self) -> None:
        self.most: Counter[str] = Counter()
        self._now: Counter[str] = Counter()

    def note(self, what: str, count: int = 1) -> None:
        """Count what is done in this turn."""
        self._now[what] += count
        self.most[what] = max(self.most[what], self._now[what])

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Begin anew with each turn."""
        handles: Any = asyncio.Handle
        run = handles._run

        def turn(handle: Any) -> None:
            self._now.clear()
            run(handle)

        handles._run = turn
        try:
            yield
        finally:
            handles._run = run


def called(counts: TurnCounts, what: str, function: Callable[..., Any], size: Callable[..., int]) -> Callable[..., Any]:
    """Return a function that notes the size of what it is given."""

    def noting(*args: Any, **kwargs: Any) -> Any:
        counts.note(what, size(*args))
        return function(*args, **kwargs)

    return noting
