"""What a program does in a room."""

import hashlib
from pathlib import Path
from uuid import uuid4

import httpx
import pandas
import pytest

from chatapp.client import AsyncChat, NewFile
from chatapp.client.protocol import error_of
from chatapp.errors import Forbidden, Invalid, NotFound, Outdated, Unauthenticated
from tests.client.conftest import MakeClient
from tests.support.servers.server import Person, Server


async def _two(server: Server) -> tuple[Person, Person, str]:
    ann, ben = await server.person(), await server.person()
    return ann, ben, await server.room(ann, ben)


async def test_post_answer_edit_react_and_delete(server: Server, client: MakeClient) -> None:
    ann, ben, uuid = await _two(server)
    program = client(ann)
    room = await program.room(uuid)
    first = await program(room.post, "Deploying **api**.")
    answer = await program(room.reply, first, "Done.")
    assert (first.number, answer.number, answer.reply_to) == (1, 2, 1)
    edited = await program(room.edit, first, "Deploying *web*.")
    assert (edited.body, edited.number) == ("Deploying *web*.", 1)
    await program(room.react, answer, "🎉")
    await program(room.react, answer.number, "👍")
    await program(room.unreact, answer, "👍")
    [stored, _] = (await server.messages(ben, uuid))[::-1]
    assert [reaction["emoji"] for reaction in stored["reactions"]] == ["🎉"]
    await program(room.delete, answer)
    [second, _] = await program(room.history)
    assert second.deleted_at is not None
    assert second.body == ""


async def test_the_same_key_posts_once(server: Server, client: MakeClient) -> None:
    ann, _, uuid = await _two(server)
    program, key = client(ann), str(uuid4())
    room = await program.room(uuid)
    first = await program(room.post, "once", client_message_id=key)
    assert await program(room.post, "once", client_message_id=key) == first
    assert len(await server.messages(ann, uuid)) == 1


async def test_a_room_is_found_by_name_whatever_its_case_and_people_by_theirs(
    server: Server, client: MakeClient
) -> None:
    ann, ben, uuid = await _two(server)
    program = client(ann)
    name = (await program.room(uuid)).name
    for written in (name.upper(), f"#{name}", uuid):
        assert str((await program.room(written)).uuid) == uuid
    assert uuid in [str(room.uuid) for room in await program(program.chat.rooms, name)]
    direct = await program.room(f"@{ben.username}")
    assert direct.info.visibility == "direct"
    with pytest.raises(NotFound, match="no room called “Nowhere”"):
        await program.room("Nowhere")
    assert (await program(program.chat.me)).username == ann.username


async def test_history_goes_from_the_newest_to_the_first_over_pages(server: Server, client: MakeClient) -> None:
    ann, _, uuid = await _two(server)
    program = client(ann)
    async with AsyncChat(server.base, ann.token) as chat:
        posting = await chat.room(uuid)
        for number in range(1, 208):
            await posting.post(str(number))
    room = await program.room(uuid)
    numbers = [message.number for message in await program(room.history)]
    assert numbers == list(range(207, 0, -1))
    assert [message.number for message in await program(room.history, before=5, limit=2)] == [4, 3]
    assert await program(room.history, limit=0) == []


async def test_tables_and_files_stand_on_one_message(server: Server, client: MakeClient, tmp_path: Path) -> None:
    ann, ben, uuid = await _two(server)
    program = client(ann)
    room = await program.room(uuid)
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(range(256)) * 10_000)
    frame = pandas.DataFrame({"service": ["api", "web"], "ms": [12.5, None]})
    posted = await program(room.post, "Slowest", frame, path, NewFile("note.txt", b"see above"), title="Today")
    assert [block["type"] for block in posted.blocks] == ["text", "table"]
    assert posted.blocks[1]["rows"] == [["api", 12.5], ["web", None]]
    large, note = posted.attachments
    assert (large.name, large.size, note.name) == ("large.bin", path.stat().st_size, "note.txt")
    async with server.http(ben) as http:
        content = (await http.get(large.url)).content
    assert hashlib.sha256(content).hexdigest() == hashlib.sha256(path.read_bytes()).hexdigest()
    alone = await program(room.upload, b"\x89PNG?", name="empty-looking.txt", alt="")
    assert [file.name for file in alone.attachments] == ["empty-looking.txt"]


async def test_what_can_not_be_posted_is_said(server: Server, client: MakeClient) -> None:
    ann, _, uuid = await _two(server)
    program = client(ann)
    room = await program.room(uuid)
    with pytest.raises(Invalid, match="nothing to post"):
        await program(room.post, "  ")
    with pytest.raises(Invalid, match="takes no files"):
        await program(room.edit, 1, b"bytes")
    with pytest.raises(NotFound):
        await program(room.edit, 99, "text")
    assert await server.messages(ann, uuid) == []


async def test_outsiders_get_nothing(server: Server, client: MakeClient) -> None:
    _, _, uuid = await _two(server)
    eve = await server.person()
    program = client(eve)
    room = await program.room(uuid)  # a public room is listed for everybody
    for call in (room.post, room.upload):
        with pytest.raises(Forbidden):
            await program(call, b"psst")
    with pytest.raises(Forbidden):
        await program(room.history)
    assert await program(program.chat.search, "psst") == []


async def test_a_token_that_is_missing_unknown_or_revoked_is_said(
    server: Server, client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHATAPP_TOKEN", raising=False)
    with pytest.raises(Unauthenticated, match="CHATAPP_TOKEN"):
        AsyncChat(server.base)
    ann = await server.person()
    program = client(ann)
    await program(program.chat.me)
    async with server.http(ann) as http:
        [token] = (await http.get("/api/v1/me/tokens")).json()
        await http.delete(f"/api/v1/me/tokens/{token['id']}")
    with pytest.raises(Unauthenticated):
        await program(program.chat.me)


async def test_the_environment_says_where_and_who(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await server.person()
    monkeypatch.setenv("CHATAPP_URL", server.base + "/")
    monkeypatch.setenv("CHATAPP_TOKEN", ann.token)
    async with AsyncChat() as chat:
        assert (await chat.me()).username == ann.username


async def test_what_a_search_finds_is_a_data_frame_the_oldest_first(server: Server, client: MakeClient) -> None:
    ann, ben, uuid = await _two(server)
    word = f"w{uuid4().hex[:10]}"
    for number in range(130):  # more than a page
        await server.post(ben if number % 2 else ann, uuid, f"{word} {number}")
    program = client(ann)
    room = await program.room(uuid)
    await program(room.react, 130, "👍")
    frame = await program(program.chat.dataframe, word)
    assert list(frame["number"]) == list(range(1, 131))
    assert set(frame["author"]) == {ann.username, ben.username}
    assert frame["created_at"].dt.tz is not None
    assert (frame["reactions"].sum(), frame["room"].iloc[0]) == (1, room.name)
    assert len(await program(program.chat.dataframe, "nothing" + word)) == 0
    assert len(await program(program.chat.search, word, limit=5)) == 5


async def test_an_edit_of_something_else_is_refused_with_what_is_there() -> None:
    told = {"type": "about:blank", "status": 409, "title": "x", "detail": "Changed.", "body": "b", "revision": 7}
    error = error_of(httpx.Response(409, json=told))
    assert isinstance(error, Outdated)
    assert error.current == {"body": "b", "revision": 7}
