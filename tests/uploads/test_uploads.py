"""Files from the first byte to the last reader: pieces, cuts, rights, room, what becomes of them."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from chatapp import accounts, messages, rooms, uploads
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Forbidden, Full, Invalid, NotFound, Outdated, TooLarge
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.uploads import sweep
from chatapp.uploads.limits import PIECE
from models import Account
from models.utc_datetime import now
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.files import begin_file, bytes_of, objects, piece, post_files, send_file, sweep_later
from tests.support.people.rooms import a_room, listen
from tests.support.samples.films import PLACE, film
from tests.support.servers.databases import POSTGRESQL, rows
from tests.threads.test_beginning import begin, remove

pytestmark = pytest.mark.each_database
BIG = bytes(range(251)) * 10_000  # two pieces and a half
SWEPT = "select (select count(*) from upload), (select count(*) from blob)"


@pytest.fixture
async def people(person: MakePerson) -> tuple[Actor, Actor]:
    return await person("ann"), await person("ben")


async def read(chat: Chat, actor: Actor, room: UUID) -> list[MessageView]:
    async with chat.reading() as session:
        return (await messages.read(session, actor=actor, room_uuid=room)).messages


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_file_sent_in_pieces_is_on_a_message_and_is_read_by_members_alone(
    chat: Chat, people: tuple[Actor, Actor], person: MakePerson
) -> None:
    ann, ben = people
    eve = await person("eve")
    room = await a_room(chat, ann, ben)
    heard = listen(chat, room_topic(room))
    upload = await send_file(chat, ann, room, BIG, "Plan β.pdf")
    assert await bytes_of(chat, ann, upload) == BIG  # its sender sees it before it is on a message
    with pytest.raises(NotFound):
        await bytes_of(chat, ben, upload)
    view = await post_files(chat, ann, room, upload)
    assert view.body == ""
    (attachment,) = view.attachments
    assert (attachment.uuid, attachment.name, attachment.size) == (upload, "Plan β.pdf", len(BIG))
    assert [event.message for event in heard if isinstance(event, MessageChanged)] == [view]
    assert (await read(chat, ben, room))[-1] == view  # live equals read
    assert await bytes_of(chat, ben, upload) == BIG
    with pytest.raises(NotFound):
        await bytes_of(chat, eve, upload)
    assert all(name.startswith("files/") for name in await objects(chat))  # no piece is left
    async with chat.reading() as session:
        page = await uploads.files(session, actor=ben, room_uuid=room, search="PLAN Β")  # another letter's case, too
    assert [(one.attachment, one.number, one.author_username) for one in page.items] == [
        (attachment, view.number, "ann")
    ]
    async with chat.transaction() as work:
        await rooms.remove(work, actor=ann, room_uuid=room, account_uuid=ben.uuid)
    with pytest.raises(NotFound):
        await bytes_of(chat, ben, upload)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_room_has_the_files_of_its_threads_too_and_a_thread_its_own(
    chat: Chat, people: tuple[Actor, Actor], person: MakePerson
) -> None:
    ann, ben = people
    eve = await person("eve")
    room, other = await a_room(chat, ann, ben, visibility="private"), await a_room(chat, ann, eve)

    async def send(where: UUID, name: str) -> None:
        await post_files(chat, ann, where, await send_file(chat, ann, where, b"x", name))

    async def listed(where: UUID, **asked: Any) -> list[tuple[UUID, int, str]]:
        async with chat.reading() as session:
            page = await uploads.files(session, actor=ben, room_uuid=where, **asked)
        return [(one.room_uuid, one.number, one.attachment.name) for one in page.items]

    await send(room, "first.txt")
    thread = (await begin(chat, ben, room, 1)).room_uuid
    await send(thread, "second.txt")
    await send(room, "third.txt")
    await send(other, "elsewhere.txt")
    first, second, third = (room, 1, "first.txt"), (thread, 1, "second.txt"), (room, 2, "third.txt")
    assert await listed(room) == [third, second, first]
    assert await listed(room, search="second") == [second]
    assert await listed(thread) == [second]
    async with chat.reading() as session:
        page = await uploads.files(session, actor=ben, room_uuid=room, limit=2)
        assert page.next is not None
    assert await listed(room, after=page.next) == [first]
    for where in (room, thread):
        async with chat.reading() as session:
            with pytest.raises(NotFound):
                await uploads.files(session, actor=eve, room_uuid=where)
    await remove(chat, ann, thread, 1)
    assert await listed(room) == [third, first]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_what_has_arrived_stays_whatever_is_cut_off(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, ben = people
    room = await a_room(chat, ann, ben)
    upload = await begin_file(chat, ann, room, len(BIG))

    async def cut() -> AsyncIterator[bytes]:
        yield BIG[:1000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await chat.uploads.receive(actor=ann, upload_uuid=upload.uuid, offset=0, chunks=cut())
    half = await piece(chat, ann, upload, 0, BIG[:PIECE])
    assert half.received == PIECE
    for offset in (0, 1, len(BIG)):  # the same piece again, and others out of turn
        with pytest.raises(Outdated) as wrong:
            await piece(chat, ann, upload, offset, BIG[offset : offset + 10])
        assert wrong.value.current == {"offset": PIECE}
    with pytest.raises(TooLarge):
        await piece(chat, ann, upload, PIECE, BIG[: PIECE + 1])
    both = await asyncio.gather(  # two tabs
        *(piece(chat, ann, upload, PIECE, BIG[PIECE : 2 * PIECE]) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["Outdated", "UploadView"]
    with pytest.raises(Invalid, match="hasn't arrived"):
        await post_files(chat, ann, room, upload.uuid)
    with pytest.raises(NotFound):
        await piece(chat, ben, upload, 2 * PIECE, BIG[2 * PIECE :])
    done = await piece(chat, ann, upload, 2 * PIECE, BIG[2 * PIECE :])
    assert done.is_ready
    assert (await piece(chat, ann, upload, len(BIG), b"")).is_ready  # told once more
    await post_files(chat, ann, room, upload.uuid)
    assert await bytes_of(chat, ben, upload.uuid) == BIG


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_cut_at_the_very_end_is_made_up_for_and_a_lost_piece_is_asked_for_again(
    chat: Chat, people: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, _ = people
    room = await a_room(chat, ann)
    upload = await begin_file(chat, ann, room, 2000)
    with monkeypatch.context() as patched:
        patched.setattr("chatapp.uploads.keeping.keep", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await piece(chat, ann, upload, 0, BIG[:2000])  # all is there, and the process dies
    assert not (await piece(chat, ann, await begin_file(chat, ann, room, 9), 0, b"12345")).is_ready
    await chat.uploads.finish(actor=ann, upload_uuids=[upload.uuid, uuid4()])
    assert (await post_files(chat, ann, room, upload.uuid)).attachments[0].size == 2000

    lost = await begin_file(chat, ann, room, len(BIG))
    await piece(chat, ann, lost, 0, BIG[:PIECE])
    await piece(chat, ann, lost, PIECE, BIG[PIECE : 2 * PIECE])
    await chat.uploads.storage.delete([name for name in await objects(chat) if lost.uuid.hex in name][:1])
    with pytest.raises(Outdated, match="was lost") as told:
        await piece(chat, ann, lost, 2 * PIECE, BIG[2 * PIECE :])
    assert told.value.current == {"offset": 0}
    for start in range(0, len(BIG), PIECE):
        await piece(chat, ann, lost, start, BIG[start : start + PIECE])
    assert await bytes_of(chat, ann, lost.uuid) == BIG


async def test_asking_twice_makes_one_upload_and_one_message(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, ben = people
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann)
    asked: dict[str, Any] = {"name": "a.txt", "size": 5, "client_upload_id": "k"}
    first = await chat.uploads.begin(actor=ann, room_uuid=room, **asked)
    again = await chat.uploads.begin(actor=ann, room_uuid=room, **asked)
    assert (again.uuid, first.is_new, again.is_new) == (first.uuid, True, False)
    for changed in ({"room_uuid": other}, {"room_uuid": room, "size": 6}):
        with pytest.raises(Conflict):
            await chat.uploads.begin(actor=ann, **{**asked, **changed})
    assert (await chat.uploads.begin(actor=ben, room_uuid=room, **asked)).is_new  # keys are everybody's own
    await piece(chat, ann, first, 0, b"12345")
    posts = [
        messages.post(
            chat.post_queue, actor=ann, room_uuid=room, body="", client_message_id="m", upload_uuids=[first.uuid]
        )
        for _ in range(3)
    ]
    posted = await asyncio.gather(*posts)
    assert len({one.message.number for one in posted}) == 1
    assert [one.is_new for one in posted].count(True) == 1
    with pytest.raises(Conflict, match="another message"):
        await post_files(chat, ann, room, first.uuid)
    with pytest.raises(Conflict, match="on a message"):
        await chat.uploads.cancel(actor=ann, upload_uuid=first.uuid)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_which_files_a_message_can_have(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, ben = people
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann)
    mine, elsewhere = await send_file(chat, ann, room, b"a"), await send_file(chat, ann, other, b"b")
    theirs = await send_file(chat, ben, room, b"c")
    for wrong in ([elsewhere], [theirs], [uuid4()], [mine, mine], [uuid4() for _ in range(21)]):
        with pytest.raises(Invalid):
            await post_files(chat, ann, room, *wrong)
    with pytest.raises(Invalid, match="empty"):
        await post_files(chat, ann, room, body=" ")
    second = await send_file(chat, ann, room, b"d", "second.txt")
    view = await post_files(chat, ann, room, second, mine, body="**two**")
    assert [one.uuid for one in view.attachments] == [second, mine]  # in the order in which they were named
    assert (await read(chat, ben, room))[-1] == view
    async with chat.reading() as session:
        quoting = (await messages.latest(session, actor=ben, room_uuids=[room]))[room]
    assert quoting[-1].words == "two"
    bare = await post_files(chat, ann, room, await send_file(chat, ann, room, b"e"), body="a text")
    async with chat.transaction() as work:
        edited = await messages.edit(work, actor=ann, room_uuid=room, number=bare.number, body=" ")
    assert (edited.body, edited.attachments) == ("", bare.attachments)
    posted = await messages.post(chat.post_queue, actor=ann, room_uuid=room, body="x", client_message_id="x")
    with pytest.raises(Invalid, match="empty"):
        async with chat.transaction() as work:
            await messages.edit(work, actor=ann, room_uuid=room, number=posted.message.number, body=" ")


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_message_without_a_text_is_called_by_its_file(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, ben = people
    room = await a_room(chat, ann, ben)
    view = await post_files(chat, ann, room, await send_file(chat, ann, room, b"a", "Offsite.txt"))
    answer = await messages.post(
        chat.post_queue, actor=ben, room_uuid=room, body="nice", client_message_id="r", reply_to=view.number
    )
    assert answer.message.quote is not None
    assert answer.message.quote.body == "Offsite.txt"
    assert (await read(chat, ann, room))[-1] == answer.message
    async with chat.reading() as session:
        found = (await messages.latest(session, actor=ben, room_uuids=[room]))[room]
    assert [one.words for one in found] == ["Offsite.txt", "nice"]


async def test_limits_of_a_file_a_person_and_all(chat_with: ChatWith, chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, ben = people
    room = await a_room(chat, ann, ben)
    small = chat_with(file_megabytes=1, person_megabytes=2, storage_megabytes=3)
    for size, error in ((0, Invalid), (PIECE + 1, TooLarge), (2**50, TooLarge)):
        with pytest.raises(error):
            await begin_file(small, ann, room, size)
    for name in ("", "  "):
        with pytest.raises(Invalid, match="no name"):
            await begin_file(small, ann, room, 1, name)
    for _ in range(2):
        await begin_file(small, ann, room, PIECE)
    with pytest.raises(Full, match="You've used 2 MB of the 2 MB"):
        await begin_file(small, ann, room, 1)
    await begin_file(small, ben, room, PIECE)
    with pytest.raises(Full, match="no room left"):
        await begin_file(small, ben, room, 1)
    outsider = await a_room(chat, ben)
    with pytest.raises(Forbidden):
        await begin_file(chat, ann, outsider, 1)


async def test_the_same_content_is_kept_once_and_goes_with_the_last_who_has_it(
    chat: Chat, people: tuple[Actor, Actor]
) -> None:
    ann, ben = people
    room, other = await a_room(chat, ann, ben, name="Lab"), await a_room(chat, ben, name="Other")
    first, second = await send_file(chat, ann, room, BIG), await send_file(chat, ben, other, BIG, "copy.txt")
    one, two = await post_files(chat, ann, room, first), await post_files(chat, ben, other, second)
    assert len(await objects(chat)) == 1
    await sweep_later(chat)
    assert len(await objects(chat)) == 1
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=one.number)
    with pytest.raises(NotFound):
        await bytes_of(chat, ann, first)
    async with chat.transaction() as work:
        restored = await messages.restore(work, actor=ann, room_uuid=room, number=one.number)
    assert restored.attachments == one.attachments
    async with chat.transaction() as work:
        await messages.remove(work, actor=ben, room_uuid=other, number=two.number)
        await rooms.close(work, actor=ben, room_uuid=other)
        await rooms.delete(work, actor=ben, room_uuid=other, confirmation="Other")
    await sweep_later(chat)
    assert await bytes_of(chat, ann, first) == BIG
    async with chat.transaction() as work:
        await rooms.close(work, actor=ann, room_uuid=room)
        await rooms.delete(work, actor=ann, room_uuid=room, confirmation="Lab")
    assert await sweep_later(chat) == "Removed 1 file."
    assert await objects(chat) == []
    assert rows(chat.settings, SWEPT) == [(0, 0)]
    assert await sweep_later(chat) == "There was nothing to remove."


async def test_deleting_an_account_takes_what_no_message_has(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, ben = people
    room = await a_room(chat, ann, ben)
    carried, given_up = await send_file(chat, ben, room, b"carried"), await send_file(chat, ben, room, b"given up")
    await begin_file(chat, ben, room, 10)
    await post_files(chat, ben, room, carried)
    async with chat.transaction() as work:
        await accounts.delete_account(work, await work.session.get_one(Account, ben.account_id))
    await sweep_later(chat)
    assert await bytes_of(chat, ann, carried) == b"carried"
    assert len(await objects(chat)) == 1
    assert rows(chat.settings, SWEPT) == [(1, 1)]
    assert given_up


async def test_what_is_given_up_and_what_a_dying_process_left_is_swept(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, _ = people
    room = await a_room(chat, ann)
    cancelled = await begin_file(chat, ann, room, len(BIG))
    await piece(chat, ann, cancelled, 0, BIG[:PIECE])
    await chat.uploads.cancel(actor=ann, upload_uuid=cancelled.uuid)
    assert await objects(chat) == []
    with pytest.raises(NotFound):
        await piece(chat, ann, cancelled, PIECE, BIG[PIECE : 2 * PIECE])
    forgotten = await begin_file(chat, ann, room, len(BIG))
    await piece(chat, ann, forgotten, 0, BIG[:PIECE])
    await send_file(chat, ann, room, b"never posted")
    for name in (f"pieces/{uuid4().hex}/0-a", "pieces/odd/0-a", "files/ab/abc", "files/ab/abc-480"):
        await chat.uploads.storage.put(name, b"left")
    job = sweep.job(chat.database, chat.transactions, chat.uploads.storage, now)
    assert job.run is not None
    assert await job.run() == "There was nothing to remove."  # nothing is old
    assert len(await objects(chat)) == 6
    assert await sweep_later(chat) == "Removed 1 file and 5 leftovers."
    assert await objects(chat) == []
    assert rows(chat.settings, SWEPT) == [(0, 0)]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_picture_is_drawn_again_and_has_thumbnails(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, _ = people
    room = await a_room(chat, ann)
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Spycam", 6
    file = BytesIO()
    Image.effect_noise((1600, 900), 50).convert("RGB").save(file, "JPEG", exif=exif)
    upload = await send_file(chat, ann, room, file.getvalue(), "IMG.JPG")
    (view,) = (await post_files(chat, ann, room, upload)).attachments
    assert (view.media_type, view.width, view.height, view.thumbnail) == ("image/jpeg", 900, 1600, 1200)
    content = await bytes_of(chat, ann, upload)
    assert b"Spycam" in file.getvalue()
    assert b"Spycam" not in content
    assert len(await objects(chat)) == 3
    assert view.size == len(content)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_film_that_came_in_small_pieces_tells_nothing_either(chat: Chat, people: tuple[Actor, Actor]) -> None:
    ann, _ = people
    content = film()
    upload = await begin_file(chat, ann, await a_room(chat, ann), len(content), "IMG_0001.MOV")
    for start in range(0, len(content), 50):
        upload = await piece(chat, ann, upload, start, content[start : start + 50])
    assert upload.is_ready
    kept = await bytes_of(chat, ann, upload.uuid)
    assert len(kept) == len(content)
    assert PLACE in content
    assert PLACE not in kept
