"""Searching over REST."""

import pytest

from tests.api.conftest import MakeProgram, problem
from tests.support.servers.databases import POSTGRESQL


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_messages_are_found_page_by_page_with_marks(program: MakeProgram) -> None:
    ann, ben, eve = await program("ann"), await program("ben"), await program("eve")
    room = await ann.room(ben, name="Deploys", visibility="private")
    for number in range(1, 4):
        await ann.say(room, f"№ {number} at 10.1.2.7:8443")
    first = (await ben.get("search", params={"q": "10.1.2.7:8443", "limit": 2})).json()
    rest = (await ben.get("search", params={"q": "10.1.2.7:8443", "limit": 2, "cursor": first["cursor"]})).json()
    found = first["results"] + rest["results"]
    assert [one["number"] for one in found] == [3, 2, 1]
    assert (found[0]["room_uuid"], found[0]["room_name"], found[0]["author_username"]) == (room, "Deploys", "ann")
    assert [found[0]["body"][start:end] for start, end in found[0]["marks"]] == ["10.1.2.7:8443"]
    assert (first["is_complete"], rest["is_complete"], rest["cursor"], rest["note"]) == (True, True, None, None)
    best = await ben.get("search", params={"q": "10.1.2.7", "order": "best"})
    assert len(best.json()["results"]) == 3
    for query in ("10.1.2.7:8443", "from:ann", "is:unread"):
        assert (await eve.get("search", params={"q": query})).json()["results"] == []


async def test_a_wrong_operator_is_told_where_it_stands(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    await ann.room(name="Secret", visibility="private")
    refused = await ben.get("search", params={"q": "word in:secret before:soon"})
    assert refused.status_code == 422
    told = problem(refused)["errors"]
    assert [(one["field"], one["from"], one["to"]) for one in told] == [("q", 5, 14), ("q", 15, 26)]
    unknown = problem(await ben.get("search", params={"q": "in:nosuch"}))["errors"][0]["detail"]
    assert told[0]["detail"] == unknown.replace("nosuch", "secret")


@pytest.mark.parametrize(
    "query", ["", " ", '"unclosed', "%", "a\0b", "'; drop table message; --", "🎉", "\u202eabc", "*" * 5_000]
)
async def test_no_query_is_an_error(program: MakeProgram, query: str) -> None:
    ann = await program("ann")
    answer = await ann.get("search", params={"q": query})
    assert answer.status_code in (200, 422)
    assert answer.status_code == 200 or problem(answer)["errors"][0]["from"] == 0
