"""Mentions over REST: whom a message mentions, where one is mentioned, and that both are counted."""

from tests.api.conftest import MakeProgram, fields


async def test_programs_learn_whom_a_message_mentions_and_where_they_are_mentioned(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = (await ann.post("rooms", json={"name": "Lab"})).json()
    assert (await ben.post(f"rooms/{room['uuid']}/members")).status_code == 201
    messages = f"rooms/{room['uuid']}/messages"
    posted = await ann.post(messages, json={"body": "@ben, @room, @here: look", "client_message_id": "1"})
    assert posted.json()["mentions"] == [
        {"kind": "person", "uuid": str(ben.actor.uuid)},
        {"kind": "room", "uuid": None},
        {"kind": "here", "uuid": None},
    ]
    await ann.post(messages, json={"body": "again, @ben", "client_message_id": "2"})
    seen = (await ben.get(f"rooms/{room['uuid']}")).json()
    assert (seen["unread"], seen["unread_mentions"]) == (2, 2)
    first = (await ben.get("me/mentions", params={"limit": 1})).json()
    (newest,) = first["mentions"]
    assert (newest["room_name"], newest["is_unread"], newest["message"]["number"]) == ("Lab", True, 3)
    rest = (await ben.get("me/mentions", params={"after": first["next"]})).json()
    assert ([one["message"]["number"] for one in rest["mentions"]], rest["next"]) == ([2], None)
    await ben.put(f"rooms/{room['uuid']}/read", json={"number": 3})
    assert (await ben.get(f"rooms/{room['uuid']}")).json()["unread_mentions"] == 0
    assert [one["is_unread"] for one in (await ben.get("me/mentions")).json()["mentions"]] == [False, False]
    assert (await ann.get("me/mentions")).json() == {"mentions": [], "next": None}


async def test_a_message_that_mentions_too_many_is_refused_with_the_field(program: MakeProgram) -> None:
    ann = await program("ann")
    people = [await program(f"p{number}") for number in range(51)]
    room = (await ann.post("rooms", json={"name": "Lab"})).json()["uuid"]
    names = [one.actor.username for one in people]
    assert (await ann.post(f"rooms/{room}/members", json={"usernames": names})).status_code == 201
    body = " ".join(f"@{name}" for name in names)
    for person, text in ((ann, body), (people[0], "@room look"), (people[0], "@here look")):
        refused = await person.post(f"rooms/{room}/messages", json={"body": text, "client_message_id": "1"})
        assert (refused.status_code, fields(refused)) == (422, {"body"})
    assert (await people[1].get(f"rooms/{room}")).json()["last_number"] == 1  # that they were added
