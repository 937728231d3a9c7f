"""Drafts and saved messages over REST."""

from tests.api.conftest import MakeProgram, fields, problem


async def test_a_draft_is_written_read_refused_sent_and_deleted(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben, name="Deploys")
    path = f"me/drafts/{room}"
    empty = (await ben.get(path)).json()
    assert empty == {
        "room_uuid": room,
        "body": "",
        "other_body": "",
        "reply_to": None,
        "revision": 0,
        "written_at": None,
    }
    first = await ben.put(path, json={"body": "half", "revision": 0, "reply_to": 1})
    assert first.status_code == 200
    assert (await ben.get(path)).json() == first.json()
    assert first.json().items() >= {"body": "half", "revision": 1, "reply_to": 1}.items()
    assert (await ben.get("me/drafts")).json() == [{**first.json(), "room_name": "Deploys"}]
    assert (await ann.get("me/drafts")).json() == []

    late = await ben.put(path, json={"body": "another", "revision": 0})
    assert late.status_code == 409
    told = problem(late)
    assert (told["draft"], told["was_sent"]) == (first.json() | {"written_at": told["draft"]["written_at"]}, False)
    assert (await ben.say(room, "half a thought")).status_code == 201
    assert (await ben.get("me/drafts")).json() == []
    zombie = await ben.put(path, json={"body": "half", "revision": 1})
    assert (zombie.status_code, problem(zombie)["draft"]["revision"]) == (409, 2)
    assert problem(zombie)["was_sent"] is True

    assert (await ben.put(path, json={"body": "next", "revision": 2})).status_code == 200
    assert (await ben.delete(path, params={"revision": 2})).status_code == 409
    assert [(await ben.delete(path)).status_code for _ in range(2)] == [204, 204]
    assert (await ben.get(path)).json()["revision"] == 4
    long = await ben.put(path, json={"body": "x" * 10_001, "revision": 4})
    assert (long.status_code, fields(long)) == (422, {"body"})
    assert fields(await ben.put(path, json={"body": "x", "revision": -1})) == {"revision"}


async def test_saved_messages_come_in_pages_and_can_be_done(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben, name="Deploys")
    for number in (1, 2, 3):
        await ann.say(room, f"message {number}")
        assert (await ben.put(f"me/saved/{room}/{number}")).status_code == 204
    first = (await ben.get("me/saved", params={"limit": 2})).json()
    rest = (await ben.get("me/saved", params={"limit": 2, "after": first["next"]})).json()
    assert [one["message"]["body"] for one in first["saved"] + rest["saved"]] == [f"message {n}" for n in (3, 2, 1)]
    assert rest["next"] is None
    assert {(one["room_uuid"], one["room_name"], one["done_at"]) for one in first["saved"]} == {(room, "Deploys", None)}
    assert (await ben.put(f"me/saved/{room}/2", json={"is_done": True})).status_code == 204
    done = (await ben.get("me/saved", params={"is_done": True})).json()["saved"]
    assert [(one["message"]["number"], one["done_at"] is None) for one in done] == [(2, False)]
    assert (await ben.delete(f"me/saved/{room}/3")).status_code == 204
    assert [one["message"]["number"] for one in (await ben.get("me/saved")).json()["saved"]] == [1]
    assert (await ann.get("me/saved")).json()["saved"] == []
