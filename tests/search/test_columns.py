"""What a search finds as columns: the same messages, for the same people, in fewer and cheaper pages."""

import pytest

from benchmarks.frame_cost import fill_room
from chatapp.api.search import ColumnsOut
from chatapp.bootstrap import Chat
from chatapp.client.dataframe import COLUMNS
from chatapp.errors import RateLimited
from chatapp.identity import Actor
from chatapp.search.columns import NAMES
from chatapp.search.views import WrongQuery
from chatapp.testing import World
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_direct_room, a_room, remove, say
from tests.support.servers.databases import POSTGRESQL

ROOMS = 4


async def numbers(chat: Chat, actor: Actor, query: str, limit: int = 3) -> list[tuple[str, int]]:
    """Return the room and number of all that somebody finds as columns, page by page."""
    found, cursor = list[tuple[str, int]](), ""
    while True:
        page = await chat.search.columns(actor=actor, query=query, cursor=cursor, limit=limit)
        assert {len(column) for column in page.columns.values()} == {len(page.columns["number"])}
        found += zip(map(str, page.columns["room_uuid"]), page.columns["number"], strict=True)
        if not (cursor := page.cursor):
            return found


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_columns_have_what_a_search_finds_and_nothing_of_other_rooms(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    public = await a_room(chat, ann, ben)
    private = await a_room(chat, ann, ben, visibility="private")
    direct = await a_direct_room(chat, ann, ben)
    for room in (public, private, direct, public, private):
        await say(chat, ann, room, "the eagle lands")
    await say(chat, ben, public, "no bird")
    whole = [one.key for one in (await chat.search.find(actor=ben, query="eagle", limit=50)).hits]
    assert await numbers(chat, ben, "eagle") == [(str(room), number) for room, number in whole]
    assert len(whole) == 5
    assert await numbers(chat, eve, "eagle") == []
    page = await chat.search.columns(actor=ben, query="eagle", limit=2)
    await remove(chat, ann, ben, private)  # rights are asked for each page
    after = await chat.search.columns(actor=ben, query="eagle", cursor=page.cursor)
    assert private not in after.columns["room_uuid"]
    assert len(after.columns["number"]) == 2
    assert set(after.columns["author"]) == {"ann"}
    with pytest.raises(WrongQuery):
        await chat.search.columns(actor=eve, query="in:nowhere")
    assert (await chat.search.columns(actor=ann, query="")).columns["number"] == ()


async def test_pages_that_go_on_are_no_new_searches_and_have_a_limit_of_their_own(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    strict = chat_with(tries_per_minute=10)
    room = await a_room(chat, ann, ben)
    for _ in range(3):
        await say(chat, ann, room, "word")
    cursor = (await strict.search.columns(actor=ann, query="word", limit=1)).cursor
    for _ in range(59):
        await strict.search.find(actor=ann, query="word", limit=1)
    with pytest.raises(RateLimited):
        await strict.search.columns(actor=ann, query="word")
    for _ in range(60):
        await strict.search.columns(actor=ann, query="word", cursor=cursor, limit=1)
        await strict.search.find(actor=ann, query="word", cursor=cursor, limit=1)
    with pytest.raises(RateLimited):
        await strict.search.columns(actor=ann, query="word", cursor=cursor)
    with pytest.raises(RateLimited):
        await strict.search.find(actor=ann, query="word", cursor="0123456789abcdef")  # one that nobody gave out
    await strict.search.columns(actor=ben, query="word", cursor=cursor)


def test_a_data_frame_of_a_whole_room_takes_few_requests(world: World) -> None:
    [alice] = world.users(1)
    room = world.room("ops", alice)
    world.run(fill_room(world, room, 5_000))
    with alice.client() as program:
        asked = list[str]()
        program._http.event_hooks["request"].append(lambda request: asked.append(request.url.path))
        frame = program.dataframe("in:ops")
        assert list(frame["number"]) == list(range(1, 5_001))
        assert len(asked) <= 4, asked
        assert len(program.dataframe("in:ops", limit=7)) == 7
        assert list(program.dataframe("in:ops", limit=0).columns) == list(COLUMNS)
        assert {str(frame[name].dtype) for name in ("created_at", "edited_at")} == {"datetime64[us, UTC]"}


def test_server_and_client_name_the_same_columns() -> None:
    assert NAMES == COLUMNS
    assert set(ColumnsOut.model_fields) == set(COLUMNS)
