"""REST: a thread is begun once, answers as any room, is followed and listed; and nobody outside learns of it."""

from tests.api.conftest import MakeProgram


async def test_programs_begin_follow_and_read_threads_as_rooms(program: MakeProgram) -> None:
    ann, ben, eve = [await program(name) for name in ("ann", "ben", "eve")]
    room = await ann.room(ben)
    await ann.say(room, "Shall we deploy?")
    path = f"rooms/{room}/messages/1/thread"
    first, again = await ben.post(path), await ann.post(path)
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    thread = first.json()["room_uuid"]
    seen = (await ben.get(f"rooms/{thread}")).json()
    assert (seen["visibility"], seen["parent_uuid"], seen["root_number"]) == ("thread", room, 1)
    assert (seen["name"], seen["follows"], seen["member_count"]) == ("Shall we deploy?", True, 2)
    told = {"body": "Yes.", "client_message_id": "k", "also_in_room": True}
    assert [(await ben.post(f"rooms/{thread}/messages", json=told)).status_code for _ in range(2)] == [201, 200]
    root, copy = (await ann.get(f"rooms/{room}/messages")).json()["messages"]
    assert root["thread"] | {"last_at": ""} == {
        "room_uuid": thread,
        "replies": 1,
        "last_at": "",
        "people": [{"uuid": str(ben.actor.uuid), "name": ben.actor.name}],
    }
    assert (copy["body"].startswith("Yes.\n[View in thread]("), copy["thread"]) == (True, None)
    [listed] = (await ann.get("me/threads")).json()["threads"]
    assert (listed["thread"]["unread"], listed["room"]["uuid"], listed["root"]["number"]) == (1, room, 1)
    assert [one["uuid"] for one in (await ann.get("rooms?show=all")).json()["rooms"]] == [room], "no list has it"
    assert (await ann.delete(f"threads/{thread}/follow")).status_code == 204
    assert (await ann.get("me/threads")).json()["threads"] == []
    await ben.say(thread, "more")
    now = (await ann.get(f"rooms/{room}")).json()
    assert now["has_thread_news"]
    await ann.put(f"rooms/{room}/read", json={"number": now["last_number"], "revision": now["revision"]})
    assert not (await ann.get(f"rooms/{room}")).json()["has_thread_news"]
    for wrong, status in ((f"rooms/{thread}/messages/1/thread", 422), (f"rooms/{room}/messages/9/thread", 404)):
        assert (await ann.post(wrong)).status_code == status
    assert (await ann.put(f"threads/{room}/follow")).status_code == 404
    for method, path in (
        ("GET", f"rooms/{thread}"),
        ("GET", f"rooms/{thread}/messages"),
        ("GET", f"rooms/{thread}/members"),
        ("GET", f"rooms/{thread}/changes?since=0"),
        ("PUT", f"threads/{thread}/follow"),
        ("DELETE", f"threads/{thread}/follow"),
        ("GET", f"rooms/{thread}/files"),
        ("GET", f"rooms/{thread}/pins"),
    ):
        assert (await eve.request(method, path)).status_code == 404, path
