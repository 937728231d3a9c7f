"""Reminders, by REST."""

from datetime import UTC, datetime, timedelta

from tests.api.conftest import MakeProgram, fields

DAY = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


async def test_a_reminder_is_set_listed_and_deleted_by_its_person_alone(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    await ben.say(room, "Who *deploys*?")
    nine = {"at": f"{DAY}T09:00", "time_zone": "Europe/Berlin", "repeats": "daily"}
    made = await ann.post("me/reminders", json={"text": "Water the plants", **nine})
    assert made.status_code == 201
    one = made.json()
    assert {name: one[name] for name in ("text", "at", "time_zone", "repeats", "room_uuid", "number", "told_at")} == {
        "text": "Water the plants",
        **nine,
        "room_uuid": None,
        "number": None,
        "told_at": None,
    }
    of_message = await ann.post("me/reminders", json={"room_uuid": room, "number": 1, "in_seconds": 60})
    assert (of_message.json()["room_uuid"], of_message.json()["words"]) == (room, "Who deploys?")
    listed = (await ann.get("me/reminders")).json()
    assert [each["uuid"] for each in listed] == [of_message.json()["uuid"], one["uuid"]]
    assert (await ben.get("me/reminders")).json() == []
    assert (await ben.delete(f"me/reminders/{one['uuid']}")).status_code == 404
    await ann.delete(f"rooms/{room}/members/me")
    assert (await ann.delete(f"me/reminders/{one['uuid']}")).status_code == 204
    assert len((await ann.get("me/reminders")).json()) == 1


async def test_a_reminder_is_changed_by_its_person_alone_and_what_is_left_out_stays(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room()
    await ann.say(room, "hello")
    nine = {"at": f"{DAY}T09:00", "time_zone": "Europe/Berlin", "repeats": "daily"}
    one = (await ann.post("me/reminders", json={"text": "Water the plants", **nine})).json()
    path, shown = f"me/reminders/{one['uuid']}", {"text", "at", "time_zone", "repeats"}

    async def change(**what: object) -> dict[str, object]:
        answer = await ann.patch(path, json=what)
        assert answer.status_code == 200, answer.text
        return {name: value for name, value in answer.json().items() if name in shown}

    assert await change() == {"text": "Water the plants", **nine}
    assert await change(text="Water the ferns") == {"text": "Water the ferns", **nine}
    assert await change(time_zone="Asia/Tokyo", repeats="never") == {
        "text": "Water the ferns",
        "at": f"{DAY}T09:00",
        "time_zone": "Asia/Tokyo",
        "repeats": "never",
    }
    moved = (await ann.patch(path, json={"at": f"{DAY}T08:00Z"})).json()
    assert (moved["at"], moved["due_at"][:16]) == (f"{DAY}T17:00", f"{DAY}T08:00")
    soon = datetime.fromisoformat((await ann.patch(path, json={"in_seconds": 90})).json()["due_at"])
    assert soon < datetime.now(UTC) + timedelta(minutes=2)
    of_message = (await ann.post("me/reminders", json={"room_uuid": room, "number": 1, "in_seconds": 60})).json()
    for which, wrong, field in (
        (one, {"text": " "}, "text"),
        (of_message, {"text": "mine"}, "text"),
        (one, {"at": "2020-01-01T09:00"}, "at"),
        (one, {"at": f"{DAY}T09:00", "in_seconds": 60}, "at"),
        (one, {"in_seconds": 0}, "in_seconds"),
        (one, {"time_zone": "Europe/Atlantis"}, "time_zone"),
        (one, {"repeats": "hourly"}, "repeats"),
    ):
        answer = await ann.patch(f"me/reminders/{which['uuid']}", json=wrong)
        assert (answer.status_code, fields(answer)) == (422, {field})
    assert (await ben.patch(path, json={"text": "Mine now"})).status_code == 404
    assert {each["text"] for each in (await ann.get("me/reminders")).json()} == {"Water the ferns", ""}


async def test_bad_input_names_the_field(program: MakeProgram) -> None:
    ann, eve = await program("ann"), await program("eve")
    room = await ann.room()
    await ann.say(room, "hello")
    good = {"text": "Water the plants", "at": f"{DAY}T09:00", "time_zone": "Europe/Berlin"}
    for wrong, field in (
        ({"at": "2020-01-01T09:00"}, "at"),
        ({"at": "tomorrow at nine"}, "at"),
        ({"at": None}, "at"),
        ({"in_seconds": 60}, "at"),
        ({"at": None, "in_seconds": 0}, "in_seconds"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"repeats": "hourly"}, "repeats"),
        ({"text": ""}, "text"),
        ({"number": 1}, "text"),
        ({"room_uuid": room, "number": 1}, "text"),
    ):
        answer = await ann.post("me/reminders", json={**good, **wrong})
        assert (answer.status_code, fields(answer)) == (422, {field})
    hers = {"room_uuid": room, "number": 1, "in_seconds": 60}
    assert (await eve.post("me/reminders", json=hers)).status_code in (403, 404)
    assert (await ann.get("me/reminders")).json() == []
