"""Unread numbers of threads, and rooms that say there is news in them, equal a count by hand, whatever people do.

Two rooms with threads, three people who reply, mention each other, delete, restore, read, follow and unfollow. Each has
a page of each room that was cut off at some time and catches up at another: what it says it has seen is what it had by
then. After each step nothing is silent, and nothing a phantom; a page that has caught up shows what the database has.
CHATAPP_TEST_EXAMPLES: how many times as many examples.
"""

import os
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chatapp import messages, rooms, threads
from chatapp.bootstrap import Chat
from chatapp.events import Thread
from chatapp.identity import Actor
from chatapp.storage.snapshot import within
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.threads.test_beginning import begin, read, remove
from tests.threads.test_following import follow, mark, unfollow

TIMES: Final = int(os.environ.get("CHATAPP_TEST_EXAMPLES", "1"))
ACTS: Final = (
    "reply",
    "reply",
    "mention",
    "catch up",
    "look",
    "read",
    "follow",
    "unfollow",
    "remove",
    "restore",
    "say",
)
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2), st.integers(0, 3), st.integers(0, 9)),
    min_size=5,
    max_size=30,
)


@dataclass
class Reply:
    """A reply, as the count by hand knows it: ``at``: the step in which it was posted."""

    author: int
    at: int
    is_there: bool = True


@dataclass
class ByHand:
    """A thread in the plainest way. By person: who follows, the last number read, and up to which step all is known."""

    room: int
    replies: list[Reply] = field(default_factory=list)
    followers: set[int] = field(default_factory=set)
    read: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    known: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def unread(self, who: int) -> int:
        if who not in self.followers:
            return 0
        return sum(one.is_there for one in self.replies[self.read[who] :])

    def is_news(self, who: int, seen: int) -> bool:
        since = max(seen, self.known[who])
        return who not in self.followers and any(one.is_there and one.at > since for one in self.replies)

    def follow(self, who: int, number: int) -> None:
        if who not in self.followers:
            self.followers.add(who)
            self.read[who] = max(self.read[who], number)


class World:
    """The rooms in Chatapp, and what is counted by hand."""

    def __init__(self, chat: Chat, people: list[Actor]) -> None:
        self.chat, self.people, self.step = chat, people, 0
        self.rooms: list[UUID] = []
        self.threads: list[UUID] = []
        self.by_hand: list[ByHand] = []
        self.seen: dict[tuple[int, int], int] = defaultdict(int)  # by person and room: the step up to which
        self.pages: dict[tuple[int, int], tuple[int, int]] = {}  # the revision a page has, and the step it is from
        self.chips: dict[tuple[int, int], dict[int, Thread | None]] = defaultdict(dict)

    async def build(self) -> None:
        for room in range(2):
            self.rooms.append(await a_room(self.chat, *self.people))
            for number, author in ((1, 0), (2, 1)):
                await say(self.chat, self.people[author], self.rooms[room], f"root {number}")
                self.threads.append((await begin(self.chat, self.people[0], self.rooms[room], number)).room_uuid)
                self.by_hand.append(ByHand(room, followers={0, author}))
        for who in range(3):
            for room in range(2):
                await self.catch_up(who, room)

    async def act(self, act: str, who: int, other: int, at: int, number: int) -> None:
        self.step += 1
        hand, thread, room = self.by_hand[at], self.threads[at], self.by_hand[at].room
        actor, chosen = self.people[who], min(number, len(hand.replies))
        if act in ("reply", "mention"):
            await self.reply(hand, thread, who, other if act == "mention" else None)
        elif act == "catch up":
            await self.catch_up(who, room)
        elif act == "look":
            revision, step = self.pages[who, room]
            await mark(self.chat, actor, self.rooms[room], 99, revision)
            self.seen[who, room] = max(self.seen[who, room], step)
        elif act == "say":
            await say(self.chat, actor, self.rooms[room], "something else")
        elif act == "follow":
            await follow(self.chat, actor, thread)
            hand.follow(who, len(hand.replies))
        elif act == "unfollow":
            await unfollow(self.chat, actor, thread)
            if who in hand.followers:
                hand.followers.remove(who)
                hand.known[who] = self.step
        elif chosen:
            await self.change(act, hand, thread, who, chosen)

    async def reply(self, hand: ByHand, thread: UUID, who: int, other: int | None) -> None:
        named = "" if other is None else f" @{self.people[other].username}"
        await say(self.chat, self.people[who], thread, f"reply{named}")
        hand.replies.append(Reply(who, self.step))
        hand.follow(who, len(hand.replies))
        if other is not None and other != who:
            hand.follow(other, len(hand.replies) - 1)
        hand.read[who] = len(hand.replies)

    async def change(self, act: str, hand: ByHand, thread: UUID, who: int, number: int) -> None:
        reply = hand.replies[number - 1]
        author = self.people[reply.author]
        if act == "read":
            await mark(self.chat, self.people[who], thread, number)
            if number > hand.read[who]:
                hand.read[who] = number
                hand.known[who] = max(hand.known[who], hand.replies[number - 1].at)
        elif act == "remove":
            await remove(self.chat, author, thread, number)
            reply.is_there = False
        elif act == "restore":
            async with self.chat.transaction() as work:
                await messages.restore(work, actor=author, room_uuid=thread, number=number)
            reply.is_there = True

    async def catch_up(self, who: int, room: int) -> None:
        """Have a page read what it missed, and compare it with a fresh one."""
        chips, (revision, _) = self.chips[who, room], self.pages.get((who, room), (0, 0))
        async with self.chat.reading() as session:
            page = await messages.changes(session, actor=self.people[who], room_uuid=self.rooms[room], since=revision)
        chips |= {message.number: message.thread for message in page.messages}
        self.pages[who, room] = page.revision, self.step
        assert chips == {one.number: one.thread for one in await read(self.chat, self.people[who], self.rooms[room])}

    async def compare(self) -> None:
        for who, actor in enumerate(self.people):
            async with self.chat.reading() as session:
                found = {room.uuid: room.has_thread_news for room in await within(session, rooms.joined, actor=actor)}
                unread = {one.uuid: one.unread for one in await within(session, threads.unread, actor=actor)}
            counted = {thread: hand.unread(who) for thread, hand in zip(self.threads, self.by_hand, strict=True)}
            assert unread == {thread: count for thread, count in counted.items() if count}
            for room, uuid in enumerate(self.rooms):
                news = [one for one in self.by_hand if one.room == room and one.is_news(who, self.seen[who, room])]
                assert found[uuid] == bool(news), "silent" if news else "a phantom"


@settings(
    max_examples=8 * TIMES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
async def test_whatever_people_do_nothing_is_silent_and_nothing_a_phantom(
    chat: Chat, person: MakePerson, steps: list[tuple[str, int, int, int, int]]
) -> None:
    world = World(chat, [await person(f"{name}{uuid4().hex[:8]}") for name in ("ann", "ben", "cat")])
    await world.build()
    await world.compare()
    for act, who, other, at, number in steps:
        await world.act(act, who, other, at, number)
        await world.compare()
    for who in range(3):
        for room in range(2):
            await world.catch_up(who, room)
