"""A page of messages as programs get it: each message is made once, and says at any time what its models would say."""

from typing import Any
from uuid import UUID, uuid4

from chatapp import messages
from chatapp.api.message_json import KeptMessages
from chatapp.api.message_out import MessagesOut
from chatapp.bootstrap import Chat
from chatapp.messages.history import read_rows
from tests.api.conftest import MakeProgram
from tests.support.people.files import post_files, send_file

BLOCKS = [{"type": "text", "text": "**api** to prod?"}]


async def test_a_page_says_what_the_models_say_whatever_changes_of_its_messages(
    program: MakeProgram, chat: Chat
) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)

    async def act(method: str, path: str, **body: Any) -> None:
        (await ann.request(method, path, json=body or None)).raise_for_status()

    async def compare(*words: str) -> None:
        for query, asked in (("", {}), ("?limit=3", {"limit": 3}), ("?after=2", {"after": 2})):
            told = await ben.get(f"rooms/{room}/messages{query}")
            found = await chat.read(messages.read_page, actor=ben.actor, room_uuid=UUID(room), **asked)
            assert told.text == MessagesOut.model_validate(found, from_attributes=True).model_dump_json()
        whole = (await ben.get(f"rooms/{room}/messages")).text
        assert [word for word in words if word not in whole] == []

    kinds: tuple[dict[str, Any], ...] = ({}, {"reply_to": 1}, {"blocks": BLOCKS}, {}, {})
    for number, more in enumerate(kinds):
        new = {"body": f"one “{number}” for @ben", "client_message_id": str(uuid4()), **more}
        await act("POST", f"rooms/{room}/messages", **new)
    await post_files(chat, ann.actor, UUID(room), await send_file(chat, ann.actor, UUID(room), b"plan", "Plan.txt"))
    await compare('"kind":"person"', "“4”", "api** to prod", '"reply_to":1', "Plan.txt")
    await act("PUT", f"rooms/{room}/messages/1/reactions/👍")
    await act("PATCH", f"rooms/{room}/messages/4", body="two")
    await act("DELETE", f"rooms/{room}/messages/5")
    await compare("👍", '"body":"two"', '"number":5')
    await act("POST", f"rooms/{room}/messages/1/thread")
    await act("PUT", f"rooms/{room}/pins/4")
    await act("PATCH", "me", first_name="Anna", last_name="Ende")
    await compare('"thread":{', '"is_pinned":true', '"author_name":"Anna Ende"')


async def test_a_message_is_made_once_until_its_row_differs_or_others_need_the_space(
    program: MakeProgram, chat: Chat
) -> None:
    ann = await program("ann")
    room = await ann.room()
    for key in ("a", "b"):
        await ann.say(room, "x", key)

    async def made(kept: KeptMessages) -> list[bytes]:
        found = await chat.read(read_rows, actor=ann.actor, room_uuid=UUID(room))
        return [kept.of(row) for row in found.rows]

    def same(some: list[bytes], others: list[bytes]) -> list[bool]:
        return [one is other for one, other in zip(some, others, strict=True)]

    kept = KeptMessages()
    first = await made(kept)
    assert same(await made(kept), first) == [True, True]
    await ann.patch(f"rooms/{room}/messages/1", json={"body": "y"})
    later = await made(kept)
    assert (same(later, first), b'"body":"y"' in later[0]) == ([False, True], True)
    small = KeptMessages(kept=2_000)  # the one made last fits
    assert (same(await made(small), await made(small)), await made(small)) == ([False, False], later)


async def test_what_a_row_holds_that_its_message_does_not_say_counts_as_well(program: MakeProgram, chat: Chat) -> None:
    ann = await program("ann")
    room = await ann.room()
    for number in (1, 2):
        await ann.say(room, "x" * 9_999 + "\N{SNOWMAN}", str(number))  # two bytes a letter
    found = await chat.read(read_rows, actor=ann.actor, room_uuid=UUID(room))
    for most, is_kept in ((100_000, True), (60_000, False)):
        kept = KeptMessages(most)
        first = [kept.of(row) for row in found.rows]
        assert (kept.of(found.rows[0]) is first[0]) is is_kept
