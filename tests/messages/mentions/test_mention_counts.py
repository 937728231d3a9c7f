"""Unread mentions equal what one counts by hand, whatever is said, edited, deleted, restored, read, joined and left."""

import random
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, join, leave, look, say

STEPS = 120
NAMES = ("ann", "ben", "cat")
TEXTS = ("@ben", "@cat and @ben", "@room", "nobody", "`@ben`", "@ann", "@room @cat", "@nobody")
ACTS = ("post", "post", "edit", "delete", "restore", "read", "leave")


@dataclass
class Said:
    """A message, as one would note it on paper: who wrote it, what it says, whom it called, and whether it is there."""

    author: str
    text: str
    called: set[str]
    is_deleted: bool = False


@dataclass
class Paper:
    """Does something by chance, and notes what one would count by hand."""

    chat: Chat
    people: dict[str, Actor]
    room: UUID
    chance: random.Random
    said: dict[int, Said] = field(default_factory=dict)
    members: set[str] = field(default_factory=lambda: set(NAMES))
    read: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))

    def called(self, text: str) -> set[str]:
        """Whom a text calls that is stored now; `@room` calls whoever is a member, also later."""
        if "@room" in text:
            return set(NAMES)
        return {name for name in NAMES if f"@{name}" in text and "`" not in text} & self.members

    def unread(self, who: str) -> int:
        """How many unread messages call a person."""
        new = [one for number, one in self.said.items() if number > self.read[who]]
        return sum(who in one.called and not one.is_deleted and one.author != who for one in new)

    async def in_history(self, who: str, after: int) -> set[int]:
        """The numbers of the messages after one that call a person, as `MessageView.mentions_person` says."""
        async with self.chat.reading() as session:
            page = await messages.read(session, actor=self.people[who], room_uuid=self.room, after=after, limit=200)
        return {one.number for one in page.messages if one.mentions_person(self.people[who].uuid)}

    async def act(self, who: str) -> None:
        """Have somebody do something."""
        what, text = self.chance.choice(ACTS), self.chance.choice(TEXTS)
        own = [number for number, one in self.said.items() if one.author == who]
        if what == "post":
            number = (await say(self.chat, self.people[who], self.room, text)).message.number
            self.said[number] = Said(who, text, self.called(text))
            self.read[who] = number
        elif what == "leave" and who != "ann":
            await leave(self.chat, self.people[who], self.room)
            self.members.discard(who)
        elif what == "read":
            number = self.chance.randint(0, max(self.said, default=0))
            async with self.chat.transaction() as work:
                self.read[who] = await messages.mark_read(
                    work, actor=self.people[who], room_uuid=self.room, number=number
                )
        elif own:
            await self.change(what, self.people[who], self.chance.choice(own), text)

    async def change(self, what: str, actor: Actor, number: int, text: str) -> None:
        """Edit, delete or restore a person's own message."""
        one, room = self.said[number], self.room
        async with self.chat.transaction() as work:
            if what == "edit" and not one.is_deleted:
                await messages.edit(work, actor=actor, room_uuid=room, number=number, body=text)
                one.called = one.called if one.text == text else self.called(text)
                one.text = text
            elif what == "delete":
                await messages.remove(work, actor=actor, room_uuid=room, number=number)
                one.is_deleted = True
            elif what == "restore":
                await messages.restore(work, actor=actor, room_uuid=room, number=number)
                one.is_deleted = False


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 2))])
async def test_the_count_is_what_one_counts_by_hand(chat: Chat, person: MakePerson, seed: int) -> None:
    people = {name: await person(name) for name in NAMES}
    room = await a_room(chat, *people.values())
    paper = Paper(chat, people, room, random.Random(seed))
    for name in NAMES:
        paper.read[name] = (await look(chat, people[name], room)).last_read_number
    for _ in range(STEPS):
        who = paper.chance.choice(NAMES)
        if who in paper.members:
            await paper.act(who)
        else:
            await join(chat, people[who], room)
            paper.members.add(who)
            paper.read[who] = (await look(chat, people[who], room)).last_read_number
        for name in paper.members:
            view = await look(chat, people[name], room)
            assert view.unread_mentions == paper.unread(name), (name, paper.said)
            assert view.mentioned_in == await paper.in_history(name, view.last_read_number), (name, paper.said)
