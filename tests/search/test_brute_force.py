"""Any part of any text is found, and nothing else: the index against a look at every message there is.

Between two questions messages are posted, edited, removed and restored, and the reader leaves a room and comes back.
CHATAPP_TEST_EXAMPLES: how many times as many examples as usual are tried; ten make more than a thousand questions.
"""

import os
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.message_index.document import is_dense
from chatapp.search import WrongQuery
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, join, leave, say
from tests.support.people.searches import Found, expected, hits, whole
from tests.support.servers.databases import POSTGRESQL, SQLITE, TRIGRAMS

TIMES: Final = int(os.environ.get("CHATAPP_TEST_EXAMPLES", "1"))
SCRIPTS: Final = (
    "abcABC 123-_.:/%\\'*",
    "éÉe\u0301ñßẞİıiI\u0307",
    "中文字測試、。日本語のテスト한국어각",
    "ｱｲｳｶﾞＡＢＣ１２３",
    "привет ПРИВЕТ ёЁ",
    "שלום مرحبا \u202e\u200f",
    "ไทยภาษา हिन्दी",
    "🎉👍🏽👩\u200d👩\u200d👧❤\ufe0f",
)
SCRIPT_WORDS: Final = st.one_of(*(st.text(st.sampled_from(some), min_size=1, max_size=8) for some in SCRIPTS))
TEXTS: Final = st.lists(SCRIPT_WORDS, min_size=1, max_size=5).map(" ".join)
ACTS: Final = st.lists(
    st.tuples(st.sampled_from(("post", "post", "post", "edit", "remove", "restore", "leave")), TEXTS),
    min_size=6,
    max_size=12,
)
PARTS: Final = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 60), st.integers(1, 9)), min_size=12, max_size=12
)


@dataclass
class Talk:
    """What is said in two rooms, as one looks at it who reads everything."""

    chat: Chat
    ann: Actor
    ben: Actor
    rooms: list[UUID]
    said: dict[tuple[UUID, int], str] = field(default_factory=dict)
    removed: dict[tuple[UUID, int], str] = field(default_factory=dict)
    is_out: bool = False

    async def act(self, what: str, text: str) -> None:
        """Do something; what the text does not allow is not done."""
        room = self.rooms[len(text) % 2]
        if what == "leave":
            await (join if self.is_out else leave)(self.chat, self.ben, self.rooms[1])
            self.is_out = not self.is_out
        elif what == "post":
            await self._post(room, text)
        elif what == "restore" and self.removed:
            place, body = self.removed.popitem()
            async with self.chat.transaction() as work:
                await messages.restore(work, actor=self.ann, room_uuid=place[0], number=place[1])
            self.said[place] = body
        elif what in ("edit", "remove") and self.said:
            await self._change(what, list(self.said)[len(text) * 7 % len(self.said)], text)

    async def _post(self, room: UUID, text: str) -> None:
        try:
            posted = await say(self.chat, self.ann, room, text)
        except Invalid:  # nothing in it can be seen
            return
        self.said[room, posted.message.number] = posted.message.body

    async def _change(self, what: str, place: tuple[UUID, int], text: str) -> None:
        asked = {"actor": self.ann, "room_uuid": place[0], "number": place[1]}
        async with self.chat.transaction() as work:
            if what == "remove":
                await messages.remove(work, **asked)  # type: ignore[arg-type]
                self.removed[place] = self.said.pop(place)
                return
            try:
                self.said[place] = (await messages.edit(work, **asked, body=text)).body  # type: ignore[arg-type]
            except Invalid:
                return

    def a_part(self, which: int, start: int, length: int) -> str:
        """Return a part of a text that is there, or was."""
        texts = [*self.said.values(), *self.removed.values()] or ["x"]
        text = texts[which % len(texts)]
        return text[start % len(text) :][:length]

    async def check(self, part: str) -> None:
        """Compare what is found with what is there."""
        term = "".join(c for c in part if c not in '"“”„')
        if not whole(term):
            return
        rooms = self.rooms[:1] if self.is_out else self.rooms
        readable = [(room, number, body) for (room, number), body in self.said.items() if room in rooms]
        try:
            found = await hits(self.chat, self.ben, f'"{term}"')
        except WrongQuery:
            assert len(whole(term)) == 1 and not is_dense(whole(term))  # noqa: PT018
            return
        keys: Found = {hit.key for hit in found}
        assert len(keys) == len(found)
        assert keys == expected(readable, term), repr(term)
        for hit in found:
            assert hit.marks or whole(term) not in whole(hit.message.body)
            for mark in hit.marks:
                assert whole(term)[:1] in whole(hit.message.body[mark.start : mark.end])


@pytest.fixture
async def talk(chat: Chat, person: MakePerson) -> Talk:
    """Two rooms of two people."""
    ann, ben = await person("ann"), await person("ben")
    return Talk(chat, ann, ben, [await a_room(chat, ann, ben), await a_room(chat, ann, ben)])


@pytest.mark.parametrize(
    "database", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.nightly), TRIGRAMS], indirect=True
)
@settings(
    max_examples=6 if TIMES == 1 else 9 * TIMES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(acts=ACTS, parts=PARTS)
async def test_any_part_of_any_text_is_found_and_nothing_else(
    talk: Talk, acts: list[tuple[str, str]], parts: list[tuple[int, int, int]]
) -> None:
    for what, text in acts:
        await talk.act(what, text)
    for part in parts:
        await talk.check(talk.a_part(*part))
