"""Blocks by REST: posted, answered, pressed and read by programs."""

from typing import Any

from tests.api.conftest import MakeProgram, fields
from tests.messages.blocks.test_blocks import ALL, BUTTONS, WORDS


async def test_a_program_posts_blocks_people_press_and_it_reads_who_has(program: MakeProgram) -> None:
    ann, ben, eve = await program("ann"), await program("ben"), await program("eve")
    room = await ann.room(ben)
    posted = await ann.post(f"rooms/{room}/messages", json={"client_message_id": "k", "blocks": ALL})
    assert (posted.status_code, posted.json()["body"]) == (201, WORDS)
    shown: list[dict[str, Any]] = posted.json()["blocks"]
    assert [one["type"] for one in shown] == [one["type"] for one in ALL]
    read = (await ben.get(f"rooms/{room}/messages")).json()["messages"][0]
    assert read["blocks"] == shown
    path = f"rooms/{room}/messages/1/actions"
    assert (await ben.post(f"{path}/go", json={"press_id": "p"})).status_code == 201
    assert (await ben.post(f"{path}/go", json={"press_id": "p"})).status_code == 200
    wrong = await ben.post(f"{path}/env", json={"press_id": "q", "values": {"value": "x"}})
    assert (wrong.status_code, fields(wrong)) == (422, {"value"})
    assert (await ben.post(f"{path}/env", json={"press_id": "q", "values": {"value": "p"}})).status_code == 201
    assert (await ben.post(f"{path}/{'x' * 300}", json={"press_id": "r"})).status_code == 404
    assert (await eve.post(f"{path}/go", json={"press_id": "p"})).status_code == 403
    found = (await ann.get(path)).json()["presses"]
    assert [(one["action"], one["values"], one["username"]) for one in found] == [
        ("go", {}, ben.actor.username),
        ("env", {"value": "p"}, ben.actor.username),
    ]
    assert (await ann.get(path, params={"after": found[0]["id"]})).json()["presses"] == found[1:]
    assert (await ben.get(path)).status_code == 403


async def test_blocks_are_edited_and_wrong_ones_named(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    path = f"rooms/{room}/messages"
    await ann.post(path, json={"body": "Deploy?", "client_message_id": "k", "blocks": [BUTTONS]})
    same = await ann.patch(f"{path}/1", json={"body": "Deploy?"})
    assert same.json()["blocks"]
    changed = await ann.patch(f"{path}/1", json={"blocks": [{"type": "text", "text": "Done."}]})
    assert (changed.json()["body"], len(changed.json()["blocks"])) == ("Done.", 1)
    plain = await ann.patch(f"{path}/1", json={"body": "Over."})
    assert plain.json()["blocks"] == []
    assert (await ann.patch(f"{path}/1", json={})).status_code == 422
    for given in ([{"type": "video"}], [{"type": "text"}], "text", [BUTTONS, BUTTONS], [BUTTONS] * 51):
        refused = await ann.post(path, json={"client_message_id": "x", "blocks": given})
        assert refused.status_code == 422
        assert all(one.startswith("blocks") for one in fields(refused)), refused.text
