"""Custom emoji over REST: added, listed, shown, used in reactions and deleted; what is refused names its field."""

from io import BytesIO

import pytest
from PIL import Image

from tests.api.conftest import MakeProgram, Program, fields, problem
from tests.support.people.emoji import moving, square
from tests.support.samples.pictures import SVG


async def add(who: Program, name: str, content: bytes = b"") -> None:
    added = await who.post("emoji", params={"name": name}, content=content or square())
    assert added.status_code == 201, added.text


async def test_a_program_adds_an_emoji_that_others_list_see_and_delete(program: MakeProgram, stranger: Program) -> None:
    ann, ben, cem = [await program(name) for name in ("ann", "ben", "cem")]
    made = await ben.post("emoji?name=:Party:", content=moving(), headers={"Content-Type": "image/gif"})
    assert made.status_code == 201
    told = made.json()
    assert told["name"] == "party"
    assert (told["is_moving"], told["created_by_name"], told["created_by"]) == (True, "ben", str(ben.actor.uuid))
    await add(ann, "quay")
    assert (await cem.get("emoji")).json() == {"emoji": [told, (await ann.get("emoji")).json()["emoji"][1]]}
    seen = await cem.get(told["picture"].removeprefix("/api/v1/"))
    assert (seen.headers["content-type"], seen.headers["x-content-type-options"]) == ("image/webp", "nosniff")
    assert "private" in seen.headers["cache-control"]
    assert Image.open(BytesIO(seen.content)).size == (128, 128)
    for path in ("emoji", "emoji/party/picture"):
        assert (await stranger.get(path)).status_code == 401
    assert (await cem.delete("emoji/party")).status_code == 403
    assert (await ann.delete("emoji/party")).status_code == 204
    assert (await ann.delete("emoji/party")).status_code == 404
    assert (await ann.get("emoji/party/picture")).status_code == 404
    assert [one["name"] for one in (await ben.get("emoji")).json()["emoji"]] == ["quay"]


@pytest.mark.parametrize(
    ("name", "content", "status", "wrong"),
    [
        ("", b"", 422, {"name", "picture"}),
        (":)", b"nope", 422, {"name", "picture"}),
        ("tada", square(), 422, {"name"}),
        ("there", square(), 409, {"name"}),
        ("there", SVG, 422, {"name", "picture"}),
        ("fine", moving(frames=2000, side=8), 422, {"picture"}),
        ("fine", b"\0" * 300_000, 422, {"picture"}),
    ],
)
async def test_what_is_wrong_is_named(
    program: MakeProgram, name: str, content: bytes, status: int, wrong: set[str]
) -> None:
    ann = await program("ann")
    await add(ann, "there")
    refused = await ann.post("emoji", params={"name": name}, content=content)
    assert (refused.status_code, fields(refused)) == (status, wrong)
    assert len((await ann.get("emoji")).json()["emoji"]) == 1


async def test_ten_megabytes_are_not_even_read(program: MakeProgram) -> None:
    refused = await (await program("ann")).post("emoji?name=big", content=b"\0" * 10_000_000)
    assert refused.status_code == 413
    assert "KiB" in problem(refused)["detail"]


async def test_a_workspace_may_keep_it_to_administrators(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    changed = await ann.patch("workspace", json={"may_members_add_emoji": False})
    assert changed.json()["may_members_add_emoji"] is False
    refused = await ben.post("emoji?name=mine", content=square())
    assert (refused.status_code, problem(refused)["title"]) == (403, "Not allowed")
    await add(ann, "mine")


async def test_a_program_reacts_with_a_custom_emoji_as_long_as_there_is_one(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    await ann.say(room, "lunch? :party:")
    reacting = f"rooms/{room}/messages/1/reactions/:party:"
    refused = await ben.put(reacting)
    assert (refused.status_code, fields(refused)) == (422, {"emoji"})
    await add(ann, "party")
    told = (await ben.put(reacting.replace("party", "Party"))).json()
    assert [(one["emoji"], one["count"]) for one in told["reactions"]] == [(":party:", 1)]
    assert told["body"] == "lunch? :party:"
    [alert] = (await ann.get("me/alerts")).json()["alerts"]
    assert (alert["kind"], alert["emoji"]) == ("reaction", ":party:")
    await ann.delete("emoji/party")
    assert (await ann.put(reacting)).status_code == 422
    [kept] = (await ann.get(f"rooms/{room}/messages")).json()["messages"][-1]["reactions"]
    assert kept["emoji"] == ":party:"
    assert (await ben.delete(reacting.replace("party", "PARTY"))).json()["reactions"] == []
