"""REST: posting, reading, and staying in step; for members, and for nobody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

import chatapp.api
from chatapp.bootstrap import Chat, assemble
from chatapp.events import LOBBY_TOPIC, MessageChanged, account_topic, room_topic
from chatapp.web.security import SecurityMiddleware
from tests.api.conftest import MakeProgram, Program, fields
from tests.support.people.rooms import listen
from tests.support.servers.databases import POSTGRESQL

JSON = {"Content-Type": "application/json"}


async def test_two_people_post_and_both_read_both_messages(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    heard = listen(chat, room_topic(UUID(room)))
    first, second = await ann.say(room, "Hello *Ben*", "k1"), await ben.say(room, "Hello Ann", "k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert {
        name: first.json()[name] for name in ("number", "revision", "author_username", "body", "client_message_id")
    } == {
        "number": 1,
        "revision": 1,
        "author_username": "ann",
        "body": "Hello *Ben*",
        "client_message_id": "k1",
    }
    for reader in (ann, ben):
        read = (await reader.get(f"rooms/{room}/messages")).json()
        assert read == {"messages": [first.json(), second.json()], "revision": 2, "has_more": False}
        changed = (await reader.get(f"rooms/{room}/changes", params={"since": 1})).json()
        assert changed == {"messages": [second.json()], "revision": 2, "has_more": False}
    assert [event.message.number for event in heard if isinstance(event, MessageChanged)] == [1, 2]


async def test_an_outsider_neither_reads_nor_posts_and_nobody_hears_of_it(program: MakeProgram, chat: Chat) -> None:
    ann, eve = await program("ann"), await program("eve")
    for visibility, code in (("public", 403), ("private", 404)):
        room = await ann.room(visibility=visibility)
        await ann.say(room, "a secret word")
        topics = (
            room_topic(UUID(room)),
            LOBBY_TOPIC,
            account_topic(ann.actor.account_id),
            account_topic(eve.actor.account_id),
        )
        heard = listen(chat, *topics)
        answers = [
            await eve.get(f"rooms/{room}/messages"),
            await eve.get(f"rooms/{room}/messages", params={"after": 0}),
            await eve.get(f"rooms/{room}/changes", params={"since": 0}),
            await eve.say(room, "psst"),
            await eve.say(room, "psst"),
        ]
        assert {answer.status_code for answer in answers} == {code}
        assert all("secret word" not in answer.text for answer in answers)
        assert heard == []
        assert await ann.bodies(room) == ["a secret word"]


async def test_whoever_has_left_neither_reads_nor_posts_nor_repeats(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    await ben.say(room, "bye", "k")
    await ben.delete(f"rooms/{room}/members/me")
    heard = listen(chat, room_topic(UUID(room)))
    assert (await ben.say(room, "bye", "k")).status_code == 403
    assert (await ben.say(room, "still here")).status_code == 403
    assert (await ben.get(f"rooms/{room}/messages")).status_code == 403
    assert heard == []


@pytest.mark.each_database
async def test_a_repeated_key_is_200_with_the_stored_message_and_heard_once(program: MakeProgram, chat: Chat) -> None:
    ann = await program("ann")
    room = await ann.room()
    heard = listen(chat, room_topic(UUID(room)))
    first = await ann.say(room, "once", "k")
    again = await ann.say(room, "other words", "k")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert len(heard) == 1
    assert await ann.bodies(room) == ["once"]


@pytest.mark.each_database
async def test_a_key_used_in_another_room_is_409_and_nothing_is_posted(program: MakeProgram, chat: Chat) -> None:
    ann = await program("ann")
    room, other = await ann.room(), await ann.room()
    await ann.say(room, "here", "k")
    heard = listen(chat, room_topic(UUID(other)))
    refused = await ann.say(other, "there", "k")
    assert refused.status_code == 409
    assert fields(refused) == {"client_message_id"}
    assert heard == []
    assert await ann.bodies(other) == []


IMPOSSIBLE = [
    ('{"client_message_id": "k"}', "body"),
    ('{"body": "", "client_message_id": "k"}', "body"),
    ('{"body": " \\n\\t ", "client_message_id": "k"}', "body"),
    ('{"body": "\\u200b\\u3164", "client_message_id": "k"}', "body"),
    (json.dumps({"body": "x" * 10_001, "client_message_id": "k"}), "body"),
    (json.dumps({"body": "😀" * 10_001, "client_message_id": "k"}), "body"),
    ('{"body": "a\\u0000b", "client_message_id": "k"}', "body"),
    ('{"body": "a\\u001bb", "client_message_id": "k"}', "body"),
    ('{"body": "\\ud800", "client_message_id": "k"}', "body"),
    ('{"body": "a\\udfffb", "client_message_id": "k"}', "body"),
    ('{"body": 7, "client_message_id": "k"}', "body"),
    ('{"body": null, "client_message_id": "k"}', "body"),
    ('{"body": NaN, "client_message_id": "k"}', "body"),
    ('{"body": ["x"], "client_message_id": "k"}', "body"),
    ('{"body": {"x": 1}, "client_message_id": "k"}', "body"),
    ('{"body": "x"}', "client_message_id"),
    ('{"body": "x", "client_message_id": ""}', "client_message_id"),
    ('{"body": "x", "client_message_id": " "}', "client_message_id"),
    ('{"body": "x", "client_message_id": 7}', "client_message_id"),
    ('{"body": "x", "client_message_id": "\\ud800"}', "client_message_id"),
    ('{"body": "x", "client_message_id": "é"}', "client_message_id"),
    (json.dumps({"body": "x", "client_message_id": "k" * 65}), "client_message_id"),
    ("[]", "$"),
    ("null", "$"),
    ('"x"', "$"),
    ("7", "$"),
    ("", "$"),
]


async def test_a_message_that_cannot_be_is_422_with_the_field_and_heard_by_nobody(
    program: MakeProgram, chat: Chat
) -> None:
    ann = await program("ann")
    room = await ann.room()
    heard = listen(chat, room_topic(UUID(room)))
    for body, wrong in IMPOSSIBLE:
        refused = await ann.post(f"rooms/{room}/messages", content=body, headers=JSON)
        assert refused.status_code == 422, body
        assert fields(refused) == {wrong}, body
        assert heard == [], body
    assert (await ann.say(room, "the connection stays up")).status_code == 201


@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀"])
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_exactly_ten_thousand_characters_are_a_message_in_every_script(program: MakeProgram, letter: str) -> None:
    ann = await program("ann")
    room = await ann.room()
    content = json.dumps({"body": letter * 10_000, "client_message_id": "k"})
    assert (await ann.post(f"rooms/{room}/messages", content=content, headers=JSON)).status_code == 201
    assert await ann.bodies(room) == [letter * 10_000]


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "<img src=x onerror=alert(1)>",
        "\u202egnp.exe",
        "z͖͉̄̀a̧͕l̶̡g̨͎o",
        "👩‍👩‍👧‍👦",
        "漢字",
        "'; drop table message; --",
    ],
)
async def test_what_could_harm_a_page_is_kept_word_for_word_as_text(program: MakeProgram, body: str) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    assert (await ann.say(room, body)).json()["body"] == body
    read = await ben.get(f"rooms/{room}/messages")
    assert read.headers["content-type"] == "application/json"
    assert read.headers["x-content-type-options"] == "nosniff"
    assert read.json()["messages"][0]["body"] == body


async def test_four_megabytes_are_413_whether_the_size_is_told_or_not(program: MakeProgram, chat: Chat) -> None:
    ann = await program("ann")
    room = await ann.room()
    heard = listen(chat, room_topic(UUID(room)))
    large = json.dumps({"body": "x" * 4_000_000, "client_message_id": "k"}).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    for content in (large, pieces()):
        refused = await ann.post(f"rooms/{room}/messages", content=content, headers=JSON)
        assert refused.status_code == 413
        assert "256 KiB" in refused.json()["detail"]
    assert heard == []
    assert (await ann.say(room, "the connection stays up")).status_code == 201


BROKEN = [
    b"{",
    b"{'body': 'x'}",
    b'{"body": "x",}',
    b"\xff\xfe",
    b'{"body": "\xff"}',
    b"[" * 100_000,
    b'{"body": ' + b"9" * 5000 + b"}",
    b'{"body": "\\ud8"}',
    b"\x00",
    b"x=1&y=2",
]


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:20]))
async def test_broken_json_is_400_with_a_sentence(program: MakeProgram, content: bytes) -> None:
    ann = await program("ann")
    room = await ann.room()
    refused = await ann.post(f"rooms/{room}/messages", content=content, headers=JSON)
    assert refused.status_code == 400
    assert refused.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "application/json; charset=x",
    ],
)
async def test_a_form_is_not_taken_for_json_unless_it_says_so(program: MakeProgram, kind: str) -> None:
    ann = await program("ann")
    room = await ann.room()
    content = '{"body": "x", "client_message_id": "k"}'
    answer = await ann.post(f"rooms/{room}/messages", content=content, headers={"Content-Type": kind})
    assert answer.status_code == (201 if kind.startswith("application/json") else 415)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost", "http://localhost:8080.evil.example", "http://["]
)
async def test_a_foreign_origin_is_403_even_with_a_good_token(program: MakeProgram, chat: Chat, origin: str) -> None:
    ann = await program("ann")
    room = await ann.room()
    heard = listen(chat, room_topic(UUID(room)))
    message = {"body": "x", "client_message_id": "k"}
    refused = await ann.post(f"rooms/{room}/messages", json=message, headers={"Origin": origin})
    assert refused.status_code == 403
    assert heard == []
    assert (
        await ann.post(f"rooms/{room}/messages", json=message, headers={"Origin": "http://localhost:8080"})
    ).status_code == 201


HUGE = [
    "-1",
    str(2**53),
    str(2**63),
    str(2**64),
    "9" * 4300,
    "9" * 5000,
    "1e3",
    "0x10",
    "x",
    "",
    "NaN",
    "null",
    "1.5",
    "१२x",
    "\x00",
]


async def test_a_number_that_is_none_or_too_large_is_422_with_the_field(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    for value in HUGE:
        for path, name in (
            ("messages", "before"),
            ("messages", "after"),
            ("messages", "limit"),
            ("changes", "since"),
            ("changes", "limit"),
        ):
            since = {"since": "0"} if path == "changes" else {}
            refused = await ann.get(f"rooms/{room}/{path}", params={**since, name: value})
            assert refused.status_code == 422, (name, value)
            assert fields(refused) == {name}


@pytest.mark.each_database
async def test_the_largest_numbers_a_program_can_say_are_no_error(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    await ann.say(room, "x")
    largest = str(2**53 - 1)
    assert len((await ann.get(f"rooms/{room}/messages", params={"before": largest})).json()["messages"]) == 1
    assert (await ann.get(f"rooms/{room}/messages", params={"after": largest})).json()["messages"] == []
    assert (await ann.get(f"rooms/{room}/changes", params={"since": largest})).json()["messages"] == []


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_nobody_gets_more_than_200_messages_at_once_and_can_walk_through_all(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    await asyncio.gather(*(ann.say(room, f"message {n}") for n in range(205)))
    assert len((await ann.get(f"rooms/{room}/messages")).json()["messages"]) == 50
    for limit in (201, 10_000):
        assert (await ann.get(f"rooms/{room}/messages", params={"limit": limit})).status_code == 422
        assert (await ann.get(f"rooms/{room}/changes", params={"since": 0, "limit": limit})).status_code == 422
    newest = (await ann.get(f"rooms/{room}/messages", params={"limit": 200})).json()
    assert [message["number"] for message in newest["messages"]] == list(range(6, 206))
    assert newest["has_more"]
    older = (await ann.get(f"rooms/{room}/messages", params={"before": 6})).json()
    assert [message["number"] for message in older["messages"]] == list(range(1, 6))
    assert not older["has_more"]
    seen: list[int] = []
    since, has_more = 0, True
    while has_more:
        message_page = (await ann.get(f"rooms/{room}/changes", params={"since": since})).json()
        seen += [message["revision"] for message in message_page["messages"]]
        since, has_more = message_page["revision"], message_page["has_more"]
    assert seen == list(range(1, 206))


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_64_posts_at_once_by_several_people_are_numbered_without_a_gap(program: MakeProgram) -> None:
    people = [await program(name) for name in ("ann", "ben", "cat", "dan")]
    room = await people[0].room(*people[1:])
    said = await asyncio.gather(*(people[n % 4].say(room, f"message {n}", f"k{n}") for n in range(64)))
    assert {answer.status_code for answer in said} == {201}
    read = (await people[1].get(f"rooms/{room}/messages", params={"limit": 200})).json()
    assert [message["number"] for message in read["messages"]] == list(range(1, 65))
    assert sorted(answer.json()["number"] for answer in said) == list(range(1, 65))
    assert {message["client_message_id"] for message in read["messages"]} == {f"k{n}" for n in range(64)}


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_64_posts_at_once_to_several_rooms_each_sent_twice_are_stored_once_without_a_gap(
    program: MakeProgram,
) -> None:
    people = [await program(name) for name in ("ann", "ben", "cat")]
    rooms = [await people[0].room(*people[1:]) for _ in range(3)]
    posts = [(people[n % 3], rooms[n // 4 % 3], f"k{n}") for n in range(32)] * 2
    said = await asyncio.gather(*(who.say(room, "x", key) for who, room, key in posts))
    assert sorted(answer.status_code for answer in said) == [200] * 32 + [201] * 32
    for room in rooms:
        read = (await people[0].get(f"rooms/{room}/messages", params={"limit": 200})).json()["messages"]
        assert [message["number"] for message in read] == list(range(1, len(read) + 1))
        assert len(read) == len({key for _, place, key in posts if place == room})


async def test_a_key_is_printable_ascii_and_may_be_any_uuid(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    for key in (str(uuid4()), "k" * 64, "~", "a b"):
        assert (await ann.say(room, "x", key)).json()["client_message_id"] == key


async def test_an_edit_answers_with_the_message_as_it_is_and_shows_up_in_the_changes(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    posted = (await ann.say(room, "teh plan")).json()
    answer = await ann.patch(f"rooms/{room}/messages/1", json={"body": "the plan"})
    assert answer.status_code == 200
    edited = answer.json()
    assert (edited["number"], edited["body"], edited["revision"]) == (1, "the plan", posted["revision"] + 1)
    assert edited["edited_at"] is not None
    missed = await ben.get(f"rooms/{room}/changes", params={"since": posted["revision"]})
    assert missed.json()["messages"] == [edited]
    assert (await ben.patch(f"rooms/{room}/messages/1", json={"body": "mine"})).status_code == 403
    refused = await ann.patch(f"rooms/{room}/messages/1", json={"body": " "})
    assert (refused.status_code, [e["field"] for e in refused.json()["errors"]]) == (422, ["body"])
    for garbled in ("2", "0", "one", "1" * 40, "0" * 25 + "9" * 30, "0" * 5000, "0" * 4999 + "2", "9" * 5000):
        assert (await ann.patch(f"rooms/{room}/messages/{garbled}", json={"body": "?"})).status_code == 404


async def test_a_reaction_answers_with_the_message_and_is_taken_back(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    posted = (await ann.say(room, "lunch?")).json()
    path = f"rooms/{room}/messages/1/reactions/👍"
    answer = await ben.put(path)
    assert (answer.status_code, answer.json()["revision"]) == (200, posted["revision"] + 1)
    assert [(one["emoji"], one["count"]) for one in answer.json()["reactions"]] == [("👍", 1)]
    assert (await ben.put(path)).json() == answer.json()
    assert (await ben.delete(path)).json()["reactions"] == []
    refused = await ben.put(f"rooms/{room}/messages/1/reactions/yes")
    assert (refused.status_code, [e["field"] for e in refused.json()["errors"]]) == (422, ["emoji"])


async def test_edits_count_among_the_long_texts_that_one_person_may_send(chat: Chat, program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    await ann.say(room, "x")
    strict = assemble(chat.settings.model_copy(update={"tries_per_minute": 1}))
    app = FastAPI()
    app.mount("/api/v1", chatapp.api.build(strict))
    async with Program(SecurityMiddleware(app), ann.headers["Authorization"].removeprefix("Bearer ")) as http:
        bodies = [f"**{number}** " * 400 for number in range(7)]
        codes = [(await http.patch(f"rooms/{room}/messages/1", json={"body": body})).status_code for body in bodies]
    await strict.close()
    assert codes == [*[200] * 6, 429]


async def test_an_answer_says_what_it_answers_and_what_cannot_be_answered_is_refused_by_name(
    program: MakeProgram,
) -> None:
    ann, ben = await program("ann"), await program("ben")
    room, other = await ann.room(ben), await ann.room()
    for place in (room, other, other, other):
        await ann.say(place, "one")

    async def answer(key: str, to: object) -> tuple[int, object]:
        new = {"body": "yes", "client_message_id": key, "reply_to": to}
        said = await ben.post(f"rooms/{room}/messages", json=new)
        return said.status_code, said.json().get("reply_to", "") if said.is_success else [*fields(said)]

    assert await answer("a", 1) == (201, 1)
    assert await answer("b", None) == (201, None)
    read = (await ann.get(f"rooms/{room}/messages")).json()["messages"]
    assert [message["reply_to"] for message in read] == [None, 1, None]
    await ann.delete(f"rooms/{room}/messages/1")
    assert await answer("a", 1) == (200, 1)
    for at, number in enumerate((1, 4, 0, -1, 2**40, 2**70, "one", 1.5)):
        assert await answer(f"key {at}", number) == (422, ["reply_to"]), number
