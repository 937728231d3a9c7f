"""Messages for later, by REST."""

from datetime import UTC, datetime, timedelta

from tests.api.conftest import MakeProgram, fields

DAY = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


async def test_a_message_for_later_is_written_changed_sent_and_deleted(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    new = {"room_uuid": room, "body": "Deploying", "at": f"{DAY}T09:00", "time_zone": "Europe/Berlin"}
    made = await ann.post("me/scheduled", json=new)
    assert made.status_code == 201
    one = made.json()
    assert (one["body"], one["at"], one["time_zone"], one["problem"]) == (
        "Deploying",
        f"{DAY}T09:00",
        "Europe/Berlin",
        "",
    )
    moved = await ann.patch(f"me/scheduled/{one['uuid']}", json={"time_zone": "UTC"})
    assert moved.json()["due_at"] == f"{DAY}T09:00:00Z"
    assert [each["uuid"] for each in (await ann.get("me/scheduled")).json()] == [one["uuid"]]
    assert (await ben.get("me/scheduled")).json() == []
    for answer in (
        await ben.patch(f"me/scheduled/{one['uuid']}", json={"body": "mine"}),
        await ben.post(f"me/scheduled/{one['uuid']}/send"),
        await ben.delete(f"me/scheduled/{one['uuid']}"),
    ):
        assert answer.status_code == 404
    sent = await ann.post(f"me/scheduled/{one['uuid']}/send")
    assert (sent.status_code, sent.json()["body"]) == (201, "Deploying")
    assert (await ben.bodies(room))[-1] == "Deploying"
    other = (await ann.post("me/scheduled", json={**new, "client_message_id": "k"})).json()
    assert (await ann.post("me/scheduled", json={**new, "client_message_id": "k"})).json() == other
    assert (await ann.delete(f"me/scheduled/{other['uuid']}")).status_code == 204
    assert (await ann.get("me/scheduled")).json() == []


async def test_bad_input_names_the_field(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    good = {"room_uuid": room, "body": "Deploying", "at": f"{DAY}T09:00", "time_zone": "Europe/Berlin"}
    for wrong, field in (
        ({"at": "2020-01-01T09:00"}, "at"),
        ({"at": "tomorrow at nine"}, "at"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"body": "  "}, "body"),
        ({"room_uuid": 5}, "room_uuid"),
        ({"client_message_id": "ü"}, "client_message_id"),
    ):
        answer = await ann.post("me/scheduled", json={**good, **wrong})
        assert (answer.status_code, fields(answer)) == (422, {field})
    assert (await ann.get("me/scheduled")).json() == []
